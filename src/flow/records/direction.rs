//! Who began a flow: what TCP's handshake shows, else which end has the port of a service, else
//! who sent the first packet.

use super::endpoint::{ACK, FIN, RST, SYN};
use super::key::{ICMP, ICMPV6, SCTP, TCP, UDP, is_only_an_answer};
use crate::packet::{Role, Selector};

/// By what the originator was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectionRule {
    /// It sent the SYN.
    Syn,
    /// It was sent the SYN-ACK; the SYN was not captured before it.
    SynAck,
    /// The other end has the port of a service, and it has not.
    Port,
    /// It sends the ICMP messages that the other end answers.
    IcmpType,
    /// It sent the first packet that was captured.
    FirstPacket,
    /// As in the flow of which this is the rest, after an active timeout.
    Continued,
}

impl DirectionRule {
    /// Every rule.
    pub const ALL: [Self; 6] =
        [Self::Syn, Self::SynAck, Self::Port, Self::IcmpType, Self::FirstPacket, Self::Continued];

    /// The name in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Syn => "syn",
            Self::SynAck => "syn_ack",
            Self::Port => "port",
            Self::IcmpType => "icmp_type",
            Self::FirstPacket => "first_packet",
            Self::Continued => "continued",
        }
    }
}

/// The rule for a flow's first packet, and whether its sender is the responder.
pub fn decide(protocol: u8, source: u16, destination: u16, flags: u8) -> (DirectionRule, bool) {
    match protocol {
        TCP if flags & (SYN | ACK) == SYN => (DirectionRule::Syn, false),
        // With a FIN or a RST it is nobody's answer.
        TCP if flags & (SYN | ACK | FIN | RST) == SYN | ACK => (DirectionRule::SynAck, true),
        TCP | UDP | SCTP => {
            match (is_service(protocol, source), is_service(protocol, destination)) {
                (true, false) => (DirectionRule::Port, true),
                (false, true) => (DirectionRule::Port, false),
                _ => (DirectionRule::FirstPacket, false),
            }
        }
        ICMP | ICMPV6 if is_only_an_answer(protocol, source) => (DirectionRule::IcmpType, true),
        ICMP | ICMPV6 if is_only_an_answer(protocol, destination) => {
            (DirectionRule::IcmpType, false)
        }
        _ => (DirectionRule::FirstPacket, false),
    }
}

/// Whether a port is a service's: a system port (RFC 6335 section 6), or that of an application
/// that we know. Port 0 is nobody's.
fn is_service(protocol: u8, port: u16) -> bool {
    if port < 1024 {
        return port != 0;
    }
    let selector = match protocol {
        TCP => Selector::Tcp(port),
        UDP => Selector::Udp(port),
        _ => Selector::Sctp(port),
    };
    selector.find().is_some_and(|id| matches!(id.get().role, Role::Application | Role::Tunnel))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handshake_beats_ports() {
        assert_eq!(decide(TCP, 80, 50_000, SYN), (DirectionRule::Syn, false));
        assert_eq!(decide(TCP, 50_000, 80, SYN | ACK), (DirectionRule::SynAck, true));
    }

    #[test]
    fn the_end_with_a_service_responds() {
        assert_eq!(decide(TCP, 443, 50_000, ACK), (DirectionRule::Port, true));
        assert_eq!(decide(UDP, 50_000, 53, 0), (DirectionRule::Port, false));
    }

    #[test]
    fn between_two_services_or_none_the_first_packet_tells() {
        assert_eq!(decide(UDP, 123, 123, 0), (DirectionRule::FirstPacket, false));
        assert_eq!(decide(UDP, 50_000, 50_001, 0), (DirectionRule::FirstPacket, false));
        assert_eq!(decide(UDP, 0, 0, 0), (DirectionRule::FirstPacket, false));
    }

    #[test]
    fn an_echo_reply_is_sent_by_the_responder() {
        assert_eq!(decide(ICMP, 0, 8, 0), (DirectionRule::IcmpType, true));
        assert_eq!(decide(ICMP, 8, 0, 0), (DirectionRule::IcmpType, false));
        assert_eq!(decide(ICMPV6, 136, 135, 0), (DirectionRule::FirstPacket, false));
    }
}
