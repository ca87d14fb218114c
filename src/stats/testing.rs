//! Hand-made traffic for the tests of statistics, and a run that splits it over siblings.

use super::{Request, Settings, Statistic, analysers, sections};
use crate::engine::{Analyser, Needs, Partition};
use crate::flow::{Applications, Assembler};
use crate::packet::{Decoded, Messages, Packet, RawPacket, decode, testing};
use crate::report::{Ledger, Section};
use crate::value::{Timestamp, Value};

/// A frame and when it was captured.
#[derive(Clone, Debug)]
pub struct Frame {
    pub at_ms: i64,
    pub bytes: Vec<u8>,
}

/// A frame of Ethernet and IPv4 between `10.0.0.from` and `10.0.0.to`.
pub fn ipv4(at_ms: i64, from: u8, to: u8, protocol: u8, payload: &[u8]) -> Frame {
    let total = u16::try_from(20 + payload.len()).unwrap().to_be_bytes();
    #[rustfmt::skip]
    let mut bytes = vec![
        2, 0, 0, 0, 0, to,  2, 0, 0, 0, 0, from,  0x08, 0x00,                      // Ethernet
        0x45, 0, total[0], total[1],  0, 0, 0, 0,  64, protocol, 0, 0,            // IPv4
        10, 0, 0, from,  10, 0, 0, to,
    ];
    bytes.extend_from_slice(payload);
    Frame { at_ms, bytes }
}

/// A UDP datagram with `payload` bytes.
pub fn udp(at_ms: i64, from: (u8, u16), to: (u8, u16), payload: u16) -> Frame {
    datagram(at_ms, from, to, &vec![0; usize::from(payload)])
}

/// A UDP datagram with a payload.
pub fn datagram(at_ms: i64, from: (u8, u16), to: (u8, u16), payload: &[u8]) -> Frame {
    let length = 8 + u16::try_from(payload.len()).unwrap();
    let mut bytes = [from.1, to.1, length, 0].map(u16::to_be_bytes).concat();
    bytes.extend(payload);
    ipv4(at_ms, from.0, to.0, 17, &bytes)
}

/// A TCP segment without payload.
pub fn tcp(at_ms: i64, from: (u8, u16), to: (u8, u16), flags: u8, sequence: u32) -> Frame {
    let mut bytes = Vec::new();
    bytes.extend_from_slice(&from.1.to_be_bytes());
    bytes.extend_from_slice(&to.1.to_be_bytes());
    bytes.extend_from_slice(&sequence.to_be_bytes());
    bytes.extend_from_slice(&[0, 0, 0, 0, 0x50, flags, 0, 0, 0, 0, 0, 0]);
    ipv4(at_ms, from.0, to.0, 6, &bytes)
}

/// A TCP segment with a payload, which acknowledges what the other end sent.
pub fn segment(
    at_ms: i64,
    from: (u8, u16),
    to: (u8, u16),
    (sequence, acknowledged): (u32, u32),
    payload: &[u8],
) -> Frame {
    let mut bytes = [from.1.to_be_bytes(), to.1.to_be_bytes()].concat();
    bytes.extend(sequence.to_be_bytes());
    bytes.extend(acknowledged.to_be_bytes());
    bytes.extend([0x50, 0x10, 0, 0, 0, 0, 0, 0]);
    bytes.extend(payload);
    ipv4(at_ms, from.0, to.0, 6, &bytes)
}

/// Some traffic of many hosts and kinds, for splitting: always the same.
pub fn mixture() -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut state = 1_u32;
    for turn in 0..600_i64 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, d] = state.to_be_bytes();
        let (from, to, at) = (a % 12, b % 12, turn * 250 - i64::from(d % 3) * 400);
        frames.push(match c % 4 {
            0 => udp(at, (from, 53), (to, 1000 + u16::from(d % 3)), u16::from(d)),
            1 => tcp(at, (from, 2000), (to, 80), if d % 5 == 0 { 2 } else { 16 }, u32::from(d % 4)),
            2 => ipv4(at, from, to, 253, &[0; 7]),
            _ => Frame { at_ms: at, bytes: vec![from; usize::from(d % 40)] },
        });
    }
    frames
}

/// What a statistic says of frames.
pub fn section(statistic: &'static Statistic, settings: &Settings, frames: &[Frame]) -> Section {
    split(statistic, settings, frames, 1, 0)
}

/// The same, with the frames split by partition over `siblings`, which the one at `first`
/// absorbs in a circle.
pub fn split(
    statistic: &'static Statistic,
    settings: &Settings,
    frames: &[Frame],
    siblings: usize,
    first: usize,
) -> Section {
    let requests = [Request { statistic, settings: settings.clone() }];
    let mut analysers: Vec<Box<dyn Analyser>> =
        (0..siblings).flat_map(|_| analysers(&requests)).collect();
    let mut ledger = Ledger::default();
    let mut decoded = Decoded::default();
    let (mut applications, mut assembler) = (Applications::default(), Assembler::default());
    let start = Timestamp(frames.first().map_or(0, |frame| frame.at_ms) * 1_000_000);
    for (number, frame) in (1..).zip(frames) {
        let at = Timestamp(frame.at_ms * 1_000_000);
        let raw = RawPacket { number, at, start, ..testing::raw(1, &frame.bytes) };
        decode(&raw, &mut decoded);
        ledger.kept.add(at, raw.wire_bytes, raw.wire_bytes);
        let partition = Partition::of(&raw, &decoded);
        let place = usize::from(partition.0) % siblings;
        let mut messages = Messages::default();
        let needs = analysers[place].needs();
        if needs >= Needs::Applications
            && let Some(known) = applications.look_up(&raw, &decoded)
        {
            applications.name(partition.0, &raw, &mut decoded, &known);
        }
        if needs >= Needs::Messages {
            assembler.packet(partition.0, &raw, &decoded);
            messages = assembler.messages();
        }
        let packet = Packet { raw: &raw, decoded: &decoded, messages, of_flow: &[] };
        analysers[place].packet(&packet, partition);
    }
    ledger.records = ledger.kept.clone();
    analysers.rotate_left(first);
    let mut rest = analysers.into_iter();
    let mut own = rest.next().unwrap();
    rest.for_each(|sibling| own.absorb(sibling));
    sections(&requests, vec![own], &ledger).remove(0)
}

/// Asserts that any number of siblings, absorbed from any of them on, says the same.
pub fn any_split_says_the_same(statistic: &'static Statistic, settings: &Settings) {
    let frames = mixture();
    let whole = section(statistic, settings, &frames);
    for siblings in 2..=8 {
        for first in 0..siblings {
            assert_eq!(whole, split(statistic, settings, &frames, siblings, first));
        }
    }
}

/// The cells of a named column of a section's table.
pub fn column(section: &Section, table: &str, column: &str) -> Vec<Value<'static>> {
    let table = section.tables.iter().find(|found| found.name == table).expect(table);
    let place = table.columns.iter().position(|found| found.name == column).expect(column);
    table.rows.iter().map(|row| row[place].clone()).collect()
}

/// The same, as numbers.
pub fn numbers(section: &Section, table: &str, name: &str) -> Vec<u64> {
    let number = |value| match value {
        Value::Unsigned(number) => number,
        other => panic!("{other:?} is no number"),
    };
    column(section, table, name).into_iter().map(number).collect()
}
