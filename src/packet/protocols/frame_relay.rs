//! Frame Relay: an address of two to four bytes, then a control byte and a network layer
//! protocol identifier, or a type of Cisco HDLC.

use crate::packet::bytes::{u16_at, u8_at};
use crate::packet::{cisco_type, Fault, Field, Header, Input, Next, Protocol, Role, Selector, snap};
use crate::value::{Kind, Unit, Value};

/// The most bytes that an address has (Q.922 section 3.3).
const LONGEST_ADDRESS: usize = 4;
/// The bit that ends the address.
const LAST: u8 = 1;
/// The bit that says the last byte of a long address is control of the core functions.
const CORE: u8 = 2;
/// Unnumbered information: what RFC 2427 section 3 puts before the identifier.
const UNNUMBERED: u8 = 0x03;
/// Exchange of identification.
const XID: u8 = 0xaf;
/// The identifier that says a SNAP header follows.
const SNAP: u8 = 0x80;

/// Frame Relay.
pub const PROTOCOL: Protocol = Protocol {
    name: "fr",
    title: "Frame Relay",
    source: "ITU-T Q.922, RFC 2427",
    role: Role::Link,
    selectors: &[Selector::Link(107)],
    decode,
    fields: &[Field::optional("fr.dlci", Kind::Unsigned, Unit::None, "identifier of the circuit", |view| {
        circuit(view.header()).map(|(number, _)| Value::from(number))
    })],
    ..Protocol::EMPTY
};

/// The identifier of the circuit and the length of the address.
fn circuit(bytes: &[u8]) -> Option<(u32, usize)> {
    let length = 1 + bytes.iter().take(LONGEST_ADDRESS).position(|byte| byte & LAST != 0)?;
    let bits = |place: usize, shift: u32| u8_at(bytes, place).map(|byte| u32::from(byte >> shift));
    let mut number = bits(0, 2)? << 4 | bits(1, 4).unwrap_or_default();
    if length == LONGEST_ADDRESS {
        number = number << 7 | bits(2, 1)?;
    }
    // In an address longer than two bytes the last may be control instead (Q.922 section 3.3.7).
    if length > 2 && u8_at(bytes, length - 1)? & CORE == 0 {
        number = number << 6 | bits(length - 1, 2)?;
    }
    Some((if length == 1 { 0 } else { number }, length))
}

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let bytes = input.bytes;
    let short = |needed| Fault::short(needed, bytes.len());
    let Some((number, length)) = circuit(bytes) else {
        return Err(match bytes.get(LONGEST_ADDRESS - 1) {
            Some(&byte) => Fault::value(byte.into()),
            None => short(bytes.len() + 1),
        });
    };
    match u8_at(bytes, length).ok_or_else(|| short(length + 1))? {
        UNNUMBERED => identified(bytes, length + 1),
        // Signalling, and what is neither RFC 2427 nor Cisco's way.
        _ if number == 0 => Ok(Header::new(length, Next::Nothing)),
        XID => Ok(Header::new(length, Next::Nothing)),
        _ => {
            let kind = u16_at(bytes, length).ok_or_else(|| short(length + 2))?;
            match cisco_type::next(kind) {
                Some(next) => Ok(Header::new(length + 2, next)),
                // Acknowledged operation (Q.922): numbered frames have two bytes of control.
                None if kind & 0x0100 == 0 => identified(bytes, length + 2),
                None => Ok(Header::new(length, Next::Nothing)),
            }
        }
    }
}

/// What the network layer protocol identifier at `start` says (RFC 2427 section 3).
fn identified(bytes: &[u8], start: usize) -> Result<Header, Fault> {
    let short = |needed| Fault::short(needed, bytes.len());
    let mut start = start;
    let mut identifier = u8_at(bytes, start).ok_or_else(|| short(start + 1))?;
    if identifier == 0 {
        start += 1;
        identifier = u8_at(bytes, start).ok_or_else(|| short(start + 1))?;
    }
    if identifier == SNAP {
        let length = start + 1 + snap::LENGTH;
        let next = snap::next_at(bytes, start + 1).ok_or_else(|| short(length))?;
        return Ok(Header::new(length, next));
    }
    // OSI protocols begin with their identifier (ISO/IEC TR 9577): it is part of their header.
    let osi = matches!(identifier, 0x08 | 0x81..=0x83);
    let length = if osi { start } else { start + 1 };
    Ok(Header::new(length, Next::By(Selector::Nlpid(identifier.into()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Circuit 100, unnumbered information, the identifier of IPv4, payload.
    const GOOD: [u8; 5] = [0x18, 0x41, 0x03, 0xcc, 0x45];

    #[test]
    fn the_identifier_announces_ip() {
        let header = decode_alone(decode, &GOOD).unwrap();
        assert_eq!(header.length, 4);
        assert!(matches!(header.next(), Next::By(Selector::Nlpid(0xcc))));
        assert_eq!(circuit(&GOOD), Some((100, 2)));
    }

    #[test]
    fn snap_announces_an_ethertype() {
        let header =
            decode_alone(decode, &[0x18, 0x41, 0x03, 0x00, 0x80, 0, 0, 0, 8, 6, 0]).unwrap();
        assert_eq!(header.length, 10);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0806))));
    }

    #[test]
    fn without_a_control_byte_it_is_a_type_of_cisco() {
        let header = decode_alone(decode, &[0x18, 0x41, 0x08, 0x00, 0x45]).unwrap();
        assert_eq!(header.length, 4);
        assert!(matches!(header.next(), Next::By(Selector::Ether(0x0800))));
    }

    #[test]
    fn osi_packets_keep_their_identifier() {
        assert_eq!(decode_alone(decode, &[0x18, 0x41, 0x03, 0x83, 0x1b]).unwrap().length, 3);
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, 4);
        truncations_are_faults(decode, &[0x18, 0x41, 0x03, 0x80, 0, 0, 0, 8, 6], 9);
    }

    #[test]
    fn an_address_without_end_is_a_fault() {
        let fault = decode_alone(decode, &[0; 20]).unwrap_err();
        assert_eq!(fault, Fault::value(0));
    }

    #[test]
    fn a_long_address_has_more_bits() {
        assert_eq!(circuit(&[0xfc, 0xf0, 0xfe, 0xfd]), Some((0x7f_ffff, 4)));
        assert_eq!(circuit(&[0xfc, 0xf0, 0xfe, 0x07]), Some((0x1_ffff, 4)));
        assert_eq!(circuit(&[0x04, 0x00, 0x05]), Some((0x401, 3)));
    }
}
