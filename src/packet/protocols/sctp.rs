//! SCTP: ports, a tag, then chunks. The layer's header ends, and its payload begins, with the user
//! data of the first DATA chunk; without one, all is header.

use crate::packet::bytes::{u8_at, u16_at, u32_at};
use crate::packet::{Fault, Field, Header, Input, LayerView, Next, Number, Protocol, Role, Selector, Transport};
use crate::value::{Kind, Unit, Value};

/// Bytes of the common header.
const HEADER: usize = 12;
/// Bytes of a chunk's header.
const CHUNK: usize = 4;
/// The type of a DATA chunk, and the bytes before its user data (RFC 9260 section 3.3.1).
const DATA: (u8, usize) = (0, 16);
/// The type of an I-DATA chunk, and the bytes before its user data (RFC 8260 section 2.1).
const I_DATA: (u8, usize) = (64, 20);

/// SCTP.
pub const PROTOCOL: Protocol = Protocol {
    name: "sctp",
    title: "Stream Control Transmission Protocol",
    source: "RFC 9260",
    role: Role::Transport,
    selectors: &[Selector::Ip(132)],
    decode,
    fields: &[
        Field::number("sctp.srcport", "source port", &[Number::at(0, 2)]),
        Field::number("sctp.dstport", "destination port", &[Number::at(2, 2)]),
        Field::number("sctp.port", "source or destination port", &[Number::at(0, 2), Number::at(2, 2)]),
        Field::number("sctp.verification_tag", "verification tag", &[Number::at(4, 4)]),
        Field::number("sctp.checksum", "checksum", &[Number::at(8, 4)]),
        Field::with("sctp.chunk_type", Kind::Unsigned, Unit::None, "type of each chunk: 0 data, 1 init, 3 selective acknowledgement", |view, out| {
            each_chunk(view, |chunk| u8_at(chunk, 0).map(Value::from), out);
        }),
        Field::with("sctp.chunk_length", Kind::Unsigned, Unit::Bytes, "length field of each chunk", |view, out| {
            each_chunk(view, |chunk| u16_at(chunk, 2).map(Value::from), out);
        }),
        Field::with("sctp.data_tsn_raw", Kind::Unsigned, Unit::None, "transmission sequence number of each DATA chunk", |view, out| {
            each_chunk(view, |chunk| u32_at(chunk, 4).filter(|_| user_data(chunk).is_some()).map(Value::from), out);
        }),
        Field::with("sctp.data_payload_proto_id", Kind::Unsigned, Unit::None, "payload protocol of each DATA chunk", |view, out| {
            each_chunk(view, |chunk| u32_at(chunk, 12).filter(|_| user_data(chunk) == Some(DATA.1)).map(Value::from), out);
        }),
    ],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[a, b, c, d, ..] = input.head::<HEADER>()?;
    let (source, destination) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    let next = Next::Ports { transport: Transport::Sctp, source, destination };
    let mut chunks = Chunks { bytes: input.bytes, start: HEADER, wire_bytes: input.wire_bytes };
    loop {
        let start = chunks.start;
        match chunks.step() {
            Ok(Some(chunk)) => {
                if let Some(data) = user_data(chunk).filter(|&data| data <= chunk.len()) {
                    let length = chunks.claimed(start);
                    return Ok(Header::new(start + data, next).with_total(start + length));
                }
            }
            Ok(None) => return Ok(Header::whole(input.bytes.len())),
            Err(fault) => return Ok(Header::whole(input.bytes.len()).with_fault(fault)),
        }
    }
}

/// Where the user data of a chunk begins, if it is a chunk that has some.
fn user_data(chunk: &[u8]) -> Option<usize> {
    let kind = u8_at(chunk, 0)?;
    [DATA, I_DATA].into_iter().find(|&(data, _)| data == kind).map(|(_, length)| length)
}

/// Walks over chunks; each step goes at least four bytes on.
struct Chunks<'a> {
    bytes: &'a [u8],
    start: usize,
    wire_bytes: usize,
}

impl<'a> Chunks<'a> {
    /// The length that the chunk at `start` claims.
    fn claimed(&self, start: usize) -> usize {
        u16_at(self.bytes, start + 2).map_or(0, usize::from)
    }

    /// The next chunk without its padding, as far as it was captured.
    fn step(&mut self) -> Result<Option<&'a [u8]>, Fault> {
        let rest = self.bytes.get(self.start..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(None);
        }
        if rest.len() < CHUNK {
            return Err(Fault::short(CHUNK, rest.len()));
        }
        let length = self.claimed(self.start);
        if length < CHUNK {
            return Err(Fault::length(CHUNK, length));
        }
        let left = self.wire_bytes.saturating_sub(self.start);
        if length > left {
            return Err(Fault::length(length, left));
        }
        // RFC 9260 section 3.2: padded to four bytes, the length does not say so.
        self.start += length.next_multiple_of(4);
        Ok(Some(rest.get(..length).unwrap_or(rest)))
    }
}

/// Hands out what `read` finds in each chunk of a layer.
fn each_chunk(
    view: &LayerView<'_>,
    read: impl Fn(&[u8]) -> Option<Value<'static>>,
    out: &mut dyn FnMut(Value<'_>),
) {
    // Chunks go on after the layer's payload, to where the packet outside ends.
    let end = view.outside().map_or(view.layer.end, |layer| layer.end);
    let bytes = view.raw.data.get(view.layer.start as usize..end as usize).unwrap_or_default();
    let mut chunks = Chunks { bytes, start: HEADER, wire_bytes: usize::MAX };
    while let Ok(Some(chunk)) = chunks.step() {
        read(chunk).into_iter().for_each(&mut *out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};

    #[rustfmt::skip]
    const GOOD: [u8; 52] = [
        0x0b, 0x59, 0x0b, 0x5a,  0, 0, 0, 9,  0, 0, 0, 0,  // ports, tag, checksum
        3, 0, 0, 16,  0, 0, 0, 1,  0, 0, 1, 0,  0, 0, 0, 0, // selective acknowledgement
        0, 3, 0, 18,  0, 0, 0, 5,  0, 0, 0, 0,  0, 0, 0, 46, // DATA, number, stream, protocol
        0xca, 0xfe, 0, 0,                                   // user data, padding
        4, 0, 0, 4,                                         // heartbeat
    ];

    #[test]
    fn the_payload_is_the_first_user_data() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!((header.length, header.total), (44, 46));
        assert!(header.fault().is_none());
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }

    #[test]
    fn a_chunk_of_length_zero_is_a_fault_and_the_end() {
        let mut bytes = GOOD;
        bytes[15] = 0;
        let header = decode_alone(decode, &bytes).unwrap();
        assert_eq!(header.fault(), Some(Fault::length(4, 0)));
        assert!(matches!(header.next(), Next::Nothing));
    }

    #[test]
    fn a_chunk_beyond_the_packet_is_a_fault() {
        let mut bytes = GOOD;
        bytes[15] = 200;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::length(200, 40)));
    }

    #[test]
    fn every_chunk_is_listed() {
        let read = |name| values(Selector::Ip(132), &GOOD, name);
        let numbers = |list: &[u64]| list.iter().map(|&n| Value::Unsigned(n)).collect::<Vec<_>>();
        assert_eq!(read("sctp.chunk_type"), numbers(&[3, 0, 4]));
        assert_eq!(read("sctp.chunk_length"), numbers(&[16, 18, 4]));
        assert_eq!(read("sctp.data_tsn_raw"), numbers(&[5]));
        assert_eq!(read("sctp.data_payload_proto_id"), numbers(&[46]));
    }
}
