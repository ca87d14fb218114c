//! A test as it is in the commonest frame: Ethernet without a tag, IPv4 without options. All of its
//! headers stand at fixed places, so that much of a test is known before any frame is seen.

use super::announces::announces;
use super::test::{From, Test};
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

/// Whether a frame begins so.
#[inline]
pub fn is_common(raw: &RawPacket<'_>) -> bool {
    let begins_so = |head: &[u8; 34]| head[12..15] == SAMPLE[12..15];
    raw.link_type == LinkType(1) && raw.data.first_chunk().is_some_and(begins_so)
}

/// What is left to ask of such a frame, and where its headers are.
pub fn fixed(test: &Test, strict: bool) -> (Test, View) {
    let frame = RawPacket::alone(LinkType(1), &SAMPLE);
    let view = View::of(&frame, strict);
    (left_of(test, &frame, &view).unwrap_or_else(|Cut| test.clone()), view)
}

fn left_of(test: &Test, frame: &RawPacket<'_>, view: &View) -> Result<Test, Cut> {
    Ok(match test {
        Test::All(tests) => joined(tests, false, frame, view)?,
        Test::Any(tests) => joined(tests, true, frame, view)?,
        Test::Not(test) => match left_of(test, frame, view)? {
            Test::Always(holds) => Test::Always(!holds),
            other => Test::Not(Box::new(other)),
        },
        Test::Announces(number) => Test::Always(announces(frame.data, view, *number)?),
        Test::Bits { from, offset, size, mask, relation, to } => Test::Bits {
            from: From::Link,
            offset: from.of(frame.data, view)?.wrapping_add(*offset),
            size: *size,
            mask: *mask,
            relation: *relation,
            to: *to,
        },
        Test::Went(_) | Test::Tag(_) | Test::Label(_) | Test::Session(_) => {
            Test::Always(test.holds(frame, view)?)
        }
        Test::Always(_)
        | Test::Behind(..)
        | Test::Relation(..)
        | Test::Chain { .. }
        | Test::Hardware(..)
        | Test::Group => test.clone(),
    })
}

/// Tests that all hold, or of which one does: `decides` is the answer of one that ends the asking. Those
/// before it stay, as a frame may be too short for them, and then nothing holds.
fn joined(tests: &[Test], decides: bool, frame: &RawPacket<'_>, view: &View) -> Result<Test, Cut> {
    let mut left = Vec::new();
    for test in tests {
        match left_of(test, frame, view)? {
            Test::Always(holds) if holds != decides => {}
            known @ Test::Always(_) => {
                left.push(known);
                break;
            }
            other => left.push(other),
        }
    }
    Ok(match left.len() {
        0 => Test::Always(!decides),
        1 => left.remove(0),
        _ if decides => Test::Any(left),
        _ => Test::All(left),
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn left(text: &str) -> Test {
        let tests = parse::parse(text, false).unwrap().into_iter().map(|(test, _)| test).collect();
        fixed(&Test::All(tests), false).0
    }

    #[test]
    fn what_is_known_of_the_frame_is_not_asked() {
        assert!(matches!(left("ip"), Test::Always(true)));
        assert!(matches!(left("arp or ip6 or vlan"), Test::Always(false)));
        assert!(matches!(left("not ip"), Test::Always(false)));
        // The protocol of IPv4, and of IPv6 nothing.
        assert!(matches!(left("tcp"), Test::Bits { from: From::Link, offset: 23, size: 1, .. }));
        assert!(matches!(left("ether host 1:2:3:4:5:6"), Test::Any(_)));
    }
}
