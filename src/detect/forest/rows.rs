//! Tables of numbers, row by row, and how they are brought to one scale.

/// Rows of equal length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    features: u16,
    cells: Vec<f32>,
}

impl Rows {
    /// Rows of `features` cells each (65,535 at most); an incomplete last one is left out.
    #[must_use]
    pub fn new(features: usize, mut cells: Vec<f32>) -> Self {
        let features = u16::try_from(features).unwrap_or(u16::MAX);
        let whole = cells.len().checked_div(features.into()).unwrap_or_default();
        cells.truncate(whole * usize::from(features));
        Self { features, cells }
    }

    /// Adds a row. What it has too few is 0, what it has too many is left out.
    pub fn push(&mut self, row: &[f32]) {
        let features = usize::from(self.features);
        let padded = row.iter().copied().chain(std::iter::repeat(0.0));
        self.cells.extend(padded.take(features));
    }

    /// Takes all rows away, and keeps their room.
    pub fn clear(&mut self) {
        self.cells.clear();
    }

    /// Cells of a row.
    #[must_use]
    pub const fn features(&self) -> u16 {
        self.features
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.cells.len().checked_div(self.features.into()).unwrap_or_default()
    }

    /// A row; empty where there is none.
    #[inline]
    #[must_use]
    pub fn row(&self, at: usize) -> &[f32] {
        let features = usize::from(self.features);
        self.cells.get(at * features..(at + 1) * features).unwrap_or_default()
    }

    /// A cell; 0 where there is none.
    #[must_use]
    pub fn cell(&self, at: usize, feature: u16) -> f32 {
        self.row(at).get(usize::from(feature)).copied().unwrap_or_default()
    }

    /// The cells of all rows, one row after the other.
    #[must_use]
    pub fn cells(&self) -> &[f32] {
        &self.cells
    }
}

/// How each feature is brought to mean 0 and deviation 1. What was constant keeps its unit; cells
/// that are no number count in neither.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scaling {
    /// Mean and deviation of each feature.
    features: Vec<(f64, f64)>,
}

impl Scaling {
    /// That of rows.
    #[expect(clippy::cast_precision_loss, reason = "a mean, not a count")]
    #[must_use]
    pub fn of(rows: &Rows) -> Self {
        let mut sums = vec![(0.0, 0.0); rows.features().into()];
        let mut counts = vec![0_u64; rows.features().into()];
        for at in 0..rows.count() {
            for (((sum, _), count), &cell) in sums.iter_mut().zip(&mut counts).zip(rows.row(at)) {
                if !cell.is_nan() {
                    *sum += finite(cell);
                    *count += 1;
                }
            }
        }
        for ((sum, _), &count) in sums.iter_mut().zip(&counts) {
            *sum /= count.max(1) as f64;
        }
        for at in 0..rows.count() {
            for ((mean, squares), &cell) in sums.iter_mut().zip(rows.row(at)) {
                if !cell.is_nan() {
                    *squares += (finite(cell) - *mean).powi(2);
                }
            }
        }
        for ((mean, squares), &count) in sums.iter_mut().zip(&counts) {
            let deviation = (*squares / count.max(1) as f64).sqrt();
            // What rounding makes of equal numbers is no deviation.
            let is_constant = deviation <= 1e-9 * mean.abs().max(1e-30);
            *squares = if is_constant { 1.0 } else { deviation };
        }
        Self { features: sums }
    }

    /// The rows on one scale. What is no number lies at the mean, what is infinite far out.
    #[must_use]
    pub fn apply(&self, rows: &Rows) -> Rows {
        self.apply_part(rows, 0, rows.count())
    }

    /// The same of some rows from a place on.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
    pub fn apply_part(&self, rows: &Rows, from: usize, count: usize) -> Rows {
        let features = usize::from(rows.features);
        let end = (from + count).min(rows.count()) * features;
        let part = rows.cells.get(from * features..end).unwrap_or_default();
        let mut cells = Vec::with_capacity(part.len());
        for row in part.chunks_exact(features.max(1)) {
            for ((mean, deviation), &cell) in self.features.iter().zip(row) {
                let scaled = if cell.is_nan() { 0.0 } else { (finite(cell) - mean) / deviation };
                cells.push(scaled.clamp(-1e18, 1e18) as f32);
            }
        }
        Rows { features: rows.features, cells }
    }

    /// Mean and deviation of each feature.
    #[must_use]
    pub fn features(&self) -> &[(f64, f64)] {
        &self.features
    }

    /// A scaling of these means and deviations.
    #[must_use]
    pub const fn with(features: Vec<(f64, f64)>) -> Self {
        Self { features }
    }
}

/// What is infinite is the largest number.
fn finite(cell: f32) -> f64 {
    f64::from(cell.clamp(f32::MIN, f32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_brought_to_mean_0_and_deviation_1() {
        let rows = Rows::new(2, vec![1.0, 7.0, 3.0, 7.0, 9.0]);
        let scaling = Scaling::of(&rows);
        assert_eq!((rows.count(), scaling.apply_part(&rows, 1, 9).cells()), (2, &[1.0, 0.0][..]));
        assert_eq!(scaling.apply(&rows).cells, [-1.0, 0.0, 1.0, 0.0]);
        let odd = Rows::new(2, vec![f32::NAN, 8.0, f32::INFINITY, f32::NEG_INFINITY]);
        let scaled = scaling.apply(&odd);
        assert_eq!(scaled.row(0), [0.0, 1.0]);
        assert!(scaled.cells.iter().all(|cell| cell.is_finite()));
        let gaps = Rows::new(1, vec![f32::NAN, 1.0, 3.0, f32::NAN]);
        assert_eq!(Scaling::of(&gaps).apply(&gaps).cells, [0.0, -1.0, 1.0, 0.0]);
    }
}
