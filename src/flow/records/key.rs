//! What a flow is found by: the innermost hosts, their ports, the protocol.
//!
//! ICMP has no ports; as in Zeek, the type of a message stands for the port of its sender and the
//! type that answers it for the other, so that a request and its reply are one flow. Messages that
//! nothing answers (errors, redirects) stand with their code instead, and make a flow each way.

use crate::flow::pair::{Pair, Sender};
use crate::packet::HostPair;

/// Protocol numbers of IP (IANA).
pub const ICMP: u8 = 1;
/// See [`ICMP`].
pub const TCP: u8 = 6;
/// See [`ICMP`].
pub const UDP: u8 = 17;
/// See [`ICMP`].
pub const ICMPV6: u8 = 58;
/// See [`ICMP`].
pub const SCTP: u8 = 132;

/// The undirected key of a flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlowKey {
    /// The two ends; of ICMP with types or codes as ports.
    pub pair: Pair,
    /// The protocol number of IP.
    pub protocol: u8,
    /// Who sends, where nobody can answer: ICMP without a counterpart.
    pub one_way: Option<Sender>,
}

impl FlowKey {
    /// The key of a packet with ports, and who of its ends sent it.
    #[inline]
    #[must_use]
    pub fn with_ports(hosts: &HostPair, protocol: u8, from: u16, to: u16) -> (Self, Sender) {
        let (pair, sender) = Pair::of_hosts(hosts, from, to);
        (Self { pair, protocol, one_way: None }, sender)
    }

    /// The key of an ICMP message, and who of its ends sent it.
    #[must_use]
    pub fn of_message(hosts: &HostPair, protocol: u8, kind: u8, code: u8) -> (Self, Sender) {
        let answer = counterpart(protocol, kind);
        let other = answer.unwrap_or(code);
        let (pair, sender) = Pair::of_hosts(hosts, kind.into(), other.into());
        (Self { pair, protocol, one_way: answer.is_none().then_some(sender) }, sender)
    }

    /// The name of the protocol as Zeek has it.
    #[must_use]
    pub const fn protocol_name(&self) -> &'static str {
        match self.protocol {
            TCP => "tcp",
            UDP => "udp",
            SCTP => "sctp",
            _ => "icmp",
        }
    }
}

/// Types of which the first asks and the second answers (IANA; RFC 792, RFC 950, RFC 1256).
const PAIRS_OF_ICMP: [(u8, u8); 5] = [(8, 0), (13, 14), (15, 16), (17, 18), (10, 9)];
/// The same of ICMPv6 (RFC 4443, RFC 2710, RFC 4861, RFC 4620, RFC 6275).
const PAIRS_OF_ICMPV6: [(u8, u8); 6] =
    [(128, 129), (130, 131), (133, 134), (135, 136), (139, 140), (144, 145)];

const fn pairs(protocol: u8) -> &'static [(u8, u8)] {
    if protocol == ICMPV6 { &PAIRS_OF_ICMPV6 } else { &PAIRS_OF_ICMP }
}

/// The type that stands against `kind`.
fn counterpart(protocol: u8, kind: u8) -> Option<u8> {
    pairs(protocol).iter().find_map(|&(asks, answers)| {
        if kind == asks {
            Some(answers)
        } else if kind == answers {
            Some(asks)
        } else {
            None
        }
    })
}

/// Whether a message of this type is only ever sent in answer: of the types that also come unasked
/// (router and neighbour advertisements, listener reports) nothing is concluded.
pub fn is_only_an_answer(protocol: u8, kind: u16) -> bool {
    match protocol {
        ICMPV6 => matches!(kind, 129 | 140 | 145),
        _ => matches!(kind, 0 | 14 | 16 | 18),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THERE: HostPair = HostPair {
        source: std::net::IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1)),
        destination: std::net::IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2)),
    };
    const BACK: HostPair = HostPair { source: THERE.destination, destination: THERE.source };

    #[test]
    fn a_request_and_its_answer_are_one_flow() {
        let (request, asker) = FlowKey::of_message(&THERE, ICMP, 8, 0);
        let (reply, other) = FlowKey::of_message(&BACK, ICMP, 0, 0);
        assert_eq!(request, reply);
        assert_ne!(asker, other);
    }

    #[test]
    fn errors_are_a_flow_each_way_even_where_type_and_code_are_alike() {
        let (there, _) = FlowKey::of_message(&THERE, ICMP, 3, 3);
        let (back, _) = FlowKey::of_message(&BACK, ICMP, 3, 3);
        assert_eq!(there.pair, back.pair);
        assert_ne!(there, back);
    }
}
