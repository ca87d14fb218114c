//! libpcap, found when the program runs: the functions that the crate `pcap` calls, each of which
//! hands the call on to the library where it is installed.
//!
//! So building needs no libpcap, and the program starts on machines that have none. Whoever uses
//! the crate `pcap` asks [`is_installed`] first; without the library each function answers as
//! libpcap does when it fails, and never crashes.
//!
//! This is the only place of the project with unsafe code.

mod forward;
mod library;

pub use library::{NAMES, is_installed};
