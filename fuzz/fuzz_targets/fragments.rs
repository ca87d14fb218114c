//! Any bytes as fragments of IPv4 and IPv6 that come in any order, overlap and repeat: what is put
//! together lies behind the captured bytes, its layers lie in it, and memory stays bounded.
#![no_main]

use libfuzzer_sys::fuzz_target;
use netsift::flow::Fragments;
use netsift::packet::{Decoded, RawPacket, decode};
use netsift::value::{LinkType, Timestamp};

fuzz_target!(|input: &[u8]| {
    let (mut fragments, mut decoded) = (Fragments::default(), Decoded::default());
    let (mut rest, mut second) = (input, 0);
    while let [how, offset, protocol, length, behind @ ..] = rest {
        let (payload, behind) = behind.split_at(behind.len().min(usize::from(*length)));
        rest = behind;
        second += i64::from(how >> 6) * 7;
        // Mostly near the beginning; else near the end of the longest datagram.
        let place = u16::from(*offset & 31) + if offset & 0x80 != 0 { 8160 } else { 0 };
        let more = u16::from(how & 1);
        let size = u16::try_from(payload.len()).unwrap();
        let identification = how >> 2 & 3;
        let mut bytes;
        if how & 2 == 0 {
            bytes = vec![0x45, 0];
            bytes.extend((20 + size).to_be_bytes());
            bytes.extend([0, identification]);
            bytes.extend((place | more << 13).to_be_bytes());
            bytes.extend([64, *protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2]);
        } else {
            bytes = vec![0x60, 0, 0, 0];
            bytes.extend((8 + size).to_be_bytes());
            bytes.extend([44, 64]);
            bytes.extend([0x20; 32]);
            bytes.extend([*protocol, 0]);
            bytes.extend((place << 3 | more).to_be_bytes());
            bytes.extend([0, 0, 0, identification]);
        }
        bytes.extend(payload);
        let raw = RawPacket {
            at: Timestamp(second * 1_000_000_000),
            ..RawPacket::alone(LinkType(if how & 2 == 0 { 228 } else { 229 }), &bytes)
        };
        decode(&raw, &mut decoded);
        if !decoded.is_fragment() {
            continue;
        }
        let Some(whole) = fragments.join(&raw, &mut decoded) else { continue };
        let packet = whole.packet(&raw);
        assert_eq!(packet.captured(), bytes);
        for datagram in &whole.joined.datagrams {
            let end = datagram.start as usize + datagram.bytes as usize;
            assert!(end <= whole.bytes.len() && datagram.bytes <= 65_535);
        }
        for layer in decoded.layers() {
            assert!(layer.start <= layer.payload && layer.end as usize <= whole.bytes.len());
        }
        decode(&packet, &mut decoded);
    }
});
