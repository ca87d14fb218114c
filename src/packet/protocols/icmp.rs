//! ICMP: errors quote the packet that they are about, everything else carries data.

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector};
use crate::packet::bytes::{array_at, u8_at, u16_at};
use crate::value::{Kind, Unit, Value};

/// Bytes of the header, the same for all messages that RFC 792 defines.
const HEADER: usize = 8;
/// IPv4, as the protocol number of a packet inside another.
const IPV4: Selector = Selector::Ip(4);

/// ICMP.
pub const PROTOCOL: Protocol = Protocol {
    name: "icmp",
    title: "Internet Control Message Protocol",
    source: "RFC 792",
    role: Role::Control,
    selectors: &[Selector::Ip(1)],
    decode,
    fields: &[
        Field::number("icmp.type", "type of message", &[Number::at(0, 1)]),
        Field::number("icmp.code", "code, within the type", &[Number::at(1, 1)]),
        Field::number("icmp.checksum", "checksum", &[Number::at(2, 2)]),
        Field::optional("icmp.ident", Kind::Unsigned, Unit::None, "identifier of a query", |view| {
            asks(view.header()).then(|| u16_at(view.header(), 4))?.map(Value::from)
        }),
        Field::optional("icmp.seq", Kind::Unsigned, Unit::None, "sequence number of a query", |view| {
            asks(view.header()).then(|| u16_at(view.header(), 6))?.map(Value::from)
        }),
        Field::optional("icmp.mtu", Kind::Unsigned, Unit::Bytes, "what the next hop takes", |view| {
            // RFC 1191 section 4: fragmentation needed and DF set.
            view.header().starts_with(&[3, 4]).then(|| u16_at(view.header(), 6))?.map(Value::from)
        }),
        Field::optional("icmp.redir_gw", Kind::Ipv4, Unit::None, "gateway to use instead", |view| {
            let gateway: [u8; 4] = array_at(view.header(), 4)?;
            view.header().starts_with(&[5]).then(|| Value::Ipv4(gateway.into()))
        }),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[kind, ..] = input.head::<HEADER>()?;
    Ok(Header::new(HEADER, match kind {
        // Unreachable, source quench, redirect, time exceeded, parameter problem.
        3 | 4 | 5 | 11 | 12 => Next::By(IPV4),
        _ => Next::Nothing,
    }))
}

/// Whether a message is a query or its answer, which have an identifier and a sequence number:
/// echo, timestamp, information, address mask.
fn asks(header: &[u8]) -> bool {
    matches!(u8_at(header, 0), Some(0 | 8 | 13..=18))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{raw, truncations_are_faults, values};
    use crate::packet::{Decoded, ProtocolId};

    #[rustfmt::skip]
    const ECHO: [u8; 10] = [
        8, 0, 0, 0,  0x12, 0x34,  0, 7,  // echo request, identifier, sequence number
        1, 2,
    ];

    #[rustfmt::skip]
    const UNREACHABLE: [u8; 20 + 8 + 20 + 8] = [
        0x45, 0, 0, 56,  0, 0, 0, 0,  64, 1, 0, 0,  10, 0, 0, 1,  10, 0, 0, 2,      // IPv4
        3, 3, 0, 0,  0, 0, 0, 0,                                                    // ICMP port unreachable
        0x45, 0, 1, 44,  0, 0, 0, 0,  64, 17, 0, 0,  10, 0, 0, 2,  10, 0, 0, 1,     // IPv4 quoted, 300 bytes
        0, 53, 4, 0,  1, 24, 0, 0,                                                  // UDP quoted, 280 bytes
    ];

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &ECHO, HEADER);
    }

    #[test]
    fn only_queries_have_an_identifier() {
        let read = |name| values(Selector::Ip(1), &ECHO, name);
        assert_eq!((read("icmp.ident"), read("icmp.seq")), (vec![Value::Unsigned(0x1234)], vec![Value::Unsigned(7)]));
        assert_eq!(values(Selector::Ip(1), &UNREACHABLE[20..], "icmp.ident"), []);
    }

    #[test]
    fn a_quoted_packet_is_decoded_and_its_cut_is_no_fault() {
        let raw = raw(228, &UNREACHABLE);
        let mut decoded = Decoded::default();
        crate::packet::decode(&raw, &mut decoded);
        let names: Vec<_> = decoded.layers().iter().map(|layer| layer.protocol.name()).collect();
        assert_eq!(names, ["ip", "icmp", "ip", "udp"]);
        assert_eq!(decoded.faults(), []);
    }

    #[test]
    fn the_flow_of_an_error_is_not_the_flow_it_quotes() {
        let raw = raw(228, &UNREACHABLE);
        let mut decoded = Decoded::default();
        crate::packet::decode(&raw, &mut decoded);
        let hosts = decoded.hosts(raw.data).unwrap();
        assert_eq!(hosts.source.to_string(), "10.0.0.1");
        assert_eq!(decoded.network().map(|layer| (layer.protocol, layer.start)), Some((ProtocolId::Ipv4, 0)));
        assert!(decoded.transport().is_none() && decoded.flow(raw.data).is_none());
    }
}
