//! Where packets come from: files of any capture format, compressed or not, directories, pipes,
//! several inputs as one timeline. Everything comes out as batches of records.
//!
//! ```text
//! Stored -> Stream (decompressed) -> Input (windows) -> Format (records) -> Timeline -> Batch
//! ```

mod ahead;
mod batch;
mod byte_order;
mod compression;
mod expand;
mod format;
mod front;
mod input;
mod interfaces;
pub mod live;
mod magic;
mod notes;
mod patient;
mod pcap;
mod pcap_search;
mod pcapng;
mod progress;
mod regular;
mod stored;
mod stream;
mod timeline;
mod window;

pub use batch::{Batch, Record};
pub use expand::expand;
pub use notes::{Noted, NotedBlock, NotedInterface, Notes};
pub use progress::Progress;
pub use timeline::{Inputs, Options, Timeline};
pub use window::{Bound, Limits, Window};

/// Anything that gives packets in batches.
pub trait Source: Send {
    /// Empties `batch` and fills it with the next packets. `false` when there are no more.
    fn fill(&mut self, batch: &mut Batch) -> bool;
}
