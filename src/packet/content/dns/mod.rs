//! Messages of the domain name system, read whole: a header, questions, records.
//!
//! A record that lies or is cut ends the message: what stands before it is read, nothing behind it
//! can be found.

mod name;
mod records;

pub use name::NameText;
pub use records::{Record, Section};

use super::super::bytes::{u8_at, u16_at, u32_at};

/// Bytes of the header.
pub const HEADER: usize = 12;
/// The type of the pseudo record that holds options (RFC 6891 section 6.1).
pub const OPT: u16 = 41;

/// A message, without the length that stands before it in streams.
#[derive(Clone, Copy, Debug)]
pub struct DnsMessage<'a> {
    /// All that was captured of it.
    pub bytes: &'a [u8],
}

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Where its name begins.
    pub name: usize,
    /// The type asked for.
    pub kind: u16,
    /// The class asked for, with the bit that mDNS puts on top.
    pub class: u16,
}

impl<'a> DnsMessage<'a> {
    /// The identifier that the answer repeats.
    pub fn id(&self) -> Option<u16> {
        u16_at(self.bytes, 0)
    }

    /// The flags (RFC 1035 section 4.1.1, RFC 4035 section 3.1.6).
    pub fn flags(&self) -> Option<u16> {
        u16_at(self.bytes, 2)
    }

    /// Whether it answers.
    pub fn is_response(&self) -> bool {
        self.flags().is_some_and(|flags| flags & 0x8000 != 0)
    }

    /// What is asked for, four bits.
    pub fn operation(&self) -> Option<u16> {
        Some(self.flags()? >> 11 & 15)
    }

    /// The answer's success, four bits.
    pub fn code(&self) -> Option<u16> {
        Some(self.flags()? & 15)
    }

    /// How many questions, answers, authorities or additional records it says that it has.
    pub fn count(&self, section: usize) -> Option<u16> {
        u16_at(self.bytes, 4 + section * 2)
    }

    /// The questions, as far as they are whole.
    pub fn questions(&self) -> impl Iterator<Item = Question> + use<'a> {
        let (bytes, count) = (self.bytes, self.count(0).unwrap_or_default());
        let mut at = HEADER;
        (0..count).map_while(move |_| {
            let (question, end) = question(bytes, at)?;
            at = end;
            Some(question)
        })
    }

    /// The records of all sections, as far as they are whole.
    pub fn records(&self) -> impl Iterator<Item = Record> + use<'a> {
        let bytes = self.bytes;
        let mut at = Some(HEADER);
        for _ in 0..self.count(0).unwrap_or_default() {
            at = at.and_then(|at| question(bytes, at)).map(|(_, end)| end);
        }
        let counts = [1, 2, 3].map(|section| self.count(section).unwrap_or_default());
        Section::of_each(counts).map_while(move |section| {
            let (record, end) = Record::read(bytes, at?, section)?;
            at = Some(end);
            Some(record)
        })
    }

    /// Where the name at a place ends.
    pub fn skip_name(&self, at: usize) -> Option<usize> {
        name::skip(self.bytes, at)
    }

    /// The name at a place, written out.
    pub fn name(&self, at: usize) -> Option<NameText> {
        NameText::read(self.bytes, at)
    }
}

fn question(bytes: &[u8], at: usize) -> Option<(Question, usize)> {
    let end = name::skip(bytes, at)?;
    let question = Question { name: at, kind: u16_at(bytes, end)?, class: u16_at(bytes, end + 2)? };
    Some((question, end + 4))
}

/// A number of one, two or four bytes.
pub fn number(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    match length {
        1 => u8_at(bytes, at).map(u32::from),
        2 => u16_at(bytes, at).map(u32::from),
        _ => u32_at(bytes, at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rustfmt::skip]
    const ANSWER: &[u8] = b"\x12\x34\x81\x80\0\x01\0\x02\0\0\0\x01\
        \x03www\x07Example\x03com\0\0\x01\0\x01\
        \xc0\x0c\0\x05\0\x01\0\0\x0e\x10\0\x04\x01a\xc0\x10\
        \x01a\xc0\x10\0\x01\0\x01\0\0\0\x3c\0\x04\xc0\0\x02\x01\
        \0\0\x29\x10\0\0\0\0\0\0\0";

    #[test]
    fn records_of_all_sections_are_read() {
        let message = DnsMessage { bytes: ANSWER };
        assert_eq!(
            (message.id(), message.code(), message.is_response()),
            (Some(0x1234), Some(0), true)
        );
        let question = message.questions().next().unwrap();
        assert_eq!(message.name(question.name).unwrap().as_str(), "www.Example.com");
        let records: Vec<_> = message.records().collect();
        let kinds: Vec<_> = records.iter().map(|record| (record.section, record.kind)).collect();
        let expected = [(Section::Answer, 5), (Section::Answer, 1), (Section::Additional, OPT)];
        assert_eq!(kinds, expected);
        assert_eq!(message.name(records[0].data).unwrap().as_str(), "a.Example.com");
        assert_eq!(message.name(records[2].name).unwrap().as_str(), "<Root>");
        assert_eq!(records[1].data(ANSWER), [192, 0, 2, 1]);
    }

    #[test]
    fn what_is_cut_ends_the_message() {
        for length in 0..ANSWER.len() {
            let message = DnsMessage { bytes: &ANSWER[..length] };
            assert!(message.records().count() < 3);
            let names = message.questions().filter_map(|question| message.name(question.name));
            assert!(names.count() <= 1);
        }
    }
}
