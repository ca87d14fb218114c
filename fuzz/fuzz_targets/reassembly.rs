//! Any bytes as segments between two ends, in any order and repetition: every message lies in the
//! packet or in what was assembled, and is no longer than it was sent.
#![no_main]

use libfuzzer_sys::fuzz_target;
use netsift::flow::{Applications, Assembler};
use netsift::packet::{Decoded, Packet, RawPacket, decode, field};
use netsift::value::LinkType;

const PORTS: [u16; 4] = [53, 80, 443, 25];

fuzz_target!(|input: &[u8]| {
    let [port, rest @ ..] = input else { return };
    let mut rest = rest;
    let port = PORTS[usize::from(port % 4)];
    let (mut applications, mut assembler) = (Applications::default(), Assembler::default());
    let mut decoded = Decoded::default();
    let readers: Vec<_> = field::all().filter(|reader| reader.is_in_messages()).collect();
    let mut next = [u32::MAX - 50; 2];
    let mut number = 0;
    while let [how, jump, flags, length, behind @ ..] = rest {
        let (payload, behind) = behind.split_at(behind.len().min(usize::from(*length)));
        rest = behind;
        number += 1;
        let way = usize::from(how & 1);
        // Mostly in order; else back or ahead.
        let sequence = match how >> 1 & 3 {
            0 | 1 => next[way],
            2 => next[way].wrapping_sub(u32::from(*jump)),
            _ => next[way].wrapping_add(u32::from(*jump) << (how >> 3)),
        };
        next[way] = sequence.wrapping_add(u32::try_from(payload.len()).unwrap());
        let ends = if way == 0 { [(1, 50_000), (2, port)] } else { [(2, port), (1, 50_000)] };
        let total = u16::try_from(40 + payload.len()).unwrap();
        let mut bytes = vec![0x45, 0];
        bytes.extend(total.to_be_bytes());
        bytes.extend([0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, ends[0].0, 192, 0, 2, ends[1].0]);
        bytes.extend(ends[0].1.to_be_bytes());
        bytes.extend(ends[1].1.to_be_bytes());
        bytes.extend(sequence.to_be_bytes());
        bytes.extend(next[1 - way].to_be_bytes());
        bytes.extend([0x50, flags & 0x17, 0, 0, 0, 0, 0, 0]);
        bytes.extend(payload);
        let kept = if how & 0x80 != 0 { bytes.len() - payload.len() / 2 } else { bytes.len() };
        let raw = RawPacket {
            number,
            wire_bytes: u32::try_from(bytes.len()).unwrap(),
            ..RawPacket::alone(LinkType(228), &bytes[..kept])
        };
        decode(&raw, &mut decoded);
        if let Some(flow) = applications.look_up(&raw, &decoded) {
            applications.name(0, &raw, &mut decoded, &flow);
        }
        assembler.packet(0, &raw, &decoded);
        let messages = assembler.messages();
        let packet = Packet { raw: &raw, decoded: &decoded, messages, of_flow: &[] };
        assert_eq!(packet.messages().count(), messages.entries.len(), "a message lies nowhere");
        for message in packet.messages() {
            assert!(message.bytes.len() as u64 <= message.wire_bytes, "{message:?}");
        }
        for reader in &readers {
            reader.read(&packet, &mut |value| drop(std::hint::black_box(value)));
        }
    }
});
