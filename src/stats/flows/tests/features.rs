//! Every feature against numbers worked out by hand from the packets.

use super::*;
use crate::flow::features::FEATURES;

const PSH_ACK: u8 = 8 | ACK;

fn measured(frames: &[Frame]) -> Section {
    let settings = Settings { features: true, steps: 3, ..Settings::default() };
    section(&STATISTIC, &settings, frames)
}

/// The features of the flow in a row, by name.
fn features(section: &Section, row: usize) -> Vec<(&'static str, f64)> {
    let number = |name| match column(section, "flows", name)[row] {
        Value::Float(number) => number,
        ref other => panic!("{name}: {other:?}"),
    };
    FEATURES.iter().map(|feature| (feature.name, number(feature.name))).collect()
}

/// Asserts the features that are named, and that all others are 0.
fn are(section: &Section, row: usize, expected: &[(&str, f64)]) {
    for (name, found) in features(section, row) {
        let wanted = expected.iter().find(|(its, _)| *its == name).map_or(0.0, |(_, it)| *it);
        assert!((found - wanted).abs() < 2e-6, "{name} of row {row}: {found}, not {wanted}");
    }
}

fn feature(frames: &[Frame], row: usize, name: &str) -> f64 {
    features(&measured(frames), row).into_iter().find(|(its, _)| *its == name).unwrap().1
}

/// L and T of detectors.
fn log(quantity: f64) -> f64 {
    (1.0 + quantity).ln()
}

fn time(seconds: f64) -> f64 {
    (seconds + 1e-4).log10() + 4.0
}

/// A connection of eight packets from 0 to 70 ms, one every 10 ms.
fn connection() -> Vec<Frame> {
    frames(&opened_then(&[
        ('c', PSH_ACK, 101, 501, 10),
        ('s', ACK, 501, 111, 20),
        ('c', FIN_ACK, 111, 521, 0),
        ('s', FIN_ACK, 521, 112, 0),
        ('c', ACK, 112, 522, 0),
    ]))
}

/// A question for a name that does not exist, or the answer.
fn name_message(at_ms: i64, is_answer: bool) -> Frame {
    let (from, to) = if is_answer { ((2, 53), (1, 5000)) } else { ((1, 5000), (2, 53)) };
    let mut frame = udp(at_ms, from, to, 34);
    let flags = if is_answer { [0x81, 0x83] } else { [0x01, 0x00] };
    let message = [
        &[0x12, 0x34][..], // identifier
        &flags,
        &[0, 1, 0, 0, 0, 0, 0, 0], // one question
        b"\x04abAB\x07example\x03com\0\0\x01\0\x01",
    ];
    frame.bytes.splice(42.., message.concat());
    assert_eq!(frame.bytes.len(), 76);
    frame
}

/// The connection, a question and its answer at 100 and 130 ms, a SYN without answer at 200 ms.
fn three_flows() -> Vec<Frame> {
    let mut all = connection();
    all.extend([name_message(100, false), name_message(130, true)]);
    all.push(tcp(200, (1, 2001), (3, 22), SYN, 7));
    all
}

#[test]
fn features_of_a_connection() {
    let third = 3.0_f64;
    // The originator's frames have 54, 54, 64, 54 and 54 bytes, the responder's 54, 74 and 54; the
    // originator's packets come at 0, 20, 30, 50 and 70 ms.
    are(
        &measured(&three_flows()),
        0,
        &[
            ("orig_packets_log", log(5.0)),
            ("resp_packets_log", log(3.0)),
            ("orig_payload_log", log(10.0)),
            ("resp_payload_log", log(20.0)),
            ("orig_frame_mean_log", log(56.0)),
            ("orig_frame_sd_log", log(4.0)),
            ("orig_frame_max_log", log(64.0)),
            ("resp_frame_mean_log", log(182.0 / 3.0)),
            // The squares of -20/3, 40/3 and -20/3 come to 2400/9; a third of that is 800/9.
            ("resp_frame_sd_log", log((800.0_f64 / 9.0).sqrt())),
            ("resp_frame_max_log", log(74.0)),
            ("duration_log10", time(0.07)),
            ("gap_mean_log10", time(0.01)),
            ("gap_max_log10", time(0.01)),
            ("orig_gap_mean_log10", time(0.0175)),
            // The squares of 2.5, -7.5, 2.5 and 2.5 ms come to 75; a quarter of that is 18.75.
            ("orig_gap_sd_log10", time(18.75_f64.sqrt() / 1000.0)),
            ("payload_balance", -1.0 / 3.0),
            ("packet_balance", 0.25),
            ("fin_share", 0.25),
            ("syn_share", 0.25),
            ("psh_share", 0.125),
            ("is_tcp", 1.0),
            // One of three flows; without itself, none of two.
            ("rarity_port", third.ln()),
            ("rarity_service", third.ln()),
            ("rarity_use", third.ln()),
            // One of two others goes to the same responder.
            ("rarity_host", 1.5_f64.ln()),
            ("lowest_ttl", 64.0 / 255.0),
            ("src_flows_log", log(1.0)),
            ("src_hosts_log", log(1.0)),
            ("src_ports_log", log(1.0)),
            ("src_payload_log", log(10.0)),
            ("dst_flows_log", log(1.0)),
            ("dst_sources_log", log(1.0)),
            ("pair_ports_log", log(1.0)),
            ("pair_flows_log", log(1.0)),
            ("pair_payload_log", log(10.0)),
            ("tuple_flows_log", log(1.0)),
            ("tuple_payload_log", log(30.0)),
            ("tuple_packets_log", log(8.0)),
        ],
    );
}

#[test]
fn features_of_a_question_to_the_domain_name_system() {
    are(
        &measured(&three_flows()),
        1,
        &[
            ("orig_packets_log", log(1.0)),
            ("resp_packets_log", log(1.0)),
            ("orig_payload_log", log(34.0)),
            ("resp_payload_log", log(34.0)),
            ("orig_frame_mean_log", log(76.0)),
            ("orig_frame_max_log", log(76.0)),
            ("resp_frame_mean_log", log(76.0)),
            ("resp_frame_max_log", log(76.0)),
            ("duration_log10", time(0.03)),
            ("gap_mean_log10", time(0.03)),
            ("gap_max_log10", time(0.03)),
            ("is_udp", 1.0),
            ("rarity_port", 3.0_f64.ln()),
            ("rarity_service", 3.0_f64.ln()),
            ("rarity_use", 3.0_f64.ln()),
            ("rarity_host", 1.5_f64.ln()),
            ("lowest_ttl", 64.0 / 255.0),
            // abab.example.com, of which `example` has more bits a character than abab, which has
            // one: -2/7 log2 2/7 - 5/7 log2 1/7 = 2.522.
            ("dns_name_log", log(16.0)),
            ("dns_entropy", 2.522 / 8.0),
            ("dns_nxdomain", 1.0),
            ("dns_queries_log", log(1.0)),
            ("src_flows_log", log(2.0)),
            ("src_hosts_log", log(1.0)),
            ("src_ports_log", log(2.0)),
            ("src_payload_log", log(44.0)),
            ("src_nxdomain_log", log(1.0)),
            ("dst_flows_log", log(2.0)),
            ("dst_sources_log", log(1.0)),
            ("pair_ports_log", log(2.0)),
            ("pair_flows_log", log(2.0)),
            ("pair_payload_log", log(44.0)),
            ("tuple_flows_log", log(1.0)),
            ("tuple_payload_log", log(68.0)),
            ("tuple_packets_log", log(2.0)),
        ],
    );
}

#[test]
fn features_of_a_request_that_nobody_answered() {
    are(
        &measured(&three_flows()),
        2,
        &[
            ("orig_packets_log", log(1.0)),
            ("orig_frame_mean_log", log(54.0)),
            ("orig_frame_max_log", log(54.0)),
            ("packet_balance", 1.0),
            ("syn_share", 1.0),
            ("is_s0", 1.0),
            ("is_tcp", 1.0),
            ("rarity_port", 3.0_f64.ln()),
            ("rarity_service", 3.0_f64.ln()),
            ("rarity_use", 3.0_f64.ln()),
            ("rarity_host", 3.0_f64.ln()),
            ("lowest_ttl", 64.0 / 255.0),
            ("src_flows_log", log(3.0)),
            ("src_failed_share", 1.0 / 3.0),
            ("src_failed_log", log(1.0)),
            ("src_hosts_log", log(2.0)),
            ("src_ports_log", log(3.0)),
            ("src_payload_log", log(44.0)),
            ("src_nxdomain_log", log(1.0)),
            ("dst_flows_log", log(1.0)),
            ("dst_failed_share", 1.0),
            ("dst_sources_log", log(1.0)),
            ("pair_ports_log", log(1.0)),
            ("pair_flows_log", log(1.0)),
            ("tuple_flows_log", log(1.0)),
            ("tuple_packets_log", log(1.0)),
        ],
    );
}

#[test]
fn each_state_has_its_feature() {
    let cases: [(&[Step], &str); 5] = [
        (&[('c', SYN, 100, 0, 0), ('s', RST | ACK, 0, 101, 0)], "is_rej"),
        (&[('c', ACK, 100, 500, 10)], "is_oth"),
        (&opened_then(&[('c', RST, 101, 0, 0)]), "is_rsto"),
        (&opened_then(&[('s', RST, 501, 0, 0)]), "is_rstr"),
        (&OPEN, "is_s1"),
    ];
    for (steps, its) in cases {
        let found = features(&measured(&frames(steps)), 0);
        let of_states = ["is_s0", "is_rej", "is_oth", "is_rsto", "is_rstr", "is_s1"];
        for name in of_states {
            let value = found.iter().find(|(known, _)| *known == name).unwrap().1;
            assert_eq!(value > 0.5, name == its, "{name} of {its}");
        }
    }
}

#[test]
fn resets_and_flags_that_do_not_belong_together_are_features() {
    let odd = [tcp(0, (1, 9), (2, 80), 0, 1), tcp(1, (1, 9), (2, 80), FIN, 1)];
    assert!((feature(&odd, 0, "odd_flags_log") - log(2.0)).abs() < 2e-6);
    let refused = frames(&[('c', SYN, 100, 0, 0), ('s', RST | ACK, 0, 101, 0)]);
    assert!((feature(&refused, 0, "rst_share") - 0.5).abs() < 2e-6);
    assert!((feature(&refused, 0, "src_failed_share") - 1.0).abs() < 2e-6);
}

#[test]
fn an_echo_is_icmp_and_fails_without_reply() {
    let echo = ipv4(0, 1, 2, 1, &[8, 0, 0, 0, 0, 1, 0, 1]);
    assert!((feature(std::slice::from_ref(&echo), 0, "is_icmp") - 1.0).abs() < 2e-6);
    assert!((feature(std::slice::from_ref(&echo), 0, "dst_failed_share") - 1.0).abs() < 2e-6);
    let reply = ipv4(1, 2, 1, 1, &[0, 0, 0, 0, 0, 1, 0, 1]);
    assert!(feature(&[echo, reply], 0, "dst_failed_share").abs() < 2e-6);
}

#[test]
fn context_lasts_sixty_seconds_from_end_to_end() {
    let at = |ms| tcp(ms, (1, 2001), (3, 22), SYN, 7);
    let other = |ms| tcp(ms, (1, 2002), (3, 22), SYN, 7);
    let is = |frames: &[Frame], flows: f64| {
        assert!((feature(frames, 1, "tuple_flows_log") - log(flows)).abs() < 2e-6);
    };
    is(&[at(0), other(60_000)], 2.0);
    is(&[at(0), other(60_001)], 1.0);
    // The first flow ends last: the second is context of it, and it is none of the second's.
    let frames = [at(0), other(10), at(20)];
    is(&frames, 1.0);
    assert!((feature(&frames, 0, "tuple_flows_log") - log(2.0)).abs() < 2e-6);
}

#[test]
fn a_type_that_few_ask_for_is_rare() {
    let mut frames = Vec::new();
    for (turn, kind) in [1_u8, 1, 1, 16].into_iter().enumerate() {
        let mut frame = name_message(i64::try_from(turn).unwrap(), false);
        frame.bytes[35] = u8::try_from(turn).unwrap(); // another port
        let last = frame.bytes.len() - 3;
        frame.bytes[last] = kind;
        frames.push(frame);
    }
    // Two of three others ask for addresses, none for text.
    assert!((feature(&frames, 0, "rarity_dns_type") - (4.0_f64 / 3.0).ln()).abs() < 2e-6);
    assert!((feature(&frames, 3, "rarity_dns_type") - 4.0_f64.ln()).abs() < 2e-6);
}

#[test]
fn the_first_packets_are_shown_one_by_one() {
    let section = measured(&three_flows());
    assert_eq!(texts(&section, "splt_directions"), ["0,1,0", "0,1", "0"]);
    assert_eq!(texts(&section, "splt_frame_bytes"), ["54,54,54", "76,76", "54"]);
    assert_eq!(texts(&section, "splt_gaps_ns"), ["0,10000000,10000000", "0,30000000", "0"]);
    let schema = FlowSchema::Nfstream;
    let settings = Settings { schema, steps: 2, ..Settings::default() };
    let section = super::section(&STATISTIC, &settings, &three_flows());
    assert_eq!(column(&section, "nfstream", "splt_piat_ms")[0], "0,10".into());
    assert_eq!(column(&section, "nfstream", "splt_ps")[0], "54,54".into());
}

#[test]
fn any_split_gives_the_same_features() {
    let settings = Settings { features: true, steps: 4, ..Settings::default() };
    any_split_says_the_same(&STATISTIC, &settings);
}
