//! A flow as rules look at it: who asked whom, what became of it, how much went each way.

use std::net::IpAddr;

use crate::flow::{ConnState, End, FlowKey, FlowRecord, community_id};
use crate::value::{Timestamp, Value};

/// The protocol number of ICMP (IANA).
pub const ICMP: u8 = 1;
/// The protocol number of TCP.
pub const TCP: u8 = 6;
/// The protocol number of UDP.
pub const UDP: u8 = 17;
/// The protocol number of ICMPv6.
pub const ICMPV6: u8 = 58;
/// The protocol number of SCTP.
pub const SCTP: u8 = 132;

/// Ports below this one belong to services that the system's administrator starts (RFC 6335
/// section 6): what comes from one of them to a higher port looks like an answer.
const FIRST_USER_PORT: u16 = 1024;

/// One flow.
#[derive(Clone, Copy, Debug)]
pub struct Observed {
    /// Who began it.
    pub source: IpAddr,
    /// With whom.
    pub destination: IpAddr,
    /// Port of the source, or its type of ICMP message.
    pub source_port: u16,
    /// Port of the destination.
    pub destination_port: u16,
    /// The protocol number of IP.
    pub protocol: u8,
    /// Time of the first packet.
    pub first: Timestamp,
    /// Time of the last one.
    pub last: Timestamp,
    /// Position of the first packet in the timeline.
    pub frame: u64,
    /// Packets of the source.
    pub sent_packets: u64,
    /// Packets of the destination.
    pub answered_packets: u64,
    /// Bytes that the source's packets carried.
    pub sent_bytes: u64,
    /// Bytes that the destination's packets carried.
    pub answered_bytes: u64,
    /// Bytes of all frames.
    pub frame_bytes: u64,
    /// Segments of the source with SYN.
    pub syns: u64,
    /// Segments of the destination with SYN.
    pub answered_syns: u64,
    /// What became of it.
    pub state: ConnState,
    /// The flow itself.
    pub key: FlowKey,
    pub(super) is_opened: bool,
}

fn address(end: &End, family: crate::flow::Family) -> Option<IpAddr> {
    match end.value(family) {
        Value::Ipv4(address) => Some(address.into()),
        Value::Ipv6(address) => Some(address.into()),
        _ => None,
    }
}

/// Who began a flow; `None` where it has no IP addresses.
#[must_use]
pub fn source_of(record: &FlowRecord) -> Option<IpAddr> {
    let [source, _] = &record.hosts();
    address(source, record.account.key.pair.family)
}

impl Observed {
    /// What rules see of a record; `None` where it has no IP addresses.
    #[must_use]
    pub fn of(record: &FlowRecord) -> Option<Self> {
        let account = &record.account;
        let family = account.key.pair.family;
        let [source, destination] = &record.hosts();
        let (sent, answered) = (record.sent(), record.answered());
        let [_, syns, ..] = sent.flag_counts();
        let [_, answered_syns, ..] = answered.flag_counts();
        Some(Self {
            source: address(source, family)?,
            destination: address(destination, family)?,
            source_port: source.port,
            destination_port: destination.port,
            protocol: account.key.protocol,
            first: account.first,
            last: account.last,
            frame: account.first_frame,
            sent_packets: sent.packets,
            answered_packets: answered.packets,
            sent_bytes: sent.payload_bytes,
            answered_bytes: answered.payload_bytes,
            frame_bytes: sent.frame_bytes + answered.frame_bytes,
            syns,
            answered_syns,
            state: record.conn_state(),
            key: account.key,
            is_opened: record.handshake_ns().iter().all(Option::is_some)
                || sent.payload_bytes + answered.payload_bytes > 0,
        })
    }

    /// Its community identifier.
    #[must_use]
    pub fn community_id(&self) -> String {
        community_id(&self.key)
    }

    /// Packets of both.
    #[must_use]
    pub const fn packets(&self) -> u64 {
        self.sent_packets + self.answered_packets
    }

    /// Nanoseconds from the first packet to the last.
    #[must_use]
    pub fn duration_ns(&self) -> i64 {
        self.last.since(self.first)
    }

    /// Whether it is sent to many at once, so that nobody has to answer.
    #[must_use]
    pub fn is_to_many(&self) -> bool {
        is_many(self.destination)
    }

    /// Whether it looks like answers to something that was not captured.
    #[must_use]
    pub const fn looks_like_an_answer(&self) -> bool {
        matches!(self.protocol, TCP | UDP)
            && self.source_port < FIRST_USER_PORT
            && self.destination_port >= FIRST_USER_PORT
    }

    /// Whether it was tried and came to nothing: no answer, a refusal, a connection that was broken
    /// off before anything was said.
    #[must_use]
    pub fn is_failed(&self) -> bool {
        if self.is_to_many() || self.looks_like_an_answer() {
            return false;
        }
        let is_silent = self.sent_bytes == 0 && self.answered_bytes == 0;
        match (self.protocol, self.state) {
            (
                TCP,
                ConnState::S0
                | ConnState::Rej
                | ConnState::Rstos0
                | ConnState::Sh
                | ConnState::Rsto
                | ConnState::Rstr
                | ConnState::Rstrh,
            ) => is_silent,
            (TCP, ConnState::Oth) => is_silent && self.answered_packets == 0,
            (TCP, _) => false,
            _ => self.answered_packets == 0,
        }
    }

    /// Whether a TCP connection was opened by both sides: a handshake of three, or data.
    #[must_use]
    pub fn is_completed(&self) -> bool {
        self.protocol == TCP
            && self.is_opened
            && !matches!(self.state, ConnState::Rej | ConnState::Oth)
    }

    /// Whether it is a question whether a host is there (echo request of ICMP or ICMPv6).
    #[must_use]
    pub const fn is_echo(&self) -> bool {
        matches!((self.protocol, self.source_port), (ICMP, 8) | (ICMPV6, 128))
    }
}

/// Whether an address stands for many hosts, or for none.
#[must_use]
pub fn is_many(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, .., last] = address.octets();
            // The last address of a network is its broadcast address; most networks end with 255.
            first >= 224 || last == 255 || address.is_unspecified()
        }
        IpAddr::V6(address) => address.is_multicast() || address.is_unspecified(),
    }
}

/// The name of a protocol as flows have it.
#[must_use]
pub const fn protocol_name(protocol: u8) -> &'static str {
    match protocol {
        ICMP | ICMPV6 => "icmp",
        TCP => "tcp",
        UDP => "udp",
        SCTP => "sctp",
        _ => "ip",
    }
}
