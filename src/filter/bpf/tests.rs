use crate::filter::Expression;
use crate::packet::{Decoded, Messages, Packet, RawPacket};
use crate::value::LinkType;

/// Ethernet, IPv4 from 192.0.2.1 to 192.0.2.2, UDP from 40000 to 53.
const DNS: [u8; 42] = [
    0x02, 0, 0, 0, 0, 2, 0x02, 0, 0, 0, 0, 1, 0x08, 0x00, // Ethernet: to, from, IPv4
    0x45, 0, 0, 28, 0, 1, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, // IPv4
    0x9c, 0x40, 0, 53, 0, 8, 0, 0, // UDP
];

/// What is put between Ethernet's addresses and the packet.
const VLAN_7: [u8; 4] = [0x81, 0x00, 0x00, 0x07];
const SERVICE_VLAN_9: [u8; 4] = [0x88, 0xa8, 0x00, 0x09];

fn matches_of(link_type: u16, data: &[u8], text: &str, strict: bool) -> bool {
    let raw = RawPacket::alone(LinkType(link_type), data);
    let expression = Expression::parse_bpf(text, strict).unwrap_or_else(|e| panic!("{text}: {e}"));
    let decoded = Decoded::default();
    expression.matches(&Packet {
        raw: &raw,
        decoded: &decoded,
        messages: Messages::default(),
        of_flow: &[],
    })
}

fn usual(data: &[u8], text: &str) -> bool {
    matches_of(1, data, text, false)
}

fn strict(data: &[u8], text: &str) -> bool {
    matches_of(1, data, text, true)
}

/// The packet behind some bytes, which announce themselves.
fn behind(inserted: &[&[u8]]) -> Vec<u8> {
    let mut frame = DNS[..12].to_vec();
    for bytes in inserted {
        frame.extend(*bytes);
    }
    frame.extend(&DNS[12..]);
    frame
}

#[test]
fn a_primitive_of_each_kind_is_understood() {
    for text in [
        "ip",
        "udp",
        "port 53",
        "udp port domain",
        "dst port 53",
        "src port 40000",
        "portrange 50-60",
        "portrange 60-50",
        "host 192.0.2.1",
        "src host 192.0.2.1",
        "192.0.2.2",
        "net 192.0.2.0/24",
        "net 192.0.2",
        "src net 192 and dst net 192.0",
        "net 192.0.2.0 mask 255.255.255.0",
        "ip proto 17",
        "ip proto \\udp",
        "proto udp",
        "ether proto 0x800",
        "ether proto ip",
        "ether host 02:00:00:00:00:01",
        "ether src 02-00-00-00-00-01",
        "ether dst 0200.0000.0002",
        "less 42",
        "greater 42",
        "len = 42",
        "not broadcast",
        "! ether multicast",
        "ip[8] = 64",
        "udp[2:2] = 53",
        "ip[2:2] - ((ip[0] & 0xf) << 2) = 8",
        "src or dst port 53",
        "port 80 or 53",
        "tcp port 80 or udp port 53",
        "port (80 or 53)",
        "ip protochain 17",
        "len / 2 == 21",
    ] {
        assert!(usual(&DNS, text) && strict(&DNS, text), "{text}");
    }
    for text in [
        "tcp",
        "ip6",
        "arp",
        "port 80",
        "src port 53",
        "src and dst port 53",
        "host 192.0.2.3",
        "dst host 192.0.2.1",
        "net 10",
        "vlan",
        "mpls",
        "pppoes",
        "pppoed",
        "icmp",
        "sctp",
        "broadcast",
        "ip multicast",
        "greater 43",
        "tcp[13] & 2 != 0",
        "ip[6:2] & 0x1fff != 0",
        "port 53 and not 40000",
        "ether proto 0x86dd",
        "ip6 proto 17",
        "stp",
        "inbound",
    ] {
        assert!(!usual(&DNS, text) && !strict(&DNS, text), "{text}");
    }
}

#[test]
fn and_and_or_bind_alike_from_left_to_right() {
    // In display filters `and` binds first, and this would match.
    assert!(!usual(&DNS, "udp or tcp and tcp"));
    assert!(usual(&DNS, "udp or (tcp and tcp)"));
    assert!(usual(&DNS, "not tcp and udp"));
}

#[test]
fn what_is_under_tags_labels_and_sessions_is_found() {
    let vlan = behind(&[&VLAN_7]);
    let stacked = behind(&[&SERVICE_VLAN_9, &VLAN_7]);
    let mut labelled = DNS[..12].to_vec();
    labelled.extend([0x88, 0x47, 0, 0x06, 0x40, 64, 0, 0x06, 0x51, 64]); // MPLS 100, then 101 at the bottom
    labelled.extend(&DNS[14..]);
    let mut session = DNS[..12].to_vec();
    session.extend([0x88, 0x64, 0x11, 0, 0, 5, 0, 30, 0x00, 0x21]); // PPPoE session 5, PPP: IPv4
    session.extend(&DNS[14..]);
    for packet in [&vlan, &stacked, &labelled, &session] {
        assert!(usual(packet, "udp port 53 and host 192.0.2.1 and ip[8] = 64"));
        assert!(!strict(packet, "udp port 53"));
    }
    assert!(usual(&vlan, "vlan 7") && !usual(&vlan, "vlan 9"));
    assert!(usual(&stacked, "vlan 7 and vlan 9") && usual(&stacked, "ether proto 0x88a8"));
    assert!(usual(&labelled, "mpls 100 and mpls 101") && !usual(&labelled, "mpls 7"));
    assert!(usual(&session, "pppoes 5") && !usual(&session, "pppoes 6"));
}

#[test]
fn strict_shifts_what_stands_behind_a_keyword() {
    let vlan = behind(&[&VLAN_7]);
    let stacked = behind(&[&SERVICE_VLAN_9, &VLAN_7]);
    assert!(strict(&vlan, "vlan and udp port 53") && !strict(&vlan, "udp port 53 and vlan"));
    assert!(strict(&stacked, "vlan 9 and vlan 7 and udp") && !strict(&stacked, "vlan 7"));
    // pcap-filter(7): the second asks for a tag inside the first.
    assert!(!strict(&vlan, "vlan 8 or vlan 7") && usual(&vlan, "vlan 8 or vlan 7"));
}

#[test]
fn a_packet_that_is_cut_matches_nothing_that_asks_for_what_is_cut() {
    for length in 0..DNS.len() {
        let cut = &DNS[..length];
        for text in ["udp port 53", "not udp port 53"] {
            // The destination port ends there.
            if length < 38 {
                assert!(!usual(cut, text) && !strict(cut, text), "{text} in {length} bytes");
            }
        }
        for text in ["vlan 7", "mpls", "ip protochain 6", "ip[200] = 0", "ether host 1:2:3:4:5:6"] {
            let _ = (usual(cut, text), strict(cut, text));
        }
    }
}

#[test]
fn every_link_type_survives_every_cut() {
    let mut bytes = behind(&[&VLAN_7]);
    bytes.extend([0xff; 64]);
    for link_type in 0..300 {
        for length in 0..bytes.len() {
            for text in
                ["tcp or vlan or ether host 1:2:3:4:5:6", "isis or ip6 or atalk or multicast"]
            {
                let _ = matches_of(link_type, &bytes[..length], text, false);
            }
        }
    }
}

#[test]
fn mistakes_are_named_at_their_place() {
    for (text, why, place) in [
        ("port", "the expression ends here; a port was expected", ""),
        ("tcp port 99999", "99999 is no port; the highest is 65535", "99999"),
        ("port nowhere", "no service `nowhere` is known; write the number of its port", "nowhere"),
        ("host x", "`x` is no address; names are not looked up", "x"),
        ("net 10.0.0.1/8", "10.0.0.0/8 is the network", "10.0.0.1/8"),
        ("tcp udp", "this is not expected here; `and`, `or` or the end was expected", "udp"),
        ("and tcp", "a primitive was expected", "and"),
        ("()", "a primitive was expected", ")"),
        ("gateway 10.0.0.1", "`gateway` needs the hardware address of a name", "gateway"),
        ("tcp[13] & 2", "a comparison was expected", ""),
        ("ip[0:5] = 0", "1, 2 or 4 bytes make a number", "5"),
        ("len / 0 = 1", "nothing can be divided by zero", "0"),
        ("vlan 5000", "VLANs have numbers up to 4095", "5000"),
        ("tcp host 10.0.0.1", "only ip, arp and rarp stand before an address", "10.0.0.1"),
        ("icmp port 5", "only tcp, udp and sctp have ports", "5"),
        ("80", "a number alone says nothing", "80"),
        ("ip.addr == 1.2.3.4", "`ip.addr` is no keyword of pcap-filter", "ip.addr"),
        ("ether host 00:11", "`00:11` is no hardware address", "00:11"),
        ("portrange 10", "`10` is no range of ports", "10"),
        ("src tcp", "an address was expected", "tcp"),
        ("", "the expression is empty", ""),
    ] {
        let error = Expression::parse_bpf(text, false).expect_err(text).to_string();
        let mut lines = error.lines();
        assert!(lines.next().unwrap().contains(why), "{text}: {error}");
        let carets = lines.nth(1).unwrap();
        let start = carets.find('^').unwrap() - 2;
        let marked = text.get(start..start + carets.matches('^').count()).unwrap_or_default();
        assert_eq!(marked, place, "{error}");
    }
    let deep = "(".repeat(100_000);
    assert!(Expression::parse_bpf(&deep, false).is_err());
    let nested = format!("{}tcp{}", "(".repeat(60), ")".repeat(60));
    assert!(Expression::parse_bpf(&nested, false).is_ok());
}

#[test]
fn conditions_that_all_have_to_hold_are_known_apart() {
    let expression = Expression::parse_bpf("vlan 7 and (tcp or udp) and port 80", false).unwrap();
    let conditions: Vec<_> = expression.conditions().collect();
    assert_eq!(conditions, ["vlan 7", "(tcp or udp)", "port 80"]);
}
