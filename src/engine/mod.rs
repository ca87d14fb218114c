//! The one loop: read batches, decode packets, hand them to analysers, join what these found.

mod analyser;

pub use analyser::{Analyser, Fold, Needs, Partition};
