//! ENC: packets at the point where OpenBSD's and FreeBSD's IPsec opens or seals them.

use crate::packet::{Fault, Field, Header, Input, Next, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes of family, security parameter index and flags.
const HEADER: usize = 12;

/// ENC.
pub const PROTOCOL: Protocol = Protocol {
    name: "enc",
    title: "OpenBSD Encapsulating device",
    source: "LINKTYPE_ENC of tcpdump.org",
    role: Role::Link,
    selectors: &[Selector::Link(109)],
    decode,
    fields: &[Field::optional("enc.spi", Kind::Unsigned, Unit::None, "security parameter index", |view| {
        let &[_, _, _, _, index @ .., _, _, _, _] = view.header().first_chunk::<HEADER>()?;
        Some(Value::from(u32::from_be_bytes(index)))
    })],
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[a, b, c, d, ..] = input.head::<HEADER>()?;
    // In the order of the machine that captured: families are small, so zero bytes tell.
    let family = if a == 0 { u32::from_be_bytes([a, b, c, d]) } else { u32::from_le_bytes([a, b, c, d]) };
    let next = match family {
        2 => Selector::Link(228),
        24 | 28 | 30 => Selector::Link(229),
        _ => return Ok(Header::new(HEADER, Next::Nothing)),
    };
    Ok(Header::new(HEADER, Next::By(next)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    /// Family IPv4, index 7, flags, payload.
    const GOOD: [u8; 13] = [2, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0x45];

    #[test]
    fn the_family_announces_ip_in_both_byte_orders() {
        let mut bytes = GOOD;
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::By(Selector::Link(228))));
        bytes[..4].copy_from_slice(&[0, 0, 0, 24]);
        assert!(matches!(decode_alone(decode, &bytes).unwrap().next(), Next::By(Selector::Link(229))));
    }

    #[test]
    fn every_truncation_of_the_header_is_a_fault() {
        truncations_are_faults(decode, &GOOD, HEADER);
    }
}
