//! Random numbers that follow from a seed, the same on every machine: xoshiro256++ (Blackman and
//! Vigna, 2021), its state filled by splitmix64 (Steele, Lea and Flood, 2014).

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Random {
    state: [u64; 4],
}

/// The next number of splitmix64.
const fn mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut word = *state;
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

impl Random {
    /// The stream with this number of those that follow from a seed.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut own = seed;
        let mut word = mix(&mut own) ^ stream;
        Self { state: [(); 4].map(|()| mix(&mut word)) }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number of `0..limit`; 0 where that is empty. The bias is below `limit` in 2^64.
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.bits()) * limit as u128;
        usize::try_from(wide >> 64).unwrap_or_default()
    }

    /// A number of `[0, 1)`.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number of the standard normal distribution (Box and Muller, 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.share()).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitmix_gives_the_numbers_of_its_authors() {
        // The first outputs for the seed 1234567, as published with the reference code.
        let mut state = 1_234_567;
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973];
        assert_eq!([mix(&mut state), mix(&mut state)], expected);
    }

    #[test]
    fn streams_differ_and_repeat() {
        let first = |seed, stream| Random::new(seed, stream).bits();
        assert_eq!(first(1, 7), first(1, 7));
        assert_ne!(first(1, 7), first(1, 8));
        assert_ne!(first(1, 7), first(2, 7));
    }

    #[test]
    fn numbers_are_spread_as_they_should_be() {
        let mut random = Random::new(1, 0);
        let (mut sum, mut squares, mut counts) = (0.0, 0.0, [0_u32; 5]);
        for _ in 0..20_000 {
            let number = random.normal();
            sum += number;
            squares += number * number;
            counts[random.below(5)] += 1;
        }
        assert!((sum / 20_000.0_f64).abs() < 0.03 && (squares / 20_000.0 - 1.0_f64).abs() < 0.05);
        assert!(counts.iter().all(|count| (3_700..4_300).contains(count)), "{counts:?}");
    }
}
