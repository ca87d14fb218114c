//! How a parent announces its child: a number in a numbering space. One array a space, filled from
//! the table when the program is compiled, finds the protocol without a search.

use super::protocols::TABLE;
use super::{ProtocolId, Role};

/// A number by which a protocol is found inside its parent.
///
/// Every number has 16 bits, narrower ones too, so that finding a protocol takes no branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Selector {
    /// A link type of a capture, also used for frames of that type inside other protocols:
    /// 1 Ethernet, 9 PPP, 100 LLC, 101 IP by its version nibble, 105 IEEE 802.11.
    Link(u16),
    /// An Ethertype (IEEE 802), also in GRE, SLL, SNAP and others.
    Ether(u16),
    /// A protocol type of GRE that is no Ethertype.
    Gre(u16),
    /// A destination service access point of LLC (IEEE 802.2).
    Llc(u16),
    /// A protocol number of Cisco's SNAP organisation code 00000c.
    CiscoSnap(u16),
    /// A type of Cisco HDLC where it is not the Ethertype of the same number.
    Chdlc(u16),
    /// How a pseudowire begins under a stack of MPLS labels: 0 not known yet, 1 an Ethernet frame
    /// behind a control word (RFC 4448), 2 an Ethernet frame at once, 3 an associated channel
    /// (RFC 4385 section 5).
    Pseudowire(u16),
    /// A service indicator of the message transfer part (ITU-T Q.704 section 14.2.1).
    Mtp3(u16),
    /// A subtype of the slow protocols (IEEE 802.3 annex 57A).
    Slow(u16),
    /// An IP protocol number (IANA).
    Ip(u16),
    /// A PPP protocol number (IANA).
    Ppp(u16),
    /// A network layer protocol identifier (ISO/IEC TR 9577), as in Frame Relay.
    Nlpid(u16),
    /// A TCP port.
    Tcp(u16),
    /// A UDP port.
    Udp(u16),
    /// An SCTP port.
    Sctp(u16),
}

const SPACES: usize = 15;

impl Selector {
    /// The numbering space, in the order of the variants, and the number in it.
    #[inline]
    pub(super) const fn parts(self) -> (u16, u16) {
        match self {
            Self::Link(number) => (0, number),
            Self::Ether(number) => (1, number),
            Self::Gre(number) => (2, number),
            Self::Llc(number) => (3, number),
            Self::CiscoSnap(number) => (4, number),
            Self::Chdlc(number) => (5, number),
            Self::Pseudowire(number) => (6, number),
            Self::Mtp3(number) => (7, number),
            Self::Slow(number) => (8, number),
            Self::Ip(number) => (9, number),
            Self::Ppp(number) => (10, number),
            Self::Nlpid(number) => (11, number),
            Self::Tcp(number) => (12, number),
            Self::Udp(number) => (13, number),
            Self::Sctp(number) => (14, number),
        }
    }

    /// The selector with these [`Self::parts`].
    #[inline]
    pub(super) const fn of(space: u16, number: u16) -> Self {
        match space {
            0 => Self::Link(number),
            1 => Self::Ether(number),
            2 => Self::Gre(number),
            3 => Self::Llc(number),
            4 => Self::CiscoSnap(number),
            5 => Self::Chdlc(number),
            6 => Self::Pseudowire(number),
            7 => Self::Mtp3(number),
            8 => Self::Slow(number),
            9 => Self::Ip(number),
            10 => Self::Ppp(number),
            11 => Self::Nlpid(number),
            12 => Self::Tcp(number),
            13 => Self::Udp(number),
            _ => Self::Sctp(number),
        }
    }

    /// The protocol that announces this number, if there is one.
    #[inline]
    #[must_use]
    pub fn find(self) -> Option<ProtocolId> {
        let (space, number) = self.parts();
        let found = *DISPATCH.get(usize::from(space))?.get(usize::from(number))?;
        (found != ProtocolId::Data).then_some(found)
    }

    /// The protocol with this number whose header the walk decodes: a tunnel on its port, say,
    /// but not an application on its port, which is recognised by its content.
    #[inline]
    #[must_use]
    pub fn find_walked(self) -> Option<ProtocolId> {
        let on_port = matches!(self, Self::Tcp(_) | Self::Udp(_) | Self::Sctp(_));
        self.find().filter(|id| !matches!(id.role(), Role::Application) || !on_port)
    }
}

static DISPATCH: [[ProtocolId; 65536]; SPACES] = build();

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which refuses a bad index")]
#[expect(clippy::large_stack_arrays, reason = "evaluated by the compiler into a static")]
const fn build() -> [[ProtocolId; 65536]; SPACES] {
    let mut spaces = [[ProtocolId::Data; 65536]; SPACES];
    let mut protocol = 0;
    while protocol < TABLE.len() {
        let (id, entry) = TABLE[protocol];
        let mut place = 0;
        while place < entry.selectors.len() {
            let (space, number) = entry.selectors[place].parts();
            let (space, number) = (space as usize, number as usize);
            // The first in the table keeps a number that two announce.
            if matches!(spaces[space][number], ProtocolId::Data) {
                spaces[space][number] = id;
            }
            place += 1;
        }
        protocol += 1;
    }
    spaces
}
