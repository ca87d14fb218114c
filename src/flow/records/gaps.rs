//! Which bytes of one direction of a TCP connection were captured, so that what the other end
//! acknowledges without our having seen it is known to be missing.

/// Most stretches that are remembered beyond a hole. Chosen by us: a stretch more is taken to
/// reach back to the one before it, so that a flood of holes counts too little, never too much.
const MOST_STRETCHES: usize = 32;

/// Bytes captured, as places in the stream: 0 the SYN, 1 the first byte.
#[derive(Clone, Debug, Default)]
pub struct Arrived {
    /// Everything before this place was captured or given up.
    next: i64,
    /// What is known once something was missing.
    holes: Option<Box<Holes>>,
}

#[derive(Clone, Debug, Default)]
struct Holes {
    missed: u64,
    /// Stretches beyond the first hole, in order, none touching another.
    stretches: Vec<(i64, i64)>,
}

impl Arrived {
    /// Nothing but the SYN.
    pub fn after_syn() -> Self {
        Self { next: 1, holes: None }
    }

    /// The place before which everything was captured or acknowledged.
    pub const fn next(&self) -> i64 {
        self.next
    }

    /// Whether not one byte of the stream arrived.
    pub const fn is_empty(&self) -> bool {
        self.next <= 1
    }

    /// Bytes that were acknowledged and not captured.
    pub fn missed(&self) -> u64 {
        self.holes.as_ref().map_or(0, |holes| holes.missed)
    }

    /// Takes the bytes from one place to before another.
    #[inline]
    pub fn take(&mut self, from: i64, to: i64) {
        if from <= self.next && self.holes.is_none() {
            self.next = self.next.max(to);
        } else if to > self.next {
            self.take_beyond(from, to);
        }
    }

    fn take_beyond(&mut self, from: i64, to: i64) {
        let stretches = &mut self.holes.get_or_insert_default().stretches;
        let (mut from, mut to) = (from.max(self.next), to);
        stretches.retain(|&(start, end)| {
            let touches = start <= to && end >= from;
            if touches {
                (from, to) = (from.min(start), to.max(end));
            }
            !touches
        });
        let place = stretches.partition_point(|&(start, _)| start < from);
        if stretches.len() >= MOST_STRETCHES {
            let neighbour = place.saturating_sub(1);
            if let Some((start, end)) = stretches.get_mut(neighbour) {
                (*start, *end) = ((*start).min(from), (*end).max(to));
            }
        } else {
            stretches.insert(place, (from, to));
        }
        self.close_up();
    }

    /// Moves on over stretches that begin where we are.
    fn close_up(&mut self) {
        let Some(holes) = &mut self.holes else { return };
        while let Some(&(start, end)) = holes.stretches.first()
            && start <= self.next
        {
            self.next = self.next.max(end);
            holes.stretches.remove(0);
        }
    }

    /// The other end has everything before `place`. Answers whether bytes of it were never
    /// captured, which are counted where `counts` says so and given up in any case.
    #[inline]
    pub fn acknowledged(&mut self, place: i64, counts: bool) -> bool {
        place > self.next && self.give_up(place, counts)
    }

    fn give_up(&mut self, place: i64, counts: bool) -> bool {
        let known = self.holes.as_ref().map_or(0, |holes| {
            let within = |&(start, end): &(i64, i64)| (end.min(place) - start).max(0);
            holes.stretches.iter().map(within).sum::<i64>()
        });
        let missing = place - self.next - known;
        self.next = place;
        if counts && missing > 0 {
            self.holes.get_or_insert_default().missed += missing.unsigned_abs();
        }
        self.close_up();
        counts && missing > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_come_late_are_no_gap() {
        let mut arrived = Arrived::after_syn();
        arrived.take(11, 21);
        arrived.take(1, 11);
        assert!(!arrived.acknowledged(21, true));
        assert_eq!(arrived.missed(), 0);
    }

    #[test]
    fn bytes_that_are_acknowledged_and_never_came_are_a_gap() {
        let mut arrived = Arrived::after_syn();
        arrived.take(1, 11);
        arrived.take(31, 41);
        arrived.take(51, 61);
        assert!(arrived.acknowledged(56, true));
        assert_eq!(arrived.missed(), 30);
        assert!(!arrived.acknowledged(61, true));
        assert_eq!(arrived.missed(), 30);
    }

    #[test]
    fn what_does_not_count_is_given_up() {
        let mut arrived = Arrived::after_syn();
        assert!(!arrived.acknowledged(101, false));
        arrived.take(101, 111);
        assert!(!arrived.acknowledged(111, true));
        assert_eq!(arrived.missed(), 0);
    }

    #[test]
    fn a_thousand_holes_are_bounded_and_never_count_too_much() {
        let mut arrived = Arrived::after_syn();
        for turn in 1..1000 {
            arrived.take(turn * 20, turn * 20 + 10);
        }
        let stretches = arrived.holes.as_ref().map_or(0, |holes| holes.stretches.len());
        assert_eq!(stretches, MOST_STRETCHES);
        assert!(arrived.acknowledged(999 * 20 + 10, true));
        assert!(arrived.missed() <= 999 * 10 + 19);
    }
}
