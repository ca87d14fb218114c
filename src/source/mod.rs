//! Where packets come from: files of any capture format, compressed or not, directories, pipes,
//! several inputs as one timeline. Everything comes out as batches of records.

mod batch;

pub use batch::{Batch, Record};
