//! TCP: the header and its options.

mod fields;

use pnet_packet::tcp::TcpPacket;

use crate::packet::{Fault, Header, Input, Next, Protocol, Role, Selector, Transport};

/// Bytes of a header without options.
const SHORTEST: usize = 20;
/// Bytes that are believed where the data offset, the last of them, lies.
const BELIEVED: usize = 13;

/// TCP.
pub const PROTOCOL: Protocol = Protocol {
    name: "tcp",
    title: "Transmission Control Protocol",
    source: "RFC 9293",
    role: Role::Transport,
    selectors: &[Selector::Ip(6)],
    decode,
    fields: fields::FIELDS,
    ..Protocol::EMPTY
};

#[inline]
fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    let header = TcpPacket::new(input.bytes).ok_or_else(|| Fault::short(SHORTEST, available))?;
    let length = usize::from(header.get_data_offset()) * 4;
    if length < SHORTEST {
        return Ok(Header::new(BELIEVED, Next::Nothing).with_fault(Fault::length(SHORTEST, length)));
    }
    if length > available {
        return Ok(Header::whole(available).with_fault(Fault::short(length, available)));
    }
    let (source, destination) = (header.get_source(), header.get_destination());
    Ok(Header::new(length, Next::Ports { transport: Transport::Tcp, source, destination }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults, values};
    use crate::value::Value;

    #[rustfmt::skip]
    const SYN: [u8; 42] = [
        0xc0, 0x00, 0x01, 0xbb,  0, 0, 0, 1,  0, 0, 0, 0,  // ports, numbers
        0xa0, 0x02, 0xfa, 0xf0,  0, 0, 0, 0,               // 40 bytes, SYN, window, checksum
        2, 4, 0x05, 0xb4,  4, 2,                           // maximum segment size, SACK permitted
        8, 10, 0, 0, 0, 7, 0, 0, 0, 6,                     // timestamps
        1,  3, 3, 9,                                       // padding, window scale
        0xca, 0xfe,                                        // payload
    ];

    fn read(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        values(Selector::Ip(6), bytes, name)
    }

    #[test]
    fn a_good_header_ends_at_its_data_offset() {
        let header = decode_alone(decode, &SYN).unwrap();
        assert_eq!((header.length, header.total), (40, usize::MAX));
        assert!(matches!(header.next(), Next::Ports { source: 0xc000, destination: 443, .. }));
    }

    #[test]
    fn every_truncation_of_the_fixed_header_is_a_fault() {
        truncations_are_faults(decode, &SYN, SHORTEST);
    }

    #[test]
    fn lying_data_offsets_are_faults() {
        let mut bytes = SYN;
        bytes[12] = 0x40;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::length(20, 16)));
        bytes[12] = 0xf0;
        assert_eq!(decode_alone(decode, &bytes).unwrap().fault(), Some(Fault::short(60, 42)));
    }

    #[test]
    fn options_are_read() {
        assert_eq!(read(&SYN, "tcp.options.mss_val"), [Value::Unsigned(1460)]);
        assert_eq!(read(&SYN, "tcp.options.wscale.shift"), [Value::Unsigned(9)]);
        assert_eq!(read(&SYN, "tcp.options.sack_perm"), [Value::Bool(true)]);
        assert_eq!(read(&SYN, "tcp.options.timestamp.tsval"), [Value::Unsigned(7)]);
        assert_eq!(read(&SYN, "tcp.options.timestamp.tsecr"), [Value::Unsigned(6)]);
        assert_eq!(read(&SYN, "tcp.option_kind").len(), 5);
    }

    #[test]
    fn blocks_of_a_selective_acknowledgement_are_read_in_order() {
        let mut bytes = SYN;
        bytes[20..38].copy_from_slice(&[5, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]);
        let numbers = |list: [u64; 2]| list.map(Value::Unsigned);
        assert_eq!(read(&bytes, "tcp.options.sack_le"), numbers([1, 3]));
        assert_eq!(read(&bytes, "tcp.options.sack_re"), numbers([2, 4]));
    }
}
