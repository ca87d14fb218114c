//! Flow records: both directions between two ends of TCP, UDP, SCTP or ICMP, from the first packet
//! to a timeout, with what Zeek's `conn.log` says of them.
//!
//! A packet becomes a [`Sighting`](sighting), its flow is found in the table by a [`FlowKey`], and
//! a flow that ended is kept packed until its turn in the output comes.

mod checksum;
mod community_id;
mod direction;
mod endpoint;
mod finished;
mod gaps;
mod history;
mod key;
mod left_out;
mod lists;
mod live;
mod measures;
mod membership;
mod packed;
mod record;
mod sighting;
mod state;
mod table;
mod tcp;
mod timeouts;
mod uid;

pub use community_id::community_id;
pub use direction::DirectionRule;
pub use finished::Finished;
pub use history::History;
pub use key::FlowKey;
pub use left_out::LeftOut;
pub use measures::{Measured, Names, Spread, Step};
pub use membership::Membership;
pub use record::{EndReason, FlowRecord, Side};
pub use state::{ConnState, EndState};
pub use table::FlowTable;
pub use timeouts::{Timeouts, TimeoutsError};
pub use uid::uid;

#[cfg(test)]
mod tests;
