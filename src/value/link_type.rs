//! Link types: what the first header of a packet is.

/// The registered number of a link type (<https://www.tcpdump.org/linktypes.html>).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkType(pub u16);

impl LinkType {
    /// The registered name without `LINKTYPE_`, such as `ETHERNET`; `None` where we know none.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        self.known().map(|(_, name, _)| *name)
    }

    /// The name for people, such as `Ethernet`, worded as capinfos does; `None` where we know
    /// none.
    #[must_use]
    pub fn title(self) -> Option<&'static str> {
        self.known().map(|(_, _, title)| *title)
    }

    fn known(self) -> Option<&'static (u16, &'static str, &'static str)> {
        let place = KNOWN.binary_search_by_key(&self.0, |(number, _, _)| *number).ok()?;
        KNOWN.get(place)
    }
}

/// Number, registered name, name for people; by number. 12 and 14 are what raw IP is called on
/// some systems, where 101 was meant.
#[rustfmt::skip]
const KNOWN: &[(u16, &str, &str)] = &[
    (0, "NULL", "NULL/Loopback"),
    (1, "ETHERNET", "Ethernet"),
    (3, "AX25", "Amateur Radio AX.25"),
    (6, "IEEE802_5", "Token Ring"),
    (7, "ARCNET_BSD", "ARCNET"),
    (8, "SLIP", "SLIP"),
    (9, "PPP", "PPP"),
    (10, "FDDI", "FDDI"),
    (12, "RAW", "Raw IP"),
    (14, "RAW", "Raw IP"),
    (50, "PPP_HDLC", "PPP with Cisco HDLC-like framing"),
    (51, "PPP_ETHER", "PPP-over-Ethernet session"),
    (100, "ATM_RFC1483", "RFC 1483 ATM"),
    (101, "RAW", "Raw IP"),
    (104, "C_HDLC", "Cisco HDLC"),
    (105, "IEEE802_11", "IEEE 802.11 Wireless LAN"),
    (107, "FRELAY", "Frame Relay"),
    (108, "LOOP", "OpenBSD loopback"),
    (109, "ENC", "OpenBSD enc(4) encapsulating interface"),
    (113, "LINUX_SLL", "Linux cooked-mode capture v1"),
    (114, "LTALK", "Localtalk"),
    (117, "PFLOG", "OpenBSD PF Firewall logs"),
    (119, "IEEE802_11_PRISM", "IEEE 802.11 plus Prism II monitor mode radio header"),
    (122, "IP_OVER_FC", "RFC 2625 IP-over-Fibre Channel"),
    (123, "SUNATM", "SunATM"),
    (127, "IEEE802_11_RADIOTAP", "IEEE 802.11 plus radiotap radio header"),
    (129, "ARCNET_LINUX", "Linux ARCNET"),
    (138, "APPLE_IP_OVER_IEEE1394", "Apple IP-over-IEEE 1394"),
    (139, "MTP2_WITH_PHDR", "MTP2 with pseudoheader"),
    (140, "MTP2", "SS7 MTP2"),
    (141, "MTP3", "SS7 MTP3"),
    (142, "SCCP", "SS7 SCCP"),
    (143, "DOCSIS", "Data Over Cable Service Interface Specification"),
    (144, "LINUX_IRDA", "Linux IrDA"),
    (147, "USER0", "USER 0"),
    (148, "USER1", "USER 1"),
    (149, "USER2", "USER 2"),
    (150, "USER3", "USER 3"),
    (151, "USER4", "USER 4"),
    (152, "USER5", "USER 5"),
    (153, "USER6", "USER 6"),
    (154, "USER7", "USER 7"),
    (155, "USER8", "USER 8"),
    (156, "USER9", "USER 9"),
    (157, "USER10", "USER 10"),
    (158, "USER11", "USER 11"),
    (159, "USER12", "USER 12"),
    (160, "USER13", "USER 13"),
    (161, "USER14", "USER 14"),
    (162, "USER15", "USER 15"),
    (163, "IEEE802_11_AVS", "IEEE 802.11 plus AVS radio header"),
    (165, "BACNET_MS_TP", "BACnet MS/TP"),
    (166, "PPP_PPPD", "PPP with directional info"),
    (169, "GPRS_LLC", "GPRS LLC"),
    (177, "LINUX_LAPD", "LAPD with Linux pseudo-header"),
    (182, "MFR", "Multilink Frame Relay"),
    (187, "BLUETOOTH_HCI_H4", "Bluetooth H4"),
    (189, "USB_LINUX", "USB packets with Linux header"),
    (192, "PPI", "Per-Packet Information header"),
    (195, "IEEE802_15_4_WITHFCS", "IEEE 802.15.4 Wireless PAN"),
    (196, "SITA", "SITA"),
    (197, "ERF", "Extensible Record Format"),
    (201, "BLUETOOTH_HCI_H4_WITH_PHDR", "Bluetooth H4 with linux header"),
    (202, "AX25_KISS", "AX.25 with KISS header"),
    (203, "LAPD", "LAPD"),
    (204, "PPP_WITH_DIR", "PPP with directional info"),
    (205, "C_HDLC_WITH_DIR", "Cisco HDLC with directional info"),
    (206, "FRELAY_WITH_DIR", "Frame Relay with directional info"),
    (209, "IPMB_LINUX", "Intelligent Platform Management Bus with Linux pseudo-header"),
    (215, "IEEE802_15_4_NONASK_PHY", "IEEE 802.15.4 Wireless PAN non-ASK PHY"),
    (220, "USB_LINUX_MMAPPED", "USB packets with Linux header and padding"),
    (224, "FC_2", "Fibre Channel FC-2"),
    (225, "FC_2_WITH_FRAME_DELIMS", "Fibre Channel FC-2 With Frame Delimiter"),
    (226, "IPNET", "Solaris IPNET"),
    (227, "CAN_SOCKETCAN", "SocketCAN"),
    (228, "IPV4", "Raw IPv4"),
    (229, "IPV6", "Raw IPv6"),
    (230, "IEEE802_15_4_NOFCS", "IEEE 802.15.4 Wireless PAN with FCS not present"),
    (231, "DBUS", "D-Bus"),
    (235, "DVB_CI", "DVB-CI (Common Interface)"),
    (239, "NFLOG", "NFLOG"),
    (240, "NETANALYZER", "netANALYZER"),
    (242, "IPOIB", "IP over Infiniband"),
    (243, "MPEG_2_TS", "ISO/IEC 13818-1 MPEG2-TS"),
    (247, "INFINIBAND", "InfiniBand"),
    (248, "SCTP", "SCTP"),
    (249, "USBPCAP", "USB packets with USBPcap header"),
    (251, "BLUETOOTH_LE_LL", "Bluetooth Low Energy Link Layer"),
    (252, "WIRESHARK_UPPER_PDU", "Wireshark Upper PDU export"),
    (253, "NETLINK", "Linux Netlink"),
    (254, "BLUETOOTH_LINUX_MONITOR", "Bluetooth Linux Monitor"),
    (256, "BLUETOOTH_LE_LL_WITH_PHDR", "Bluetooth Low Energy Link Layer RF"),
    (258, "PKTAP", "Apple PKTAP"),
    (264, "ISO_14443", "ISO 14443 contactless smartcard standards"),
    (265, "RDS", "Radio data system"),
    (270, "LORATAP", "LoRaTap"),
    (271, "VSOCK", "Vsock"),
    (272, "NORDIC_BLE", "nRF Sniffer for Bluetooth LE"),
    (276, "LINUX_SLL2", "Linux cooked-mode capture v2"),
    (278, "OPENVIZSLA", "OpenVizsla USB"),
    (279, "EBHSCR", "Elektrobit High Speed Capture and Replay"),
    (280, "VPP_DISPATCH", "VPP graph dispatch trace"),
    (281, "DSA_TAG_BRCM", "Ethernet with Broadcom switch tag"),
    (282, "DSA_TAG_BRCM_PREPEND", "Ethernet with prepended Broadcom switch tag"),
    (283, "IEEE802_15_4_TAP", "IEEE 802.15.4 Wireless with TAP pseudo-header"),
    (284, "DSA_TAG_DSA", "Ethernet with Marvell DSA switch tag"),
    (285, "DSA_TAG_EDSA", "Ethernet with Marvell EDSA switch tag"),
    (288, "USB_2_0", "USB 2.0/1.1/1.0 packets"),
    (290, "ETW", "Event Tracing for Windows"),
    (292, "ZBOSS_NCP", "ZBOSS NCP"),
    (293, "USB_2_0_LOW_SPEED", "Low-Speed USB 2.0/1.1/1.0 packets"),
    (294, "USB_2_0_FULL_SPEED", "Full-Speed USB 2.0/1.1/1.0 packets"),
    (295, "USB_2_0_HIGH_SPEED", "High-Speed USB 2.0 packets"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_it_can_be_searched() {
        assert!(KNOWN.is_sorted_by(|(one, _, _), (other, _, _)| one < other));
    }

    #[test]
    fn names_are_those_of_the_registry() {
        assert_eq!(LinkType(1).name(), Some("ETHERNET"));
        assert_eq!(LinkType(276).title(), Some("Linux cooked-mode capture v2"));
        assert_eq!(LinkType(8224).name(), None);
    }
}
