//! SNAP (IEEE 802, RFC 1042): an organisation and a number of its own name the protocol. Used by
//! LLC and by Frame Relay.

use super::bytes::array_at;
use super::{Next, Selector};

/// Bytes of organisation and number.
pub const LENGTH: usize = 5;

/// What the five bytes of a SNAP header announce.
pub fn next(header: [u8; LENGTH]) -> Next {
    let [a, b, c, high, low] = header;
    let number = u16::from_be_bytes([high, low]);
    Next::By(match ([a, b, c], number) {
        // RFC 1042, and the organisation that Cisco uses for the same purpose.
        ([0, 0, 0 | 0xf8], _) => Selector::Ether(number),
        ([0, 0, 0x0c], _) => Selector::CiscoSnap(number),
        // IEEE 802.1 bridged frames with and without check sequence (RFC 2427 section 4.2).
        ([0, 0x80, 0xc2], 1 | 7) => Selector::Link(1),
        ([0, 0x80, 0xc2], 0x0e) => Selector::Llc(0x42),
        // Apple uses Ethertypes (Inside AppleTalk).
        ([8, 0, 7], 0x809b) => Selector::Ppp(0x0029),
        _ => return Next::Nothing,
    })
}

/// The same for the bytes at `offset`, where they were captured.
pub fn next_at(bytes: &[u8], offset: usize) -> Option<Next> {
    array_at(bytes, offset).map(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_organisation_decides_what_the_number_means() {
        assert!(matches!(next([0, 0, 0, 8, 0]), Next::By(Selector::Ether(0x0800))));
        assert!(matches!(next([0, 0, 0xf8, 0x86, 0xdd]), Next::By(Selector::Ether(0x86dd))));
        assert!(matches!(next([0, 0, 0x0c, 0x20, 0]), Next::By(Selector::CiscoSnap(0x2000))));
        assert!(matches!(next([0, 0x80, 0xc2, 0, 7]), Next::By(Selector::Link(1))));
        assert!(matches!(next([0x12, 0x34, 0x56, 8, 0]), Next::Nothing));
    }

    #[test]
    fn four_bytes_are_too_few() {
        assert!(next_at(&[0, 0, 0, 8], 0).is_none());
    }
}
