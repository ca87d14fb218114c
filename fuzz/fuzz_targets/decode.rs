//! Any bytes as a packet of any link type: decoding ends, layers nest inside the packet, every
//! field and every recogniser can be asked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use netsift::packet::protocols::TABLE;
use netsift::packet::{
    Decoded, Messages, Packet, Payload, Plain, RawPacket, Transport, decode, field, walk,
};
use netsift::value::LinkType;

fuzz_target!(|input: &[u8]| {
    let [link_high, link_low, fcs, cut, data @ ..] = input else { return };
    let captured = u32::try_from(data.len()).unwrap();
    let raw = RawPacket {
        wire_bytes: captured + u32::from(*cut),
        fcs_bytes: *fcs & 7,
        ..RawPacket::alone(LinkType(u16::from_be_bytes([*link_high & 3, *link_low])), data)
    };
    let mut decoded = Decoded::default();
    decode(&raw, &mut decoded);
    let mut walked = Decoded::default();
    walk(&raw, &mut walked);
    assert_eq!(decoded.layers(), walked.layers(), "the shortcut differs from the walk");
    assert_eq!(decoded.faults(), walked.faults(), "the shortcut differs from the walk");
    if let Some(plain) = Plain::of(&raw) {
        assert_eq!(plain.hosts(data), walked.hosts(data), "the shortcut differs from the walk");
    }

    let (mut start, mut end, mut wire_end) = (0, captured, raw.wire_bytes);
    for layer in decoded.layers() {
        assert!(layer.start >= start && layer.start <= layer.payload, "{decoded:?}");
        assert!(layer.payload <= layer.end && layer.end <= end, "{decoded:?}");
        assert!(layer.end <= layer.wire_end && layer.wire_end <= wire_end, "{decoded:?}");
        (start, end, wire_end) = (layer.payload, layer.end, layer.wire_end);
    }

    let packet =
        Packet { raw: &raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
    for reader in field::all() {
        reader.read(&packet, &mut |value| {
            std::hint::black_box(value);
        });
    }
    std::hint::black_box((packet.hosts(), packet.flow()));

    if !data.is_empty() {
        for transport in [Transport::Tcp, Transport::Udp] {
            let payload = Payload {
                bytes: data,
                wire_bytes: data.len() + usize::from(*cut),
                transport,
                source: u16::from_be_bytes([*link_high, *link_low]),
                destination: u16::from_be_bytes([*fcs, *cut]),
            };
            for (_, protocol) in TABLE {
                std::hint::black_box(protocol.recognise.map(|recognise| recognise(&payload)));
            }
        }
    }
});
