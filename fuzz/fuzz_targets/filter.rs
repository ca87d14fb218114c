//! Any text as a display filter, and as an expression of tcpdump: it is refused with a message, or
//! it is held against a packet. A packet matches a filter or its negation.
#![no_main]

use libfuzzer_sys::fuzz_target;
use netsift::filter::Expression;
use netsift::packet::{Decoded, Messages, Packet, RawPacket, decode};
use netsift::value::LinkType;

/// A segment with options over IPv4, tagged.
#[rustfmt::skip]
const BYTES: [u8; 62] = [
    2, 0, 0, 0, 0, 2,  2, 0, 0, 0, 0, 1,  0x81, 0,  0, 100, 8, 0,
    0x45, 0, 0, 44, 0x12, 0x34, 0x40, 0, 64, 6, 0, 0,  10, 0, 0, 1,  192, 0, 2, 80,
    0x9c, 0x40, 0, 80,  0, 0, 0, 1,  0, 0, 0, 0,  0x60, 2, 16, 0, 0, 0, 0, 0,  2, 4, 5, 0xb4,
];

fuzz_target!(|text: &str| {
    let raw = RawPacket::alone(LinkType(1), &BYTES);
    let mut decoded = Decoded::default();
    decode(&raw, &mut decoded);
    let packet =
        Packet { raw: &raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
    for strict in [false, true] {
        match Expression::parse_bpf(text, strict) {
            Ok(expression) => _ = expression.matches(&packet),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    let expression = match Expression::parse(text) {
        Ok(expression) => expression,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let matches = expression.matches(&packet);
    let Ok(negated) = Expression::parse(&format!("not ({text})")) else { return };
    assert_ne!(matches, negated.matches(&packet));
});
