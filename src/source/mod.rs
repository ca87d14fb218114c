//! Where packets come from: files of any capture format, compressed or not, directories, pipes,
//! several inputs as one timeline. Everything comes out as batches of records.

mod batch;

pub use batch::{Batch, Record};

/// Anything that gives packets in batches.
pub trait Source {
    /// Empties `batch` and fills it with the next packets. `false` when there are no more.
    fn fill(&mut self, batch: &mut Batch) -> bool;
}
