//! Community ID version 1: a short name of a flow that other tools (Zeek, Suricata, Wireshark)
//! give it too. Addresses, ports and protocol count; tags and tunnels do not.
//!
//! Source: the community-id-spec of Corelight; the vectors below are its published ones.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};

use super::key::FlowKey;
use crate::flow::pair::{Family, Sender};

/// The identifier of a flow, with the seed that everybody uses: 0.
#[must_use]
pub fn community_id(key: &FlowKey) -> String {
    let [low, high] = &key.pair.ends;
    // The smaller end goes first; of messages that nothing answers the sender does.
    let [first, second] = match key.one_way {
        Some(Sender::High) => [high, low],
        Some(Sender::Low) | None => [low, high],
    };
    let width = if key.pair.family == Family::Ipv4 { 4 } else { 16 };
    let mut hash = Sha1::new();
    // The seed.
    hash.update([0, 0]);
    hash.update(first.address.get(..width).unwrap_or_default());
    hash.update(second.address.get(..width).unwrap_or_default());
    hash.update([key.protocol, 0]);
    hash.update(first.port.to_be_bytes());
    hash.update(second.port.to_be_bytes());
    let mut text = String::with_capacity(2 + 28);
    text.push_str("1:");
    STANDARD.encode_string(hash.finalize(), &mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::records::key::{ICMP, ICMPV6, SCTP, TCP, UDP};
    use crate::packet::HostPair;

    fn hosts(source: &str, destination: &str) -> HostPair {
        HostPair { source: source.parse().unwrap(), destination: destination.parse().unwrap() }
    }

    fn ports(protocol: u8, from: (&str, u16), to: (&str, u16)) -> FlowKey {
        FlowKey::with_ports(&hosts(from.0, to.0), protocol, from.1, to.1).0
    }

    fn message(protocol: u8, from: &str, to: &str, kind: u8, code: u8) -> String {
        community_id(&FlowKey::of_message(&hosts(from, to), protocol, kind, code).0)
    }

    #[test]
    fn published_identifiers_come_out_in_both_directions() {
        #[rustfmt::skip]
        let vectors = [
            (TCP, ("128.232.110.120", 34855), ("66.35.250.204", 80), "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
            (UDP, ("192.168.1.52", 54585), ("8.8.8.8", 53), "1:d/FP5EW3wiY1vCndhwleRRKHowQ="),
            (SCTP, ("192.168.170.8", 7), ("192.168.170.56", 7), "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="),
            (TCP, ("2001:470:e5bf:dead:4957:2174:e82c:4887", 63943), ("2607:f8b0:400c:c03::1a", 25), "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="),
        ];
        for (protocol, from, to, id) in vectors {
            assert_eq!(community_id(&ports(protocol, from, to)), id, "{from:?}");
            assert_eq!(community_id(&ports(protocol, to, from)), id, "{from:?}");
        }
    }

    #[test]
    fn published_identifiers_of_messages_come_out() {
        #[rustfmt::skip]
        let vectors = [
            (ICMP, "192.168.0.89", "192.168.0.1", 8, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="),
            (ICMP, "192.168.0.1", "192.168.0.89", 0, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="),
            (ICMP, "10.0.0.1", "10.0.0.2", 11, 0, "1:YHxtAirCG//0OzkcVAukqKQN9xM="),
            (ICMPV6, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 135, 0, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="),
            (ICMPV6, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da", 136, 0, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="),
            (ICMPV6, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da", 135, 0, "1:zavyT/cezQr1fmImYCwYnMXbgck="),
            (ICMPV6, "3ffe:501:1800:2345::2", "3ffe:507:0:1:200:86ff:fe05:80da", 3, 0, "1:2ObVBgIn28oZvibYZhZMBgh7WdQ="),
            (ICMPV6, "3ffe:501:410:0:2c0:dfff:fe47:33e", "3ffe:507:0:1:200:86ff:fe05:80da", 1, 4, "1:hLZd0XGWojozrvxqE0dWB1iM6R0="),
            (ICMPV6, "3ffe:507:0:1:200:86ff:fe05:80da", "3ffe:501:0:1001::2", 128, 0, "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg="),
            (ICMPV6, "fe80::200:86ff:fe05:80da", "ff02::2", 133, 0, "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0="),
            (ICMPV6, "fe80::260:97ff:fe07:69ea", "ff02::1", 134, 0, "1:pkvHqCL88/tg1k4cPigmZXUtL00="),
        ];
        for (protocol, from, to, kind, code, id) in vectors {
            assert_eq!(message(protocol, from, to, kind, code), id, "{from} {kind}");
        }
    }
}
