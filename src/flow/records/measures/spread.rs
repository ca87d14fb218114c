//! How numbers spread: count, mean, deviation and greatest, from whole-number sums, so that the
//! result does not depend on rounding on the way.

use crate::flow::records::packed::{Packer, Unpacker};

/// Sums over numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub sum: u64,
    /// The sum of their squares.
    pub squares: u128,
    /// The greatest.
    pub most: u64,
}

impl Spread {
    /// Takes a number. Sums that do not fit stay at the largest number there is.
    pub fn add(&mut self, number: u64) {
        self.count += 1;
        self.sum = self.sum.saturating_add(number);
        let wide = u128::from(number);
        self.squares = self.squares.saturating_add(wide * wide);
        self.most = self.most.max(number);
    }

    /// The mean; 0 of nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a mean is a measure, not a count")]
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum as f64 / self.count as f64 }
    }

    /// The standard deviation, of the numbers themselves (divided by their count, not by one
    /// less); 0 of nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a deviation is a measure, not a count")]
    pub fn deviation(&self) -> f64 {
        if self.count == 0 {
            return 0.0;
        }
        // n times the sum of squares less the square of the sum: whole numbers, so that equal
        // numbers give exactly zero.
        let (count, sum) = (u128::from(self.count), u128::from(self.sum));
        let apart = count.saturating_mul(self.squares).saturating_sub(sum * sum);
        (apart as f64).sqrt() / self.count as f64
    }

    /// Packs it.
    pub fn pack(&self, to: &mut Packer<'_>) {
        to.put(self.count);
        if self.count == 0 {
            return;
        }
        to.put(self.sum);
        #[expect(clippy::cast_possible_truncation, reason = "one half after the other")]
        for half in [self.squares as u64, (self.squares >> 64) as u64] {
            to.put(half);
        }
        to.put(self.most);
    }

    /// What was packed.
    pub fn unpack(from: &mut Unpacker<'_>) -> Self {
        let count = from.take();
        if count == 0 {
            return Self::default();
        }
        let sum = from.take();
        let squares = u128::from(from.take()) | u128::from(from.take()) << 64;
        Self { count, sum, squares, most: from.take() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: &[u64]) -> Spread {
        let mut spread = Spread::default();
        for &number in numbers {
            spread.add(number);
        }
        spread
    }

    #[test]
    fn mean_and_deviation_are_those_of_the_book() {
        let spread = of(&[2, 4, 4, 4, 5, 5, 7, 9]);
        assert_eq!((spread.mean(), spread.deviation(), spread.most), (5.0, 2.0, 9));
    }

    #[test]
    fn nothing_and_equal_numbers_do_not_deviate() {
        let spreads = [of(&[]), of(&[299_999_999_999; 7])];
        let bits = spreads.map(|spread| spread.deviation().to_bits());
        assert_eq!((bits, of(&[]).mean().to_bits()), ([0, 0], 0));
    }

    #[test]
    fn the_largest_numbers_stay_finite() {
        let spread = of(&[u64::MAX; 5]);
        assert!(spread.mean().is_finite() && spread.deviation().is_finite());
    }
}
