//! IEEE 802.11: wireless frames. Data frames carry LLC; management and control frames carry
//! nothing that the walk follows, and neither do encrypted frames and fragments.

use crate::packet::bytes::{array_at, u8_at};
use crate::packet::{
    Fault, Field, Header, Input, LayerView, Next, Number, Protocol, ProtocolId, Role, Selector,
};
use crate::value::{Kind, Unit, Value};

/// Bytes of the shortest header: control frames that have one address.
const SHORTEST: usize = 10;
/// Bytes of a header with three addresses and a sequence number.
const THREE_ADDRESSES: usize = 24;
/// Bytes of one address.
const ADDRESS: usize = 6;
/// The types of frame (IEEE 802.11 section 9.2.4.1.3).
const MANAGEMENT: u8 = 0;
const CONTROL: u8 = 1;
const DATA: u8 = 2;
/// Control frames: a station asks for what was kept for it; contention-free time ends.
const PS_POLL: u8 = 10;
const CF_END: u8 = 14;
/// The flags of the second byte.
const TO_DS: u8 = 0x01;
const FROM_DS: u8 = 0x02;
const MORE_FRAGMENTS: u8 = 0x04;
const RETRY: u8 = 0x08;
const PROTECTED: u8 = 0x40;
const ORDER: u8 = 0x80;
/// The bit of a data frame's subtype that says there is no data.
const NO_DATA: u8 = 4;
/// The bit of a data frame's subtype that says there is a quality-of-service field.
const QOS: u8 = 8;
/// Bytes of the quality-of-service field, and the bit in it that says the payload is an aggregate.
const QOS_BYTES: usize = 2;
const AGGREGATE: u8 = 0x80;
/// Bytes of the high-throughput control field.
const HT_CONTROL: usize = 4;

/// IEEE 802.11.
pub const PROTOCOL: Protocol = Protocol {
    name: "wlan",
    title: "IEEE 802.11 wireless LAN",
    source: "IEEE 802.11 section 9",
    role: Role::Link,
    selectors: &[Selector::Link(105), Selector::Ether(REMOTE)],
    decode,
    fields: &[
        Field::number("wlan.fc", "frame control, as sent", &[Number::at(0, 2)]),
        Field::optional("wlan.fc.type", Kind::Unsigned, Unit::None, "0 management, 1 control, 2 data", |view| {
            control(view).map(|[first, _]| (first >> 2 & 3).into())
        }),
        Field::optional("wlan.fc.subtype", Kind::Unsigned, Unit::None, "subtype", |view| {
            control(view).map(|[first, _]| (first >> 4).into())
        }),
        Field::optional("wlan.fc.type_subtype", Kind::Unsigned, Unit::None, "type times 16 plus subtype", |view| {
            control(view).map(|[first, _]| ((first & 0x0c) << 2 | first >> 4).into())
        }),
        Field::optional("wlan.fc.retry", Kind::Boolean, Unit::None, "sent again", |view| {
            control(view).map(|[_, flags]| Value::Bool(flags & RETRY != 0))
        }),
        Field::optional("wlan.fc.protected", Kind::Boolean, Unit::None, "the payload is encrypted", |view| {
            control(view).map(|[_, flags]| Value::Bool(flags & PROTECTED != 0))
        }),
        Field::mac("wlan.ra", "address of the receiver", &[4]),
        Field::optional("wlan.ta", Kind::Mac, Unit::None, "address of the transmitter", transmitter),
        Field::optional("wlan.da", Kind::Mac, Unit::None, "address of the destination", |view| {
            by_direction(view, |flags| if flags & TO_DS == 0 { 4 } else { 16 })
        }),
        Field::optional("wlan.sa", Kind::Mac, Unit::None, "address of the source", |view| {
            by_direction(view, |flags| match flags & (TO_DS | FROM_DS) {
                FROM_DS => 16,
                0 | TO_DS => 10,
                _ => 24,
            })
        }),
        Field::optional("wlan.bssid", Kind::Mac, Unit::None, "address of the access point's cell", cell),
    ],
    ..Protocol::EMPTY
};

/// The Ethertype of frames that stations send each other through the wired network (TDLS).
const REMOTE: u16 = 0x890d;

fn address(header: &[u8], at: usize) -> Option<Value<'static>> {
    array_at(header, at).map(Value::Mac)
}

/// The second address, save where it is the cell's: at the end of a contention-free period.
fn transmitter(view: &LayerView<'_>) -> Option<Value<'static>> {
    let ends = control_subtype(view).is_some_and(|subtype| subtype >= CF_END);
    address(view.header(), 10).filter(|_| !ends)
}

/// The subtype of a control frame.
fn control_subtype(view: &LayerView<'_>) -> Option<u8> {
    let [first, _] = control(view)?;
    (first >> 2 & 3 == CONTROL).then_some(first >> 4)
}

/// The address at the place that the direction flags decide. Of the control frames only two
/// kinds say which cell they belong to.
fn by_direction(view: &LayerView<'_>, place: fn(u8) -> usize) -> Option<Value<'static>> {
    let [first, flags] = control(view)?;
    if first >> 2 & 3 == CONTROL {
        return None;
    }
    address(view.header(), place(flags))
}

/// The two bytes of frame control, or of sequence control. Access points that tunnel their frames
/// to a controller send them the wrong way round, as Cisco's do; Wireshark expects it of all.
fn in_order([first, second]: [u8; 2], outside: ProtocolId) -> [u8; 2] {
    if outside.role() == Role::Tunnel { [second, first] } else { [first, second] }
}

fn control(view: &LayerView<'_>) -> Option<[u8; 2]> {
    let outside = view.outside().map_or(ProtocolId::Frame, |layer| layer.protocol);
    Some(in_order(array_at(view.header(), 0)?, outside))
}

/// The address of the cell.
fn cell(view: &LayerView<'_>) -> Option<Value<'static>> {
    match control_subtype(view) {
        Some(PS_POLL) => address(view.header(), 4),
        Some(CF_END..) => address(view.header(), 10),
        _ => by_direction(view, |flags| match flags & (TO_DS | FROM_DS) {
            0 => 16,
            FROM_DS => 10,
            TO_DS => 4,
            // Between access points there is no cell.
            _ => usize::MAX,
        }),
    }
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    if is_remote(input) {
        return Ok(Header::whole(input.bytes.len()));
    }
    let &[first, flags, ..] = input.head::<SHORTEST>()?;
    let [first, flags] = in_order([first, flags], input.previous);
    if first & 3 != 0 {
        // Another version of the protocol has another header (IEEE 802.11 section 9.8).
        return Ok(Header::new(2, Next::Nothing));
    }
    let subtype = first >> 4;
    match first >> 2 & 3 {
        DATA => data(input, flags, subtype),
        MANAGEMENT => {
            let control = if flags & ORDER == 0 { 0 } else { HT_CONTROL };
            input.take(THREE_ADDRESSES + control)?;
            Ok(Header::new(THREE_ADDRESSES + control, Next::Nothing))
        }
        CONTROL => {
            // Clear to send and acknowledgement have one address, most others two.
            let length = if matches!(subtype, 12 | 13) { SHORTEST } else { SHORTEST + ADDRESS };
            Ok(Header::new(length.min(input.bytes.len()), Next::Nothing))
        }
        _ => Ok(Header::new(SHORTEST, Next::Nothing)),
    }
}

/// Whether an Ethernet header announced this: then it is a payload type and no frame.
fn is_remote(input: &Input<'_>) -> bool {
    let before = input.offset.checked_sub(2).and_then(|start| array_at(input.raw.data, start));
    input.raw.link_type.0 == 1 && before.map(u16::from_be_bytes) == Some(REMOTE)
}

fn data(input: &Input<'_>, flags: u8, subtype: u8) -> Result<Header, Fault> {
    let mut length = THREE_ADDRESSES;
    if flags & (TO_DS | FROM_DS) == TO_DS | FROM_DS {
        length += ADDRESS;
    }
    let mut aggregate = false;
    if subtype & QOS != 0 {
        let control = input.take(length + QOS_BYTES)?;
        aggregate = u8_at(control, length).is_some_and(|low| low & AGGREGATE != 0);
        length += QOS_BYTES;
        if flags & ORDER != 0 {
            length += HT_CONTROL;
        }
    }
    let header = input.take(length)?;
    let sequence = array_at(header, 22).map(|bytes| in_order(bytes, input.previous));
    let later = sequence.is_some_and(|[low, _]| low & 15 != 0);
    let fragment = later || flags & MORE_FRAGMENTS != 0;
    if subtype & NO_DATA != 0 || flags & PROTECTED != 0 || fragment {
        return Ok(Header::new(length, Next::Nothing));
    }
    if aggregate {
        return Ok(aggregated(input, length));
    }
    let rest = input.bytes.get(length..).unwrap_or_default();
    Ok(match *rest {
        [] => Header::new(length, Next::Nothing),
        // Novell's frames without LLC.
        [0xff, 0xff, ..] => Header::new(length, Next::By(Selector::Llc(0xe0))),
        // Some cards pad the header to a multiple of four.
        [a, b, 0xaa, 0xaa, 0x03, ..] if length % 4 == 2 && (a, b) != (0xaa, 0xaa) => {
            Header::new(length + 2, Next::By(Selector::Link(100)))
        }
        _ => Header::new(length, Next::By(Selector::Link(100))),
    })
}

/// An aggregate of frames, each behind two addresses and a length (IEEE 802.11 section 9.3.2.2).
/// Only one that holds a single frame is followed: a packet has one way down.
fn aggregated(input: &Input<'_>, start: usize) -> Header {
    let Some(&[high, low]) = input.bytes.get(start + 2 * ADDRESS..).and_then(<[u8]>::first_chunk) else {
        return Header::new(start, Next::Nothing);
    };
    let inside = start + 2 * ADDRESS + 2;
    let end = inside + usize::from(u16::from_be_bytes([high, low]));
    // Frames before the last are padded to a multiple of four.
    if end + 2 * ADDRESS + 2 <= input.wire_bytes {
        return Header::new(start, Next::Nothing);
    }
    Header::new(inside, Next::By(Selector::Link(100))).with_total(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// A data frame from an access point, with quality of service, that carries SNAP.
    #[rustfmt::skip]
    const GOOD: [u8; 34] = [
        0x88, 0x02, 0x00, 0x00,                                             // frame control, duration
        2, 0, 0, 0, 0, 2,   2, 0, 0, 0, 0, 9,   2, 0, 0, 0, 0, 1,           // destination, cell, source
        0x10, 0x00,   0x00, 0x00,                                           // sequence, quality of service
        0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, 0x08, 0x00,                     // LLC
    ];

    #[test]
    fn a_data_frame_carries_llc() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 26);
        assert!(matches!(header.next(), Next::By(Selector::Link(100))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 26);
    }

    #[test]
    fn four_addresses_and_high_throughput_control_lengthen_the_header() {
        let mut bytes = [0; 60];
        (bytes[0], bytes[1]) = (0x88, TO_DS | FROM_DS | ORDER);
        assert_eq!(decode_alone(decode, &bytes).unwrap().length, 36);
    }

    #[test]
    fn nothing_follows_encrypted_empty_and_fragmented_frames() {
        let with = |place: usize, bits: u8| {
            let mut bytes = GOOD;
            bytes[place] |= bits;
            decode_alone(decode, &bytes).unwrap().next()
        };
        assert!(matches!(with(1, PROTECTED), Next::Nothing));
        assert!(matches!(with(1, MORE_FRAGMENTS), Next::Nothing));
        assert!(matches!(with(0, NO_DATA << 4), Next::Nothing));
        assert!(matches!(with(22, 0x01), Next::Nothing));
    }

    #[test]
    fn an_aggregate_of_one_frame_is_followed_and_of_two_is_not() {
        let mut bytes = GOOD.to_vec();
        bytes[24] = AGGREGATE;
        bytes.splice(26..26, [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0, 8]);
        let header = decode_alone(decode, &bytes).unwrap();
        assert_eq!((header.length, header.total), (40, 48));
        assert!(matches!(header.next(), Next::By(Selector::Link(100))));
        bytes.extend([0; 16]);
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::Nothing));
    }

    #[test]
    fn padding_to_four_bytes_is_part_of_the_header() {
        let mut bytes = GOOD.to_vec();
        bytes.splice(26..26, [0, 0]);
        assert_eq!(decode_alone(decode, &bytes).unwrap().length, 28);
    }

    #[test]
    fn another_version_is_not_read() {
        let mut bytes = GOOD;
        bytes[0] |= 1;
        let header = decode_alone(decode, &bytes).unwrap();
        assert_eq!(header.length, 2);
        assert!(matches!(header.next(), Next::Nothing));
    }

    #[test]
    fn an_acknowledgement_is_whole_with_ten_bytes() {
        let header = decode_alone(decode, &[0xd4, 0, 0, 0, 2, 0, 0, 0, 0, 1]).unwrap();
        assert_eq!(header.length, 10);
        assert!(matches!(header.next(), Next::Nothing));
    }

    #[test]
    fn in_a_tunnel_the_control_fields_are_the_wrong_way_round() {
        let mut swapped = GOOD;
        swapped.swap(0, 1);
        swapped.swap(22, 23);
        let raw = crate::packet::testing::raw(105, &swapped);
        let (bytes, wire_bytes) = (raw.data, raw.data.len());
        let input = |previous| Input { bytes, wire_bytes, previous, raw: &raw, offset: 0 };
        let header = decode(&input(ProtocolId::CapwapData)).unwrap();
        assert_eq!(header.length, 26);
        assert!(matches!(header.next(), Next::By(Selector::Link(100))));
        assert!(matches!(decode(&input(ProtocolId::Frame)).unwrap().next(), Next::Nothing));
    }
}
