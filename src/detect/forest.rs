//! Isolation forests: how few questions tell a row from the others (Liu, Ting and Zhou, 2008; with
//! slanted questions Hariri and others, 2021; EIF+ Arcudi and others, 2024).
//!
//! A classic forest never splits on a feature that was constant in its sample, nor beyond the range
//! it saw, and that is just what an attack does to a clean baseline. EIF+ draws its planes beyond
//! the points.
//!
//! A tree follows from the seed and its own number, and a row's score is summed in the order of the
//! trees, so that any number of threads gives the same bits.

mod flat;
mod grow;
mod parallel;
mod random;
mod rows;
mod tree;

use std::num::NonZeroUsize;

pub use random::Random;
pub use rows::Rows;
pub use tree::{Node, Tree, mean_path};

use flat::Flat;
pub use grow::sample;
use grow::{Ground, grow};
use parallel::in_threads;
pub use rows::Scaling;

/// How trees ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// Of two features at once, also beyond the points of the sample.
    #[default]
    EifPlus,
    /// Of two features at once, within the box of the points.
    Eif,
    /// Of one feature, within its range.
    Iforest,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 3] = [Self::EifPlus, Self::Eif, Self::Iforest];

    /// The word on the command line and in models.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EifPlus => "eif+",
            Self::Eif => "eif",
            Self::Iforest => "iforest",
        }
    }
}

/// How a forest is fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How trees ask.
    pub algorithm: Algorithm,
    /// How many trees.
    pub trees: usize,
    /// Rows that each tree sees, at most.
    pub sample: usize,
    /// What randomness follows from.
    pub seed: u64,
    /// Threads; they change nothing but the time it takes.
    pub jobs: NonZeroUsize,
    /// Places of features, of which slanted trees draw those that they ask of: one that is there
    /// more than once is drawn more often. Empty: all features alike. The classic forest draws
    /// alike always.
    pub draws: &'static [u16],
}

impl Default for Settings {
    /// 200 trees of 2,048 rows: the original's 256 are meant for contaminated data.
    fn default() -> Self {
        Self {
            algorithm: Algorithm::default(),
            trees: 200,
            sample: 2048,
            seed: 1,
            jobs: NonZeroUsize::MIN,
            draws: &[],
        }
    }
}

/// Most rows that a tree may see: the layout for scoring doubles with each level.
pub const MOST_SAMPLE: usize = 1 << tree::DEEPEST;
/// Most trees of a forest.
pub const MOST_TREES: usize = 10_000;
/// Most questions of all trees together, with those that would fill each up: some 128 MB.
pub const MOST_ROOM: usize = 1 << 23;

/// A forest.
#[derive(Clone, Debug)]
pub struct Forest {
    scaling: Scaling,
    trees: Vec<Tree>,
    /// The same, laid out for scoring.
    flat: Vec<Flat>,
    /// Rows of a tree's sample.
    sample: usize,
}

/// Cells of the rows that go through a tree before the next tree is fetched: they stay in the
/// nearest caches meanwhile.
const CELLS: usize = 1 << 14;

impl PartialEq for Forest {
    fn eq(&self, other: &Self) -> bool {
        let Self { scaling, trees, sample, .. } = self;
        (scaling, trees, sample) == (&other.scaling, &other.trees, &other.sample)
    }
}

impl Forest {
    /// Fits a forest. Of no rows it is one whose scores are all 1/2.
    #[must_use]
    pub fn fit(rows: &Rows, settings: Settings) -> Self {
        let scaling = Scaling::of(rows);
        let scaled = scaling.apply(rows);
        let sample = settings.sample.clamp(1, MOST_SAMPLE).min(rows.count());
        let Settings { algorithm, draws, .. } = settings;
        let ground = Ground { rows: &scaled, algorithm, sample, draws };
        let mut trees = vec![Tree::default(); settings.trees];
        let share = settings.trees.div_ceil(settings.jobs.get()).max(1);
        in_threads(trees.chunks_mut(share), &|chunk, trees: &mut [Tree]| {
            for (at, tree) in trees.iter_mut().enumerate() {
                let number = (chunk * share + at) as u64;
                *tree = grow(&ground, &mut Random::new(settings.seed, number));
            }
        });
        Self::of(scaling, trees, sample)
    }

    /// A forest of its parts.
    #[must_use]
    pub fn of(scaling: Scaling, trees: Vec<Tree>, sample: usize) -> Self {
        let flat = trees.iter().map(Flat::of).collect();
        Self { scaling, trees, flat, sample }
    }

    /// The score of each row: near 1 for what is told from the sample by few questions, below 1/2
    /// for what is amid it.
    #[must_use]
    pub fn scores(&self, rows: &Rows, jobs: NonZeroUsize) -> Vec<f64> {
        let mut scores = vec![0.0; rows.count()];
        let block = (CELLS / usize::from(rows.features()).max(1)).clamp(16, 1024);
        let share = rows.count().div_ceil(block).div_ceil(jobs.get()).max(1) * block;
        in_threads(scores.chunks_mut(share), &|chunk, scores: &mut [f64]| {
            for (at, scores) in scores.chunks_mut(block).enumerate() {
                self.score_block(rows, chunk * share + at * block, scores);
            }
        });
        scores
    }

    /// The score of one row.
    #[must_use]
    pub fn score(&self, row: &[f32]) -> f64 {
        let rows = Rows::new(row.len(), row.to_vec());
        self.scores(&rows, NonZeroUsize::MIN).first().copied().unwrap_or(0.5)
    }

    fn score_block(&self, rows: &Rows, from: usize, scores: &mut [f64]) {
        let scaled = self.scaling.apply_part(rows, from, scores.len());
        let mut sums = vec![0.0_f32; scores.len()];
        for flat in &self.flat {
            flat.add_paths(scaled.cells(), rows.features().into(), &mut sums);
        }
        for (score, sum) in scores.iter_mut().zip(sums) {
            *score = self.of_path(sum.into());
        }
    }

    /// The score of paths with this sum.
    #[expect(clippy::cast_precision_loss, reason = "some hundred trees")]
    fn of_path(&self, sum: f64) -> f64 {
        let all = self.trees.len() as f64 * mean_path(self.sample);
        if all > 0.0 { (-sum / all).exp2() } else { 0.5 }
    }

    /// The trees.
    #[must_use]
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// How features are brought to one scale.
    #[must_use]
    pub const fn scaling(&self) -> &Scaling {
        &self.scaling
    }

    /// Rows of a tree's sample.
    #[must_use]
    pub const fn sample(&self) -> usize {
        self.sample
    }
}

#[cfg(test)]
mod tests;
