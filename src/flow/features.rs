//! Features: what a detector sees of a flow, 58 numbers. One table says what each is, in which
//! scale, and how it is computed from the flow's record, from the flows that ended in the minute
//! before it ([`Context`]), and from how rare its ends are ([`Rarity`]).
//!
//! A feature is the same whoever computes it, live or from a file: context follows from the records
//! in the order of their ends, rarity from counts.

mod around;
mod context;
mod counts;
mod names;
mod odds;
mod ports;
mod rarity;
mod scale;
mod shape;
mod subject;
mod survey;
mod table;
mod volume;

pub use context::{Context, Trailing, WINDOW_NS};
pub use ports::is_failed;
pub use rarity::{Key, Rare, Rarity};
pub use scale::Scale;
pub use subject::Subject;
pub use survey::Survey;
pub use table::{FEATURES, Feature, FeatureVector, Group, WEIGHTED, vector};

#[cfg(test)]
mod tests;
