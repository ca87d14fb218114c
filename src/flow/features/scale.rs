//! Scales: how a quantity becomes a number that a model can compare. Counts, bytes and times are
//! spread over many powers of ten, so their logarithm is taken.

/// How a feature's quantity is scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// L: ln(1 + x).
    Log,
    /// T: log10(x + 10^-4 s) + 4, of a time in seconds: 0 for no time, 4 for a second.
    Time,
    /// As it is.
    Plain,
}

impl Scale {
    /// The formula.
    #[must_use]
    pub const fn formula(self) -> &'static str {
        match self {
            Self::Log => "ln(1 + x)",
            Self::Time => "log10(x + 0.0001) + 4",
            Self::Plain => "x",
        }
    }

    /// The scaled quantity. What is no number, or less than nothing where a logarithm is taken, is
    /// taken for 0, and what is too large for the largest number: the result is always finite.
    #[must_use]
    pub fn apply(self, quantity: f64) -> f32 {
        let quantity = if quantity.is_nan() { 0.0 } else { quantity };
        let scaled = match self {
            Self::Log => quantity.max(0.0).ln_1p(),
            Self::Time => (quantity.max(0.0) + 1e-4).log10() + 4.0,
            Self::Plain => quantity,
        };
        #[expect(clippy::cast_possible_truncation, reason = "a model works with this precision")]
        let scaled = scaled.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32;
        scaled
    }

    /// The quantity that has this scaled value, for people who want to read it.
    #[must_use]
    pub fn undo(self, scaled: f32) -> f64 {
        let scaled = f64::from(scaled);
        match self {
            Self::Log => scaled.exp_m1(),
            Self::Time => 10_f64.powf(scaled - 4.0) - 1e-4,
            Self::Plain => scaled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_those_of_the_formulas() {
        assert_eq!((Scale::Log.apply(0.0), Scale::Time.apply(0.0)), (0.0, 0.0));
        // ln 1000 and log10 of a second and a ten thousandth.
        assert!((Scale::Log.apply(999.0) - 6.907_755).abs() < 1e-6);
        assert!((Scale::Time.apply(1.0) - 4.000_043_4).abs() < 1e-6);
        assert!((Scale::Plain.apply(-0.25) + 0.25).abs() < f32::EPSILON);
    }

    #[test]
    fn nothing_is_infinite_or_no_number() {
        for scale in [Scale::Log, Scale::Time, Scale::Plain] {
            for quantity in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, f64::MAX] {
                assert!(scale.apply(quantity).is_finite(), "{scale:?} of {quantity}");
            }
        }
    }

    #[test]
    fn what_is_scaled_can_be_read_back() {
        for scale in [Scale::Log, Scale::Time, Scale::Plain] {
            for quantity in [0.0, 0.003, 1.0, 1234.5] {
                assert!(
                    (scale.undo(scale.apply(quantity)) - quantity).abs() < 1e-3 * quantity + 1e-6
                );
            }
        }
    }
}
