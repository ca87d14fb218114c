//! Where the headers of a packet are, as an expression sees it: behind tags, labels and sessions.

use super::link::{Framing, Layout, layout};
use crate::packet::RawPacket;

/// A byte was asked for that a packet does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut;

/// Ethertypes of VLAN tags: IEEE 802.1Q, 802.1ad, and what was used before that.
pub const TAGS: [u32; 3] = [0x8100, 0x88a8, 0x9100];
const MPLS: [u32; 2] = [0x8847, 0x8848];
const PPPOE_SESSION: u32 = 0x8864;

/// How many tags and labels are looked behind. Chosen by us: more than networks have.
const DEEPEST: usize = 8;

/// What shifts the headers behind it in a strict expression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    /// VLAN tags.
    pub tags: u32,
    /// MPLS labels.
    pub labels: u32,
    /// The tags and labels before a PPPoE session, where there is one.
    pub session: Option<(u32, u32)>,
}

/// Where headers are.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The frame as its link type has it, if it is long enough for that.
    outer: Result<Layout, Cut>,
    /// The frame whose payload is looked at.
    inner: Result<Layout, Cut>,
    /// MPLS labels before the network header.
    labels: u32,
    /// What was looked behind.
    passed: Passed,
}

/// What was looked behind without being asked to.
#[derive(Clone, Copy, Debug, Default)]
struct Passed {
    /// Ethertype and tag.
    tags: [(u16, u16); DEEPEST],
    tag_count: usize,
    labels: [u32; DEEPEST],
    label_count: usize,
    session: Option<u32>,
}

impl View {
    /// Where the headers of a packet are. Not `strict`, it looks behind tags, labels and sessions.
    pub fn of(raw: &RawPacket<'_>, strict: bool) -> Self {
        let outer = layout(raw.link_type.0, raw.data);
        let mut view = Self { outer, inner: outer, labels: 0, passed: Passed::default() };
        if let (false, Ok(outer)) = (strict, outer) {
            view.look_behind(raw.data, outer);
        }
        view
    }

    fn look_behind(&mut self, data: &[u8], outer: Layout) {
        let mut inner = outer;
        let passed = &mut self.passed;
        for _ in 0..2 * DEEPEST {
            if !matches!(
                inner.framing,
                Framing::Ethernet | Framing::Cooked(_) | Framing::Hdlc | Framing::Ppp
            ) {
                return;
            }
            let Ok(announced) = half(data, inner.announced) else { return };
            let is_ppp = inner.framing == Framing::Ppp;
            if !is_ppp && TAGS.contains(&announced) {
                let (Ok(tag), Some(place)) =
                    (half(data, inner.payload), passed.tags.get_mut(passed.tag_count))
                else {
                    return;
                };
                *place = (narrow(announced), narrow(tag));
                passed.tag_count += 1;
                inner = Layout {
                    announced: inner.payload.wrapping_add(2),
                    payload: inner.payload.wrapping_add(4),
                    ..inner
                };
            } else if !is_ppp && announced == PPPOE_SESSION {
                let Ok(session) = half(data, inner.payload.wrapping_add(2)) else { return };
                passed.session = Some(session);
                inner = behind_session(inner, 0);
            } else if if is_ppp {
                matches!(announced, 0x281 | 0x283)
            } else {
                MPLS.contains(&announced)
            } {
                loop {
                    let at = inner.payload.wrapping_add(4 * self.labels);
                    let (Ok(label), Some(place)) =
                        (word(data, at), passed.labels.get_mut(passed.label_count))
                    else {
                        return;
                    };
                    *place = label >> 12;
                    passed.label_count += 1;
                    self.labels += 1;
                    if label & 0x100 != 0 {
                        break;
                    }
                }
                self.inner = Ok(inner);
                return;
            } else {
                return;
            }
            self.inner = Ok(inner);
        }
    }

    /// The same, shifted by what stands before in the expression.
    pub fn behind(&self, shift: Shift) -> Self {
        let shifted = self.outer.map(|outer| {
            let mut inner = outer;
            let mut tags = shift.tags;
            if let Some((before, labels)) = shift.session {
                inner = behind_session(tagged(inner, before), labels);
                tags = 0;
            }
            tagged(inner, tags)
        });
        Self { inner: shifted, labels: shift.labels, ..*self }
    }

    /// The frame whose payload is looked at.
    ///
    /// # Errors
    /// Where the packet is too short to tell.
    pub const fn frame(&self) -> Result<Layout, Cut> {
        self.inner
    }

    /// The outermost frame.
    ///
    /// # Errors
    /// Where the packet is too short to tell.
    pub const fn outermost(&self) -> Result<Layout, Cut> {
        self.outer
    }

    /// Where the network header begins.
    ///
    /// # Errors
    /// Where the packet is too short to tell.
    pub fn network(&self) -> Result<u32, Cut> {
        let frame = self.inner?;
        Ok(frame.payload.wrapping_add(frame.snap).wrapping_add(4 * self.labels))
    }

    /// MPLS labels before the network header.
    pub const fn labels(&self) -> u32 {
        self.labels
    }

    /// Whether something with this Ethertype was looked behind.
    pub fn has_passed(&self, ether_type: u32) -> bool {
        let passed = &self.passed;
        let mut tags = passed.tags.iter().take(passed.tag_count);
        tags.any(|(announced, _)| u32::from(*announced) == ether_type)
            || (passed.label_count > 0 && MPLS.contains(&ether_type))
            || (passed.session.is_some() && ether_type == PPPOE_SESSION)
    }

    /// Whether a VLAN tag was looked behind, of this VLAN if one is named.
    pub fn has_tag(&self, vlan: Option<u32>) -> bool {
        let mut tags = self.passed.tags.iter().take(self.passed.tag_count);
        tags.any(|(_, tag)| vlan.is_none_or(|vlan| u32::from(tag & 0x0fff) == vlan))
    }

    /// Whether an MPLS label was looked behind, this one if one is named.
    pub fn has_label(&self, label: Option<u32>) -> bool {
        let mut labels = self.passed.labels.iter().take(self.passed.label_count);
        labels.any(|one| label.is_none_or(|label| *one == label))
    }

    /// Whether PPPoE was looked behind, of this session if one is named.
    pub fn has_session(&self, session: Option<u32>) -> bool {
        self.passed.session.is_some_and(|one| session.is_none_or(|session| one == session))
    }
}

fn tagged(frame: Layout, tags: u32) -> Layout {
    let shift = 4 * tags;
    Layout {
        announced: frame.announced.wrapping_add(shift),
        payload: frame.payload.wrapping_add(shift),
        ..frame
    }
}

/// PPP behind the six bytes of PPPoE (RFC 2516 section 4).
const fn behind_session(frame: Layout, labels: u32) -> Layout {
    let link = frame.payload.wrapping_add(frame.snap).wrapping_add(4 * labels + 6);
    let payload = link.wrapping_add(2);
    Layout { framing: Framing::Ppp, link, announced: link, payload, snap: 0, llc: 0 }
}

#[expect(clippy::cast_possible_truncation, reason = "read from two bytes")]
const fn narrow(half: u32) -> u16 {
    half as u16
}

/// The byte at `at`.
///
/// # Errors
/// Where the packet has none there.
pub fn byte(data: &[u8], at: u32) -> Result<u32, Cut> {
    data.get(at as usize).map(|byte| u32::from(*byte)).ok_or(Cut)
}

/// The two bytes at `at`, in the order of networks.
///
/// # Errors
/// Where the packet does not have them.
pub fn half(data: &[u8], at: u32) -> Result<u32, Cut> {
    let rest = data.get(at as usize..).ok_or(Cut)?;
    rest.first_chunk().map(|bytes| u32::from(u16::from_be_bytes(*bytes))).ok_or(Cut)
}

/// The four bytes at `at`, in the order of networks.
///
/// # Errors
/// Where the packet does not have them.
pub fn word(data: &[u8], at: u32) -> Result<u32, Cut> {
    let rest = data.get(at as usize..).ok_or(Cut)?;
    rest.first_chunk().map(|bytes| u32::from_be_bytes(*bytes)).ok_or(Cut)
}
