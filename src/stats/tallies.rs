//! Several tables of how often something occurs: what they are called, once.

use super::counts::Counts;
use crate::report::Table;

/// A table of counts.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    /// Its name.
    pub table: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// The column of what is counted.
    pub column: &'static str,
    /// What that means.
    pub doc: &'static str,
}

impl Tally {
    /// A table of counts; see the members.
    pub const fn new(
        table: &'static str,
        title: &'static str,
        column: &'static str,
        doc: &'static str,
    ) -> Self {
        Self { table, title, column, doc }
    }

    /// Empty counts of each, of at most `most` keys.
    pub fn counts<const N: usize>(tallies: &[Self; N], most: usize) -> [Counts; N] {
        tallies.map(|_| Counts::new(most))
    }

    /// The counts as tables, with notes on what was left out.
    pub fn report<'a>(
        tallies: impl IntoIterator<Item = &'a Self>,
        counts: impl IntoIterator<Item = Counts>,
        limit: Option<usize>,
        (tables, notes): (&mut Vec<Table>, &mut Vec<String>),
    ) {
        for (tally, counts) in tallies.into_iter().zip(counts) {
            notes.extend(counts.note(tally.table));
            let key = (tally.column, tally.doc);
            tables.push(counts.table(tally.table, tally.title, key, limit));
        }
    }
}

/// Takes over what a sibling counted, table by table.
pub fn absorb(own: &mut [Counts], sibling: impl IntoIterator<Item = Counts>) {
    for (own, other) in own.iter_mut().zip(sibling) {
        own.absorb(other);
    }
}
