//! Why a row stands out: what each feature adds to its score, where it is also unusual by itself.
//!
//! The contribution of a feature is its surprise, -ln(2 min(F, 1 - F)) by the share F of the
//! baseline below it, times what the score loses when the feature is set to the baseline's median.
//! Chosen by measurement: it named what an expert expects more often than either part alone.

use std::num::NonZeroUsize;

use super::forest::{Forest, Rows};

/// Values that are kept of each feature.
const KEPT: usize = 1000;

/// What is usual for each feature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Of each feature, at most [`KEPT`] values of the baseline in ascending order, at even
    /// distances of rank, the least and the greatest among them.
    features: Vec<Vec<f32>>,
}

/// Where a value lies among those of the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The share of the baseline that lies below it; of equal values half.
    pub share: f64,
    /// -ln(2 min(F, 1 - F)): 0 at the median.
    pub surprise: f64,
    /// It is below all of the baseline.
    pub is_below_all: bool,
    /// It is above all of the baseline.
    pub is_above_all: bool,
}

impl Profile {
    /// That of a baseline.
    #[must_use]
    pub fn of(rows: &Rows) -> Self {
        let feature = |feature| {
            let cells = (0..rows.count()).map(|at| rows.cell(at, feature));
            let mut sorted: Vec<f32> = cells.filter(|cell| !cell.is_nan()).collect();
            sorted.sort_by(f32::total_cmp);
            let last = sorted.len().saturating_sub(1);
            let kept = sorted.len().min(KEPT);
            let place = |at: usize| at * last / kept.saturating_sub(1).max(1);
            (0..kept).filter_map(|at| sorted.get(place(at)).copied()).collect()
        };
        Self { features: (0..rows.features()).map(feature).collect() }
    }

    /// One of values that were kept; each feature's have to be in ascending order.
    #[must_use]
    pub const fn with(features: Vec<Vec<f32>>) -> Self {
        Self { features }
    }

    /// Values of each feature.
    #[must_use]
    pub fn features(&self) -> &[Vec<f32>] {
        &self.features
    }

    /// The value below which this share of the baseline lies; `None` without a baseline.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place among a thousand"
    )]
    pub fn quantile(&self, feature: usize, share: f64) -> Option<f32> {
        let values = self.features.get(feature)?;
        let last = values.len().checked_sub(1)?;
        values.get((share.clamp(0.0, 1.0) * last as f64).round() as usize).copied()
    }

    /// Where a value lies. Surprise is ln of the number of values kept and more beyond all of
    /// them; of equal values half count as below. At the median and without a baseline it is 0.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share, not a count")]
    pub fn place(&self, feature: usize, value: f32) -> Place {
        // What is no number was not there to be measured, and is no surprise.
        let known = self.features.get(feature).filter(|_| !value.is_nan());
        let values = known.map(Vec::as_slice).unwrap_or_default();
        let below = values.partition_point(|&known| known < value);
        let up_to = values.partition_point(|&known| known <= value);
        let share = ((below + up_to) as f64 / 2.0 + 0.5) / (values.len() + 1) as f64;
        Place {
            share,
            surprise: -(2.0 * share.min(1.0 - share)).ln().min(0.0),
            is_below_all: !values.is_empty() && up_to == 0,
            is_above_all: !values.is_empty() && below == values.len(),
        }
    }
}

/// What each feature of a row contributes to its score, none of it below 0.
#[must_use]
pub fn contributions(forest: &Forest, profile: &Profile, row: &[f32]) -> Vec<f64> {
    let surprises: Vec<f64> = row
        .iter()
        .enumerate()
        .map(|(feature, &value)| profile.place(feature, value).surprise)
        .collect();
    let mut rows = Rows::new(row.len(), row.to_vec());
    let mut changed_features = Vec::new();
    for (feature, &surprise) in surprises.iter().enumerate() {
        // What is no surprise contributes nothing, whatever its loss.
        let Some(median) = profile.quantile(feature, 0.5).filter(|_| surprise > 0.0) else {
            continue;
        };
        let mut changed = row.to_vec();
        if let Some(cell) = changed.get_mut(feature) {
            *cell = median;
        }
        rows.push(&changed);
        changed_features.push(feature);
    }
    let scores = forest.scores(&rows, NonZeroUsize::MIN);
    let mut contributions = vec![0.0; row.len()];
    let Some((&whole, without)) = scores.split_first() else { return contributions };
    for (feature, score) in changed_features.into_iter().zip(without) {
        if let (Some(place), Some(surprise)) =
            (contributions.get_mut(feature), surprises.get(feature))
        {
            *place = surprise * (whole - score).max(0.0);
        }
    }
    contributions
}

/// The features that contribute most, the greatest first; those that contribute nothing are none.
#[must_use]
pub fn greatest(contributions: &[f64], most: usize) -> Vec<(usize, f64)> {
    let mut order: Vec<(usize, f64)> =
        contributions.iter().copied().enumerate().filter(|&(_, it)| it > 0.0).collect();
    order.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    order.truncate(most);
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::forest::{Random, Settings};

    #[test]
    fn surprise_grows_from_the_median_outwards() {
        let rows = Rows::new(1, (0_i16..99).map(f32::from).collect());
        let profile = Profile::of(&rows);
        let surprise = |value| profile.place(0, value).surprise;
        assert_eq!(profile.quantile(0, 0.5), Some(49.0));
        assert!(surprise(49.0).abs() < 0.02);
        assert!(surprise(80.0) > surprise(60.0));
        // Beyond all: half a value of a hundred is above.
        assert!((surprise(1000.0) - 100.0_f64.ln()).abs() < 1e-9);
        assert!(profile.place(0, 1000.0).is_above_all && profile.place(0, -1.0).is_below_all);
        assert!(!profile.place(0, 98.0).is_above_all && !profile.place(0, 0.0).is_below_all);
        let constant = Profile::of(&Rows::new(1, vec![7.0; 50]));
        assert!(constant.place(0, 7.0).surprise.abs() < 1e-9);
        assert!(constant.place(0, 8.0).surprise > 3.0);
        assert!(Profile::default().place(3, 1.0).surprise.abs() < 1e-9);
    }

    #[test]
    fn the_feature_that_is_out_of_place_contributes_most() {
        let mut random = Random::new(5, 0);
        #[expect(clippy::cast_possible_truncation, reason = "rows have this precision")]
        let cells = (0..4 * 500).map(|_| random.normal() as f32).collect();
        let rows = Rows::new(4, cells);
        let forest = Forest::fit(&rows, Settings::default());
        let profile = Profile::of(&rows);
        for odd in 0..4 {
            let mut row = [0.1, -0.2, 0.3, 0.0];
            row[odd] = 9.0;
            let found = contributions(&forest, &profile, &row);
            assert_eq!((greatest(&found, 1)[0].0, found.len()), (odd, 4));
        }
        assert!(greatest(&[0.0, 0.0], 3).is_empty());
    }
}
