//! ICMPv6 with neighbour and multicast-listener discovery: errors and redirects quote a packet.

use crate::packet::bytes::{u8_at, u16_at, u32_at, array_at};
use crate::packet::{Fault, Field, Header, Input, LayerView, Next, Number, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of a header: type, code, checksum and the first four of the message's own.
const HEADER: usize = 8;
/// Bytes of a redirect before its options (RFC 4861 section 4.5).
const REDIRECT: usize = 40;
/// The option of a redirect that holds the packet which caused it (RFC 4861 section 4.6.3).
const REDIRECTED: u8 = 4;
/// IPv6, as the protocol number of a packet inside another.
const IPV6: Selector = Selector::Ip(41);

/// ICMPv6.
pub const PROTOCOL: Protocol = Protocol {
    name: "icmpv6",
    title: "Internet Control Message Protocol v6",
    source: "RFC 4443, RFC 4861",
    role: Role::Control,
    selectors: &[Selector::Ip(58)],
    decode,
    fields: &[
        Field::number("icmpv6.type", "type of message", &[Number::at(0, 1)]),
        Field::number("icmpv6.code", "code, within the type", &[Number::at(1, 1)]),
        Field::number("icmpv6.checksum", "checksum", &[Number::at(2, 2)]),
        Field::optional("icmpv6.echo.identifier", Kind::Unsigned, Unit::None, "identifier of an echo", |view| {
            is(view, 128..=129).then(|| u16_at(view.header(), 4))?.map(Value::from)
        }),
        Field::optional("icmpv6.echo.sequence_number", Kind::Unsigned, Unit::None, "sequence number of an echo", |view| {
            is(view, 128..=129).then(|| u16_at(view.header(), 6))?.map(Value::from)
        }),
        Field::optional("icmpv6.mtu", Kind::Unsigned, Unit::Bytes, "what the next hop takes", |view| {
            is(view, 2..=2).then(|| u32_at(view.header(), 4))?.map(Value::from)
        }),
        Field::optional("icmpv6.nd.ns.target_address", Kind::Ipv6, Unit::None, "address that is asked for", |view| {
            is(view, 135..=135).then(|| target(view))?
        }),
        Field::optional("icmpv6.nd.na.target_address", Kind::Ipv6, Unit::None, "address that is advertised", |view| {
            is(view, 136..=136).then(|| target(view))?
        }),
        Field::optional("icmpv6.nd.rd.target_address", Kind::Ipv6, Unit::None, "better first hop", |view| {
            is(view, 137..=137).then(|| target(view))?
        }),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[kind, ..] = input.head::<HEADER>()?;
    Ok(match kind {
        // Unreachable, packet too big, time exceeded, parameter problem.
        1..=4 => Header::new(HEADER, Next::By(IPV6)),
        133..=136 => Header::whole(input.bytes.len()),
        137 => redirected(input.bytes).map_or_else(
            || Header::whole(input.bytes.len()),
            |start| Header::new(start, Next::By(IPV6)),
        ),
        _ => Header::new(HEADER, Next::Nothing),
    })
}

/// Where the packet that a redirect quotes begins.
fn redirected(bytes: &[u8]) -> Option<usize> {
    let mut start = REDIRECT;
    loop {
        let units = usize::from(u8_at(bytes, start + 1)?);
        match u8_at(bytes, start)? {
            REDIRECTED => return Some(start + 8).filter(|&packet| packet < bytes.len()),
            // RFC 4861 section 4.6: a length of zero is invalid.
            _ if units == 0 => return None,
            _ => start += units * 8,
        }
    }
}

fn is(view: &LayerView<'_>, kinds: std::ops::RangeInclusive<u8>) -> bool {
    u8_at(view.header(), 0).is_some_and(|kind| kinds.contains(&kind))
}

fn target(view: &LayerView<'_>) -> Option<Value<'static>> {
    array_at::<16>(view.header(), 8).map(|octets| Value::Ipv6(octets.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};

    /// A redirect: header, target, destination, an option of one unit, the redirected packet.
    fn redirect() -> Vec<u8> {
        let mut bytes = vec![137, 0, 0, 0, 0, 0, 0, 0];
        bytes.extend([0xfe; 16]);
        bytes.extend([0xfd; 16]);
        bytes.extend([2, 1, 2, 0, 0, 0, 0, 1]);
        bytes.extend([4, 2, 0, 0, 0, 0, 0, 0]);
        bytes.extend([0x60, 0, 0, 0, 0, 0, 59, 64]);
        bytes
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &[128, 0, 0, 0, 0, 1, 0, 2], HEADER);
    }

    #[test]
    fn an_error_quotes_ipv6() {
        let header = decode_alone(decode, &[1, 4, 0, 0, 0, 0, 0, 0, 0x60]).unwrap();
        assert!(matches!(header.next(), Next::By(IPV6)));
        assert_eq!(header.length, 8);
    }

    #[test]
    fn a_redirect_quotes_the_packet_in_its_option() {
        let header = decode_alone(decode, &redirect()).unwrap();
        assert_eq!(header.length, 40 + 8 + 8);
        assert!(matches!(header.next(), Next::By(IPV6)));
    }

    #[test]
    fn an_option_of_length_zero_ends_the_search() {
        let mut bytes = redirect();
        bytes[41] = 0;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::Nothing));
    }

    #[test]
    fn discovery_and_echo_have_their_own_fields() {
        let mut solicitation = vec![135, 0, 0, 0, 0, 0, 0, 0];
        solicitation.extend([0x20; 16]);
        let read = |bytes: &[u8], name| values(Selector::Ip(58), bytes, name);
        assert_eq!(read(&solicitation, "icmpv6.nd.ns.target_address"), [Value::Ipv6([0x20; 16].into())]);
        assert_eq!(read(&solicitation, "icmpv6.echo.identifier"), []);
        assert_eq!(read(&[129, 0, 0, 0, 0, 9, 0, 2], "icmpv6.echo.identifier"), [Value::Unsigned(9)]);
    }
}
