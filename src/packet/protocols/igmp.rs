//! IGMP: which hosts listen to which IPv4 multicast groups.

use crate::packet::bytes::{array_at, u8_at, u16_at};
use crate::packet::{Field, LayerView, Number, Protocol, Role, Selector, message};
use crate::value::{Kind, Unit, Value};

/// Bytes that all messages have.
const HEADER: usize = 8;

/// Internet Group Management Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "igmp",
    title: "Internet Group Management Protocol",
    source: "RFC 3376, RFC 2236, RFC 1112",
    role: Role::Control,
    selectors: &[Selector::Ip(2)],
    decode: message::decode::<HEADER>,
    fields: &[
        Field::number("igmp.type", "type of message: 0x11 query, 0x16 and 0x22 report, 0x17 leave", &[Number::at(0, 1)]),
        Field::number("igmp.checksum", "checksum", &[Number::at(2, 2)]),
        Field::with("igmp.maddr", Kind::Ipv4, Unit::None, "multicast group", groups),
    ],
    ..Protocol::EMPTY
};

/// Hands out the groups of a report of version 3, or the one group of any other message.
fn groups(view: &LayerView<'_>, out: &mut dyn FnMut(Value<'_>)) {
    const REPORT_3: u8 = 0x22;
    let header = view.header();
    if u8_at(header, 0) != Some(REPORT_3) {
        if let Some(group) = array_at::<4>(header, 4) {
            out(Value::Ipv4(group.into()));
        }
        return;
    }
    // RFC 3376 section 4.2.4: type, length of auxiliary data in words, number of sources, group.
    let mut record = HEADER;
    for _ in 0..u16_at(header, 6).unwrap_or(0) {
        let (Some(auxiliary), Some(sources), Some(group)) = (
            u8_at(header, record + 1),
            u16_at(header, record + 2),
            array_at::<4>(header, record + 4),
        ) else {
            return;
        };
        out(Value::Ipv4(group.into()));
        record += 8 + 4 * (usize::from(auxiliary) + usize::from(sources));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{truncations_are_faults, values};

    #[rustfmt::skip]
    const GOOD: [u8; 8] = [
        0x16, 0, 0, 0,  // membership report, version 2
        239, 1, 2, 3,  // group
    ];

    #[test]
    fn the_header_is_read() {
        assert_eq!(values(Selector::Ip(2), &GOOD, "igmp.type"), [Value::Unsigned(0x16)]);
        assert_eq!(values(Selector::Ip(2), &GOOD, "igmp.maddr"), [Value::Ipv4([239, 1, 2, 3].into())]);
    }

    #[test]
    fn every_truncation_is_a_fault() {
        truncations_are_faults(PROTOCOL.decode, &GOOD, HEADER);
    }

    #[rustfmt::skip]
    const REPORT: [u8; 28] = [
        0x22, 0, 0, 0,  0, 0, 0, 3,            // report of version 3, claims three records
        4, 0, 0, 1,  239, 0, 0, 1,  10, 0, 0, 1, // one source
        4, 0, 0, 0,  239, 0, 0, 2,             // none
    ];

    #[test]
    fn a_report_of_version_3_names_each_group_that_is_there() {
        let found = values(Selector::Ip(2), &REPORT, "igmp.maddr");
        assert_eq!(found, [Value::Ipv4([239, 0, 0, 1].into()), Value::Ipv4([239, 0, 0, 2].into())]);
    }
}
