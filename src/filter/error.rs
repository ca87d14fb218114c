//! What is wrong with a filter, and where.

use std::fmt;
use std::ops::Range;

use crate::value::escape;

/// A mistake in a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    /// The filter.
    text: String,
    /// The bytes of it that are wrong.
    at: Range<usize>,
    /// What is wrong; lower case, no full stop, escaped.
    message: String,
    /// The name that nobody knows, where that is what is wrong.
    unknown: Option<Unknown>,
}

/// A name that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Of a field or a protocol.
    Field(String),
    /// Of a function.
    Function(String),
}

/// What went wrong while a filter was read: the place, and why.
#[derive(Clone, Debug)]
pub struct Mistake {
    /// The bytes that are wrong.
    pub at: Range<usize>,
    /// Why.
    pub message: String,
    /// The name that nobody knows.
    pub unknown: Option<Unknown>,
}

impl Mistake {
    /// A mistake at a place.
    pub fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), unknown: None }
    }

    /// The same as an error about `text`.
    pub fn within(self, text: &str) -> FilterError {
        let Self { at, message, unknown } = self;
        FilterError { text: text.to_owned(), at, message, unknown }
    }
}

impl FilterError {
    /// The name that nobody knows, for whoever can suggest another.
    #[must_use]
    pub const fn unknown(&self) -> Option<&Unknown> {
        self.unknown.as_ref()
    }

    /// The same error with a way out behind its message.
    #[must_use]
    pub fn suggesting(mut self, way_out: &str) -> Self {
        self.message.push_str("; ");
        self.message.push_str(way_out);
        self
    }
}

impl fmt::Display for FilterError {
    /// The message, the filter below it, and carets under what is wrong.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |range: Range<usize>| escape(self.text.get(range).unwrap_or_default());
        let start = self.text.floor_char_boundary(self.at.start);
        let end = self.text.ceil_char_boundary(self.at.end.max(start));
        let (before, wrong) = (part(0..start), part(start..end));
        let spaces = " ".repeat(before.chars().count());
        let carets = "^".repeat(wrong.chars().count().max(1));
        let rest = part(end..self.text.len());
        write!(f, "{}\n  {before}{wrong}{rest}\n  {spaces}{carets}", self.message)
    }
}

impl std::error::Error for FilterError {}
