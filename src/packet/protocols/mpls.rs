//! MPLS: a stack of labels, one layer for the whole stack. Nothing in it says what is underneath:
//! the first four bits there do (RFC 9790).

use crate::packet::{Fault, Field, Header, Input, LayerView, Next, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of one label.
const LABEL: usize = 4;
/// The bit of the third byte that marks the bottom of the stack.
const BOTTOM: u8 = 1;
/// The label of the generic associated channel (RFC 5586 section 4).
const CHANNEL: u32 = 13;

/// MPLS.
pub const PROTOCOL: Protocol = Protocol {
    name: "mpls",
    title: "MultiProtocol Label Switching Header",
    source: "RFC 3032",
    role: Role::Link,
    selectors: &[
        Selector::Ether(0x8847), Selector::Ether(0x8848), Selector::Ppp(0x0281), Selector::Ppp(0x0283),
        Selector::Ip(137), Selector::Link(219),
    ],
    decode,
    fields: &[
        Field::with("mpls.label", Kind::Unsigned, Unit::None, "labels, outermost first", |view, out| {
            each(view, out, |entry| entry >> 12);
        }),
        Field::with("mpls.exp", Kind::Unsigned, Unit::None, "traffic classes", |view, out| {
            each(view, out, |entry| entry >> 9 & 7);
        }),
        Field::with("mpls.bottom", Kind::Unsigned, Unit::None, "1 at the bottom of the stack", |view, out| {
            each(view, out, |entry| entry >> 8 & 1);
        }),
        Field::with("mpls.ttl", Kind::Unsigned, Unit::None, "times to live", |view, out| {
            each(view, out, |entry| entry & 0xff);
        }),
    ],
    ..Protocol::EMPTY
};

fn each(view: &LayerView<'_>, out: &mut dyn FnMut(Value<'_>), part: fn(u32) -> u32) {
    let entries = view.header().chunks_exact(LABEL).filter_map(<[u8]>::first_chunk);
    entries.for_each(|&entry| out(part(u32::from_be_bytes(entry)).into()));
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    let mut length = 0;
    for entry in input.bytes.chunks_exact(LABEL) {
        length += LABEL;
        if let &[a, b, c, _] = entry
            && c & BOTTOM != 0
        {
            let label = u32::from_be_bytes([0, a, b, c]) >> 4;
            let first = input.bytes.get(length).copied();
            return Ok(Header::new(length, below(label, first)));
        }
    }
    Err(Fault::short(length + LABEL, available))
}

/// What is under the stack (RFC 9790 section 2): the first four bits tell IP, whose versions they
/// are, from pseudowires, which begin with 0 or 1.
fn below(label: u32, first: Option<u8>) -> Next {
    let Some(first) = first else { return Next::Nothing };
    Next::By(match first >> 4 {
        _ if label == CHANNEL => Selector::Pseudowire(3),
        0 => Selector::Pseudowire(0),
        1 => Selector::Pseudowire(3),
        4 => Selector::Link(228),
        6 => Selector::Link(229),
        _ => return Next::Nothing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[rustfmt::skip]
    const GOOD: [u8; 12] = [
        0x00, 0x01, 0x10, 0x40,   0x00, 0x02, 0x21, 0x40,       // label 17, label 34 at the bottom
        0x45, 0x00, 0x00, 0x04,                                 // IPv4
    ];

    #[test]
    fn the_stack_is_one_layer_and_ip_lies_under_it() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 8);
        assert!(matches!(header.next(), Next::By(Selector::Link(228))));
    }

    #[test]
    fn every_truncation_of_the_stack_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 8);
    }

    #[test]
    fn a_stack_without_bottom_is_a_fault() {
        assert_eq!(decode_alone(decode, &[0; 1200]).unwrap_err(), Fault::short(1204, 1200));
    }

    #[test]
    fn a_pseudowire_begins_with_zero() {
        let mut bytes = GOOD;
        bytes[8] = 0;
        let header = decode_alone(decode, &bytes).unwrap();
        assert!(matches!(header.next(), Next::By(Selector::Pseudowire(0))));
    }

    #[test]
    fn the_label_thirteen_announces_a_channel() {
        let header = decode_alone(decode, &[0x00, 0x00, 0xd1, 0x01, 0x10, 0, 0, 7]).unwrap();
        assert!(matches!(header.next(), Next::By(Selector::Pseudowire(3))));
    }
}
