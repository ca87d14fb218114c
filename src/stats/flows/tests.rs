mod features;
mod history;

use super::STATISTIC;
use crate::report::Section;
use crate::stats::testing::{
    Frame, any_split_says_the_same, column, ipv4, numbers, section, tcp, udp,
};
use crate::stats::{FlowSchema, Settings, Timeouts};
use crate::value::Value;

const FIN: u8 = 1;
const SYN: u8 = 2;
const RST: u8 = 4;
const ACK: u8 = 16;
const SYN_ACK: u8 = SYN | ACK;
const FIN_ACK: u8 = FIN | ACK;

/// The client is 10.0.0.1:2000, the server 10.0.0.2:80. A segment is who sends it, flags, sequence
/// number, acknowledgement and bytes of payload.
type Step = (char, u8, u32, u32, u16);

const PORTS: [(u8, u16); 2] = [(1, 2000), (2, 80)];

fn segment(at_ms: i64, (who, flags, sequence, acknowledgement, payload): Step) -> Frame {
    windowed(at_ms, (who, flags, sequence, acknowledgement, payload), 8192)
}

/// A segment with this window and a checksum that holds.
fn windowed(at_ms: i64, step: Step, window: u16) -> Frame {
    let (who, flags, sequence, acknowledgement, payload) = step;
    let (from, to) = if who == 'c' { (PORTS[0], PORTS[1]) } else { (PORTS[1], PORTS[0]) };
    let mut bytes = Vec::new();
    bytes.extend_from_slice(&from.1.to_be_bytes());
    bytes.extend_from_slice(&to.1.to_be_bytes());
    bytes.extend_from_slice(&sequence.to_be_bytes());
    bytes.extend_from_slice(&acknowledgement.to_be_bytes());
    bytes.extend_from_slice(&[0x50, flags]);
    bytes.extend_from_slice(&window.to_be_bytes());
    bytes.extend_from_slice(&[0; 4]);
    bytes.resize(20 + usize::from(payload), 0x55);
    let mut sum = 0x0a00 + u32::from(from.0) + 0x0a00 + u32::from(to.0) + 6;
    sum += u32::try_from(bytes.len()).unwrap();
    for pair in bytes.chunks(2) {
        sum += u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0));
    }
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    let sum = !u16::try_from(sum).unwrap();
    bytes[16..18].copy_from_slice(&sum.to_be_bytes());
    ipv4(at_ms, from.0, to.0, 6, &bytes)
}

fn frames(steps: &[Step]) -> Vec<Frame> {
    (0..).zip(steps).map(|(turn, &step)| segment(turn * 10, step)).collect()
}

fn found(frames: &[Frame]) -> Section {
    section(&STATISTIC, &Settings::default(), frames)
}

fn texts(section: &Section, name: &str) -> Vec<String> {
    let text = |value| match value {
        Value::Text(text) => text.into_owned(),
        Value::Null => "-".to_owned(),
        other => panic!("{other:?} is no text"),
    };
    column(section, "flows", name).into_iter().map(text).collect()
}

fn counts(section: &Section, name: &str) -> Vec<u64> {
    numbers(section, "flows", name)
}

/// State and history of the only flow.
fn outcome(steps: &[Step]) -> (String, String) {
    let section = found(&frames(steps));
    assert_eq!(section.tables[0].rows.len(), 1);
    (texts(&section, "conn_state").remove(0), texts(&section, "history").remove(0))
}

fn is(steps: &[Step], state: &str, history: &str) {
    assert_eq!(outcome(steps), (state.to_owned(), history.to_owned()));
}

const OPEN: [Step; 3] =
    [('c', SYN, 100, 0, 0), ('s', SYN_ACK, 500, 101, 0), ('c', ACK, 101, 501, 0)];

fn opened_then(rest: &[Step]) -> Vec<Step> {
    OPEN.iter().chain(rest).copied().collect()
}

#[test]
fn a_request_without_answer_is_s0() {
    is(&[('c', SYN, 100, 0, 0)], "S0", "S");
}

#[test]
fn opened_and_not_closed_is_s1() {
    is(&OPEN, "S1", "ShA");
}

#[test]
fn opened_and_closed_by_both_is_sf() {
    let steps = opened_then(&[
        ('c', ACK, 101, 501, 10),
        ('s', ACK, 501, 111, 0),
        ('s', ACK, 501, 111, 20),
        ('c', FIN_ACK, 111, 521, 0),
        ('s', FIN_ACK, 521, 112, 0),
        ('c', ACK, 112, 522, 0),
    ]);
    is(&steps, "SF", "ShADadFf");
    let section = found(&frames(&steps));
    assert_eq!(
        (counts(&section, "orig_bytes"), counts(&section, "resp_bytes")),
        (vec![10], vec![20])
    );
    // The last ACK, 80 ms after the first packet, comes when both have closed.
    assert_eq!(column(&section, "flows", "duration"), [Value::Duration(70_000_000)]);
    assert_eq!(texts(&section, "end_reason"), ["end_of_flow"]);
    assert_eq!(counts(&section, "orig_pkts"), [5]);
    assert_eq!(counts(&section, "orig_ip_bytes"), [5 * 40 + 10]);
    assert_eq!(column(&section, "flows", "syn_ack_ns"), [Value::Signed(10_000_000)]);
    assert_eq!(column(&section, "flows", "handshake_rtt_ns"), [Value::Signed(20_000_000)]);
}

#[test]
fn a_request_that_is_refused_is_rej() {
    is(&[('c', SYN, 100, 0, 0), ('s', RST | ACK, 0, 101, 0)], "REJ", "Sr");
}

#[test]
fn closed_by_the_originator_alone_is_s2() {
    is(&opened_then(&[('c', FIN_ACK, 101, 501, 0), ('s', ACK, 501, 102, 0)]), "S2", "ShAFa");
}

#[test]
fn closed_by_the_responder_alone_is_s3() {
    is(&opened_then(&[('s', FIN_ACK, 501, 101, 0), ('c', ACK, 101, 502, 0)]), "S3", "ShAf");
}

#[test]
fn broken_off_by_the_originator_is_rsto() {
    is(&opened_then(&[('c', RST, 101, 0, 0)]), "RSTO", "ShAR");
}

#[test]
fn broken_off_by_the_responder_is_rstr() {
    is(&opened_then(&[('s', RST, 501, 0, 0)]), "RSTR", "ShAr");
}

#[test]
fn a_syn_and_a_rst_without_answer_are_rstos0() {
    is(&[('c', SYN, 100, 0, 0), ('c', RST, 101, 0, 0)], "RSTOS0", "SR");
}

#[test]
fn an_answer_and_a_rst_without_a_syn_are_rstrh() {
    is(&[('s', SYN_ACK, 500, 101, 0), ('s', RST, 501, 0, 0)], "RSTRH", "^hr");
}

#[test]
fn a_syn_and_a_fin_without_answer_are_sh() {
    is(&[('c', SYN, 100, 0, 0), ('c', FIN, 101, 0, 0)], "SH", "SF");
}

#[test]
fn an_answer_and_a_fin_without_a_syn_are_shr() {
    is(&[('s', SYN_ACK, 500, 101, 0), ('s', FIN_ACK, 501, 101, 0)], "SHR", "^hf");
}

#[test]
fn joined_midway_and_not_closed_is_oth() {
    is(&[('c', ACK, 700, 900, 5), ('s', ACK, 900, 705, 0)], "OTH", "Da");
}

#[test]
fn a_handshake_without_its_syn_opens_the_connection() {
    let steps = [('s', SYN_ACK, 500, 101, 0), ('c', ACK, 101, 501, 0)];
    is(&steps, "S1", "^hA");
    let section = found(&frames(&steps));
    assert_eq!(texts(&section, "direction_rule"), ["syn_ack"]);
    assert_eq!(column(&section, "flows", "flipped"), [Value::Bool(true)]);
    assert_eq!(counts(&section, "id.resp_p"), [80]);
}

#[test]
fn an_answer_captured_before_its_syn_opens_the_connection() {
    is(&[('s', SYN_ACK, 500, 101, 0), ('c', SYN, 100, 0, 0)], "S1", "^hS");
}

#[test]
fn datagrams_are_s0_sf_or_shr() {
    let (client, server) = ((1, 2000), (2, 53));
    let states = |frames: &[Frame]| texts(&found(frames), "conn_state").remove(0);
    let asked = udp(0, client, server, 9);
    let answered = udp(5, server, client, 90);
    assert_eq!(states(std::slice::from_ref(&asked)), "S0");
    assert_eq!(states(&[asked.clone(), answered.clone()]), "SF");
    assert_eq!(states(std::slice::from_ref(&answered)), "SHR");
    let section = found(&[answered, asked]);
    assert_eq!(texts(&section, "history"), ["^dD"]);
    assert_eq!(
        (counts(&section, "orig_bytes"), counts(&section, "resp_bytes")),
        (vec![9], vec![90])
    );
}

#[test]
fn without_a_duration_there_are_no_bytes_as_in_zeek() {
    let section = found(&[udp(0, (1, 2000), (2, 53), 9)]);
    for name in ["duration", "orig_bytes", "resp_bytes"] {
        assert_eq!(column(&section, "flows", name), [Value::Null], "{name}");
    }
    assert_eq!(counts(&section, "orig_payload_bytes"), [9]);
}

#[test]
fn an_echo_and_its_reply_are_one_flow_and_errors_one_each_way() {
    let frames = [
        ipv4(0, 2, 1, 1, &[0, 0, 0, 0, 0, 7, 0, 1, 9, 9]), // the reply first
        ipv4(1, 1, 2, 1, &[8, 0, 0, 0, 0, 7, 0, 2, 9, 9]),
        ipv4(2, 1, 2, 1, &[3, 3, 0, 0, 0, 0, 0, 0]),
        ipv4(3, 2, 1, 1, &[3, 3, 0, 0, 0, 0, 0, 0]),
    ];
    let section = found(&frames);
    assert_eq!(texts(&section, "conn_state"), ["OTH"; 3]);
    assert_eq!(texts(&section, "history"), ["-"; 3]);
    assert_eq!(counts(&section, "id.orig_p"), [8, 3, 3]);
    assert_eq!(counts(&section, "id.resp_p"), [0, 3, 3]);
    assert_eq!(counts(&section, "orig_pkts"), [1, 1, 1]);
    assert_eq!(counts(&section, "orig_payload_bytes"), [2, 0, 0]);
    assert_eq!(texts(&section, "direction_rule")[0], "icmp_type");
}

#[test]
fn a_flow_that_rests_longer_than_its_timeout_is_two() {
    let (client, server) = ((1, 2000), (2, 53));
    let at = |ms| udp(ms, client, server, 1);
    assert_eq!(counts(&found(&[at(0), at(60_000), at(120_001)]), "orig_pkts"), [2, 1]);
    let section = found(&[at(0), at(60_000), at(120_001)]);
    assert_eq!(texts(&section, "end_reason"), ["idle_timeout", "end_of_capture"]);
    let timeouts = Timeouts::default().with_idle("udp=30s").unwrap();
    let settings = Settings { timeouts, ..Settings::default() };
    let section = super::super::testing::section(&STATISTIC, &settings, &[at(0), at(60_000)]);
    assert_eq!(counts(&section, "orig_pkts"), [1, 1]);
}

#[test]
fn an_active_timeout_cuts_a_flow_and_keeps_its_direction() {
    let timeouts = Timeouts::default().with_active(Some(1_000_000_000));
    let settings = Settings { timeouts, ..Settings::default() };
    let mut all = frames(&OPEN);
    all.push(segment(1500, ('s', ACK, 501, 101, 7)));
    let section = section(&STATISTIC, &settings, &all);
    assert_eq!(texts(&section, "end_reason"), ["active_timeout", "end_of_capture"]);
    assert_eq!(texts(&section, "direction_rule"), ["syn", "continued"]);
    assert_eq!(counts(&section, "id.resp_p"), [80, 80]);
    assert_eq!(texts(&section, "history"), ["ShA", "d"]);
}

#[test]
fn a_syn_with_another_number_opens_another_flow() {
    let section = found(&frames(&[OPEN[0], OPEN[1], ('c', SYN, 7000, 0, 0)]));
    assert_eq!(texts(&section, "conn_state"), ["S1", "S0"]);
    assert_eq!(texts(&section, "end_reason"), ["ports_reused", "end_of_capture"]);
    assert_ne!(texts(&section, "uid")[0], texts(&section, "uid")[1]);
}

#[test]
fn for_want_of_room_the_flow_that_rested_longest_ends_and_is_counted() {
    // All packets are of one pair of hosts, whose partition keeps one flow and one record.
    let settings = Settings { max_entries: 64, ..Settings::default() };
    let frames: Vec<_> =
        (0..5).map(|turn| udp(turn.into(), (1, 2000 + turn), (2, 53), 1)).collect();
    let section = section(&STATISTIC, &settings, &frames);
    assert_eq!(texts(&section, "end_reason"), ["lack_of_resources", "end_of_capture"]);
    assert_eq!(texts(&section, "history")[0], "Dx");
    assert_eq!(counts(&section, "id.orig_p"), [2000, 2004]);
    assert!(section.notes.iter().any(|note| note.starts_with("4 flows ended early")));
    assert!(section.notes.iter().any(|note| note.starts_with("3 flows (3 packets, 129 bytes)")));
}

#[test]
fn packets_out_of_order_in_time_end_nothing_and_widen_the_flow() {
    let (client, server) = ((1, 2000), (2, 53));
    let frames = [5_000, 1_000, 9_000, 0].map(|ms| udp(ms, client, server, 1));
    let section = found(&frames);
    assert_eq!(counts(&section, "orig_pkts"), [4]);
    assert_eq!(column(&section, "flows", "duration"), [Value::Duration(9_000_000_000)]);
}

#[test]
fn records_come_by_the_time_of_their_first_packet() {
    let frames =
        [udp(9, (3, 1), (4, 53), 0), udp(5, (1, 1), (2, 53), 0), udp(5, (5, 1), (6, 53), 0)];
    assert_eq!(counts(&found(&frames), "first_frame"), [2, 3, 1]);
}

#[test]
fn a_tag_and_a_tunnel_are_shown() {
    let inner = udp(0, (3, 2000), (4, 53), 0);
    let mut tunnelled = ipv4(0, 1, 2, 4, &inner.bytes[14..]);
    tunnelled.bytes.splice(12..12, [0x81, 0x00, 0x00, 0x64]);
    let section = found(&[tunnelled]);
    assert_eq!(counts(&section, "vlan"), [100]);
    assert_eq!(column(&section, "flows", "outer_orig_h"), [Value::Ipv4([10, 0, 0, 1].into())]);
    assert_eq!(column(&section, "flows", "outer_resp_h"), [Value::Ipv4([10, 0, 0, 2].into())]);
    assert_eq!(column(&section, "flows", "id.orig_h"), [Value::Ipv4([10, 0, 0, 3].into())]);
}

#[test]
fn fragments_without_ports_are_counted_apart() {
    let mut fragment = udp(0, (1, 2000), (2, 53), 8);
    fragment.bytes[21] = 1; // fragment offset
    let section = found(&[fragment]);
    assert_eq!(section.tables[0].rows.len(), 0);
    assert!(section.notes.iter().any(|note| note.starts_with("1 IP packets belong to no flow")));
}

#[test]
fn any_split_of_the_packets_says_the_same() {
    any_split_says_the_same(&STATISTIC, &Settings::default());
    let timeouts = Timeouts::default().with_idle("3s").unwrap().with_active(Some(20_000_000_000));
    any_split_says_the_same(&STATISTIC, &Settings { timeouts, ..Settings::default() });
}

#[test]
fn any_split_says_the_same_when_there_is_no_room() {
    any_split_says_the_same(&STATISTIC, &Settings { max_entries: 64, ..Settings::default() });
}

fn with_schema(schema: FlowSchema, frames: &[Frame]) -> Section {
    section(&STATISTIC, &Settings { schema, ..Settings::default() }, frames)
}

#[test]
fn other_vocabularies_have_their_names_and_units() {
    let (client, server) = ((1, 2000), (2, 53));
    let frames = [udp(1500, client, server, 9), udp(1750, server, client, 90)];
    let zeek = with_schema(FlowSchema::Zeek, &frames);
    assert_eq!(numbers(&zeek, "conn", "ip_proto"), [17]);
    assert_eq!(column(&zeek, "conn", "local_orig"), [Value::Null]);
    let nfstream = with_schema(FlowSchema::Nfstream, &frames);
    let cell = |name| column(&nfstream, "nfstream", name).remove(0);
    assert_eq!(cell("bidirectional_first_seen_ms"), Value::Signed(1500));
    assert_eq!(cell("bidirectional_duration_ms"), Value::Signed(250));
    assert_eq!(cell("bidirectional_bytes"), Value::Unsigned(42 + 9 + 42 + 90));
    assert_eq!(cell("bidirectional_syn_packets"), Value::Unsigned(0));
    assert_eq!(cell("protocol"), Value::Unsigned(17));
    let ecs = with_schema(FlowSchema::Ecs, &frames);
    let cell = |name| column(&ecs, "ecs", name).remove(0);
    assert_eq!(cell("event.duration"), Value::Signed(250_000_000));
    assert_eq!(cell("network.type"), "ipv4".into());
    assert_eq!(cell("source.bytes"), Value::Unsigned(51));
    let ipfix = with_schema(FlowSchema::Ipfix, &frames);
    let cell = |name| column(&ipfix, "ipfix", name).remove(0);
    assert_eq!(cell("octetDeltaCount"), Value::Unsigned(37));
    assert_eq!(cell("reverseOctetDeltaCount"), Value::Unsigned(118));
    assert_eq!(cell("flowEndReason"), Value::Unsigned(4));
    assert_eq!(cell("sourceIPv6Address"), Value::Null);
    assert_eq!(cell("flowStartNanoseconds"), Value::Signed(1_500_000_000));
}

#[test]
fn every_column_has_a_field_that_describes_it_and_every_field_a_column() {
    use super::columns::{COLUMNS, SUMS};
    use crate::packet::flow_fields;
    let columns: Vec<_> = COLUMNS.iter().chain(SUMS).map(|column| column.name).collect();
    let fields = flow_fields::FIELDS.iter().map(|field| field.name);
    let fields: Vec<_> =
        fields.map(|name| name.strip_prefix(flow_fields::PREFIX).unwrap()).collect();
    assert_eq!(columns, fields);
    for column in COLUMNS {
        assert_eq!(column.column().doc, flow_fields::of_column(column.name).unwrap().doc);
    }
}
