//! What is done to packets between reading them and writing them: duplicates left out, late ones put
//! in order.

mod dedup;
mod likeness;
mod reorder;
#[cfg(test)]
mod testing;

pub use dedup::{Dedup, Span};
pub use likeness::{Likeness, WORDS};
pub use reorder::Reorder;
