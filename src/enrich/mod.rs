//! What is known besides of addresses and names in an answer: countries and networks, blocklists,
//! makers of hardware, from files of the user's; names of hosts, from the capture itself. Nothing is
//! asked of the network; each source adds columns behind those that a table has.

mod blocklist;
mod geography;
mod hosts;
mod makers;

use std::sync::Arc;

use crate::report::{Column, Report, Row, Rows, Table};
use crate::value::{Kind, Value};

pub use blocklist::Blocklist;
pub use geography::Geography;
pub use hosts::Hosts;
pub use makers::Makers;

/// Why a file cannot be used; the text names it.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct Unusable {
    file: String,
    reason: String,
}

impl Unusable {
    fn new(file: &std::path::Path, reason: &(impl ToString + ?Sized)) -> Self {
        Self { file: file.display().to_string(), reason: reason.to_string() }
    }
}

/// Something that knows more about values.
pub trait Source: Send + Sync {
    /// The columns that it adds to a table with these columns. One line of meaning each.
    fn columns(&self, columns: &[Column]) -> Vec<Column>;

    /// Appends one cell for each of these columns; `row` is what the table had.
    fn cells(&self, columns: &[Column], row: &[Value<'static>], out: &mut Row);
}

/// All sources that were asked for.
#[derive(Clone, Default)]
pub struct Enrichment {
    sources: Vec<Arc<dyn Source>>,
}

impl Enrichment {
    /// Adds a source; its columns stand behind those of the ones before.
    pub fn push(&mut self, source: impl Source + 'static) {
        self.sources.push(Arc::new(source));
    }

    /// Whether nothing was asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Adds what is known to every table of a report.
    pub fn apply(self: &Arc<Self>, report: &mut Report) {
        if self.is_empty() {
            return;
        }
        let sections = report.sections.iter_mut();
        for table in sections.flat_map(|section| &mut section.tables) {
            self.extend(table);
        }
    }

    fn extend(self: &Arc<Self>, table: &mut Table) {
        let columns = table.columns.clone();
        let added: Vec<_> = self.sources.iter().map(|source| source.columns(&columns)).collect();
        if added.iter().all(Vec::is_empty) {
            return;
        }
        let knows: Vec<bool> = added.iter().map(|columns| !columns.is_empty()).collect();
        let added = added.into_iter().flatten();
        table.columns.extend(added.map(|column| Column { is_added: true, ..column }));
        let rows = std::mem::take(&mut table.rows);
        let this = Arc::clone(self);
        table.rows = Rows::Made {
            count: rows.len(),
            make: Box::new(move |at| {
                let mut row = rows.get(at).unwrap_or_default().into_owned();
                let before = row.clone();
                for (source, knows) in this.sources.iter().zip(&knows) {
                    if *knows {
                        source.cells(&columns, &before, &mut row);
                    }
                }
                row
            }),
        };
    }
}

/// Whether a column may hold addresses of hosts.
fn holds_hosts(column: &Column) -> bool {
    matches!(column.kind, Kind::Address | Kind::Ipv4 | Kind::Ipv6)
}

/// A column that says something of another one: `address_a` and `country` give `address_a_country`.
fn about(column: &Column, what: &str, kind: Kind, doc: &'static str) -> Column {
    // A column lives as long as the program; there is one for each table and source.
    let name = String::leak(format!("{}_{what}", column.name));
    Column::new(name, kind, crate::value::Unit::None, doc)
}

#[cfg(test)]
mod tests;
