//! Messages of the domain name system (RFC 1035 section 4), whose form mDNS, LLMNR and the NetBIOS
//! name service share.

use crate::packet::Confidence;
use crate::packet::bytes::{array_at, u8_at, u16_at};

/// Bytes of the header.
pub const HEADER: usize = 12;
/// The longest name in octets (RFC 1035 section 2.3.4).
const LONGEST_NAME: usize = 255;
/// Octets of the shortest resource record: a root name, type, class, time to live, length.
const SHORTEST_RECORD: usize = 11;

/// The header and the first question of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Whether it answers.
    pub is_response: bool,
    /// What is asked for, four bits.
    pub operation: u8,
    /// Bits that RFC 1035 reserves: one of three is still free (RFC 6895 section 2.1).
    pub reserved: bool,
    /// The answer's success, four bits.
    pub code: u8,
    /// Questions, answers, authorities, additional records.
    pub counts: [u16; 4],
    /// Type and class of the first question, and where the question ends.
    pub question: Option<Question>,
}

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The type asked for.
    pub kind: u16,
    /// The class asked for.
    pub class: u16,
    /// Octets of its first label, which begins right after the header.
    pub first_label: u8,
    /// Where the next record begins.
    pub end: usize,
}

impl Message {
    /// The message that `bytes` begins with; `None` without a whole header, or if the records
    /// it counts cannot fit in `wire_bytes`.
    pub fn read(bytes: &[u8], wire_bytes: usize) -> Option<Self> {
        let [_, _, high, low, counts @ ..] = array_at::<HEADER>(bytes, 0)?;
        let count = |at| u16_at(&counts, at).unwrap_or_default();
        let counts = [count(0), count(2), count(4), count(6)];
        let records: usize = counts.iter().skip(1).map(|&count| usize::from(count)).sum();
        let questions = usize::from(counts.first().copied().unwrap_or_default());
        if HEADER + questions * 5 + records * SHORTEST_RECORD > wire_bytes {
            return None;
        }
        Some(Self {
            is_response: high & 0x80 != 0,
            operation: high >> 3 & 15,
            reserved: low & 0x40 != 0,
            code: low & 15,
            counts,
            question: if questions == 0 { None } else { Question::read(bytes) },
        })
    }

    /// How surely this is a message of the internet's domain name system, of whichever service.
    pub fn confidence(&self) -> Confidence {
        let [questions, answers, authorities, additional] = self.counts;
        let sane = matches!(self.operation, 0 | 1 | 2 | 4 | 5 | 6) && !self.reserved;
        if !sane || (questions > 0 && self.question.is_none()) {
            return Confidence::No;
        }
        let asked = self.question.is_some_and(|question| {
            // The top bit of the class asks for unicast in mDNS (RFC 6762 section 5.4).
            matches!(question.class & 0x7fff, 1 | 3 | 4 | 254 | 255)
                && (1..=0x0110).contains(&question.kind)
        });
        let proportionate = self.is_response
            || (self.code == 0 && answers <= 1 && authorities <= 1 && additional <= 3);
        Confidence::Possible.or_certain_if(questions == 1 && asked && proportionate)
    }
}

impl Question {
    fn read(bytes: &[u8]) -> Option<Self> {
        let end = skip_name(bytes, HEADER)?;
        Some(Self {
            kind: u16_at(bytes, end)?,
            class: u16_at(bytes, end + 2)?,
            first_label: u8_at(bytes, HEADER)?,
            end: end + 4,
        })
    }
}

/// Whether a NetBIOS name in its first-level encoding stands at `offset`.
pub fn is_netbios_name(bytes: &[u8], offset: usize) -> bool {
    u8_at(bytes, offset) == Some(32)
        && array_at::<32>(bytes, offset + 1)
            .is_some_and(|name| name.iter().all(|byte| matches!(byte, b'A'..=b'P')))
}

/// Where the name at `offset` ends: after its root label or its pointer.
fn skip_name(bytes: &[u8], mut offset: usize) -> Option<usize> {
    let last = offset + LONGEST_NAME;
    while offset < last {
        match u8_at(bytes, offset)? {
            0 => return Some(offset + 1),
            length @ 1..=63 => offset += 1 + usize::from(length),
            0xc0.. => return Some(offset + 2),
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rustfmt::skip]
    const QUERY: [u8; 21] = [
        0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0, // header: one question
        3, b'f', b'o', b'o', 0,  0, 1,  0, 1,           // foo, A, IN
    ];

    #[test]
    fn one_question_of_class_internet_is_certain() {
        let message = Message::read(&QUERY, QUERY.len()).unwrap();
        assert_eq!(message.question, Some(Question { kind: 1, class: 1, first_label: 3, end: 21 }));
        assert_eq!(message.confidence(), Confidence::Certain);
    }

    #[test]
    fn counts_that_cannot_fit_are_no_message() {
        let mut bytes = QUERY;
        bytes[7] = 2;
        assert_eq!(Message::read(&bytes, bytes.len()), None);
    }

    #[test]
    fn a_name_longer_than_allowed_is_no_question() {
        let mut bytes = QUERY.to_vec();
        bytes.truncate(HEADER);
        bytes.extend([1, b'a'].repeat(200));
        let message = Message::read(&bytes, bytes.len()).unwrap();
        assert_eq!(message.question, None);
        assert_eq!(message.confidence(), Confidence::No);
    }
}
