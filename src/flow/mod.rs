//! Flows: what packets between the same two ends have in common.

mod applications;
mod assembly;
mod conversation;
mod conversations;
pub mod features;
mod follower;
mod fragments;
mod index;
mod judge;
mod level;
pub mod numbering;
mod pair;
mod records;
mod stream;
pub mod tcp;
mod traffic;
mod upgrades;

pub use applications::{Applications, Known, PARTITIONS};
pub use assembly::{Assembler, Losses};
pub use conversation::{Conversation, Tally};
pub use conversations::Conversations;
pub use follower::Follower;
pub use fragments::{FragmentLosses, Fragments};
pub use level::Level;
pub use pair::{End, Family, Pair, Sender};
pub use records::{
    ConnState, DirectionRule, EndReason, EndState, Finished, FlowKey, FlowRecord, FlowTable,
    History, LeftOut, Measured, Membership, Names, Side, Spread, Step, Timeouts, TimeoutsError,
    community_id, uid,
};
pub use traffic::{Found, Traffic};
