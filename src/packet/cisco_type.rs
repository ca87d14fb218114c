//! The type field of Cisco HDLC, which Frame Relay has too: some numbers of Cisco's own, and the
//! Ethertypes of networks.

use super::{Next, Selector};

/// Ethertypes that routers send over serial lines: IPv4, AppleTalk ARP, IPX, IPv6, MPLS (two),
/// bridged Ethernet. Frames of a local network (ARP, VLAN tags) are none of them.
const CARRIED: [u16; 7] = [0x0800, 0x80f3, 0x8137, 0x86dd, 0x8847, 0x8848, 0x6558];

/// What a type announces, where it means something.
pub fn next(number: u16) -> Option<Next> {
    let own = Selector::Chdlc(number);
    if own.find().is_some() {
        return Some(Next::By(own));
    }
    CARRIED.contains(&number).then_some(Next::By(Selector::Ether(number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_cisco_goes_before_the_ethertype() {
        assert!(matches!(next(0x8035), Some(Next::By(Selector::Chdlc(0x8035)))));
        assert!(matches!(next(0x0800), Some(Next::By(Selector::Ether(0x0800)))));
    }

    #[test]
    fn vlan_tags_do_not_travel_over_serial_lines() {
        assert!(next(0x8100).is_none());
    }
}
