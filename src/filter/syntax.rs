//! What a filter says, before anybody looks whether it makes sense.

use std::ops::Range;

use super::range::{Layers, Slice};

/// Tests joined by words.
#[derive(Clone, Debug)]
pub enum Logic {
    /// All hold; each with its place.
    And(Vec<(Logic, Range<usize>)>),
    /// One holds at least.
    Or(Vec<Logic>),
    /// An odd number of them holds.
    Xor(Vec<Logic>),
    /// It does not hold.
    Not(Box<Logic>),
    /// One test.
    Test(Test),
}

/// One test.
#[derive(Clone, Debug)]
pub enum Test {
    /// Whether a packet has something.
    Present(Operand),
    /// A relation between things, or a chain of them: `a < b < c`.
    Relation {
        /// Which values have to be in the relation, where that is said.
        quantifier: Option<Quantifier>,
        /// What stands first.
        first: Operand,
        /// The relations that follow, and what stands behind each.
        rest: Vec<(&'static str, Operand)>,
    },
    /// Whether a value is one of several.
    Member {
        /// Which values have to be.
        quantifier: Option<Quantifier>,
        /// Whose values.
        of: Operand,
        /// Single values, and pairs between which values lie.
        set: Vec<(Operand, Option<Operand>)>,
    },
}

/// How many values have to be in a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// One.
    Any,
    /// Each.
    All,
}

/// A thing that has values, and its place.
#[derive(Clone, Debug)]
pub struct Operand {
    /// What it is.
    pub kind: OperandKind,
    /// Where it stands.
    pub at: Range<usize>,
}

/// What has values.
#[derive(Clone, Debug)]
pub enum OperandKind {
    /// A field, a protocol, or a literal without quotes.
    Word(String),
    /// A literal between quotes.
    Text(Vec<u8>),
    /// A character.
    Char(u8),
    /// A field of some layers.
    Layered(Box<Operand>, Layers),
    /// Some bytes of something.
    Slice(Box<Operand>, Slice),
    /// What a function makes of its arguments.
    Call(String, Vec<Operand>),
    /// A calculation.
    Sum(Box<Operand>, char, Box<Operand>),
}
