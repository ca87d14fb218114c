//! The table of protocols: one line for each, one file beside this one for each line.

use super::{Fault, Header, Input, Protocol, Role};

/// Declares each protocol's file, and gives it an identifier and a place in the table.
macro_rules! protocols {
    ($($id:ident => $file:ident,)*) => {
        $(pub(crate) mod $file;)*

        /// Identifies a protocol: its place in the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum ProtocolId {
            /// Bytes that nothing names.
            Data,
            $(
                #[doc = concat!("See `protocols/", stringify!($file), ".rs`.")]
                $id,
            )*
        }

        /// Every protocol, in the order of their identifiers.
        pub static TABLE: &[(ProtocolId, &Protocol)] = &[
            (ProtocolId::Data, &DATA),
            $((ProtocolId::$id, &$file::PROTOCOL),)*
        ];

        /// Where each protocol stands, by identifier: one byte to look at instead of a description.
        static ROLES: [Role; TABLE.len()] = [DATA.role, $($file::PROTOCOL.role,)*];

        impl ProtocolId {
            /// Reads a header of this protocol. A jump to the decoder rather than a call through
            /// the table, so that the common ones can be inlined into the walk.
            #[inline]
            pub(super) fn decode(self, input: &Input<'_>) -> Result<Header, Fault> {
                match self {
                    Self::Data => (DATA.decode)(input),
                    $(Self::$id => (const { $file::PROTOCOL.decode })(input),)*
                }
            }
        }
    };
}

// Where two announce the same number, the first keeps it; recognisers are asked in this order.
protocols! {
    Frame => frame,
    // Links.
    Ethernet => ethernet,
    Vlan => vlan,
    // Networks.
    Ipv4 => ipv4,
    Ipv6 => ipv6,
    // Between networks and transports.
    Ipv6HopOpts => ipv6_hopopts,
    Ipv6Routing => ipv6_routing,
    Ipv6FragHdr => ipv6_fraghdr,
    Ipv6DstOpts => ipv6_dstopts,
    Ah => ah,
    // Transports.
    Tcp => tcp,
    Udp => udp,
    Udplite => udplite,
    Sctp => sctp,
    Dccp => dccp,
    // Tunnels.
    Gre => gre,
    Erspan => erspan,
    Vxlan => vxlan,
    VxlanGpe => vxlan_gpe,
    Geneve => geneve,
    Gtp => gtp,
    Teredo => teredo,
    EtherIp => etherip,
    L2tp => l2tp,
    Esp => esp,
    UdpEncap => udpencap,
    IpComp => ipcomp,
    Ayiya => ayiya,
    LispData => lisp_data,
    CapwapData => capwap_data,
    // Control.
    Arp => arp,
    Icmp => icmp,
    Icmpv6 => icmpv6,
    Igmp => igmp,
    Pim => pim,
    Ospf => ospf,
    Eigrp => eigrp,
    Rsvp => rsvp,
    Vrrp => vrrp,
    Hsrp => hsrp,
    Glbp => glbp,
    Nhrp => nhrp,
    Lisp => lisp,
    Mipv6 => mipv6,
    Hip => hip,
    Shim6 => shim6,
    Capwap => capwap,
}

const DATA: Protocol =
    Protocol { name: "data", title: "Data", source: "bytes that nothing names", ..Protocol::EMPTY };

impl ProtocolId {
    /// The protocol's description.
    #[inline]
    #[must_use]
    pub fn get(self) -> &'static Protocol {
        TABLE.get(self as usize).map_or(&DATA, |entry| entry.1)
    }

    /// Where the protocol stands in a packet.
    #[inline]
    #[must_use]
    pub fn role(self) -> Role {
        ROLES.get(self as usize).copied().unwrap_or(Role::Control)
    }

    /// Wireshark's filter name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.get().name
    }

    /// The protocol with this filter name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|(_, protocol)| protocol.name == name).map(|&(id, _)| id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn identifiers_are_places_in_the_table() {
        for (place, (id, _)) in TABLE.iter().enumerate() {
            assert_eq!(place, *id as usize);
        }
    }

    #[test]
    fn names_are_unique_and_described() {
        let mut seen = HashSet::new();
        for (_, protocol) in TABLE {
            assert!(seen.insert(protocol.name), "{} is there twice", protocol.name);
            assert!(!protocol.title.is_empty() && !protocol.source.is_empty(), "{}", protocol.name);
        }
    }

    #[test]
    fn field_names_are_unique_and_described() {
        let mut seen = HashSet::new();
        for (_, protocol) in TABLE {
            for field in protocol.fields {
                assert!(seen.insert(field.name), "{} is there twice", field.name);
                assert!(!field.doc.is_empty(), "{} says nothing", field.name);
            }
        }
    }
}
