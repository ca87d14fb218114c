//! How long things took: a histogram whose buckets grow with what they hold, so that every value is
//! known to a stated relative error, and two of them add up exactly.

use crate::report::Column;
use crate::value::{Kind, Unit, Value};

/// Each power of two is divided in so many buckets: the middle of one is at most one part in 128
/// (0.8 %) off what fell into it.
const BUCKETS_A_DOUBLING: u64 = 64;
/// Doublings below which every number has a bucket of its own.
const EXACT_BITS: u32 = 6;

/// Numbers of nanoseconds.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: Vec<u64>,
    count: u64,
    longest: u64,
}

impl Histogram {
    /// Adds a duration; one below zero, where a capture's clock went back, counts as none.
    pub fn add(&mut self, nanoseconds: i64) {
        let nanoseconds = u64::try_from(nanoseconds).unwrap_or(0);
        let place = place(nanoseconds);
        if self.buckets.len() <= place {
            self.buckets.resize(place + 1, 0);
        }
        if let Some(bucket) = self.buckets.get_mut(place) {
            *bucket += 1;
        }
        self.count += 1;
        self.longest = self.longest.max(nanoseconds);
    }

    /// Takes over what a sibling counted.
    pub fn absorb(&mut self, sibling: &Self) {
        if self.buckets.len() < sibling.buckets.len() {
            self.buckets.resize(sibling.buckets.len(), 0);
        }
        for (own, other) in self.buckets.iter_mut().zip(&sibling.buckets) {
            *own += other;
        }
        self.count += sibling.count;
        self.longest = self.longest.max(sibling.longest);
    }

    /// How many durations were added.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The duration that so many percent do not exceed: the nearest rank, known to the error of
    /// its bucket, and never more than the longest.
    pub fn percentile(&self, percent: u64) -> Option<u64> {
        let rank = (self.count * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let place = self.buckets.iter().position(|count| {
            seen += count;
            seen >= rank
        })?;
        Some(middle(place as u64).min(self.longest))
    }

    /// The columns of [`Self::cells`].
    pub fn columns() -> [Column; 4] {
        let column = |name, doc| Column::new(name, Kind::Duration, Unit::Seconds, doc);
        [
            column("latency_p50_s", "time to the answer that half of them do not exceed, to 0.8 %"),
            column("latency_p90_s", "that 90 % do not exceed, to 0.8 %"),
            column("latency_p99_s", "that 99 % do not exceed, to 0.8 %"),
            column("latency_max_s", "longest time to an answer"),
        ]
    }

    /// Percentiles 50, 90 and 99, and the longest.
    pub fn cells(&self) -> [Value<'static>; 4] {
        let longest = (self.count > 0).then_some(self.longest);
        let numbers = [self.percentile(50), self.percentile(90), self.percentile(99), longest];
        numbers.map(|number| {
            let number = number.and_then(|number| i64::try_from(number).ok());
            number.map_or(Value::Null, Value::Duration)
        })
    }
}

/// The bucket of a number.
fn place(number: u64) -> usize {
    let doublings = (u64::BITS - number.leading_zeros()).saturating_sub(EXACT_BITS + 1);
    let place = u64::from(doublings) * BUCKETS_A_DOUBLING + (number >> doublings);
    usize::try_from(place).unwrap_or(usize::MAX)
}

/// The middle of a bucket.
const fn middle(place: u64) -> u64 {
    if place < 2 * BUCKETS_A_DOUBLING {
        return place;
    }
    let doublings = place / BUCKETS_A_DOUBLING - 1;
    let least = (place - doublings * BUCKETS_A_DOUBLING) << doublings;
    least + (1 << doublings >> 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_known_to_one_part_in_128() {
        let mut number: u64 = 1;
        while number < 1 << 62 {
            for near in [number - 1, number, number + number / 3] {
                let middle = middle(place(near) as u64);
                assert!(middle.abs_diff(near) * 128 <= near, "{near}: {middle}");
            }
            number *= 2;
        }
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.percentile(50), None);
        (1..=100).for_each(|number| histogram.add(number));
        let percentiles = [1, 50, 90, 99, 100].map(|percent| histogram.percentile(percent));
        assert_eq!(percentiles, [1, 50, 90, 99, 100].map(Some));
    }

    #[test]
    fn two_add_up() {
        let (mut whole, mut even, mut odd) =
            (Histogram::default(), Histogram::default(), Histogram::default());
        for number in (0..100_000).step_by(7) {
            whole.add(number * number);
            let part = if number % 2 == 0 { &mut even } else { &mut odd };
            part.add(number * number);
        }
        odd.absorb(&even);
        assert_eq!(odd.cells(), whole.cells());
    }

    #[test]
    fn a_clock_that_went_back_counts_as_no_time() {
        let mut histogram = Histogram::default();
        histogram.add(-5);
        assert_eq!(histogram.percentile(99), Some(0));
    }
}
