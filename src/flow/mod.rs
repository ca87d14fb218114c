//! Flows: what packets between the same two ends have in common.

mod conversation;
mod conversations;
mod level;
mod pair;
mod stream;
mod traffic;

pub use conversation::{Conversation, Tally};
pub use conversations::Conversations;
pub use level::Level;
pub use pair::{End, Family, Pair, Sender};
pub use traffic::{Found, Traffic};
