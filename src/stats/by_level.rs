//! Statistics that give one table a level, as conversations and endpoints do.

use std::sync::Arc;

use super::shortage::shortage;
use super::{Level, Order, Scope, Settings, View};
use crate::flow::Found;
use crate::report::{Section, Table};

/// Makes a scope's table from the conversations of its level.
pub type MakeTable = fn(&Arc<Found>, Scope, Order, Option<usize>) -> Table;

/// A table for each scope that is asked for, or for each level that has something to say.
pub struct ByLevel {
    name: &'static str,
    title: &'static str,
    scopes: Vec<Scope>,
    order: Order,
    limit: Option<usize>,
    make: MakeTable,
    tables: Vec<(Scope, Table)>,
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
            scopes: settings.scopes.clone(),
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
        self.scopes.iter().map(|scope| scope.level).collect()
    }

    fn see(&mut self, found: &Arc<Found>) {
        let mut scopes = self.scopes.clone();
        if scopes.is_empty() && !found.conversations.is_empty() {
            scopes.push(Scope::of(found.level));
        }
        scopes.retain(|scope| scope.level == found.level);
        if !scopes.is_empty() {
            self.notes.extend(shortage(found));
        }
        for scope in scopes {
            self.tables.push((scope, (self.make)(found, scope, self.order, self.limit)));
        }
    }

    fn section(mut self: Box<Self>) -> Section {
        self.tables.sort_by_key(|&(scope, _)| scope);
        let tables = self.tables.into_iter().map(|(_, table)| table).collect();
        Section { name: self.name, title: self.title.to_owned(), tables, notes: self.notes }
    }
}
