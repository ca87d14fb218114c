//! What may stand before an address, a port or a protocol, and what it narrows that to.

/// The protocol that a primitive is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The frame: `ether`, and its other names.
    Link,
    /// A protocol that the link announces, by its Ethertype or service access point.
    Network(u32),
    /// A protocol above IPv4 alone, by its number.
    AboveIpv4(u32),
    /// A protocol above IPv6 alone.
    AboveIpv6(u32),
    /// A protocol above either.
    AboveIp(u32),
    /// A protocol of OSI, by its identifier.
    AboveOsi(u32),
}

/// IPv4's Ethertype.
pub const IPV4: u32 = 0x0800;
/// IPv6's Ethertype.
pub const IPV6: u32 = 0x86dd;
/// ARP's Ethertype.
pub const ARP: u32 = 0x0806;
/// RARP's Ethertype.
pub const RARP: u32 = 0x8035;
/// OSI's service access point.
pub const OSI: u32 = 0xfe;

/// Keywords that name a protocol.
const PROTOCOLS: [(&str, About); 40] = [
    ("ether", About::Link),
    ("link", About::Link),
    ("fddi", About::Link),
    ("tr", About::Link),
    ("wlan", About::Link),
    ("ppp", About::Link),
    ("slip", About::Link),
    ("ip", About::Network(IPV4)),
    ("ip6", About::Network(IPV6)),
    ("arp", About::Network(ARP)),
    ("rarp", About::Network(RARP)),
    ("atalk", About::Network(0x809b)),
    ("aarp", About::Network(0x80f3)),
    ("decnet", About::Network(0x6003)),
    ("lat", About::Network(0x6004)),
    ("sca", About::Network(0x6007)),
    ("moprc", About::Network(0x6002)),
    ("mopdl", About::Network(0x6001)),
    ("iso", About::Network(OSI)),
    ("stp", About::Network(0x42)),
    ("ipx", About::Network(0xe0)),
    ("netbeui", About::Network(0xf0)),
    ("tcp", About::AboveIp(6)),
    ("udp", About::AboveIp(17)),
    ("sctp", About::AboveIp(132)),
    ("icmp", About::AboveIpv4(1)),
    ("igmp", About::AboveIpv4(2)),
    ("igrp", About::AboveIpv4(9)),
    ("pim", About::AboveIp(103)),
    ("vrrp", About::AboveIpv4(112)),
    ("carp", About::AboveIpv4(112)),
    ("icmp6", About::AboveIpv6(58)),
    ("ah", About::AboveIp(51)),
    ("esp", About::AboveIp(50)),
    ("clnp", About::AboveOsi(0x81)),
    ("esis", About::AboveOsi(0x82)),
    ("es-is", About::AboveOsi(0x82)),
    ("isis", About::AboveOsi(0x83)),
    ("is-is", About::AboveOsi(0x83)),
    ("ipv6", About::Network(IPV6)),
];

impl About {
    /// The protocol of a keyword.
    pub fn of(word: &str) -> Option<Self> {
        PROTOCOLS.iter().find(|(name, _)| *name == word).map(|(_, about)| *about)
    }
}

/// Which end of a packet is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// One of the two.
    #[default]
    Either,
    /// The one that it comes from.
    Source,
    /// The one that it goes to.
    Destination,
    /// Both.
    Both,
}

/// What is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Type {
    /// An address, as nothing is said.
    #[default]
    Unsaid,
    /// An address.
    Host,
    /// A network.
    Net,
    /// A port.
    Port,
    /// Ports from one to another.
    PortRange,
    /// A protocol.
    Proto,
    /// A protocol behind the headers that lead to it.
    ProtoChain,
}

/// All that stands before what is named. What is named next without any takes them over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Qualifiers {
    /// Of which protocol.
    pub about: Option<About>,
    /// Of which end.
    pub direction: Direction,
    /// What.
    pub of: Type,
}
