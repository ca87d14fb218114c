use super::half::{Arrival, Half, Means};
use super::*;
use crate::packet::{Place, Progress, Step};

/// A byte that says how many follow; odd lengths are a body that nobody keeps, behind a head of
/// two bytes. 255 is no message, 254 lasts until the end.
fn toy(bytes: &[u8], own: &mut Progress, _: &mut Progress) -> Step {
    let length = u64::from(bytes[0]);
    if own.stage > 0 {
        own.stage = 0;
        return Step::Part { length, keep: false, last: true };
    }
    match bytes[0] {
        255 => Step::Lost,
        254 => Step::Part { length: u64::MAX, keep: true, last: true },
        odd if odd % 2 == 1 => {
            if bytes.len() < 3 {
                return Step::Wait(3);
            }
            own.stage = 1;
            Step::Part { length: 2, keep: true, last: false }
        }
        even => Step::whole(usize::from(even) + 1),
    }
}

/// A stream, and what is done to it.
struct Bench {
    half: Half,
    peer: Progress,
    found: Found,
    losses: Losses,
    messages: Vec<(Vec<u8>, u64)>,
}

impl Bench {
    fn new(first: u32) -> Self {
        let mut half = Half::default();
        half.begin(first);
        let (found, losses) = (Found::default(), Losses::default());
        Self { half, peer: Progress::default(), found, losses, messages: Vec::new() }
    }

    fn means<R>(&mut self, work: impl FnOnce(&mut Half, &mut Means<'_>) -> R) -> R {
        let Self { half, peer, found, losses, .. } = self;
        work(half, &mut Means { framing: toy, peer, found, losses })
    }

    fn segment(&mut self, sequence: u32, payload: &[u8], wire_bytes: usize, is_last: bool) {
        self.found.clear();
        let wire_bytes = u32::try_from(wire_bytes).unwrap();
        let arrival = Arrival { sequence, payload, at: 0, wire_bytes, is_last };
        self.means(|half, means| half.take(&arrival, means));
        self.collect(payload);
    }

    fn send(&mut self, sequence: u32, payload: &[u8]) {
        self.segment(sequence, payload, payload.len(), false);
    }

    fn acknowledge(&mut self, number: u32) {
        self.found.clear();
        self.means(|half, means| half.acknowledge(number, means));
        self.collect(&[]);
    }

    fn collect(&mut self, packet: &[u8]) {
        let messages = self.found.messages();
        for entry in messages.entries {
            let bytes = match entry.place {
                Place::Packet => packet,
                Place::Assembled => messages.assembled,
            };
            let bytes = bytes[entry.start as usize..entry.end as usize].to_vec();
            self.messages.push((bytes, entry.wire_bytes));
        }
    }

    fn texts(&self) -> Vec<&[u8]> {
        self.messages.iter().map(|(bytes, _)| bytes.as_slice()).collect()
    }
}

/// Numbers that look random and are the same in every run (Knuth's generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Messages one after the other, and what is to be found of each.
fn stream(numbers: &mut Numbers) -> (Vec<u8>, Vec<(Vec<u8>, u64)>) {
    let (mut bytes, mut expected) = (Vec::new(), Vec::new());
    for _ in 0..=numbers.below(20) {
        let length = u8::try_from(numbers.below(200)).unwrap();
        let start = bytes.len();
        bytes.push(length);
        if length % 2 == 1 {
            let body = u8::try_from(1 + numbers.below(250)).unwrap();
            bytes.extend([7, body]);
            bytes.extend((1..body).map(|_| u8::try_from(numbers.below(256)).unwrap()));
            expected.push((vec![length, 7], 2 + u64::from(body)));
        } else {
            bytes.extend((0..length).map(|_| u8::try_from(numbers.below(256)).unwrap()));
            expected.push((bytes[start..].to_vec(), u64::from(length) + 1));
        }
    }
    (bytes, expected)
}

#[test]
fn any_segmentation_repetition_and_order_gives_the_same_messages() {
    let mut numbers = Numbers(7);
    for turn in 0..3000 {
        let (bytes, expected) = stream(&mut numbers);
        let first = u32::MAX - u32::try_from(numbers.below(3000)).unwrap();
        let most = [3, 40, 400, 3000][turn % 4];
        let mut segments = Vec::new();
        let mut start = 0;
        while start < bytes.len() {
            let end = bytes.len().min(start + 1 + numbers.below(most));
            // Some reach back into what was sent before, some are sent again.
            let from = start - numbers.below(start.min(most) + 1) * (numbers.below(4) / 3);
            segments.push(from..end);
            if numbers.below(5) == 0 {
                segments.push(from..end);
            }
            start = end;
        }
        for _ in 0..segments.len() * (turn % 3) {
            let place = numbers.below(segments.len());
            let other = (place + numbers.below(8)).min(segments.len() - 1);
            segments.swap(place, other);
        }
        let mut bench = Bench::new(first);
        for range in segments {
            let sequence = first.wrapping_add(u32::try_from(range.start).unwrap());
            bench.send(sequence, &bytes[range]);
        }
        assert_eq!(bench.messages, expected, "turn {turn}");
        assert_eq!(bench.half.held_bytes(), 0, "turn {turn}");
        assert_eq!(bench.losses, Losses::default());
    }
}

#[test]
fn the_first_copy_of_a_byte_counts() {
    let mut bench = Bench::new(0);
    bench.send(2, b"ef");
    bench.send(0, b"\x04abXXgh");
    assert_eq!(bench.texts(), [b"\x04aefX"]);
}

#[test]
fn a_gap_that_was_acknowledged_is_given_up_and_cuts_its_message() {
    let mut bench = Bench::new(0);
    bench.send(0, b"\x04ab");
    bench.send(5, b"\x02xy");
    bench.acknowledge(3);
    assert!(bench.messages.is_empty());
    bench.acknowledge(8);
    assert_eq!(bench.messages, [(b"\x04ab".to_vec(), 5), (b"\x02xy".to_vec(), 3)]);
    assert_eq!((bench.losses.gaps, bench.losses.gap_bytes), (1, 2));
}

#[test]
fn behind_a_gap_between_messages_a_segment_begins_one() {
    let mut bench = Bench::new(0);
    bench.send(0, b"\x02ab");
    bench.send(9, b"\x02xy");
    bench.acknowledge(9);
    assert_eq!(bench.texts(), [b"\x02ab", b"\x02xy"]);
}

#[test]
fn a_gap_in_a_body_costs_nothing_but_itself() {
    let mut bench = Bench::new(100);
    bench.send(100, b"\x01\x07\x14....");
    bench.send(112, b"..........\x02xy");
    assert!(bench.messages.is_empty());
    bench.acknowledge(125);
    assert_eq!(bench.messages, [(b"\x01\x07".to_vec(), 22), (b"\x02xy".to_vec(), 3)]);
}

#[test]
fn too_much_behind_a_gap_gives_it_up() {
    let mut bench = Bench::new(0);
    bench.send(0, b"\x04ab");
    let mut sequence = 1000;
    while bench.messages.is_empty() {
        bench.send(sequence, &[2, b'x', b'y'].repeat(400));
        sequence += 1200;
        assert!(bench.half.held_bytes() < 2 * cutter::MOST_BYTES);
    }
    assert_eq!(bench.losses.gap_bytes, 997);
}

#[test]
fn what_is_no_message_is_passed_over_by_whole_segments() {
    let mut bench = Bench::new(0);
    bench.send(0, b"\xffabc\x02xy");
    bench.send(7, b"\x02xy");
    assert_eq!(bench.texts(), [b"\x02xy"]);
}

#[test]
fn the_end_of_the_stream_ends_what_lasts_until_then() {
    let mut bench = Bench::new(0);
    bench.send(0, b"\xfeab");
    bench.segment(3, b"cd", 2, true);
    assert_eq!(bench.texts(), [b"\xfeabcd"]);
    assert!(bench.half.is_closed());
}

#[test]
fn a_packet_that_the_capture_cut_gives_the_beginning_of_its_message() {
    let mut bench = Bench::new(0);
    bench.segment(0, b"\x04ab", 5, false);
    bench.send(5, b"\x02xy");
    assert_eq!(bench.messages, [(b"\x04ab".to_vec(), 5), (b"\x02xy".to_vec(), 3)]);
}

#[test]
fn a_message_longer_than_what_is_kept_keeps_its_beginning() {
    let mut bench = Bench::new(0);
    bench.send(0, b"\xfe");
    let mut sequence = 1;
    for _ in 0..400 {
        bench.send(sequence, &[b'x'; 1000]);
        sequence += 1000;
    }
    bench.segment(sequence, b"", 0, true);
    let [(bytes, wire_bytes)] = &bench.messages[..] else { panic!("{}", bench.messages.len()) };
    assert_eq!((bytes.len(), *wire_bytes), (cutter::MOST_BYTES, 400_001));
}

#[test]
fn a_number_far_off_is_of_another_connection() {
    let mut bench = Bench::new(0);
    bench.send(0, b"\x04ab");
    bench.send(3_000_000_000, b"\x02xy");
    assert_eq!(bench.texts(), [b"\x02xy"]);
}
