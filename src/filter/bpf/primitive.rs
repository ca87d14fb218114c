//! Tests that primitives stand for.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::arithmetic::Relation;
use super::qualifier::{ARP, About, Direction, IPV4, IPV6, OSI, Qualifiers, RARP};
use super::test::{End, From, Test};

/// TCP, UDP and SCTP: what has ports.
const WITH_PORTS: [u32; 3] = [132, 6, 17];
const FRAGMENT: u32 = 44;

/// Some bits are a number.
pub const fn bits(from: From, offset: u32, size: u8, mask: u32, to: u32) -> Test {
    Test::Bits { from, offset, size, mask, relation: Relation::Equal, to }
}

fn byte(from: From, offset: u32, to: u32) -> Test {
    bits(from, offset, 1, 0xff, to)
}

/// A packet is of a protocol.
pub fn of_protocol(about: About) -> Test {
    let above_ipv4 =
        |protocol| Test::All(vec![Test::Announces(IPV4), byte(From::Network, 9, protocol)]);
    // In IPv6 at once, or in a fragment.
    let above_ipv6 = |protocol| {
        let behind = vec![byte(From::Network, 6, FRAGMENT), byte(From::Network, 40, protocol)];
        let either = Test::Any(vec![byte(From::Network, 6, protocol), Test::All(behind)]);
        Test::All(vec![Test::Announces(IPV6), either])
    };
    match about {
        About::Link => Test::Always(true),
        About::Network(number) => Test::Announces(number),
        About::AboveIpv4(protocol) => above_ipv4(protocol),
        About::AboveIpv6(protocol) => above_ipv6(protocol),
        About::AboveIp(protocol) => Test::Any(vec![above_ipv4(protocol), above_ipv6(protocol)]),
        About::AboveOsi(identifier) => {
            Test::All(vec![Test::Announces(OSI), byte(From::BehindLlc, 0, identifier)])
        }
    }
}

/// A protocol by its number, of what a keyword names.
pub fn protocol(number: u32, about: Option<About>) -> Result<Test, &'static str> {
    Ok(match about {
        None => of_protocol(About::AboveIp(number)),
        Some(About::Network(IPV4)) => of_protocol(About::AboveIpv4(number)),
        Some(About::Network(IPV6)) => of_protocol(About::AboveIpv6(number)),
        Some(About::Network(OSI)) => of_protocol(About::AboveOsi(number)),
        Some(About::Link) => Test::Announces(number),
        Some(_) => return Err("`proto` stands behind ether, ip, ip6 or iso, or alone"),
    })
}

/// A protocol behind the headers that lead to it.
pub fn chain(protocol: u32, about: Option<About>) -> Result<Test, &'static str> {
    let of = |number, of_ipv6| {
        Test::All(vec![Test::Announces(number), Test::Chain { of_ipv6, protocol }])
    };
    Ok(match about {
        None => Test::Any(vec![of(IPV4, false), of(IPV6, true)]),
        Some(About::Network(IPV4)) => of(IPV4, false),
        Some(About::Network(IPV6)) => of(IPV6, true),
        Some(_) => return Err("`protochain` stands behind ip or ip6, or alone"),
    })
}

/// What holds of one end, or of the ends that are meant.
fn of_ends(direction: Direction, of: impl Fn(End) -> Test) -> Test {
    match direction {
        Direction::Source => of(End::Source),
        Direction::Destination => of(End::Destination),
        Direction::Both => Test::All(vec![of(End::Source), of(End::Destination)]),
        Direction::Either => Test::Any(vec![of(End::Source), of(End::Destination)]),
    }
}

/// An address of IPv4, in the bits of a mask.
pub fn ipv4(
    address: Ipv4Addr,
    mask: u32,
    qualifiers: Qualifiers,
    under_labels: bool,
) -> Result<Test, String> {
    let host = |announced, source, destination| {
        let ends = of_ends(qualifiers.direction, |end| {
            let offset = if end == End::Source { source } else { destination };
            bits(From::Network, offset, 4, mask, address.to_bits() & mask)
        });
        Test::All(vec![Test::Announces(announced), ends])
    };
    let (ip, arp, rarp) = (|| host(IPV4, 12, 16), || host(ARP, 14, 24), || host(RARP, 14, 24));
    match qualifiers.about {
        // Nothing but IP is known under labels.
        None if under_labels => Ok(ip()),
        None => Ok(Test::Any(vec![ip(), arp(), rarp()])),
        Some(About::Network(IPV4)) => Ok(ip()),
        Some(About::Network(ARP)) => Ok(arp()),
        Some(About::Network(RARP)) => Ok(rarp()),
        Some(About::Network(IPV6)) => Err("this is an address of IPv4; `ip host` takes it".into()),
        Some(About::Link) => Err("`ether` takes hardware addresses: 00:11:22:33:44:55".into()),
        Some(_) => Err("only ip, arp and rarp stand before an address of IPv4".into()),
    }
}

/// An address of IPv6, of which so many bits count.
pub fn ipv6(address: Ipv6Addr, length: u32, qualifiers: Qualifiers) -> Result<Test, String> {
    if !matches!(qualifiers.about, None | Some(About::Network(IPV6))) {
        return Err("only ip6 stands before an address of IPv6".into());
    }
    let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
    let ends = of_ends(qualifiers.direction, |end| {
        let offset = if end == End::Source { 8 } else { 24 };
        let words = (0..4_u32).filter_map(|index| {
            let part = |bits: u128| u32::try_from(bits >> (96 - 32 * index) & 0xffff_ffff).ok();
            let (mask, value) = (part(mask)?, part(address.to_bits())?);
            (mask != 0).then(|| bits(From::Network, offset + 4 * index, 4, mask, value & mask))
        });
        Test::All(words.collect())
    });
    Ok(Test::All(vec![Test::Announces(IPV6), ends]))
}

/// A hardware address.
pub fn hardware(address: [u8; 6], qualifiers: Qualifiers) -> Result<Test, String> {
    match qualifiers.about {
        None | Some(About::Link) => {
            Ok(of_ends(qualifiers.direction, |end| Test::Hardware(end, address)))
        }
        Some(_) => Err("only `ether` stands before a hardware address".into()),
    }
}

/// Ports from the first to the last. Of IPv4, packets that begin with one; fragments behind the
/// first do not.
pub fn ports(first: u32, last: u32, qualifiers: Qualifiers) -> Result<Test, String> {
    let protocols: &[u32] = match qualifiers.about {
        None => &WITH_PORTS,
        Some(About::AboveIp(6)) => &[6],
        Some(About::AboveIp(17)) => &[17],
        Some(About::AboveIp(132)) => &[132],
        Some(_) => return Err("only tcp, udp and sctp have ports".into()),
    };
    let (first, last) = (first.min(last), first.max(last));
    let of = |from| {
        of_ends(qualifiers.direction, |end| {
            let offset = if end == End::Source { 0 } else { 2 };
            if first == last {
                return bits(from, offset, 2, 0xffff, first);
            }
            let is =
                |relation, to| Test::Bits { from, offset, size: 2, mask: 0xffff, relation, to };
            Test::All(vec![is(Relation::AtLeast, first), is(Relation::AtMost, last)])
        })
    };
    let any = |offset| {
        Test::Any(protocols.iter().map(|protocol| byte(From::Network, offset, *protocol)).collect())
    };
    let v6 = Test::All(vec![Test::Announces(IPV6), any(6), of(From::BehindIpv6)]);
    let v4 = Test::All(vec![
        Test::Announces(IPV4),
        any(9),
        is_no_later_fragment(),
        of(From::BehindIpv4),
    ]);
    Ok(Test::Any(vec![v6, v4]))
}

/// Of IPv4: a whole packet, or its first fragment (RFC 791 section 3.1).
pub const fn is_no_later_fragment() -> Test {
    bits(From::Network, 6, 2, 0x1fff, 0)
}

/// What goes to all, of what a keyword names.
pub fn broadcast(about: Option<About>) -> Result<Test, &'static str> {
    match about {
        None | Some(About::Link) => Ok(Test::Hardware(End::Destination, [0xff; 6])),
        // The network mask is not known of a capture; libpcap takes none.
        Some(About::Network(IPV4)) => Ok(Test::All(vec![
            Test::Announces(IPV4),
            Test::Any(vec![
                bits(From::Network, 16, 4, u32::MAX, 0),
                bits(From::Network, 16, 4, u32::MAX, u32::MAX),
            ]),
        ])),
        Some(_) => Err("`broadcast` stands behind ether or ip, or alone"),
    }
}

/// What goes to several, of what a keyword names.
pub fn multicast(about: Option<About>) -> Result<Test, &'static str> {
    match about {
        None | Some(About::Link) => Ok(Test::Group),
        Some(About::Network(IPV4)) => Ok(Test::All(vec![
            Test::Announces(IPV4),
            Test::Bits {
                from: From::Network,
                offset: 16,
                size: 1,
                mask: 0xff,
                relation: Relation::AtLeast,
                to: 224,
            },
        ])),
        Some(About::Network(IPV6)) => {
            Ok(Test::All(vec![Test::Announces(IPV6), byte(From::Network, 24, 0xff)]))
        }
        Some(_) => Err("`multicast` stands behind ether, ip or ip6, or alone"),
    }
}
