//! Datagrams that were put together from fragments of IP: the packet that brought the last missing
//! fragment has the whole datagram behind its own bytes, and the layers in it are the packet's.

use super::RawPacket;

/// What stands behind the captured bytes of a packet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Bytes that the capture has of the packet itself.
    pub captured_bytes: u32,
    /// The datagrams that it completed, from the outside in: one inside another where a tunnel's
    /// packets are fragments, and what it carries as well.
    pub datagrams: Vec<Datagram>,
}

/// A datagram that was put together, without the header of IP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Datagram {
    /// Where it begins among the packet's bytes.
    pub start: u32,
    /// How long it is.
    pub bytes: u32,
    /// The number of the protocol that it begins with (IANA).
    pub protocol: u8,
}

/// The bytes of a packet that completed datagrams, and those of the datagrams behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    /// All of them.
    pub bytes: Vec<u8>,
    /// Where the datagrams are.
    pub joined: Joined,
}

impl Whole {
    /// A packet as it was captured, with nothing behind it yet.
    #[must_use]
    pub fn of(raw: &RawPacket<'_>) -> Self {
        let captured_bytes = u32::try_from(raw.data.len()).unwrap_or(u32::MAX);
        let joined = Joined { captured_bytes, datagrams: Vec::new() };
        Self { bytes: raw.data.to_vec(), joined }
    }

    /// Puts a datagram behind what is there.
    pub fn push(&mut self, protocol: u8, datagram: &[u8]) {
        let number = |length| u32::try_from(length).unwrap_or(u32::MAX);
        let (start, bytes) = (number(self.bytes.len()), number(datagram.len()));
        self.bytes.extend_from_slice(datagram);
        self.joined.datagrams.push(Datagram { start, bytes, protocol });
    }

    /// The packet with the datagrams behind it.
    #[must_use]
    pub fn packet<'a>(&'a self, raw: &RawPacket<'a>) -> RawPacket<'a> {
        RawPacket { data: &self.bytes, joined: Some(&self.joined), ..*raw }
    }
}
