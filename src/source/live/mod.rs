//! Packets as they arrive, from the interfaces of this machine, through libpcap.
//!
//! Each interface has a thread of its own that reads it and never waits for whoever takes the
//! packets: they go through a queue of bounded length, and what does not fit is counted.
//!
//! ```text
//! interface -> Reader (a thread) -> queue -> Live (merged by time) -> Batch
//! ```

mod confine;
mod counters;
mod device;
mod error;
mod feed;
mod listening;
mod merge;
mod open;
mod reader;
mod recent;

pub use confine::{Account, Confinement};
pub use counters::Counts;
pub use device::{Device, devices};
pub use error::LiveError;
pub use feed::Feed;
pub use listening::{Ends, Listening, Period};
pub use merge::{Live, Source};
pub use open::{Settings, TimeSource, link_types};
pub use reader::now;
pub use recent::{Recent, Replay};
