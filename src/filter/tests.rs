use super::*;
use crate::packet::{Decoded, Messages, Packet, ProtocolId, decode, testing};
use crate::value::Value;

#[rustfmt::skip]
const SYN: [u8; 58] = [
    0x02, 0, 0, 0, 0, 2,  0x02, 0, 0, 0, 0, 1,  0x08, 0x00,                  // Ethernet
    0x45, 0, 0, 44, 0x12, 0x34, 0x40, 0, 64, 6, 0, 0,                        // IPv4
    10, 0, 0, 1,  192, 0, 2, 80,                                             // addresses
    0x9c, 0x40, 0, 80,  0, 0, 0, 1,  0, 0, 0, 0,  0x60, 0x02, 0x10, 0, 0, 0, 0, 0, // TCP
    2, 4, 5, 0xb4,                                                           // MSS 1460
];

/// An IPv4 packet in an IPv4 packet.
#[rustfmt::skip]
const TUNNEL: [u8; 62] = [
    0x02, 0, 0, 0, 0, 2,  0x02, 0, 0, 0, 0, 1,  0x08, 0x00,
    0x45, 0, 0, 48, 0, 0, 0, 0, 64, 4, 0, 0,  10, 0, 0, 1,  10, 0, 0, 2,     // outer
    0x45, 0, 0, 28, 0, 0, 0, 0, 9, 17, 0, 0,  172, 16, 0, 1,  172, 16, 0, 2, // inner
    0, 7, 0, 9, 0, 8, 0, 0,                                                  // UDP
];

fn matches(text: &str, data: &[u8]) -> bool {
    let expression = Expression::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let raw = testing::raw(1, data);
    let mut decoded = Decoded::default();
    decode(&raw, &mut decoded);
    let packet =
        Packet { raw: &raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
    expression.matches(&packet)
}

fn error(text: &str) -> String {
    Expression::parse(text).map(|_| ()).expect_err(text).to_string()
}

#[test]
fn a_segment_matches_what_is_true_of_it() {
    for text in [
        "tcp",
        "!udp",
        "tcp.port == 80",
        "tcp.port eq 0x50 and tcp.port == 40000",
        "tcp.dstport == 'P'",
        "tcp.port in {1..79, 80}",
        "tcp.port not in {1, 2}",
        "not tcp.port in {1 .. 79}",
        "ip.addr == 192.0.2.80",
        "ip.addr == 192.0.2.0/24",
        "ip.src == 10.0.0.0/8 && ip.dst != 10.0.0.0/8",
        "ip.src in {10.0.0.0 .. 10.0.0.9}",
        "eth.src == 02:00:00:00:00:01",
        "eth.src[0:3] == 02:00:00",
        "eth.src[-1] == 1",
        "eth.src contains 00:01",
        "frame[12:2] == 08:00",
        "frame contains 05:b4",
        "frame[12-13] == 0800",
        "tcp[13] & 2",
        "tcp[13] & 0x12 == 2",
        "tcp.flags & 0x02",
        "tcp.flags.syn == 1",
        "tcp.flags.syn == True",
        "tcp.flags.ack == false",
        "ip.ttl > 63 and ip.ttl >= 64 and ip.ttl < 65 and ip.ttl le 64",
        "63 < ip.ttl < 65",
        "all tcp.port > 79",
        "any tcp.port > 80",
        "not all tcp.port > 80",
        "tcp.port !== 80",
        "tcp.port ~= 80",
        "not tcp.port === 80",
        "len(eth.src) == 6",
        "len(frame) == 58 && frame.len == 58",
        "count(ip.addr) == 2",
        "max(tcp.port) == 40000",
        "min(tcp.srcport, tcp.dstport) == 80",
        "string(tcp.dstport) matches \"^8\"",
        "string(ip.src) contains \"10.0\"",
        "upper(string(eth.src)) contains \"02:00\"",
        "tcp.srcport - 39920 == tcp.dstport",
        "tcp.dstport * 2 + 1 == 161",
        "ip.src#1 == 10.0.0.1",
        "frame.time_relative == 0",
        "tcp xor udp",
        "tcp ^^ udp || udp",
        "udp or tcp and ip",
        "(udp or tcp) and not (udp and tcp)",
        "ip.src == ip.addr",
        "tcp.options.mss_val == 1460",
    ] {
        assert!(matches(text, &SYN), "{text}");
    }
}

#[test]
fn a_segment_does_not_match_what_is_false_of_it() {
    for text in [
        "udp",
        "tcp.port != 80",
        "tcp.port === 80",
        "udp.port != 80",
        "not ip",
        "ip.src == 10.0.0.2",
        "all tcp.port > 80",
        "tcp.flags & 1",
        "eth.src[6] == 1",
        "ip.src#2 == 10.0.0.1",
        "tcp && udp",
        "tcp xor ip",
        "count(udp.port) == 0",
        "frame contains 05:b5",
        "ip.src > 10.0.0.0/8",
    ] {
        assert!(!matches(text, &SYN), "{text}");
    }
}

#[test]
fn layers_are_chosen_by_their_place() {
    for text in [
        "ip.src == 172.16.0.1",
        "ip.src#1 == 10.0.0.1",
        "ip.src#2 == 172.16.0.1",
        "ip.src#-1 == 172.16.0.1",
        "inner:ip.src == 172.16.0.1",
        "outer:ip.src == 10.0.0.1",
        "not outer:ip.src == 172.16.0.1",
        "ip.ttl#[1-2] == 9",
        "ip#2",
        "not ip#3",
        "count(ip.src) == 2",
        "all ip.ttl < 65",
        "ip.ttl != 10",
    ] {
        assert!(matches(text, &TUNNEL), "{text}");
    }
}

#[test]
fn mistakes_are_shown_in_their_place() {
    assert_eq!(
        error("ip and tcp.prot == 80"),
        "no field `tcp.prot`\n  ip and tcp.prot == 80\n         ^^^^^^^^"
    );
    assert!(error("tcp.port = 80").contains("write `==`\n  tcp.port = 80\n           ^"));
    for (text, said) in [
        ("", "empty"),
        ("tcp and", "ends here"),
        ("(tcp", "`)` was expected"),
        ("tcp)", "not expected here"),
        ("tcp.port == \"80\"", "no quotes"),
        ("tcp.port == http", "cannot be compared"),
        ("ip.src == 10.0", "IPv4 address"),
        ("ip.src == 10.0.0.0/33", "IPv4 address"),
        ("tcp.port contains 80", "contains nothing"),
        ("tcp.port matches \"8\"", "matches no pattern"),
        ("frame matches \"(\"", "this is no pattern"),
        ("eth.src == ip.src", "cannot be compared"),
        ("len(tcp.port) == 1", "len() takes"),
        ("lenn(frame) == 1", "no function `lenn`"),
        ("len(frame)", "says nothing"),
        ("ip.src[a]", "not a slice"),
        ("ip.src#0 == 1.1.1.1", "not a layer"),
        ("tcp.port in {80 81}", "`,` or `}`"),
        ("\"abc", "closing \" is missing"),
        ("1 == 1", "no field `1`"),
        ("all tcp", "`any` and `all` stand before a comparison"),
        ("tcp.flags.syn == maybe", "true or false"),
        ("tcp ? udp", "`?` means nothing"),
    ] {
        assert!(error(text).contains(said), "{text}: {}", error(text));
    }
}

#[test]
fn nesting_is_bounded() {
    for (open, close) in [("(", ")"), ("{", "}"), ("len(", ")"), ("not (", ")")] {
        let text = format!("{}tcp{}", open.repeat(5000), close.repeat(5000));
        assert!(error(&text).contains("brackets"), "{open}");
    }
    assert!(Expression::parse(&format!("{}tcp", "not ".repeat(5000))).is_ok());
    assert!(Expression::parse(&format!("tcp{}", " and tcp".repeat(5000))).is_ok());
    assert!(error(&format!("frame{} == 1", "[0:1]".repeat(5000))).contains("slices"));
    assert!(error(&"1+".repeat(5000)).contains("operands"));
}

#[test]
fn an_expression_knows_how_far_packets_have_to_be_read() {
    let reach = |text: &str| Expression::parse(text).unwrap().reach();
    assert_eq!(reach("frame.len > 60"), Reach::Records);
    assert_eq!(reach("frame contains \"a\""), Reach::Records);
    assert_eq!(reach("tcp.port == 80"), Reach::Layers);
    assert_eq!(reach("ip and frame.len > 60"), Reach::Layers);
    assert_eq!(reach("frame.protocols contains \"dns\""), Reach::Applications);
    assert_eq!(reach("ntp"), Reach::Applications);
    assert_eq!(reach("dns.qry.name contains \"a\""), Reach::Messages);
    assert_eq!(reach("http"), Reach::Messages);
}

#[test]
fn an_expression_knows_whose_messages_it_asks_for() {
    let protocols = |text: &str| Expression::parse(text).unwrap().protocols().to_vec();
    assert_eq!(protocols("dns.qry.name contains \"a\""), [ProtocolId::Dns]);
    assert_eq!(
        protocols("ip and (http or dns.id > 1)"),
        [ProtocolId::Ipv4, ProtocolId::Http, ProtocolId::Dns]
    );
    assert_eq!(protocols("len(tls) > 1"), [ProtocolId::Tls]);
    assert!(Expression::parse_bpf("port 53", false).unwrap().protocols().is_empty());
}

#[test]
fn the_closest_condition_is_counted_while_nothing_passes() {
    let raw = testing::raw(1, &SYN);
    let mut decoded = Decoded::default();
    decode(&raw, &mut decoded);
    let packet =
        Packet { raw: &raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
    let expression = Expression::parse("tcp and udp and (ip or arp)").unwrap();
    let mut sieve = Sieve::new(vec![expression], false);
    assert!(!sieve.passes(&packet));
    let closest: Vec<_> = sieve.closest().collect();
    assert_eq!(closest, [("tcp", 1), ("udp", 0), ("(ip or arp)", 1)]);
}

#[test]
fn numbers_that_a_field_can_never_be_are_mistakes() {
    for (text, why) in [
        ("tcp.port == 70000", "70000 does not fit; the highest value of this field is 65535"),
        ("tcp.port in {1, 65536}", "65536 does not fit"),
        ("70000 == udp.port", "70000 does not fit"),
        ("ip.ttl > 256", "the highest value of this field is 255"),
        ("tcp.port == -1", "this field is never below 0"),
        ("tcp.port in {90..80}", "the range ends before it begins"),
        ("ip.src in {10.0.0.9 .. 10.0.0.1}", "the range ends before it begins"),
    ] {
        assert!(error(text).contains(why), "{}", error(text));
    }
    for text in ["tcp.port == 65535", "tcp.port in {80..80}", "frame.number < 5000000000"] {
        Expression::parse(text).unwrap();
    }
}

#[test]
fn a_word_that_joins_is_no_operand() {
    for (text, column) in [("a or or b", 5), ("tcp and and udp", 8), ("tcp.port == or", 12)] {
        let message = error(text);
        let carets = message.lines().last().unwrap();
        assert_eq!(carets.find('^'), Some(column + 2), "{message}");
    }
}

/// A random expression, which means something.
fn generated(random: &mut u64, depth: u32) -> String {
    const TESTS: [&str; 30] = [
        "tcp",
        "udp",
        "ip",
        "ipv6",
        "arp",
        "dns",
        "icmp",
        "vlan",
        "eth",
        "tls",
        "http",
        "data",
        "tcp.port == 80",
        "tcp.port != 80",
        "tcp.port === 80",
        "tcp.port !== 80",
        "udp.port < 1024",
        "ip.ttl > 60",
        "all ip.ttl > 60",
        "ip.addr == 10.0.0.0/8",
        "ip.addr != 10.0.0.0/8",
        "ip.src in {10.0.0.1 .. 10.0.0.99}",
        "frame.len >= 100",
        "frame contains 00:01",
        "frame matches \"a|b\"",
        "eth.src[0:2] == 02:00",
        "tcp.flags & 2",
        "count(ip.addr) > 2",
        "tcp.srcport < tcp.dstport",
        "len(frame) % 2 == 1",
    ];
    let mut next = |below: u64| {
        // The generator of Knuth's MMIX, whose high bits are good enough here.
        *random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*random >> 33) % below
    };
    if depth == 0 || next(3) == 0 {
        return TESTS[usize::try_from(next(TESTS.len() as u64)).unwrap()].to_owned();
    }
    let word = ["and", "or", "xor", "not"][usize::try_from(next(4)).unwrap()];
    let left = generated(random, depth - 1);
    if word == "not" {
        return format!("not ({left})");
    }
    format!("({left}) {word} ({})", generated(random, depth - 1))
}

#[test]
fn a_filter_and_its_negation_partition_the_packets() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut captures: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    captures.retain(|path| path.extension().is_some_and(|it| it == "pcap" || it == "pcapng"));
    captures.sort();
    let (mut random, mut expressions) = (20, Vec::new());
    for _ in 0..200 {
        let text = generated(&mut random, 4);
        let negated = Expression::parse(&format!("not ({text})")).unwrap();
        expressions.push((Expression::parse(&text).unwrap(), negated, text));
    }
    let reach = expressions.iter().map(|(one, ..)| one.reach()).max().unwrap();
    let (mut packets, mut matching) = (0_u64, 0_u64);
    for capture in captures {
        let paths = vec![capture];
        let inputs = crate::source::Inputs { paths, options: crate::source::Options::default() };
        let mut timeline = crate::source::Timeline::open(&inputs);
        let never = std::sync::atomic::AtomicBool::new(false);
        let sifter = crate::engine::Sifter::new(reach, 1000);
        crate::engine::sift(&mut timeline, sifter, &never, &mut |packet, _| {
            packets += 1;
            for (expression, negated, text) in &expressions {
                let matches = expression.matches(packet);
                matching += u64::from(matches);
                assert_ne!(matches, negated.matches(packet), "{text}");
            }
            std::ops::ControlFlow::Continue(())
        });
    }
    assert!(packets > 200, "{packets}");
    assert!(matching > packets * 40 && matching < packets * 160, "{matching} of {packets}");
}

#[test]
fn fields_of_flows_are_what_was_found_before() {
    let expression = |text: &str| Expression::parse(text).unwrap();
    let raw = testing::raw(1, &SYN);
    let mut decoded = Decoded::default();
    decode(&raw, &mut decoded);
    let of_flow = [
        ("flow.bytes", Value::Unsigned(1200)),
        ("flow.conn_state", Value::from("S0")),
        ("flow.service", Value::Null),
        ("flow.id.orig_h", Value::Ipv4([10, 0, 0, 1].into())),
    ];
    let messages = Messages::default();
    let packet = Packet { raw: &raw, decoded: &decoded, messages, of_flow: &of_flow };
    for (text, holds) in [
        ("flow.bytes > 1000 and flow.conn_state == \"S0\"", true),
        ("flow.bytes > frame.len * 20", true),
        ("flow.bytes", true),
        ("flow.service", false),
        ("flow.history", false),
        ("flow.id.orig_h == 10.0.0.0/8", true),
        ("flow.id.orig_h in {10.0.0.1, 2001:db8::1}", true),
        ("flow.id.orig_h == 2001:db8::1", false),
        ("ip.src == flow.id.orig_h", true),
        ("flow.id.orig_h == ip.dst", false),
        ("upper(flow.conn_state) matches \"^s\"", true),
    ] {
        assert_eq!(expression(text).matches(&packet), holds, "{text}");
        assert!(!expression(text).of_flows().is_empty(), "{text}");
    }
    assert!(expression("ip.src == 10.0.0.1").of_flows().is_empty());
    assert_eq!(expression("flow.uid").reach(), Reach::Layers);
    assert!(error("flow.id.orig_h == 80").contains("an address or network"));
    assert!(error("flow.id.orig_h == frame.len").contains("cannot be compared"));
}
