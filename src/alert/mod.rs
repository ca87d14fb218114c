//! Alerts: findings that are told to somebody as they are found, by a webhook, syslog, e-mail or a
//! command.
//!
//! An [`Outbox`] decides which findings are told (no repetition within a while, no more than so many a
//! minute) and hands them to a thread for each sink, over a queue that never blocks: a sink that is
//! slow or dead costs its own alerts and nothing else.

mod address;
mod command;
mod mail;
mod outbox;
mod post;
mod sinks;
mod syslog;
mod webhook;

use std::time::Duration;

use crate::value::Timestamp;

pub use address::{Address, NoAddress};
pub use outbox::{Outbox, Policy, Told};
pub use post::Undelivered;
pub use sinks::{NoSink, Secrets, open};

/// Something to tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// How much it matters: 0 for information, 4 for the gravest.
    pub weight: u8,
    /// The same as a word.
    pub severity: String,
    /// What found it, `rule:port-scan`.
    pub detector: String,
    /// One sentence.
    pub text: String,
    /// More to say, names and values.
    pub facts: Vec<(String, String)>,
    /// All of it, as one JSON object.
    pub json: String,
    /// When it happened, by the capture's clock.
    pub at: Timestamp,
}

/// Somewhere alerts go.
pub trait Sink: Send {
    /// Delivers some messages, all or none.
    ///
    /// # Errors
    /// When they could not be delivered.
    fn deliver(&mut self, messages: &[Message]) -> Result<(), Failure>;

    /// For how long messages are gathered before they are delivered together; nothing where each is
    /// delivered by itself.
    fn gathers(&self) -> Option<Duration> {
        None
    }
}

/// Why something was not delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// In words.
    pub reason: String,
    /// Another try may succeed.
    pub may_pass: bool,
}

impl Failure {
    /// Something that may be over in a moment.
    #[expect(clippy::needless_pass_by_value, reason = "errors are handed over as they come")]
    fn passing(reason: impl ToString) -> Self {
        Self { reason: reason.to_string(), may_pass: true }
    }

    /// Something that no other try changes.
    #[expect(clippy::needless_pass_by_value, reason = "errors are handed over as they come")]
    fn lasting(reason: impl ToString) -> Self {
        Self { reason: reason.to_string(), may_pass: false }
    }
}

#[cfg(test)]
mod tests;
