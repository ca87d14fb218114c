//! What a protocol is: its names and numbers, how its header is read, how its content is recognised.

use std::ops::RangeInclusive;

use super::field::Field;
use super::{Fault, Framing, Header, Opener, ProtocolId, RawPacket, Selector};

/// Where a protocol stands in a packet; decides what flows and statistics take from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The capture's own record.
    Frame,
    /// Frames of a link: Ethernet, PPP, tags and labels on them.
    Link,
    /// Carries the addresses of hosts: IPv4, IPv6.
    Network,
    /// Stands between a network layer and its payload: IPv6 extension headers, AH.
    Extension,
    /// Carries ports: TCP, UDP, SCTP, DCCP.
    Transport,
    /// Carries other packets: GRE, VXLAN, ESP.
    Tunnel,
    /// Serves the network itself: ARP, ICMP, OSPF. A packet inside it is quoted or announced, not
    /// carried: its layers are kept, but the flow stays that of the outer packet.
    Control,
    /// Carried by a transport, named by number and content once a flow.
    Application,
}

/// In which packets of a stream an application is there, as tshark has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Those that complete a message.
    Ends,
    /// Those, and where one begins that ends later.
    Bounds,
    /// All that carry something.
    Everywhere,
}

/// A protocol, described once. Everything else (help, field lists, hierarchy) is derived.
#[derive(Debug)]
pub struct Protocol {
    /// Wireshark's filter name.
    pub name: &'static str,
    /// The name in words.
    pub title: &'static str,
    /// The document that defines it.
    pub source: &'static str,
    /// Where it stands.
    pub role: Role,
    /// The numbers by which parents announce it.
    pub selectors: &'static [Selector],
    /// Reads one header. Must not fail on what the protocol allows.
    pub decode: fn(&Input<'_>) -> Result<Header, Fault>,
    /// Says whether the first payload of a flow looks like this protocol. The walk follows a port
    /// to a tunnel unless this says [`Confidence::No`].
    pub recognise: Option<fn(&Payload<'_>) -> Confidence>,
    /// The first bytes of all payloads of which `recognise` is certain, and perhaps more: of other
    /// payloads it is asked only where a port announces the protocol.
    pub begins: &'static [RangeInclusive<u8>],
    /// What all payloads of one sender have in common, where one alone proves too little: several
    /// in a row with the same number are certain.
    pub stream_id: Option<fn(&Payload<'_>) -> Option<u32>>,
    /// Finds the boundaries of its messages in a stream; without it, streams give no messages.
    pub framing: Option<Framing>,
    /// In which packets of a stream a filter finds it.
    pub presence: Presence,
    /// The protocol whose messages its own are formed like: they have its fields.
    pub messages_like: Option<ProtocolId>,
    /// Begins to read what datagrams of a conversation carry inside: messages of another protocol.
    pub opener: Option<fn() -> Box<dyn Opener>>,
    /// What can be read from its header, or from its messages.
    pub fields: &'static [Field],
}

impl Protocol {
    /// A protocol of which nothing is known yet; files fill in what they have with `..`.
    pub const EMPTY: Self = Self {
        name: "",
        title: "",
        source: "",
        role: Role::Control,
        selectors: &[],
        decode: |input| Ok(Header::whole(input.bytes.len())),
        recognise: None,
        begins: &[0..=255],
        stream_id: None,
        framing: None,
        presence: Presence::Ends,
        messages_like: None,
        opener: None,
        fields: &[],
    };

    /// A protocol that is named and measured, but not read: it takes all that it is given.
    #[must_use]
    pub const fn named(
        name: &'static str,
        title: &'static str,
        source: &'static str,
        role: Role,
        selectors: &'static [Selector],
    ) -> Self {
        Self { name, title, source, role, selectors, ..Self::EMPTY }
    }
}

/// What a decoder is given.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The captured bytes from the header on, to where the parent says that its payload ends.
    pub bytes: &'a [u8],
    /// How many bytes there were on the wire; more than `bytes.len()` in a snapped packet.
    pub wire_bytes: usize,
    /// The layer outside this one.
    pub previous: ProtocolId,
    /// The whole packet.
    pub raw: &'a RawPacket<'a>,
    /// Where `bytes` begins in the packet.
    pub offset: usize,
}

impl<'a> Input<'a> {
    /// The first `N` bytes, or the fault that there are fewer.
    ///
    /// # Errors
    /// [`Fault::short`] where fewer than `N` bytes were captured.
    #[inline]
    pub fn head<const N: usize>(&self) -> Result<&'a [u8; N], Fault> {
        self.bytes.first_chunk().ok_or_else(|| Fault::short(N, self.bytes.len()))
    }

    /// The first `length` bytes, where a header says how long it is.
    ///
    /// # Errors
    /// [`Fault::short`] where fewer than `length` bytes were captured.
    #[inline]
    pub fn take(&self, length: usize) -> Result<&'a [u8], Fault> {
        self.bytes.get(..length).ok_or_else(|| Fault::short(length, self.bytes.len()))
    }
}

/// Which transport carries a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
    /// DCCP.
    Dccp,
}

impl Transport {
    /// A port of this transport. DCCP has none of its own in the table.
    #[inline]
    #[must_use]
    pub const fn port(self, number: u16) -> Selector {
        match self {
            Self::Tcp => Selector::Tcp(number),
            Self::Udp | Self::Dccp => Selector::Udp(number),
            Self::Sctp => Selector::Sctp(number),
        }
    }
}

/// The payload of a transport, as recognisers see it.
#[derive(Clone, Copy, Debug)]
pub struct Payload<'a> {
    /// The captured bytes of it; never empty.
    pub bytes: &'a [u8],
    /// Its length on the wire, at least `bytes.len()`.
    pub wire_bytes: usize,
    /// What carries it.
    pub transport: Transport,
    /// Source port.
    pub source: u16,
    /// Destination port.
    pub destination: u16,
}

impl Payload<'_> {
    /// Whether `length` bytes are the whole payload as it was on the wire.
    #[must_use]
    pub const fn is_whole(&self, length: usize) -> bool {
        self.wire_bytes == length
    }

    /// Whether TCP carries it: messages then have a length before them, or run on.
    #[must_use]
    pub const fn is_stream(&self) -> bool {
        matches!(self.transport, Transport::Tcp)
    }

    /// Whether one of the two ports is `port`.
    #[must_use]
    pub const fn on_port(&self, port: u16) -> bool {
        self.source == port || self.destination == port
    }
}

/// How sure a recogniser is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// It is something else.
    No,
    /// It may go on with it: believed in a flow that was this protocol before, not on a port.
    Continues,
    /// It may be; believed on a port that announces the protocol.
    Possible,
    /// Its content says so on any port.
    Certain,
}

impl Confidence {
    /// Continues where a condition holds, else No.
    #[must_use]
    pub const fn continues_if(holds: bool) -> Self {
        if holds { Self::Continues } else { Self::No }
    }

    /// Possible where a condition holds, else No.
    #[must_use]
    pub const fn possible_if(holds: bool) -> Self {
        if holds { Self::Possible } else { Self::No }
    }

    /// Certain where a condition holds, else No.
    #[must_use]
    pub const fn certain_if(holds: bool) -> Self {
        if holds { Self::Certain } else { Self::No }
    }

    /// The same, or Certain where a condition holds as well.
    #[must_use]
    pub const fn or_certain_if(self, holds: bool) -> Self {
        if holds { Self::Certain } else { self }
    }
}
