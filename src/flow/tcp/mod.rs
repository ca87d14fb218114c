//! TCP as Wireshark's analysis sees it: what was sent again, what came late, what is missing, how
//! long answers take, where windows close.
//!
//! [`Connection`] is the state of one stream and knows nothing else: whoever keeps flows can keep
//! one for each. [`Streams`] is a table of them.

mod connection;
mod half;
mod handshake;
mod headers;
mod order;
mod outstanding;
mod segment;
mod serial;
mod streams;
mod tally;
mod windows;

pub use connection::Connection;
pub use handshake::Handshake;
pub use headers::{TcpHeader, each_header};
pub use segment::Segment;
pub use streams::{Found, Streams, TcpStream};
pub use tally::{FindingCounts, Tally};

pub use crate::packet::analysis::{Answered, Completeness, Finding, Findings, Seen, WindowScale};
