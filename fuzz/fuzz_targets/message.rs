//! Any bytes as a message of any application that has fields in messages: every field can be asked,
//! and framing, where there is one, can be asked for the next part again and again.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use netsift::packet::{
    Decoded, Entry, FieldReader, Messages, Packet, Place, Progress, ProtocolId, RawPacket, Step,
    decode, field,
};
use netsift::value::LinkType;

/// Fields by application.
static APPLICATIONS: LazyLock<Vec<(ProtocolId, Vec<FieldReader>)>> = LazyLock::new(|| {
    let mut found: Vec<(ProtocolId, Vec<FieldReader>)> = Vec::new();
    for reader in field::all().filter(|reader| reader.is_in_messages()) {
        match found.last_mut() {
            Some((protocol, readers)) if *protocol == reader.protocol => readers.push(reader),
            _ => found.push((reader.protocol, vec![reader])),
        }
    }
    found
});

/// Bytes of the headers of IPv4 and UDP.
const HEADERS: usize = 28;

fuzz_target!(|input: &[u8]| {
    let [which, input @ ..] = input else { return };
    let (protocol, readers) = &APPLICATIONS[usize::from(*which) % APPLICATIONS.len()];
    cut(*protocol, input);

    let total = HEADERS + input.len().min(60_000);
    let mut bytes = vec![0x45, 0];
    bytes.extend(u16::try_from(total).unwrap().to_be_bytes());
    bytes.extend([0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 0xc3, 0x51, 0xc3, 0x50]);
    bytes.extend(u16::try_from(total - 20).unwrap().to_be_bytes());
    bytes.extend([0, 0]);
    bytes.extend(input);
    bytes.truncate(total);
    let raw = RawPacket::alone(LinkType(228), &bytes);
    let mut decoded = Decoded::default();
    decode(&raw, &mut decoded);
    let entries = [Entry {
        protocol: *protocol,
        place: Place::Packet,
        start: u32::try_from(HEADERS).unwrap(),
        end: u32::try_from(total).unwrap(),
        wire_bytes: (total - HEADERS) as u64,
        reversed: false,
        mark: 0,
    }];
    let messages = Messages { entries: &entries, assembled: &[], begun: None };
    let packet = Packet { raw: &raw, decoded: &decoded, messages, of_flow: &[] };
    for reader in readers {
        reader.read(&packet, &mut |value| drop(std::hint::black_box(value)));
    }
});

/// Cuts the bytes as a stream of the application.
fn cut(protocol: ProtocolId, mut bytes: &[u8]) {
    let Some(framing) = protocol.get().framing else { return };
    let (mut own, mut peer) = (Progress::default(), Progress::default());
    for _ in 0..10_000 {
        if bytes.is_empty() {
            return;
        }
        let Step::Part { length, .. } = framing(bytes, &mut own, &mut peer) else { return };
        let Some(rest) = usize::try_from(length).ok().and_then(|it| bytes.get(it..)) else {
            return;
        };
        bytes = rest;
    }
}
