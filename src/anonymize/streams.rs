//! Names in streams: what one segment of TCP begins, a hello of TLS, the head of an HTTP message, a
//! message of DNS, the next may end. What is not whole yet is kept, and read again with what follows.
//!
//! The beginning of a name is written before its end is known, and the same name has to give way to the
//! same; so the part that is there is filled with `x`, and what follows is changed as part of the whole.

use std::collections::{HashMap, VecDeque};

use super::mapper::Mapper;
use super::{datagram, web};
use crate::packet::bytes::{u16_at, u32_at};

/// Bytes that are kept of one direction at most. Chosen by us: a head is hardly longer, a hello cannot be.
const MOST_OF_ONE: usize = 16 << 10;
/// Bytes that are kept of all at most. Chosen by us.
const MOST: usize = 4 << 20;
/// What a kept beginning takes besides its bytes.
const BESIDES: usize = 128;

/// Addresses and ports of a segment, its sender's first.
pub type Ends = [u8; 36];
/// The segment that follows a beginning: its ends and its sequence number.
type Following = (Ends, u32);

/// A segment as it was.
pub struct Segment<'a> {
    /// Whose it is.
    pub ends: Ends,
    /// Where its first byte of payload stands in the stream.
    pub sequence: u32,
    /// What it carried.
    pub payload: &'a [u8],
    /// Whether that is DNS.
    pub is_dns: bool,
}

impl<'a> Segment<'a> {
    /// The segment with this header between these addresses.
    pub fn of(addresses: &[u8], header: &[u8], payload: &'a [u8]) -> Self {
        let ports = [0, 2].map(|at| u16_at(header, at).unwrap_or_default());
        let mut ends = [0; 36];
        let octets = addresses.iter().chain(header.get(..4).unwrap_or_default());
        ends.iter_mut().zip(octets).for_each(|(to, from)| *to = *from);
        // A SYN takes the number before the first byte.
        let is_first = header.get(13).is_some_and(|flags| flags & 2 != 0);
        let sequence = u32_at(header, 4).unwrap_or_default().wrapping_add(u32::from(is_first));
        Self { ends, sequence, payload, is_dns: ports.contains(&53) }
    }
}

/// Beginnings of what is not whole yet.
#[derive(Debug, Default)]
pub struct Streams {
    kept: HashMap<Following, Vec<u8>>,
    /// In the order in which they came.
    order: VecDeque<Following>,
    bytes: usize,
}

impl Streams {
    /// Changes what a segment carries: its payload as it was and as it is to be.
    pub fn segment(&mut self, mapper: &mut Mapper, segment: &Segment<'_>, payload: &mut [u8]) {
        let names = if segment.is_dns { datagram::dns_stream } else { web::names };
        let here = (segment.ends, segment.sequence);
        let beginning = self.kept.get(&here).filter(|_| !payload.is_empty());
        let (rest, whole);
        if let Some(before) = beginning {
            let mut changed = [before.as_slice(), segment.payload].concat();
            whole = changed.clone();
            rest = names(mapper, &mut changed);
            if let Some(from) = changed.get(before.len()..).filter(|it| it.len() == payload.len()) {
                payload.copy_from_slice(from);
            }
        } else {
            rest = names(mapper, payload);
            whole = rest.map(|_| segment.payload.to_vec()).unwrap_or_default();
        }
        if let Some(rest) = rest.and_then(|rest| whole.get(rest..)).filter(|it| !it.is_empty()) {
            let length = u32::try_from(payload.len()).unwrap_or_default();
            self.keep((segment.ends, segment.sequence.wrapping_add(length)), rest);
        }
    }

    fn keep(&mut self, following: Following, beginning: &[u8]) {
        if beginning.len() > MOST_OF_ONE {
            return;
        }
        if let Some(before) = self.kept.insert(following, beginning.to_vec()) {
            self.bytes -= before.len();
        } else {
            self.order.push_back(following);
        }
        self.bytes += beginning.len();
        // A segment may come again, so that beginnings stay until there is no room.
        while self.bytes + self.order.len() * BESIDES > MOST {
            let Some(oldest) = self.order.pop_front() else { return };
            self.bytes -= self.kept.remove(&oldest).map_or(0, |bytes| bytes.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cryptopan::tests::SAMPLE;
    use super::super::names::dotted;
    use super::*;

    /// What is written of a stream that is cut at these places.
    fn cut(stream: &[u8], port: u16, at: &[usize]) -> Vec<u8> {
        let (mut mapper, mut streams) = (Mapper::new(&SAMPLE), Streams::default());
        let places: Vec<usize> = [&[0], at, &[stream.len()]].concat();
        let mut written = Vec::new();
        for ends in places.windows(2) {
            let mut header = [0; 20];
            header[2..4].copy_from_slice(&port.to_be_bytes());
            header[4..8]
                .copy_from_slice(&u32::try_from(ends[0]).unwrap().wrapping_sub(7).to_be_bytes());
            let before = &stream[ends[0]..ends[1]];
            let mut after = before.to_vec();
            streams.segment(&mut mapper, &Segment::of(&[10; 8], &header, before), &mut after);
            written.extend(after);
        }
        assert_eq!(written.len(), stream.len());
        written
    }

    fn has(bytes: &[u8], word: &[u8]) -> bool {
        bytes.windows(word.len()).any(|it| it.eq_ignore_ascii_case(word))
    }

    fn other(name: &str) -> Vec<u8> {
        let mut name = name.as_bytes().to_vec();
        dotted(&mut Mapper::new(&SAMPLE), &mut name);
        name
    }

    /// Cuts a stream at every place, and asserts that of each word a cut leaves nothing but what is
    /// said to take its place.
    fn every_cut_hides(stream: &[u8], port: u16, words: &[&str]) {
        let whole = cut(stream, port, &[]);
        for at in 1..stream.len() {
            for after in
                [cut(stream, port, &[at]), cut(stream, port, &[at, (at + 3).min(stream.len())])]
            {
                for word in words {
                    // Not a half of it either.
                    for part in word.as_bytes().windows(4) {
                        assert!(!has(&after, part), "{at}: {}", String::from_utf8_lossy(&after));
                    }
                }
            }
            // What is whole in the second segment is what it would be without the cut.
            let after = cut(stream, port, &[at]);
            let behind = (at + 40).min(stream.len());
            assert_eq!(after[behind..], whole[behind..], "{at}");
        }
    }

    #[test]
    fn hosts_are_hidden_wherever_segments_and_requests_end() {
        let stream =
            b"GET /a HTTP/1.1\r\nhOST: first.zebra.com\r\nReferer: http://quagga.net/b\r\n\r\n\
            GET http://okapi.org/ HTTP/1.1\r\nAccept: */*\r\nHost: second.zebra.com:81\r\n\r\n";
        let whole = cut(stream, 80, &[]);
        for name in ["first.zebra.com", "second.zebra.com", "quagga.net", "okapi.org"] {
            assert!(has(&whole, &other(name)), "{}", String::from_utf8_lossy(&whole));
        }
        every_cut_hides(stream, 80, &["first", "second", "zebra", "quagga", "okapi"]);
    }

    #[test]
    fn a_server_is_hidden_wherever_its_hello_is_cut() {
        let mut hello = vec![22, 3, 1, 0, 85, 1, 0, 0, 81, 3, 3];
        hello.extend([7; 32]);
        hello.extend([0, 0, 2, 0x13, 1, 1, 0, 0, 36]);
        hello.extend([0, 43, 0, 3, 2, 3, 4, 0, 0, 0, 16, 0, 14, 0, 0, 11]);
        hello.extend(b"zebrafi.com");
        hello.extend([0, 51, 0, 2, 0, 0, 0, 0]);
        hello.truncate(5 + 85);
        assert!(has(&cut(&hello, 443, &[]), &other("zebrafi.com")));
        every_cut_hides(&hello, 443, &["zebrafi"]);
    }

    #[test]
    fn questions_are_hidden_wherever_segments_of_dns_end() {
        let message =
            [&[0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0][..], b"\x05zebra\x03com\0\0\x01\0\x01"].concat();
        let one = [&[0, u8::try_from(message.len()).unwrap()][..], &message].concat();
        every_cut_hides(&[one.clone(), one].concat(), 53, &["zebra"]);
    }

    #[test]
    fn beginnings_take_a_bounded_room() {
        let (mut mapper, mut streams) = (Mapper::new(&SAMPLE), Streams::default());
        let before = [b"GET / HTTP/1.1\r\n".as_slice(), &[b'a'; 8000]].concat();
        for sequence in 0..2000_u32 {
            let segment = Segment {
                ends: [0; 36],
                sequence: sequence << 16,
                payload: &before,
                is_dns: false,
            };
            streams.segment(&mut mapper, &segment, &mut before.clone());
        }
        assert!(streams.bytes <= MOST && streams.kept.len() == streams.order.len());
        assert_eq!(streams.bytes, streams.kept.values().map(Vec::len).sum::<usize>());
    }
}
