//! The rows of a table: written out, or made one at a time when a format asks for them, so that a
//! table of a million rows needs no more memory than what it is made of.

use std::borrow::Cow;
use std::fmt;

use crate::value::Value;

/// One value a column.
pub type Row = Vec<Value<'static>>;

/// Rows of a table.
pub enum Rows {
    /// Written out.
    Ready(Vec<Row>),
    /// Made when asked for.
    Made {
        /// How many there are.
        count: usize,
        /// Makes the row at a place below `count`, always the same one.
        make: Box<dyn Fn(usize) -> Row + Send + Sync>,
    },
}

impl Rows {
    /// Rows that are made from `items`, which they own.
    pub fn made<T: Send + Sync + 'static>(
        items: Vec<T>,
        row: impl Fn(&T) -> Row + Send + Sync + 'static,
    ) -> Self {
        let count = items.len();
        Self::Made { count, make: Box::new(move |at| items.get(at).map(&row).unwrap_or_default()) }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Ready(rows) => rows.len(),
            Self::Made { count, .. } => *count,
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row at a place.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<Cow<'_, [Value<'static>]>> {
        match self {
            Self::Ready(rows) => rows.get(at).map(|row| Cow::Borrowed(row.as_slice())),
            Self::Made { count, make } => (at < *count).then(|| Cow::Owned(make(at))),
        }
    }

    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, [Value<'static>]>> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Adds a row. Rows that are made are written out first.
    pub fn push(&mut self, row: Row) {
        if let Self::Made { .. } = self {
            *self = self.clone();
        }
        if let Self::Ready(rows) = self {
            rows.push(row);
        }
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self::Ready(Vec::new())
    }
}

impl Clone for Rows {
    fn clone(&self) -> Self {
        Self::Ready(self.iter().map(Cow::into_owned).collect())
    }
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_made_equal_rows_that_are_written_out() {
        let made = Rows::made(vec![1_u64, 2], |&n| vec![n.into()]);
        let ready = Rows::Ready(vec![vec![1_u64.into()], vec![2_u64.into()]]);
        assert_eq!(made, ready);
        assert_eq!(made.clone(), made);
        assert_ne!(made, Rows::default());
        assert_eq!(made.get(2), None);
    }

    #[test]
    fn a_row_can_be_added_to_either() {
        for mut rows in [Rows::default(), Rows::made(Vec::<u64>::new(), |&n| vec![n.into()])] {
            rows.push(vec![7_u64.into()]);
            assert_eq!(rows, Rows::Ready(vec![vec![7_u64.into()]]));
        }
    }
}
