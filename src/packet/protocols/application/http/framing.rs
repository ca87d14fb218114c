//! Where messages of HTTP/1 end (RFC 9112 section 6): a head, which is kept, and a body, which is
//! passed over.
//!
//! [`Progress::stage`] holds what comes next in its upper four bits, and a number in the others;
//! [`Progress::queue`] the requests that wait for an answer, two bits each behind a leading one.

use crate::packet::content::http::{Beginning, FirstLine, Head, status};
use crate::packet::{Progress, Step};

/// What comes next: a head.
const HEAD: u32 = 0;
/// A body of so many bytes.
const BODY: u32 = 1;
/// A body of so many kibibytes: what is more than that is taken for the beginning of a message,
/// and found to be none.
const LARGE_BODY: u32 = 2;
/// The size of a chunk, with the chunk behind it.
const CHUNK: u32 = 3;
/// A line behind the last chunk.
const TRAILER: u32 = 4;
/// All until the end.
const UNTIL_CLOSE: u32 = 5;
/// Something else: the connection was handed over.
const TUNNEL: u32 = 6;
/// Bits of the number.
const BITS: u32 = 28;
/// The longest line behind which a chunk comes. Chosen by us: extensions are not in use.
const LONGEST_CHUNK_LINE: usize = 1024;

/// What a request does to the body of its answer.
const ORDINARY: u32 = 0;
/// The answer has no body (RFC 9110 section 9.3.2).
const HEAD_ONLY: u32 = 1;
/// A good answer opens a tunnel (RFC 9110 section 9.3.6).
const CONNECT: u32 = 2;

/// Finds the boundaries of messages.
pub fn framing(bytes: &[u8], own: &mut Progress, peer: &mut Progress) -> Step {
    let (next, number) = (own.stage >> BITS, u64::from(own.stage & ((1 << BITS) - 1)));
    let skipped = |length| Step::Part { length, keep: false, last: true };
    match next {
        HEAD => head(bytes, own, peer),
        CHUNK => chunk(bytes, own),
        TRAILER => trailer(bytes, own),
        TUNNEL => Step::Part { length: u64::MAX, keep: false, last: false },
        other => {
            own.stage = HEAD;
            skipped(match other {
                BODY => number,
                LARGE_BODY => number << 10,
                UNTIL_CLOSE => u64::MAX,
                _ => return Step::Lost,
            })
        }
    }
}

fn head(bytes: &[u8], own: &mut Progress, peer: &mut Progress) -> Step {
    // RFC 9112 section 2.2.
    if bytes.starts_with(b"\r\n") {
        return Step::Part { length: 2, keep: false, last: false };
    }
    let head = Head::of(bytes);
    match head.beginning() {
        Beginning::No => return Step::Lost,
        Beginning::Unsure => return Step::Wait(bytes.len() + 1),
        Beginning::Yes => {}
    }
    let Some(length) = head.length() else { return Step::Wait(bytes.len() + 1) };
    let head = Head::of(bytes.get(..length).unwrap_or(bytes));
    own.stage = match head.first_line() {
        Some(FirstLine::Request([method, ..])) => {
            push(&mut own.queue, method);
            body_of(&head).unwrap_or(HEAD)
        }
        Some(FirstLine::Response([_, code, _])) => response(&head, code, peer),
        None => return Step::Lost,
    };
    Step::Part { length: length as u64, keep: true, last: own.stage == HEAD || own.stage == TUNNEL << BITS }
}

/// What comes behind the head of a response.
fn response(head: &Head<'_>, code: &[u8], peer: &mut Progress) -> u32 {
    let status = status(code).unwrap_or_default();
    if status == 101 {
        return TUNNEL << BITS;
    }
    if (100..200).contains(&status) {
        return HEAD;
    }
    let request = pop(&mut peer.queue);
    match (request, status) {
        (CONNECT, 200..300) => TUNNEL << BITS,
        (HEAD_ONLY, _) | (_, 204 | 304) => HEAD,
        _ => body_of(head).unwrap_or(UNTIL_CLOSE << BITS),
    }
}

/// What comes behind a head that says how long its body is.
fn body_of(head: &Head<'_>) -> Option<u32> {
    if head.says("transfer-encoding", "chunked") {
        return Some(CHUNK << BITS);
    }
    let length = head.body_length()?;
    let fits = |number: u64| u32::try_from(number).ok().filter(|number| number >> BITS == 0);
    Some(match (length, fits(length), fits(length >> 10)) {
        (0, ..) => HEAD,
        (_, Some(bytes), _) => BODY << BITS | bytes,
        (_, None, Some(kibibytes)) => LARGE_BODY << BITS | kibibytes,
        _ => UNTIL_CLOSE << BITS,
    })
}

/// A size in hexadecimal, perhaps extensions, a line's end, so many bytes, a line's end.
fn chunk(bytes: &[u8], own: &mut Progress) -> Step {
    let Some(end) = bytes.iter().take(LONGEST_CHUNK_LINE).position(|byte| *byte == b'\n') else {
        return if bytes.len() < LONGEST_CHUNK_LINE { Step::Wait(bytes.len() + 1) } else { Step::Lost };
    };
    let line = bytes.get(..end).unwrap_or_default();
    let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let digits = line.get(..digits).and_then(|digits| std::str::from_utf8(digits).ok());
    let Some(size) = digits.and_then(|digits| u64::from_str_radix(digits, 16).ok()) else {
        return Step::Lost;
    };
    let line = end as u64 + 1;
    if size == 0 {
        own.stage = TRAILER << BITS;
        return Step::Part { length: line, keep: false, last: false };
    }
    // More than any body: not to be taken for one that lasts until the end.
    if size >> 48 != 0 {
        return Step::Lost;
    }
    Step::Part { length: line + size + 2, keep: false, last: false }
}

fn trailer(bytes: &[u8], own: &mut Progress) -> Step {
    let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
        return Step::Wait(bytes.len() + 1);
    };
    let last = end == 0 || bytes.starts_with(b"\r\n");
    if last {
        own.stage = HEAD;
    }
    Step::Part { length: end as u64 + 1, keep: false, last }
}

/// Remembers a request; beyond fifteen that wait, the oldest are taken for ordinary ones.
fn push(queue: &mut u32, method: &[u8]) {
    let kind = match method {
        b"HEAD" => HEAD_ONLY,
        b"CONNECT" => CONNECT,
        _ => ORDINARY,
    };
    let waiting = if *queue == 0 { 1 } else { *queue };
    if waiting.leading_zeros() >= 2 {
        *queue = waiting << 2 | kind;
    }
}

/// The oldest request that waits, which a response answers.
fn pop(queue: &mut u32) -> u32 {
    if *queue <= 1 {
        return ORDINARY;
    }
    let shift = 29 - queue.leading_zeros();
    let oldest = *queue >> shift & 3;
    *queue = *queue & ((1 << shift) - 1) | 1 << shift;
    oldest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts of a stream: length, kept, last.
    fn parts(mut bytes: &[u8], own: &mut Progress, peer: &mut Progress) -> Vec<(u64, bool, bool)> {
        let mut parts = Vec::new();
        while !bytes.is_empty() {
            let Step::Part { length, keep, last } = framing(bytes, own, peer) else { break };
            parts.push((length, keep, last));
            let length = usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len());
            bytes = &bytes[length..];
        }
        parts
    }

    fn ends(request: &[u8], response: &[u8]) -> Vec<(u64, bool, bool)> {
        let (mut client, mut server) = (Progress::default(), Progress::default());
        parts(request, &mut client, &mut server);
        parts(response, &mut server, &mut client)
    }

    const GET: &[u8] = b"GET / HTTP/1.1\r\n\r\n";

    #[test]
    fn a_body_has_the_length_that_its_head_says() {
        let response = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 204 No\r\n\r\n";
        assert_eq!(ends(GET, response), [(38, true, false), (5, false, true), (19, true, true)]);
    }

    #[test]
    fn chunks_end_with_an_empty_one_and_its_trailer() {
        let response = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n\
                         5;x\r\nhello\r\n0\r\nA: b\r\n\r\nHTTP/1.1 204 No\r\n\r\n";
        let chunks = [(12, false, false), (3, false, false), (6, false, false), (2, false, true)];
        let expected = [&[(47, true, false)][..], &chunks, &[(19, true, true)]].concat();
        assert_eq!(ends(GET, response), expected);
    }

    #[test]
    fn the_answer_to_head_has_no_body_whatever_it_says() {
        let response = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
        assert_eq!(ends(b"HEAD / HTTP/1.1\r\n\r\n", response), [(38, true, true)]);
        let both = [b"HEAD / HTTP/1.1\r\n\r\n", GET].concat();
        let answers = [&response[..], response].concat();
        assert_eq!(ends(&both, &answers), [(38, true, true), (38, true, false)]);
    }

    #[test]
    fn a_body_without_a_length_lasts_until_the_end() {
        let response = b"HTTP/1.0 200 OK\r\n\r\nhello";
        assert_eq!(ends(GET, response), [(19, true, false), (u64::MAX, false, true)]);
    }

    #[test]
    fn what_was_handed_over_is_passed_over() {
        let response = b"HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x05hello";
        assert_eq!(ends(GET, response), [(36, true, true), (u64::MAX, false, false)]);
    }

    #[test]
    fn interim_answers_leave_the_request_waiting() {
        let response = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
        assert_eq!(ends(b"HEAD / HTTP/1.1\r\n\r\n", response), [(25, true, true), (38, true, true)]);
    }

    #[test]
    fn requests_are_answered_in_their_order() {
        let mut queue = 0;
        for method in [&b"GET"[..], b"HEAD", b"CONNECT"] {
            push(&mut queue, method);
        }
        let answered = [(); 4].map(|()| pop(&mut queue));
        assert_eq!(answered, [ORDINARY, HEAD_ONLY, CONNECT, ORDINARY]);
        (0..40).for_each(|_| push(&mut queue, b"HEAD"));
        (0..15).for_each(|_| assert_eq!(pop(&mut queue), HEAD_ONLY));
        assert_eq!(pop(&mut queue), ORDINARY);
    }

    #[test]
    fn a_length_beyond_reason_is_no_chunk() {
        let mut own = Progress { stage: CHUNK << BITS, ..Progress::default() };
        assert_eq!(chunk(b"ffffffffffffffff\r\n", &mut own), Step::Lost);
        assert_eq!(chunk(b"\r\n", &mut own), Step::Lost);
    }
}
