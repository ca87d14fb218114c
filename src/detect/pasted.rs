//! Filters to paste: what shows the packets of a subject in Wireshark and in tcpdump.

use std::net::IpAddr;

use super::alarm::Subject;
use super::observed::{ICMP, ICMPV6, SCTP, TCP, UDP, protocol_name};

/// A filter of Wireshark that shows the packets of a subject.
#[must_use]
pub fn display_filter(subject: &Subject) -> String {
    let Subject { source, destination, port, protocol, application, what } = subject;
    if let Some(mac) = hardware_address(subject) {
        return format!("arp.src.hw_mac == {mac}");
    }
    let mut parts: Vec<String> = Vec::new();
    match (application, what) {
        // Some clients mix the case of letters (0x20 of draft-vixie-dnsext-dns0x20).
        (_, Some(domain)) => {
            parts.push(format!("lower(dns.qry.name) contains \"{}\"", quoted(domain)));
        }
        (Some(application), None) => parts.push((*application).to_owned()),
        _ => {}
    }
    let family = |address: &IpAddr| if address.is_ipv4() { "ip" } else { "ipv6" };
    for address in [source, destination].into_iter().flatten() {
        parts.push(format!("{}.addr == {address}", family(address)));
    }
    let is_v6 = source.or(*destination).is_some_and(|it| it.is_ipv6());
    match (protocol, port) {
        (Some(protocol @ (TCP | UDP | SCTP)), Some(port)) => {
            parts.push(format!("{}.port == {port}", protocol_name(*protocol)));
        }
        (Some(ICMP | ICMPV6), _) if is_v6 => parts.push("icmpv6".to_owned()),
        (Some(protocol @ (ICMP | TCP | UDP | SCTP)), _) => {
            parts.push(protocol_name(*protocol).to_owned());
        }
        (Some(protocol), _) if is_v6 => parts.push(format!("ipv6.nxt == {protocol}")),
        (Some(protocol), _) => parts.push(format!("ip.proto == {protocol}")),
        (None, _) => {}
    }
    parts.join(" && ")
}

/// The hardware address that a subject is about, which speaks ARP.
fn hardware_address(subject: &Subject) -> Option<&str> {
    subject.what.as_deref().filter(|text| text.contains(':'))
}

/// Text within the quotes of a display filter.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// A filter of tcpdump that shows the packets of a subject.
#[must_use]
pub fn packet_filter(subject: &Subject) -> String {
    let Subject { source, destination, port, protocol, application, what } = subject;
    if let Some(mac) = hardware_address(subject) {
        // The sender's hardware address stands at byte 8 (RFC 826).
        let hex: String = mac.split(':').collect();
        let (front, back) = hex.split_at_checked(8).unwrap_or((&hex, "0"));
        return format!("arp and arp[8:4] == 0x{front} and arp[12:2] == 0x{back}");
    }
    let mut parts = Vec::new();
    for address in [source, destination].into_iter().flatten() {
        parts.push(format!("host {address}"));
    }
    let is_v6 = source.or(*destination).is_some_and(|it| it.is_ipv6());
    match protocol {
        Some(ICMP | ICMPV6) if is_v6 => parts.push("icmp6".to_owned()),
        Some(protocol @ (ICMP | TCP | UDP | SCTP)) => {
            parts.push(protocol_name(*protocol).to_owned());
        }
        Some(protocol) if is_v6 => parts.push(format!("ip6 proto {protocol}")),
        Some(protocol) => parts.push(format!("ip proto {protocol}")),
        None if what.is_some() || application.is_some() => parts.push("port 53".to_owned()),
        None => {}
    }
    let has_ports = matches!(protocol, Some(TCP | UDP | SCTP));
    parts.extend(port.filter(|_| has_ports).map(|port| format!("port {port}")));
    parts.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::testing::{inside, outside};

    fn both(subject: &Subject) -> [String; 2] {
        [display_filter(subject), packet_filter(subject)]
    }

    #[test]
    fn each_kind_of_subject_has_its_filters() {
        let (one, other) = (inside(1), outside(2));
        let service = Subject::service(one, other, 22);
        assert_eq!(
            both(&service),
            [
                "ip.addr == 10.0.0.1 && ip.addr == 203.0.113.2 && tcp.port == 22",
                "host 10.0.0.1 and host 203.0.113.2 and tcp and port 22",
            ]
        );
        let six = Some("2001:db8::1".parse().unwrap());
        let echo = Subject { source: six, protocol: Some(ICMPV6), ..Subject::default() };
        assert_eq!(
            both(&echo),
            ["ipv6.addr == 2001:db8::1 && icmpv6", "host 2001:db8::1 and icmp6"]
        );
        let source = Some(one);
        let ask = Subject { source, application: Some("dns"), ..Subject::default() };
        assert_eq!(both(&ask), ["dns && ip.addr == 10.0.0.1", "host 10.0.0.1 and port 53"]);
        let tunnel = Subject { what: Some("a\"b.net".to_owned()), ..ask };
        assert_eq!(
            both(&tunnel),
            [
                "lower(dns.qry.name) contains \"a\\\"b.net\" && ip.addr == 10.0.0.1",
                "host 10.0.0.1 and port 53",
            ]
        );
        let gre = Subject { destination: Some(other), protocol: Some(47), ..Subject::default() };
        assert_eq!(
            both(&gre),
            ["ip.addr == 203.0.113.2 && ip.proto == 47", "host 203.0.113.2 and ip proto 47"]
        );
        let spoof =
            Subject { source, what: Some("02:00:4f:00:00:42".to_owned()), ..Subject::default() };
        assert_eq!(
            both(&spoof),
            [
                "arp.src.hw_mac == 02:00:4f:00:00:42",
                "arp and arp[8:4] == 0x02004f00 and arp[12:2] == 0x0042",
            ]
        );
    }
}
