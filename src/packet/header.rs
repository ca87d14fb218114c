//! What a decoder finds: how long a header is, what its lengths say, what it announces.

use super::{Fault, FaultKind, Selector, Transport};

/// What a decoder found.
///
/// Kept as whole words: what is written in parts and read as one, as enums with data are on their
/// way from the decoders to the walk, makes the processor wait (store forwarding).
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// Bytes of the header. At most what there is.
    pub length: usize,
    /// Bytes of header and payload together as length fields say, `usize::MAX` where nothing
    /// says. The walk finds out, and notes as a fault, when it is more than was on the wire.
    pub total: usize,
    announced: Announced,
    fault_kind: Option<FaultKind>,
    /// Needed in the upper half, available in the lower one.
    fault_numbers: u64,
}

impl Header {
    /// A header of `length` bytes, all the rest its payload, announcing `next`.
    #[inline]
    #[must_use]
    pub const fn new(length: usize, next: Next) -> Self {
        Self {
            length,
            total: usize::MAX,
            announced: Announced::new(next),
            fault_kind: None,
            fault_numbers: 0,
        }
    }

    /// A protocol that takes all it is given and carries nothing.
    #[inline]
    #[must_use]
    pub const fn whole(length: usize) -> Self {
        Self::new(length, Next::Nothing).with_total(length)
    }

    /// The same, with header and payload together `total` bytes long.
    #[inline]
    #[must_use]
    pub const fn with_total(mut self, total: usize) -> Self {
        self.total = total;
        self
    }

    /// The same, with a fault of this layer: something is wrong, yet the header could be read.
    #[inline]
    #[must_use]
    pub const fn with_fault(mut self, fault: Fault) -> Self {
        self.fault_kind = Some(fault.kind);
        self.fault_numbers = (fault.needed as u64) << 32 | fault.available as u64;
        self
    }

    /// The same, announcing `next` instead.
    #[inline]
    #[must_use]
    pub const fn with_next(mut self, next: Next) -> Self {
        self.announced = Announced::new(next);
        self
    }

    /// What comes next.
    #[inline]
    #[must_use]
    pub const fn next(&self) -> Next {
        self.announced.next()
    }

    /// Whether something is wrong.
    #[inline]
    #[must_use]
    pub const fn is_faulty(&self) -> bool {
        self.fault_kind.is_some()
    }

    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        let kind = self.fault_kind?;
        let [needed, available] = halves(self.fault_numbers);
        Some(Fault { kind, offset: 0, needed, available })
    }
}

/// What a header says of its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing that the walk could follow.
    Nothing,
    /// The protocol with this number.
    By(Selector),
    /// A protocol on one of two ports: followed by the walk when it is a tunnel.
    Ports {
        /// The transport whose ports they are.
        transport: Transport,
        /// Source port.
        source: u16,
        /// Destination port.
        destination: u16,
    },
    /// A part of a datagram that carries the protocol with this number of IP.
    Fragment {
        /// The number.
        protocol: u8,
        /// It is the first part, which has the header of the protocol.
        is_first: bool,
    },
}

impl Next {
    /// Whether the child is a layer even where no byte is left for it: a header that a parent
    /// announces and the capture lacks is a fault, a port says nothing of an empty segment.
    #[inline]
    pub(super) const fn allows_empty(self) -> bool {
        matches!(self, Self::By(_) | Self::Fragment { is_first: true, .. })
    }
}

/// [`Next`] in one word: from the top, a numbering space or one of the constants, then two
/// numbers of 16 bits.
#[derive(Clone, Copy, Debug)]
struct Announced(u64);

const PORTS: u64 = 0x100;
const NOTHING: u64 = 0x200;
const FRAGMENT: u64 = 0x300;

impl Announced {
    #[inline]
    const fn new(next: Next) -> Self {
        Self(match next {
            Next::Nothing => NOTHING << 32,
            Next::By(selector) => {
                let (space, number) = selector.parts();
                (space as u64) << 32 | number as u64
            }
            Next::Ports { transport, source, destination } => {
                (PORTS + transport as u64) << 32 | (source as u64) << 16 | destination as u64
            }
            Next::Fragment { protocol, is_first } => {
                FRAGMENT << 32 | (is_first as u64) << 16 | protocol as u64
            }
        })
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "takes the word apart")]
    const fn next(self) -> Next {
        let (how, source, destination) = (self.0 >> 32, (self.0 >> 16) as u16, self.0 as u16);
        let transport = match how {
            NOTHING => return Next::Nothing,
            FRAGMENT => {
                return Next::Fragment { protocol: destination as u8, is_first: source != 0 };
            }
            space if space < PORTS => return Next::By(Selector::of(space as u16, destination)),
            0x100 => Transport::Tcp,
            0x101 => Transport::Udp,
            0x102 => Transport::Sctp,
            _ => Transport::Dccp,
        };
        Next::Ports { transport, source, destination }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "takes the word apart")]
const fn halves(word: u64) -> [u32; 2] {
    [(word >> 32) as u32, word as u32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_announced_comes_back() {
        let ports = |transport| Next::Ports { transport, source: 7, destination: 65_535 };
        for next in [
            Next::Nothing,
            Next::By(Selector::Link(105)),
            Next::By(Selector::Sctp(9)),
            ports(Transport::Tcp),
            ports(Transport::Udp),
            ports(Transport::Sctp),
            ports(Transport::Dccp),
            Next::Fragment { protocol: 255, is_first: true },
            Next::Fragment { protocol: 17, is_first: false },
        ] {
            assert_eq!(Header::new(4, next).next(), next);
            assert_eq!(Header::whole(4).with_next(next).next(), next);
        }
    }

    #[test]
    fn a_fault_comes_back() {
        let fault = Fault::length(60, 24);
        assert_eq!(Header::whole(4).fault(), None);
        assert_eq!(Header::whole(4).with_fault(fault).fault(), Some(fault));
    }
}
