//! The table of protocols: one line for each, and for each whose header is read one file beside
//! this one.

#[macro_use]
mod registry;
#[cfg(test)]
mod tests;

use super::Selector::{Chdlc, CiscoSnap, Ether, Link, Llc, Mtp3, Nlpid, Ppp, Slow, Tcp, Udp};
use super::{Fault, Header, Input, Protocol, Role, Selector};

// Where two announce the same number, the first keeps it; recognisers are asked in this order.
protocols! {
    files {
        Frame => frame,
        // Links, and what stands in front of them.
        Ethernet => ethernet,
        Sll => sll,
        Null => null,
        RawIp => raw_ip,
        Radiotap => radiotap,
        Ppi => ppi,
        Prism => prism,
        Wlancap => wlancap,
        Wlan => wlan,
        Ppp => ppp,
        Chdlc => chdlc,
        FrameRelay => frame_relay,
        Nflog => nflog,
        Pflog => pflog,
        Arcnet => arcnet,
        Fddi => fddi,
        TokenRing => token_ring,
        Atm => atm,
        Can => can,
        Mtp2 => mtp2,
        Mtp3 => mtp3,
        Fpp => fpp,
        Enc => enc,
        Erf => erf,
        Ipoib => ipoib,
        Juniper => juniper,
        // Tags, labels and headers on frames.
        Vlan => vlan,
        Llc => llc,
        Osi => osi,
        Mpls => mpls,
        PwEthHeuristic => pw_eth_heuristic,
        PwEthCw => pw_eth_cw,
        PwEthNocw => pw_eth_nocw,
        PwAch => pw_ach,
        Pppoes => pppoes,
        Ieee8021ad => ieee8021ad,
        Ieee8021ah => ieee8021ah,
        Vntag => vntag,
        Etag => etag,
        Cmd => cmd,
        Cfp => cfp,
        Hsr => hsr,
        Macsec => macsec,
        Nsh => nsh,
        // What frames carry for the link itself.
        Stp => stp,
        Slow => slow,
        Eapol => eapol,
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
        Sflow => sflow,
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
    applications {
        Dns => dns,
        Mdns => mdns,
        Llmnr => llmnr,
        Nbns => nbns,
        Nbdgm => nbdgm,
        Http => http,
        Http2 => http2,
        Tls => tls,
        Dtls => dtls,
        Quic => quic,
        Gquic => gquic,
        Ssh => ssh,
        Smtp => smtp,
        Pop => pop,
        Imap => imap,
        Ftp => ftp,
        Telnet => telnet,
        Dhcp => dhcp,
        Dhcpv6 => dhcpv6,
        Ntp => ntp,
        Snmp => snmp,
        Sip => sip,
        Rtp => rtp,
        Rtcp => rtcp,
        Rtsp => rtsp,
        Stun => stun,
        ClassicStun => classicstun,
        Nbss => nbss,
        Smb => smb,
        Smb2 => smb2,
        Ldap => ldap,
        Cldap => cldap,
        Kerberos => kerberos,
        Tpkt => tpkt,
        Rdp => rdp,
        S7comm => s7comm,
        Mqtt => mqtt,
        Modbus => modbus,
        Dnp3 => dnp3,
        Mysql => mysql,
        Pgsql => pgsql,
        Resp => resp,
        Bgp => bgp,
        Radius => radius,
        Syslog => syslog,
        Tftp => tftp,
        Wg => wg,
        Openvpn => openvpn,
        Bittorrent => bittorrent,
        BtDht => bt_dht,
        BtUtp => bt_utp,
        Ssdp => ssdp,
        Isakmp => isakmp,
        Synphasor => synphasor,
        Enip => enip,
        Dcerpc => dcerpc,
        Vnc => vnc,
        Socks => socks,
        Iec104 => iec104,
        Rpc => rpc,
        Irc => irc,
        X11 => x11,
        Megaco => megaco,
        Wol => wol,
    }
    named {
        // Applications that their ports or another protocol announce.
        FtpData => application("ftp-data", "FTP Data", "RFC 959 section 3.2", &[Tcp(20)]),
        RdpUdp => application("rdpudp", "UDP Remote Desktop Protocol", "MS-RDPEUDP", &[Udp(3389)]),
        Rip => application("rip", "Routing Information Protocol", "RFC 2453", &[Udp(520)]),
        RipNg => application("ripng", "RIPng", "RFC 2080", &[Udp(521)]),
        WebSocket => application("websocket", "WebSocket", "RFC 6455", &[]),
        // Link types.
        Usb => link("usb", "USB", "LINKTYPE_USB_LINUX, LINKTYPE_USBPCAP and others of tcpdump.org", &[Link(186), Link(189), Link(220), Link(249), Link(266)]),
        Usbll => link("usbll", "USB Link Layer", "LINKTYPE_USB_2_0 of tcpdump.org", &[Link(288), Link(293), Link(294), Link(295)]),
        Wpan => link("wpan", "IEEE 802.15.4 Low-Rate Wireless PAN", "IEEE 802.15.4", &[Link(195), Link(230), Ether(0x809a), Ether(0x00f6)]),
        WpanNonask => link("wpan-nonask-phy", "IEEE 802.15.4 Low-Rate Wireless PAN non-ASK PHY", "IEEE 802.15.4", &[Link(215)]),
        WpanTap => link("wpan-tap", "IEEE 802.15.4 Low-Rate Wireless PAN TAP", "LINKTYPE_IEEE802_15_4_TAP of tcpdump.org", &[Link(283)]),
        CanFd => link("canfd", "Controller Area Network FD", "ISO 11898-1", &[Ether(0x000d)]),
        Netlink => link("netlink", "Linux netlink protocol", "RFC 3549", &[Link(253)]),
        Bluetooth => link("bluetooth", "Bluetooth", "Bluetooth Core Specification", &[Link(187), Link(201), Link(251), Link(254), Link(255), Link(256)]),
        Docsis => link("docsis", "DOCSIS", "CableLabs CM-SP-MULPI", &[Link(143)]),
        Lapd => link("lapd", "Link Access Procedure, Channel D (LAPD)", "ITU-T Q.921", &[Link(203), Link(177)]),
        Lin => link("lin", "LIN Protocol", "ISO 17987", &[Link(212)]),
        Flexray => link("flexray", "FlexRay Protocol", "ISO 17458", &[Link(210)]),
        FibreChannel => link("fc", "Fibre Channel", "INCITS FC-FS", &[Link(224)]),
        Infiniband => link("infiniband", "InfiniBand", "InfiniBand Architecture Specification", &[Link(247), Ether(0x8915)]),
        Mp2t => link("mp2t", "ISO/IEC 13818-1", "ISO/IEC 13818-1", &[Link(243)]),
        UserDlt => link("user_dlt", "DLT User", "LINKTYPE_USER0 to LINKTYPE_USER15 of tcpdump.org", &[Link(147), Link(148), Link(149), Link(150), Link(151), Link(152), Link(153), Link(154), Link(155), Link(156), Link(157), Link(158), Link(159), Link(160), Link(161), Link(162)]),
        Pktap => link("pktap", "PKTAP packet header", "Apple, bsd/net/pktap.h", &[Link(258)]),
        // Of the network, over LLC, SNAP, PPP and Ethernet.
        Ipx => control("ipx", "Internetwork Packet eXchange", "Novell", &[Llc(0xe0), Llc(0x10), Ether(0x8137), Ether(0x0001), Ppp(0x002b)]),
        Ddp => control("ddp", "Datagram Delivery Protocol", "Inside AppleTalk", &[Ppp(0x0029), Chdlc(0x809b)]),
        Aarp => control("aarp", "Appletalk Address Resolution Protocol", "Inside AppleTalk", &[Ether(0x80f3)]),
        Clnp => control("clnp", "ISO 8473/X.233 CLNP ConnectionLess Network Protocol", "ISO 8473-1", &[Nlpid(0x81), Nlpid(0x00)]),
        Esis => control("esis", "ISO 9542 ESIS Routeing Information Exchange Protocol", "ISO 9542", &[Nlpid(0x82)]),
        Isis => control("isis", "ISO 10589 ISIS InTRA Domain Routeing Information Exchange Protocol", "ISO 10589", &[Nlpid(0x83), Ether(0x22f4)]),
        Q931 => control("q931", "Q.931", "ITU-T Q.931", &[Nlpid(0x08)]),
        Lmi => control("lmi", "Local Management Interface", "Frame Relay Forum FRF.1", &[Nlpid(0x09)]),
        Isup => control("isup", "ISDN User Part", "ITU-T Q.763", &[Mtp3(5)]),
        Sccp => control("sccp", "Signalling Connection Control Part", "ITU-T Q.713", &[Mtp3(3)]),
        Mtp3mg => control("mtp3mg", "Message Transfer Part Level 3 Management", "ITU-T Q.704", &[Mtp3(0), Mtp3(1), Mtp3(2)]),
        Netbios => control("netbios", "NetBIOS", "IBM LAN Technical Reference", &[Llc(0xf0)]),
        Sna => control("sna", "Systems Network Architecture", "IBM SNA Formats", &[Llc(0x04), Llc(0x08), Llc(0x0c), Llc(0x40), Ppp(0x004d)]),
        X25 => control("x25", "X.25", "ITU-T X.25", &[Llc(0x7e)]),
        Bacnet => control("bacnet", "Building Automation and Control Network NPDU", "ASHRAE 135", &[Llc(0x82)]),
        DecDna => control("dec_dna", "DEC DNA Routing Protocol", "DECnet Phase IV", &[Ether(0x6003), Ppp(0x0027)]),
        Lat => control("lat", "Local Area Transport", "DEC LAT", &[Ether(0x6004)]),
        VinesIp => control("vines_ip", "Banyan Vines IP", "Banyan VINES", &[Ether(0x0bad), Ppp(0x0035)]),
        // Of switches.
        Lldp => control("lldp", "Link Layer Discovery Protocol", "IEEE 802.1AB", &[Ether(0x88cc)]),
        Lacp => control("lacp", "Link Aggregation Control Protocol", "IEEE 802.1AX", &[Slow(1)]),
        Marker => control("marker", "Marker", "IEEE 802.1AX", &[Slow(2)]),
        Oampdu => control("oampdu", "OAMPDU", "IEEE 802.3 section 57", &[Slow(3)]),
        Ossp => control("ossp", "OSSP", "ITU-T G.8264", &[Slow(10)]),
        Cdp => control("cdp", "Cisco Discovery Protocol", "Cisco", &[CiscoSnap(0x2000), Chdlc(0x2000), Ppp(0x0207)]),
        Vtp => control("vtp", "VLAN Trunking Protocol", "Cisco", &[CiscoSnap(0x2003)]),
        Dtp => control("dtp", "Dynamic Trunk Protocol", "Cisco", &[CiscoSnap(0x2004)]),
        Udld => control("udld", "Unidirectional Link Detection", "RFC 5171", &[CiscoSnap(0x0111), Chdlc(0x0111)]),
        Pagp => control("pagp", "Port Aggregation Protocol", "Cisco", &[CiscoSnap(0x0104)]),
        Cgmp => control("cgmp", "Cisco Group Management Protocol", "Cisco", &[CiscoSnap(0x2001)]),
        Slarp => control("slarp", "Cisco SLARP", "Cisco", &[Chdlc(0x8035)]),
        Loopback => control("loop", "Configuration Test Protocol (loopback)", "DEC Ethernet 2.0 section 8", &[Ether(0x9000)]),
        MacControl => control("macc", "MAC Control", "IEEE 802.3 annex 31A", &[Ether(0x8808)]),
        Cfm => control("cfm", "CFM EOAM 802.1ag/ITU Protocol", "IEEE 802.1Q section 21, ITU-T Y.1731", &[Ether(0x8902)]),
        Mvrp => control("mrp-mvrp", "Multiple VLAN Registration Protocol", "IEEE 802.1Q section 11", &[Ether(0x88f5)]),
        Msrp => control("mrp-msrp", "Multiple Stream Reservation Protocol", "IEEE 802.1Q section 35", &[Ether(0x22ea)]),
        Lltd => control("lltd", "Link Layer Topology Discovery", "Microsoft MS-LLTD", &[Ether(0x88d9)]),
        Realtek => control("realtek", "Realtek Layer 2 Protocols", "Realtek", &[Ether(0x8899)]),
        // Of homes, factories, substations and storage.
        Homeplug => control("homeplug", "HomePlug protocol", "HomePlug 1.0", &[Ether(0x887b)]),
        HomeplugAv => control("homeplug-av", "HomePlug AV protocol", "IEEE 1901", &[Ether(0x88e1)]),
        Ieee1905 => control("ieee1905", "IEEE 1905.1a", "IEEE 1905.1", &[Ether(0x893a)]),
        PnRt => control("pn_rt", "PROFINET Real-Time Protocol", "IEC 61158-6-10", &[Ether(0x8892)]),
        PnMrp => control("pn_mrp", "PROFINET MRP", "IEC 62439-2", &[Ether(0x88e3)]),
        Ethercat => control("ecatf", "EtherCAT frame header", "IEC 61158-6-12", &[Ether(0x88a4)]),
        Powerlink => control("epl", "Ethernet POWERLINK", "EPSG DS 301", &[Ether(0x88ab)]),
        Sercos => control("siii", "SERCOS III V1.1", "IEC 61784-2", &[Ether(0x88cd)]),
        Dlr => control("dlr", "Device Level Ring", "ODVA EtherNet/IP", &[Ether(0x80e1)]),
        HsrSupervision => control("hsr_prp_supervision", "HSR/PRP Supervision (IEC62439 Part 3)", "IEC 62439-3", &[Ether(0x88fb)]),
        Goose => control("goose", "GOOSE", "IEC 61850-8-1", &[Ether(0x88b8)]),
        SampledValues => control("sv", "IEC61850 Sampled Values", "IEC 61850-9-2", &[Ether(0x88ba)]),
        Avtp => control("ieee1722", "IEEE 1722 Audio Video Transport Protocol (AVTP)", "IEEE 1722", &[Ether(0x22f0)]),
        Aoe => control("aoe", "ATAoverEthernet", "Coraid AoE", &[Ether(0x88a2)]),
        Fcoe => control("fcoe", "Fibre Channel over Ethernet", "INCITS FC-BB-5", &[Ether(0x8906)]),
        Fip => control("fip", "FCoE Initialization Protocol", "INCITS FC-BB-5", &[Ether(0x8914)]),
        Tipc => control("tipc", "Transparent Inter Process Communication(TIPC)", "TIPC protocol specification", &[Ether(0x88ca)]),
        Batman => control("batadv", "B.A.T.M.A.N. Advanced Protocol", "open-mesh.org", &[Ether(0x4305)]),
        // Of PPP.
        Pppoed => control("pppoed", "PPP-over-Ethernet Discovery", "RFC 2516 section 5", &[Ether(0x8863)]),
        Lcp => control("lcp", "PPP Link Control Protocol", "RFC 1661", &[Ppp(0xc021)]),
        Pap => control("pap", "PPP Password Authentication Protocol", "RFC 1334", &[Ppp(0xc023)]),
        Chap => control("chap", "PPP Challenge Handshake Authentication Protocol", "RFC 1994", &[Ppp(0xc223)]),
        Eap => control("eap", "Extensible Authentication Protocol", "RFC 3748", &[Ppp(0xc227)]),
        Cbcp => control("cbcp", "PPP Callback Control Protocol", "Microsoft", &[Ppp(0xc029)]),
        Ipcp => control("ipcp", "PPP IP Control Protocol", "RFC 1332", &[Ppp(0x8021)]),
        Ipv6cp => control("ipv6cp", "PPP IPv6 Control Protocol", "RFC 5072", &[Ppp(0x8057)]),
        Osinlcp => control("osinlcp", "PPP OSI Network Layer Control Protocol", "RFC 1377", &[Ppp(0x8023)]),
        Mplscp => control("mplscp", "PPP MPLS Control Protocol", "RFC 3032", &[Ppp(0x8281)]),
        Cdpcp => control("cdpcp", "PPP CDP Control Protocol", "Cisco", &[Ppp(0x8207)]),
        Ccp => control("ccp", "PPP Compression Control Protocol", "RFC 1962", &[Ppp(0x80fd)]),
        PppMultilink => control("mp", "PPP Multilink Protocol", "RFC 1990", &[Ppp(0x003d)]),
        PppCompressed => control("comp_data", "PPP Compressed Datagram", "RFC 1962", &[Ppp(0x00fd)]),
        VjCompressed => control("vjc", "Van Jacobson PPP compression", "RFC 1144", &[Ppp(0x002d), Ppp(0x002f)]),
    }
}

/// A link that is only named.
const fn link(
    name: &'static str,
    title: &'static str,
    source: &'static str,
    selectors: &'static [Selector],
) -> Protocol {
    Protocol::named(name, title, source, Role::Link, selectors)
}

/// A protocol that serves the network itself and is only named.
const fn control(
    name: &'static str,
    title: &'static str,
    source: &'static str,
    selectors: &'static [Selector],
) -> Protocol {
    Protocol::named(name, title, source, Role::Control, selectors)
}

/// A protocol that a transport carries and that is only named.
const fn application(
    name: &'static str,
    title: &'static str,
    source: &'static str,
    selectors: &'static [Selector],
) -> Protocol {
    Protocol::named(name, title, source, Role::Application, selectors)
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
