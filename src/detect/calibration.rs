//! From scores to probabilities: conformal p-values, by scores of clean traffic that no model was
//! fitted on (Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005).

use thiserror::Error;

/// What is wrong with an accepted rate of false alarms.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum AlphaError {
    /// Not a share.
    #[error("alpha is {0}; it has to lie between 0 and 1")]
    NoShare(f64),
    /// So small that no score could ever be below it.
    #[error(
        "alpha {alpha} could never fire: {scores} calibration scores give no p-value below \
         {least:.6}; calibrate on more traffic, or accept a larger alpha"
    )]
    NeverFires {
        /// What was asked for.
        alpha: f64,
        /// How many scores there are.
        scores: usize,
        /// The smallest p-value that they can give.
        least: f64,
    },
}

/// Scores of clean traffic.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// In ascending order.
    scores: Vec<f64>,
}

impl Calibration {
    /// Learns scores; those that are no numbers are left out.
    #[must_use]
    pub fn of(scores: impl IntoIterator<Item = f64>) -> Self {
        let mut scores: Vec<f64> = scores.into_iter().filter(|score| !score.is_nan()).collect();
        scores.sort_by(f64::total_cmp);
        Self { scores }
    }

    /// The scores, in ascending order.
    #[must_use]
    pub fn scores(&self) -> &[f64] {
        &self.scores
    }

    /// How likely clean traffic scores as high as this or higher: (1 + those that do) / (1 + all).
    /// Never 0; 1 without any calibration.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share, not a count")]
    pub fn p_value(&self, score: f64) -> f64 {
        let below = self.scores.partition_point(|&known| known < score);
        let all = self.scores.len();
        (1 + all - below) as f64 / (1 + all) as f64
    }

    /// The smallest p-value that there can be.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share, not a count")]
    pub fn least(&self) -> f64 {
        1.0 / (1 + self.scores.len()) as f64
    }

    /// Whether an accepted rate of false alarms makes sense here.
    ///
    /// # Errors
    /// Where it is no share, or smaller than any p-value can be.
    pub fn accept(&self, alpha: f64) -> Result<(), AlphaError> {
        if !(alpha > 0.0 && alpha < 1.0) {
            return Err(AlphaError::NoShare(alpha));
        }
        let scores = self.scores.len();
        let least = self.least();
        if alpha < least { Err(AlphaError::NeverFires { alpha, scores, least }) } else { Ok(()) }
    }
}

/// False alarms to expect of 10,000 clean flows at this rate.
#[must_use]
pub fn expected_false_alarms(alpha: f64) -> f64 {
    alpha * 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-12
    }

    #[test]
    fn a_p_value_counts_scores_as_high_or_higher() {
        let calibration = Calibration::of([0.3, 0.1, 0.2, 0.2, f64::NAN]);
        assert_eq!(calibration.scores(), [0.1, 0.2, 0.2, 0.3]);
        let expected = [(0.0, 1.0), (0.2, 0.8), (0.25, 0.4), (0.3, 0.4), (0.31, 0.2)];
        for (score, p) in expected {
            assert!(near(calibration.p_value(score), p), "{score}");
        }
        assert!(near(Calibration::default().p_value(9.0), 1.0));
        assert!(near(expected_false_alarms(0.002), 20.0));
    }

    #[test]
    fn an_alpha_that_could_never_fire_is_refused() {
        let calibration = Calibration::of((0..99).map(f64::from));
        assert_eq!((calibration.accept(0.01), calibration.least()), (Ok(()), 0.01));
        let refused = calibration.accept(0.009).unwrap_err();
        assert!(refused.to_string().contains("99 calibration scores"), "{refused}");
        for alpha in [0.0, 1.0, -1.0, f64::NAN] {
            assert!(matches!(calibration.accept(alpha), Err(AlphaError::NoShare(_))), "{alpha}");
        }
    }
}
