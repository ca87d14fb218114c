//! Segments that came before those in front of them. Of bytes that came twice the first copy
//! stays, as in most receivers; nothing overlaps here.

/// A segment that waits.
#[derive(Debug)]
pub struct Segment {
    /// Sequence number of its first byte.
    pub sequence: u32,
    /// Its length on the wire.
    pub wire_bytes: u32,
    /// What was captured of it; nothing where it lies in what is passed over.
    pub bytes: Box<[u8]>,
}

/// Segments that wait, in order.
#[derive(Debug, Default)]
pub struct Held {
    segments: Vec<Segment>,
    bytes: usize,
}

impl Held {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.segments.len()
    }

    /// Bytes of memory that they hold.
    pub const fn held_bytes(&self) -> usize {
        self.bytes + self.segments.capacity() * size_of::<Segment>()
    }

    /// Where the first begins.
    pub fn first(&self) -> Option<u32> {
        self.segments.first().map(|segment| segment.sequence)
    }

    /// Takes the first out.
    pub fn pop(&mut self) -> Option<Segment> {
        if self.segments.is_empty() {
            return None;
        }
        let segment = self.segments.remove(0);
        self.bytes -= segment.bytes.len();
        if self.segments.is_empty() {
            self.segments = Vec::new();
        }
        Some(segment)
    }

    /// Adds what is new of a segment; `next` is the number of the next byte in order, from which
    /// all others are less than 2^31 away. Without `bytes` only its place is kept.
    pub fn insert(&mut self, next: u32, sequence: u32, wire_bytes: u32, bytes: &[u8]) {
        let offset = |sequence: u32| u64::from(sequence.wrapping_sub(next));
        let (mut from, end) = (offset(sequence), offset(sequence) + u64::from(wire_bytes));
        let begin = from;
        let mut place = 0;
        while from < end {
            let Some(other) = self.segments.get(place) else {
                self.place(place, next, from, end, from - begin, bytes);
                return;
            };
            let start = offset(other.sequence);
            let stop = start + u64::from(other.wire_bytes);
            if stop > from {
                if start > from {
                    let until = end.min(start);
                    place += self.place(place, next, from, until, from - begin, bytes);
                }
                from = stop.max(from);
            }
            place += 1;
        }
    }

    /// Puts the bytes from offset `from` to `until` at a place; `skip` bytes of `bytes` lie before
    /// them. Returns how many segments there are more.
    fn place(
        &mut self,
        place: usize,
        next: u32,
        from: u64,
        until: u64,
        skip: u64,
        bytes: &[u8],
    ) -> usize {
        let (skip, length) = (narrow(skip) as usize, narrow(until - from));
        let rest = bytes.get(skip..).unwrap_or_default();
        let kept = rest.get(..length as usize).unwrap_or(rest);
        let sequence = next.wrapping_add(narrow(from));
        // What is passed over needs no segments of its own.
        if kept.is_empty()
            && let Some(before) = place.checked_sub(1).and_then(|at| self.segments.get_mut(at))
            && before.bytes.is_empty()
            && before.sequence.wrapping_add(before.wire_bytes) == sequence
            && let Some(joined) = before.wire_bytes.checked_add(length)
        {
            before.wire_bytes = joined;
            return 0;
        }
        self.bytes += kept.len();
        self.segments.insert(place, Segment { sequence, wire_bytes: length, bytes: kept.into() });
        1
    }
}

fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(held: &Held) -> Vec<(u32, String)> {
        let text = |segment: &Segment| String::from_utf8(segment.bytes.to_vec()).unwrap();
        held.segments.iter().map(|segment| (segment.sequence, text(segment))).collect()
    }

    #[test]
    fn the_first_copy_of_a_byte_stays() {
        let mut held = Held::default();
        held.insert(0, 14, 2, b"EF");
        held.insert(0, 10, 10, b"abcdefghij");
        held.insert(0, 10, 11, b"ABCDEFGHIJK");
        let expected = [(10, "abcd"), (14, "EF"), (16, "ghij"), (20, "K")];
        assert_eq!(content(&held), expected.map(|(at, text)| (at, text.to_owned())));
        assert_eq!(held.bytes, 11);
    }

    #[test]
    fn numbers_wrap() {
        let mut held = Held::default();
        held.insert(u32::MAX - 5, 3, 2, b"cd");
        held.insert(u32::MAX - 5, u32::MAX, 4, b"wxyz");
        let expected = [(u32::MAX, "wxyz"), (3, "cd")];
        assert_eq!(content(&held), expected.map(|(at, text)| (at, text.to_owned())));
    }

    #[test]
    fn what_is_passed_over_is_one_segment() {
        let mut held = Held::default();
        for turn in 1..100 {
            held.insert(0, turn * 1000, 1000, b"");
        }
        assert_eq!(held.len(), 1);
        let only = held.pop().unwrap();
        assert_eq!((only.sequence, only.wire_bytes, held.len()), (1000, 99_000, 0));
    }
}
