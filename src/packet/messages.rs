//! Messages of applications: a datagram's payload, or what a stream carried from one boundary to
//! the next. Fields of applications are read from them, and they appear with the packet that
//! completed them, as in tshark.

use super::{ProtocolId, Transport};

/// One message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// The application.
    pub protocol: ProtocolId,
    /// What carried it.
    pub transport: Transport,
    /// Source port.
    pub source: u16,
    /// Destination port.
    pub destination: u16,
    /// What was kept of it, from its first byte on: all of it, or without the body of a transfer.
    pub bytes: &'a [u8],
    /// Its length as it was sent, at least `bytes.len()`.
    pub wire_bytes: u64,
    /// The packet's destination sent it: it was held back behind a gap, and the packet
    /// acknowledges what the capture lost.
    pub reversed: bool,
    /// What its direction remembered when it ended: see [`Progress::mark`].
    pub mark: u8,
}

impl Message<'_> {
    /// Whether it has the fields of a protocol: its own, or the one whose messages are formed alike.
    #[must_use]
    pub fn is_like(&self, protocol: ProtocolId) -> bool {
        self.protocol == protocol || self.protocol.get().messages_like == Some(protocol)
    }
}

/// Where the kept bytes of a message are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the packet.
    Packet,
    /// Among what was assembled.
    Assembled,
}

/// A message of the packet at hand, without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The application.
    pub protocol: ProtocolId,
    /// Where `start` and `end` count.
    pub place: Place,
    /// Where its kept bytes begin.
    pub start: u32,
    /// Where they end.
    pub end: u32,
    /// Its length as it was sent.
    pub wire_bytes: u64,
    /// The packet's destination sent it: see [`Message::reversed`].
    pub reversed: bool,
    /// What its direction remembered: see [`Progress::mark`].
    pub mark: u8,
}

/// The messages that a packet completed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Messages<'a> {
    /// What they are, in the order of their last bytes.
    pub entries: &'a [Entry],
    /// The bytes of those that were assembled.
    pub assembled: &'a [u8],
    /// The application of which a message begins in the packet and ends in a later one.
    pub begun: Option<ProtocolId>,
}

/// What the next bytes of a stream are, as far as its application can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// More than there is: ask again when there are at least this many bytes.
    Wait(usize),
    /// A part of a message.
    Part {
        /// Bytes of the part; more than there is may be coming. `u64::MAX` for all that comes
        /// until the sender closes.
        length: u64,
        /// Whether it is worth keeping: not the body of a transfer.
        keep: bool,
        /// Whether the message ends with it.
        last: bool,
    },
    /// Not what this application says: look for the next beginning of a message.
    Lost,
}

impl Step {
    /// A whole message of `length` bytes.
    #[must_use]
    pub const fn whole(length: usize) -> Self {
        Self::Part { length: length as u64, keep: true, last: true }
    }
}

/// What an application remembers of one direction of a stream between two steps. What it means
/// is the application's own affair; it begins with zeros.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Which part of a message comes next.
    pub stage: u32,
    /// What the other direction has to know of the messages sent so far.
    pub queue: u32,
    /// What whoever reads the messages that end from now on has to know.
    pub mark: u8,
}

/// Finds the boundaries of messages in a stream: given the bytes that come next (never none), and
/// what is remembered of this direction and of the other one.
pub type Framing = fn(&[u8], own: &mut Progress, peer: &mut Progress) -> Step;

/// Reads what the datagrams of one conversation carry inside, where it takes more than one of them.
pub trait Opener: std::fmt::Debug + Send {
    /// Takes a datagram, and appends the messages that it completed to `out`; `from_low` tells both
    /// ends apart. Gives their protocol where there are any.
    fn datagram(&mut self, bytes: &[u8], from_low: bool, out: &mut Vec<u8>) -> Option<ProtocolId>;

    /// Whether it opened a datagram, and has to be kept for the next.
    fn is_open(&self) -> bool;

    /// Bytes that are held until more comes.
    fn held_bytes(&self) -> usize;
}
