//! Statistics that give one table a level, as conversations and endpoints do.

use std::sync::Arc;

use super::shortage::shortage;
use super::{Level, Order, Settings, View};
use crate::flow::Found;
use crate::report::{Section, Table};

/// Makes a level's table from its conversations.
pub type MakeTable = fn(&Arc<Found>, Order, Option<usize>) -> Table;

/// A table for each level that is asked for, or that has something to say.
pub struct ByLevel {
    name: &'static str,
    title: &'static str,
    levels: Vec<Level>,
    order: Order,
    limit: Option<usize>,
    make: MakeTable,
    tables: Vec<(Level, Table)>,
    notes: Vec<String>,
}

impl ByLevel {
    /// A section of this name and title, with one note for all levels.
    pub fn new(
        (name, title): (&'static str, &'static str),
        settings: &Settings,
        note: &str,
        make: MakeTable,
    ) -> Self {
        Self {
            name,
            title,
            levels: settings.levels.clone(),
            order: settings.order.unwrap_or(Order::Packets),
            limit: settings.limit,
            make,
            tables: Vec::new(),
            notes: vec![note.to_owned()],
        }
    }
}

impl View for ByLevel {
    fn levels(&self) -> Vec<Level> {
        self.levels.clone()
    }

    fn see(&mut self, found: &Arc<Found>) {
        let asked = self.levels.contains(&found.level);
        if asked || (self.levels.is_empty() && !found.conversations.is_empty()) {
            self.notes.extend(shortage(found));
            self.tables.push((found.level, (self.make)(found, self.order, self.limit)));
        }
    }

    fn section(mut self: Box<Self>) -> Section {
        self.tables.sort_by_key(|&(level, _)| level);
        let tables = self.tables.into_iter().map(|(_, table)| table).collect();
        Section { name: self.name, title: self.title.to_owned(), tables, notes: self.notes }
    }
}
