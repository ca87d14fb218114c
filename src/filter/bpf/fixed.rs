//! A test as it is in the commonest frame: Ethernet without a tag, IPv4 without options. All of its
//! headers stand at fixed places, so that most of a test is known before any frame is seen.

use super::announces::announces;
use super::arithmetic::Relation;
use super::test::{Test, load};
use super::view::{Cut, View};
use crate::packet::RawPacket;
use crate::value::LinkType;

/// The beginning of such a frame.
const SAMPLE: [u8; 34] = {
    let mut sample = [0; 34];
    sample[12] = 0x08;
    sample[14] = 0x45;
    sample
};

/// What is left to ask of such a frame.
#[derive(Clone, Debug)]
pub enum Fixed {
    /// Known before.
    Always(bool),
    /// All hold, asked in this order.
    All(Vec<Fixed>),
    /// One holds at least.
    Any(Vec<Fixed>),
    /// It does not hold.
    Not(Box<Fixed>),
    /// Some bits at a place in the frame are in a relation to a number.
    Bits { at: u32, size: u8, mask: u32, relation: Relation, to: u32 },
    /// What has no fixed place.
    Moving(Test),
}

/// Whether a frame begins so.
#[inline]
pub fn is_common(raw: &RawPacket<'_>) -> bool {
    raw.link_type == LinkType(1)
        && raw.data.first_chunk::<34>().is_some_and(|head| head[12..15] == [0x08, 0x00, 0x45])
}

impl Fixed {
    /// What is left of a test.
    pub fn of(test: &Test, strict: bool) -> Self {
        let frame = RawPacket::alone(LinkType(1), &SAMPLE);
        let view = View::of(&frame, strict);
        Self::seen(test, &frame, &view).unwrap_or_else(|Cut| Self::Moving(test.clone()))
    }

    fn seen(test: &Test, frame: &RawPacket<'_>, view: &View) -> Result<Self, Cut> {
        Ok(match test {
            Test::Always(holds) => Self::Always(*holds),
            Test::All(tests) => Self::joined(tests, false, frame, view)?,
            Test::Any(tests) => Self::joined(tests, true, frame, view)?,
            Test::Not(test) => match Self::seen(test, frame, view)? {
                Self::Always(holds) => Self::Always(!holds),
                other => Self::Not(Box::new(other)),
            },
            Test::Announces(number) => Self::Always(announces(frame.data, view, *number)?),
            Test::Bits { from, offset, size, mask, relation, to } => Self::Bits {
                at: from.of(frame.data, view)?.wrapping_add(*offset),
                size: *size,
                mask: *mask,
                relation: *relation,
                to: *to,
            },
            Test::Went(_) | Test::Tag(_) | Test::Label(_) | Test::Session(_) => {
                Self::Always(test.holds(frame, view)?)
            }
            Test::Behind(..)
            | Test::Relation(..)
            | Test::Chain { .. }
            | Test::Hardware(..)
            | Test::Group => Self::Moving(test.clone()),
        })
    }

    /// Tests that all hold, or of which one does: `decides` is the answer of one that ends the asking.
    /// Those before it stay, as a frame may be too short for them, and then nothing holds.
    fn joined(
        tests: &[Test],
        decides: bool,
        frame: &RawPacket<'_>,
        view: &View,
    ) -> Result<Self, Cut> {
        let mut left = Vec::new();
        for test in tests {
            match Self::seen(test, frame, view)? {
                Self::Always(holds) if holds != decides => {}
                Self::Always(_) if left.is_empty() => return Ok(Self::Always(decides)),
                Self::Always(_) => {
                    left.push(Self::Always(decides));
                    break;
                }
                other => left.push(other),
            }
        }
        Ok(match left.len() {
            0 => Self::Always(!decides),
            1 => left.remove(0),
            _ if decides => Self::Any(left),
            _ => Self::All(left),
        })
    }

    /// Whether it holds of a frame that begins so.
    ///
    /// # Errors
    /// Where the frame lacks a byte that is asked for: then the whole expression does not hold.
    pub fn holds(&self, raw: &RawPacket<'_>, strict: bool) -> Result<bool, Cut> {
        Ok(match self {
            Self::Always(holds) => *holds,
            Self::All(tests) => {
                for test in tests {
                    if !test.holds(raw, strict)? {
                        return Ok(false);
                    }
                }
                true
            }
            Self::Any(tests) => {
                for test in tests {
                    if test.holds(raw, strict)? {
                        return Ok(true);
                    }
                }
                false
            }
            Self::Not(test) => !test.holds(raw, strict)?,
            Self::Bits { at, size, mask, relation, to } => {
                relation.holds(load(raw.data, *at, *size)? & mask, *to)
            }
            Self::Moving(test) => test.holds(raw, &View::of(raw, strict))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn fixed(text: &str) -> Fixed {
        let tests = parse::parse(text, false).unwrap().into_iter().map(|(test, _)| test).collect();
        Fixed::of(&Test::All(tests), false)
    }

    #[test]
    fn what_is_known_of_the_frame_is_not_asked() {
        assert!(matches!(fixed("ip"), Fixed::Always(true)));
        assert!(matches!(fixed("arp or ip6 or vlan"), Fixed::Always(false)));
        assert!(matches!(fixed("not ip"), Fixed::Always(false)));
        // The protocol of IPv4, and of IPv6 nothing.
        assert!(matches!(fixed("tcp"), Fixed::Bits { at: 23, size: 1, .. }));
        assert!(matches!(fixed("ether host 1:2:3:4:5:6"), Fixed::Moving(_) | Fixed::Any(_)));
    }
}
