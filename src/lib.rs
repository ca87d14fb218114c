//! netsift reads packet captures and says what is in them.
//!
//! Two verbs (decode, fold) and one noun (report):
//!
//! ```text
//! source -> RawPacket -> packet::decode -> Packet -> analysers fold -> Report -> output
//! ```
//!
//! * [`value`]: values, kinds, units, time
//! * [`packet`]: the shared packet-decoding library
pub mod packet;
pub mod value;
