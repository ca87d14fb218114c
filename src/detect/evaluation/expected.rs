//! What somebody who knows an attack expects to be told about it: features that follow from what
//! the attack is, by its technique of MITRE ATT&CK. An explanation that names one of them hits.

/// Techniques (a sub-technique is one of its technique, unless it is listed itself) and features.
const EXPECTED: &[(&str, &[&str])] = &[
    // Port scans: many ports between two hosts, most of them shut, flags that no system sends.
    (
        "T1046",
        &[
            "src_ports_log",
            "pair_ports_log",
            "pair_flows_log",
            "src_flows_log",
            "src_failed_share",
            "src_failed_log",
            "dst_failed_share",
            "is_rej",
            "is_s0",
            "rst_share",
            "syn_share",
            "odd_flags_log",
            "rarity_port",
            "rarity_service",
            "rarity_use",
        ],
    ),
    // Sweeps: many hosts, few of which are there, and were never asked before.
    (
        "T1018",
        &[
            "src_hosts_log",
            "src_flows_log",
            "src_failed_share",
            "src_failed_log",
            "dst_failed_share",
            "is_rej",
            "is_s0",
            "syn_share",
            "rst_share",
            "rarity_host",
            "rarity_service",
            "rarity_use",
        ],
    ),
    (
        "T1021",
        &[
            "src_hosts_log",
            "src_flows_log",
            "src_failed_share",
            "src_failed_log",
            "dst_failed_share",
            "is_rej",
            "is_s0",
            "syn_share",
            "rst_share",
            "rarity_host",
            "rarity_service",
            "rarity_use",
            "rarity_port",
        ],
    ),
    // Guessing: the same service again and again.
    (
        "T1110",
        &[
            "tuple_flows_log",
            "tuple_packets_log",
            "tuple_payload_log",
            "pair_flows_log",
            "pair_payload_log",
            "src_flows_log",
            "dst_flows_log",
            "rarity_use",
        ],
    ),
    // Tunnels in names: long and random ones, many of them, rare types.
    (
        "T1071.004",
        &[
            "dns_name_log",
            "dns_entropy",
            "dns_queries_log",
            "rarity_dns_type",
            "orig_payload_log",
            "orig_frame_mean_log",
            "orig_frame_max_log",
            "tuple_flows_log",
            "tuple_payload_log",
            "pair_payload_log",
            "src_payload_log",
            "src_flows_log",
        ],
    ),
    // Names that an algorithm makes up: most of them do not exist.
    ("T1568", &["dns_nxdomain", "src_nxdomain_log", "dns_entropy", "dns_name_log"]),
    // Command and control: a place where nobody went before.
    ("T1071", &["rarity_host", "rarity_service", "rarity_use", "rarity_port"]),
    ("T1571", &["rarity_host", "rarity_service", "rarity_use", "rarity_port"]),
    // Floods: very many flows or packets to one host, which answers few.
    ("T1499", FLOOD),
    ("T1498", FLOOD),
    // Exfiltration: much goes out, little comes back, to a new place.
    ("T1048", OUT),
    ("T1041", OUT),
    ("T1095", OUT),
];

const FLOOD: &[&str] = &[
    "dst_flows_log",
    "dst_failed_share",
    "dst_sources_log",
    "pair_flows_log",
    "tuple_flows_log",
    "tuple_packets_log",
    "tuple_payload_log",
    "pair_payload_log",
    "src_flows_log",
    "src_failed_share",
    "src_failed_log",
    "src_payload_log",
    "is_s0",
    "syn_share",
    "orig_packets_log",
    "packet_balance",
    "payload_balance",
    "gap_mean_log10",
    "orig_gap_mean_log10",
];

const OUT: &[&str] = &[
    "orig_payload_log",
    "orig_packets_log",
    "orig_frame_mean_log",
    "orig_frame_max_log",
    "payload_balance",
    "src_payload_log",
    "pair_payload_log",
    "tuple_payload_log",
    "tuple_packets_log",
    "rarity_host",
    "rarity_service",
    "rarity_use",
];

/// What to expect of a technique; `None` where nobody judged it.
#[must_use]
pub fn expected(technique: &str) -> Option<&'static [&'static str]> {
    let of = |wanted: &str| EXPECTED.iter().find(|(id, _)| *id == wanted).map(|&(_, it)| it);
    of(technique).or_else(|| of(technique.split_once('.')?.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::features::Feature;

    #[test]
    fn every_feature_that_is_expected_exists() {
        for (technique, features) in EXPECTED {
            for feature in *features {
                assert!(Feature::by_name(feature).is_some(), "{technique}: {feature}");
            }
        }
    }

    #[test]
    fn a_sub_technique_is_one_of_its_technique() {
        assert_eq!(expected("T1499.001"), expected("T1499"));
        assert_ne!(expected("T1071.004"), expected("T1071.001"));
        assert_eq!(expected("T9999"), None);
    }
}
