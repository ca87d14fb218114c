//! What is asked of the bytes of a packet, and the answer.

use super::announces::announces;
use super::arithmetic::{Relation, Sum};
use super::hardware::{group, hardware};
use super::link::Framing;
use super::view::{Cut, Shift, View, byte, half, word};
use crate::packet::RawPacket;

/// A question to the bytes of a packet.
#[derive(Clone, Debug)]
pub enum Test {
    /// What holds of every packet, or of none.
    Always(bool),
    /// All hold, asked in this order.
    All(Vec<Test>),
    /// One holds at least.
    Any(Vec<Test>),
    /// It does not hold.
    Not(Box<Test>),
    /// The same, of what is behind tags, labels or a session.
    Behind(Shift, Box<Test>),
    /// The frame announces this: an Ethertype, or a service access point of LLC.
    Announces(u32),
    /// Some bits at a place are in a relation to a number.
    Bits {
        /// From where the offset counts.
        from: From,
        /// Bytes from there.
        offset: u32,
        /// How many bytes: 1, 2 or 4.
        size: u8,
        /// Which bits.
        mask: u32,
        /// The relation.
        relation: Relation,
        /// The number.
        to: u32,
    },
    /// A relation between calculations.
    Relation(Sum, Relation, Sum),
    /// A protocol is somewhere behind the headers of IPv6, or of IPv4, that lead to another.
    Chain {
        /// Whether of IPv6.
        of_ipv6: bool,
        /// Which protocol.
        protocol: u32,
    },
    /// The frame's sender or receiver is this.
    Hardware(End, [u8; 6]),
    /// The frame goes to several receivers.
    Group,
    /// The frame went out; or with `false`, came in.
    Went(bool),
    /// A VLAN tag was looked behind.
    Tag(Option<u32>),
    /// An MPLS label was looked behind.
    Label(Option<u32>),
    /// A PPPoE session was looked behind.
    Session(Option<u32>),
}

/// Of which end an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The sender's.
    Source,
    /// The receiver's.
    Destination,
}

/// From where offsets count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// The link header.
    Link,
    /// What the frame carries: LLC, a tag, a packet.
    Payload,
    /// The network header.
    Network,
    /// The network header behind LLC without SNAP.
    BehindLlc,
    /// Behind an IPv4 header of whatever length.
    BehindIpv4,
    /// Behind an IPv6 header.
    BehindIpv6,
}

impl Test {
    /// Whether it holds.
    ///
    /// # Errors
    /// Where the packet lacks a byte that is asked for: then the whole expression does not hold.
    pub fn holds(&self, raw: &RawPacket<'_>, view: &View) -> Result<bool, Cut> {
        Ok(match self {
            Self::Always(holds) => *holds,
            Self::All(tests) => {
                for test in tests {
                    if !test.holds(raw, view)? {
                        return Ok(false);
                    }
                }
                true
            }
            Self::Any(tests) => {
                for test in tests {
                    if test.holds(raw, view)? {
                        return Ok(true);
                    }
                }
                false
            }
            Self::Not(test) => !test.holds(raw, view)?,
            Self::Behind(shift, test) => test.holds(raw, &view.behind(*shift))?,
            Self::Announces(number) => announces(raw.data, view, *number)?,
            Self::Bits { from, offset, size, mask, relation, to } => {
                let at = from.of(raw.data, view)?.wrapping_add(*offset);
                relation.holds(load(raw.data, at, *size)? & mask, *to)
            }
            Self::Relation(left, relation, right) => {
                let left = left.value(raw, view)?;
                relation.holds(left, right.value(raw, view)?)
            }
            Self::Chain { of_ipv6, protocol } => chain(raw.data, view, *of_ipv6, *protocol)?,
            Self::Hardware(end, address) => hardware(raw.data, view, *end, *address)?,
            Self::Group => group(raw.data, view)?,
            Self::Went(out) => match view.outermost()?.framing {
                // SLIP has a byte for it (0 came in), as a version is told behind its 16 bytes.
                Framing::Version if view.outermost()?.payload == 16 => {
                    (byte(raw.data, 0)? != 0) == *out
                }
                Framing::Cooked(0) => (half(raw.data, 0)? == 4) == *out,
                Framing::Cooked(at) => (byte(raw.data, at)? == 4) == *out,
                _ => false,
            },
            // What was not looked behind is asked for as libpcap does: a packet may be too short for it.
            Self::Tag(vlan) => {
                view.has_tag(*vlan)
                    || (announces(raw.data, view, 0x8100)? && !view.has_tag(None) && vlan.is_none())
            }
            Self::Label(label) => {
                view.has_label(*label)
                    || (announces(raw.data, view, 0x8847)?
                        && !view.has_label(None)
                        && label.is_none())
            }
            Self::Session(session) => {
                view.has_session(*session)
                    || (announces(raw.data, view, 0x8864)?
                        && !view.has_session(None)
                        && session.is_none())
            }
        })
    }
}

impl From {
    /// Where that is in a packet.
    ///
    /// # Errors
    /// Where the packet is too short to tell.
    pub fn of(self, data: &[u8], view: &View) -> Result<u32, Cut> {
        Ok(match self {
            Self::Link => view.frame()?.link,
            Self::Payload => view.frame()?.payload,
            Self::Network => view.network()?,
            Self::BehindLlc => {
                let frame = view.frame()?;
                frame.payload.wrapping_add(frame.llc).wrapping_add(4 * view.labels())
            }
            Self::BehindIpv4 => {
                let network = view.network()?;
                network.wrapping_add(4 * (byte(data, network)? & 0x0f))
            }
            Self::BehindIpv6 => view.network()?.wrapping_add(40),
        })
    }
}

/// A number of 1, 2 or 4 bytes.
///
/// # Errors
/// Where the packet does not have them.
pub fn load(data: &[u8], at: u32, size: u8) -> Result<u32, Cut> {
    match size {
        1 => byte(data, at),
        2 => half(data, at),
        _ => word(data, at),
    }
}

/// Follows the headers that lead from one to the next: of IPv6 its extensions, of both AH.
fn chain(data: &[u8], view: &View, of_ipv6: bool, protocol: u32) -> Result<bool, Cut> {
    /// As many as fit into a packet of 64 KiB: each takes 8 bytes.
    const LONGEST: usize = 8192;
    let network = view.network()?;
    let (mut next, mut at) = if of_ipv6 {
        (byte(data, network.wrapping_add(6))?, 40)
    } else {
        (byte(data, network.wrapping_add(9))?, 4 * (byte(data, network)? & 0x0f))
    };
    for _ in 0..LONGEST {
        let here = network.wrapping_add(at);
        let units = |unit: u32, more: u32| Ok((byte(data, here.wrapping_add(1))? + more) * unit);
        match next {
            _ if next == protocol => return Ok(true),
            // Hop-by-hop, destination options, routing, fragment: in units of 8 bytes.
            0 | 60 | 43 | 44 if of_ipv6 => {
                next = byte(data, here)?;
                at = at.wrapping_add(units(8, 1)?);
            }
            // AH, in units of 4 bytes (RFC 4302 section 2.2). libpcap forgets what was before it, and
            // we have its answers.
            51 => {
                next = byte(data, here)?;
                at = units(4, 2)?;
            }
            _ => return Ok(false),
        }
    }
    Ok(false)
}
