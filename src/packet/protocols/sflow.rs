//! sFlow: a switch tells a collector what it counted, and shows the beginnings of packets that it
//! chose by chance. The first of these packets is read; it is shown, not carried.

use crate::packet::bytes::u32_at;
use crate::packet::{
    Confidence, Fault, Field, Header, Input, Next, Number, Payload, Protocol, Role, Selector,
};

/// The version that is read.
const VERSION: u32 = 5;
/// A sample of packets, and one with wider numbers (section 5.3): how many bytes stand before
/// their records.
const SAMPLES: [(u32, usize); 2] = [(1, 32), (3, 44)];
/// A record with the beginning of a packet.
const RAW_PACKET: u32 = 1;
/// Most samples and records of one datagram that are looked through for it. Chosen by us.
const MOST: usize = 64;

/// sFlow.
pub const PROTOCOL: Protocol = Protocol {
    name: "sflow",
    title: "InMon sFlow",
    source: "sFlow version 5 (sflow.org, 2004)",
    role: Role::Control,
    selectors: &[Selector::Udp(6343)],
    recognise: Some(recognise),
    decode,
    fields: &[
        Field::number("sflow_245.version", "version, 5", &[Number::at(0, 4)]),
        Field::number("sflow_245.agenttype", "sort of the agent's address: 1 IPv4, 2 IPv6", &[Number::at(4, 4)]),
    ],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    let bytes = payload.bytes;
    let fits = u32_at(bytes, 0) == Some(VERSION) && matches!(u32_at(bytes, 4), Some(1 | 2));
    if fits { Confidence::Certain } else { Confidence::No }
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let bytes = input.bytes;
    input.head::<8>()?;
    let Some((start, length, next)) = first_packet(bytes) else {
        return Ok(Header::whole(bytes.len()));
    };
    let header = Header::new(start, Next::By(next));
    Ok(header.with_total((start + length).min(bytes.len())))
}

/// Where the first packet that is shown begins, how long its beginning is, and what it begins with.
fn first_packet(bytes: &[u8]) -> Option<(usize, usize, Selector)> {
    let address = if u32_at(bytes, 4)? == 2 { 16 } else { 4 };
    let mut at = 8 + address + 16;
    let samples = u32_at(bytes, at - 4)? as usize;
    let mut looked = 0;
    for _ in 0..samples.min(MOST) {
        let (kind, length) = (u32_at(bytes, at)?, u32_at(bytes, at + 4)? as usize);
        let end = at.checked_add(8)?.checked_add(length)?;
        let before = SAMPLES.iter().find(|(number, _)| *number == kind).map(|(_, before)| before);
        if let Some(before) = before {
            let mut record = at + 8 + before;
            let records = u32_at(bytes, record - 4)? as usize;
            for _ in 0..records.min(MOST - looked) {
                looked += 1;
                let (kind, length) = (u32_at(bytes, record)?, u32_at(bytes, record + 4)? as usize);
                if kind == RAW_PACKET {
                    let next = link(u32_at(bytes, record + 8)?)?;
                    return Some((record + 24, u32_at(bytes, record + 20)? as usize, next));
                }
                record = record.checked_add(8)?.checked_add(length)?;
            }
        }
        at = end;
    }
    None
}

/// What a packet begins with, by sFlow's number of it (section 5.3, `header_protocol`).
const fn link(number: u32) -> Option<Selector> {
    match number {
        1 => Some(Selector::Link(1)),
        7 => Some(Selector::Link(9)),
        11 => Some(Selector::Ether(0x0800)),
        12 => Some(Selector::Ether(0x86dd)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::decode_alone;

    /// A datagram with one sample, which has two records.
    #[rustfmt::skip]
    const GOOD: &[u8] = &[
        0, 0, 0, 5,  0, 0, 0, 1,  192, 0, 2, 1,                      // version, address of the agent
        0, 0, 0, 0,  0, 0, 0, 9,  0, 0, 0, 0,  0, 0, 0, 1,           // agent, number, up since, samples
        0, 0, 0, 1,  0, 0, 0, 84,                                    // a sample of packets
        0, 0, 0, 1,  0, 0, 0, 2,  0, 0, 4, 0,  0, 0, 0, 0,           // number, source, rate, pool
        0, 0, 0, 0,  0, 0, 0, 3,  0, 0, 0, 4,  0, 0, 0, 2,           // drops, in, out, records
        0, 0, 3, 0xe9,  0, 0, 0, 4,  0, 0, 0, 0,                     // about a switch
        0, 0, 0, 1,  0, 0, 0, 30,                                    // a packet
        0, 0, 0, 1,  0, 0, 0, 64,  0, 0, 0, 4,  0, 0, 0, 14,         // Ethernet, lengths
        2, 0, 0, 0, 0, 1,  2, 0, 0, 0, 0, 2,  8, 0,                  // its header
        0, 0,                                                        // padding
    ];

    #[test]
    fn the_packet_inside_ends_where_its_beginning_does() {
        let header = decode_alone(decode, GOOD).unwrap();
        assert_eq!((header.length, header.total), (GOOD.len() - 16, GOOD.len() - 2));
        assert!(matches!(header.next(), Next::By(Selector::Link(1))));
    }

    #[test]
    fn every_truncation_is_read_without_a_packet_or_as_far_as_it_goes() {
        for length in 0..GOOD.len() {
            let header = decode_alone(decode, &GOOD[..length]);
            assert_eq!(header.is_err(), length < 8, "{length}");
            assert!(header.is_err() || header.unwrap().length <= GOOD.len(), "{length}");
        }
    }

    #[test]
    fn lengths_beyond_the_datagram_show_nothing() {
        for at in [24, 32, 64, 72, 80] {
            let mut bytes = GOOD.to_vec();
            bytes[at..at + 4].fill(0xff);
            assert!(decode_alone(decode, &bytes).unwrap().length <= bytes.len(), "{at}");
        }
    }
}
