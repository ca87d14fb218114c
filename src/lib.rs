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
//! * [`source`]: where packets come from
//! * [`flow`]: what packets between the same two ends have in common
//! * [`select`]: which packets are taken besides: by number, position, flow
//! * [`filter`]: display filters, Wireshark's language over the fields of packets
//! * [`edit`]: what is done to packets before they are written
//! * [`anonymize`]: packets without those whom they are about
//! * [`engine`]: the one loop, and what an analyser is
//! * [`detect`]: what somebody should look at, and why
//! * [`stats`]: statistics, one file each
//! * [`report`]: what a run found, as plain data
//! * [`enrich`]: what files of the user's say of addresses and names
//! * [`output`]: formats, functions from a report to bytes
//! * [`plot`]: charts, functions from a report to pictures
//! * [`dashboard`]: the page of a report, for any browser
//! * [`cli`]: the command line: arguments, wiring, exit codes
//! * [`alert`]: findings that are told to somebody
//! * [`sink`]: where results go: files that are whole or not there

pub mod alert;
pub mod anonymize;
pub mod cli;
pub mod dashboard;
pub mod detect;
pub mod edit;
pub mod engine;
pub mod enrich;
pub mod filter;
pub mod flow;
pub mod output;
pub mod packet;
pub mod plot;
pub mod report;
pub mod select;
pub mod sink;
pub mod source;
pub mod stats;
pub mod value;
