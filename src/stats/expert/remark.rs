//! A remark, and which packets earned it.

/// How much it matters, the most first: Wireshark's four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something is broken.
    Error,
    /// Something is unusual and costs.
    Warning,
    /// Something is notable.
    Note,
    /// The usual course of things.
    Chat,
}

impl Severity {
    /// The word in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
            Self::Chat => "chat",
        }
    }
}

/// What sort of remark: those of Wireshark's groups that are in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Against the rules of a protocol.
    Malformed,
    /// The course of a connection.
    Sequence,
    /// What an application answers.
    Response,
    /// Allowed by the protocol and yet odd.
    Protocol,
}

impl Group {
    /// The word in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Sequence => "sequence",
            Self::Response => "response",
            Self::Protocol => "protocol",
        }
    }
}

/// A remark. Every text is the program's own: nothing of it comes from a packet.
#[derive(Debug)]
pub struct Remark {
    /// How much it matters.
    pub severity: Severity,
    /// What sort.
    pub group: Group,
    /// Wireshark's name of the protocol.
    pub protocol: &'static str,
    /// The remark.
    pub summary: &'static str,
    /// Finds the same packets in Wireshark.
    pub filter: &'static str,
}

/// How many first packets are named.
const NAMED: usize = 5;

/// The packets that earned a remark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sightings {
    /// How many.
    pub packets: u64,
    /// The numbers of the first ones, ascending.
    first: Vec<u64>,
}

impl Sightings {
    /// Counts the packet with this number.
    pub fn add(&mut self, number: u64) {
        self.packets += 1;
        if self.first.len() < NAMED {
            self.first.push(number);
        }
    }

    /// Adds what a sibling counted, which saw other packets.
    pub fn absorb(&mut self, other: &Self) {
        self.packets += other.packets;
        self.first.extend(&other.first);
        self.first.sort_unstable();
        self.first.truncate(NAMED);
    }

    /// The numbers of the first ones, ascending.
    pub fn first(&self) -> &[u64] {
        &self.first
    }
}
