//! A model: what is usual, learned from a baseline, and how sure one can be of what is not.
//!
//! The forest is fitted on the first part of the baseline, in the order of time, and calibrated on
//! the rest, which it has not seen: rarity is counted in the first part alone, too.

mod bytes;
mod read;
mod write;

use std::num::NonZeroUsize;

use super::calibration::Calibration;
use super::explain::{Profile, contributions, greatest};
use super::forest::{self, Algorithm, Forest, Random, Rows};
use super::reason::Reason;
use super::vectors::{Flows, by_end};
use super::{Found, Usual};
use crate::flow::Finished;
use crate::flow::features::{FEATURES, Feature, Rarity, Scale, WEIGHTED};
use crate::report::Ledger;
use crate::value::{Timestamp, Unit as Counts};

pub use read::ModelError;

/// Share of the baseline that the forest is fitted on; the rest calibrates it. Chosen by
/// measurement, as all of the design.
const FITTED: f64 = 0.6;
/// Rows that a forest is fitted on, at most: many times what all its trees look at.
const MOST_ROWS: usize = 1 << 16;
/// Ends that are counted, at most.
const MOST_KEYS: usize = 1 << 20;
/// Reasons of a finding, at most.
pub const REASONS: usize = 3;

/// What a row of the model is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// A flow, with its 58 features.
    #[default]
    Flow,
    /// A packet, with its length and ports.
    Packet,
    /// A row of a table that was made elsewhere.
    Table,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 3] = [Self::Flow, Self::Packet, Self::Table];

    /// The word on the command line and in models.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Packet => "packet",
            Self::Table => "table",
        }
    }
}

/// How a model is made.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// How trees ask; without a word EIF+ with a baseline, and the classic forest without.
    pub algorithm: Option<Algorithm>,
    /// How many trees; without a word 200, and 100 of a classic forest.
    pub trees: Option<usize>,
    /// Rows that each tree sees; without a word 2,048 with a baseline, and 256 without.
    pub sample: Option<usize>,
    /// What randomness follows from.
    pub seed: u64,
    /// Threads; they change nothing.
    pub jobs: NonZeroUsize,
    /// Most flows that are context of others.
    pub most: usize,
}

impl Fit {
    /// The settings of the forest. Without a baseline what is learned is contaminated: smaller
    /// samples are meant for that (Liu, Ting and Zhou, 2008).
    #[must_use]
    pub fn settings(&self, has_baseline: bool) -> forest::Settings {
        let usual = if has_baseline { Algorithm::EifPlus } else { Algorithm::Iforest };
        let algorithm = self.algorithm.unwrap_or(usual);
        forest::Settings {
            algorithm,
            trees: self.trees.unwrap_or(if algorithm == Algorithm::Iforest { 100 } else { 200 }),
            sample: self.sample.unwrap_or(if has_baseline { 2048 } else { 256 }),
            seed: self.seed,
            jobs: self.jobs,
            draws: &[],
        }
    }

    /// The settings of a forest of flows.
    #[must_use]
    pub fn settings_of_flows(&self, has_baseline: bool) -> forest::Settings {
        forest::Settings { draws: &WEIGHTED, ..self.settings(has_baseline) }
    }
}

/// What is usual.
#[derive(Clone, Debug)]
pub struct Model {
    /// What a row is.
    pub unit: Unit,
    /// How trees ask.
    pub algorithm: Algorithm,
    /// What randomness followed from.
    pub seed: u64,
    /// The names of the features.
    pub features: Vec<String>,
    /// How easily a row is told from others.
    pub forest: Forest,
    /// What is usual of each feature.
    pub profile: Profile,
    /// Scores of rows that the forest was not fitted on.
    pub calibration: Calibration,
    /// How often ends were seen.
    pub rarity: Rarity,
    /// Rows of the baseline before calibration.
    pub fitted: u64,
    /// Times of the baseline's first packet and last.
    pub span: Option<[Timestamp; 2]>,
    /// Digests of the baseline's files, in ascending order.
    pub baseline: Vec<String>,
    /// What rules say of the baseline.
    pub usual: Usual,
}

impl Model {
    /// Learns flows. `found` is what rules say of them.
    #[must_use]
    pub fn of_flows(finished: &Finished, fit: &Fit, ledger: &Ledger, found: &Found) -> Self {
        let order = by_end(finished);
        let flows = Flows { finished, order: &order, most: fit.most, jobs: fit.jobs, kept: None };
        let fitted = share(order.len());
        let mut rarity = Rarity::new(MOST_KEYS);
        for record in order.iter().take(fitted).filter_map(|&at| finished.get(at)) {
            rarity.learn(&record);
        }
        let chosen = Chosen::of(fitted, fit.seed);
        let mut rows = Rows::new(FEATURES.len(), Vec::new());
        let fitting = Flows { order: order.get(..fitted).unwrap_or_default(), ..flows };
        fitting.each(&rarity, true, |rank, vector| {
            if chosen.has(rank) {
                rows.push(vector);
            }
        });
        let settings = fit.settings_of_flows(true);
        let forest = Forest::fit(&rows, settings);
        let scores = flows.scores(&forest, &rarity, false, fitted);
        let (first, last) = (ledger.kept.first, ledger.kept.last);
        let mut baseline: Vec<String> =
            ledger.files.iter().filter_map(|file| file.sha256.clone()).collect();
        baseline.sort_unstable();
        Self {
            unit: Unit::Flow,
            algorithm: settings.algorithm,
            seed: settings.seed,
            features: FEATURES.iter().map(|feature| feature.name.to_owned()).collect(),
            forest,
            profile: Profile::of(&rows),
            calibration: Calibration::of(scores),
            rarity,
            fitted: fitted as u64,
            span: first.zip(last).map(<[Timestamp; 2]>::from),
            baseline,
            usual: Usual::of(&found.findings),
        }
    }

    /// Learns rows in the order of time, or of their table.
    #[must_use]
    pub fn of_rows(unit: Unit, features: Vec<String>, rows: &Rows, fit: &Fit) -> Self {
        let fitted = share(rows.count());
        let chosen = Chosen::of(fitted, fit.seed);
        let mut known = Rows::new(features.len(), Vec::new());
        (0..fitted).filter(|&at| chosen.has(at)).for_each(|at| known.push(rows.row(at)));
        let settings = fit.settings(true);
        let forest = Forest::fit(&known, settings);
        let mut rest = Rows::new(features.len(), Vec::new());
        (fitted..rows.count()).for_each(|at| rest.push(rows.row(at)));
        let calibration = Calibration::of(forest.scores(&rest, fit.jobs));
        Self {
            unit,
            algorithm: settings.algorithm,
            seed: settings.seed,
            features,
            forest,
            profile: Profile::of(&known),
            calibration,
            rarity: Rarity::new(0),
            fitted: fitted as u64,
            span: None,
            baseline: Vec::new(),
            usual: Usual::default(),
        }
    }

    /// Why a row stands out, the greatest reason first.
    #[must_use]
    pub fn reasons(&self, row: &[f32]) -> Vec<Reason> {
        let mut reasons = reasons(&self.forest, &self.profile, &self.features, row);
        let [flows, asking] = self.rarity.flows();
        for reason in &mut reasons {
            // What was never counted has the rarity ln(N + 1).
            let all = match reason.feature.as_str() {
                "rarity_dns_type" => asking,
                name if name.starts_with("rarity_") => flows,
                _ => continue,
            };
            reason.is_never_seen = reason.value > least_of_seen(all);
        }
        reasons
    }
}

/// Why a row stands out, the greatest reason first.
#[must_use]
pub fn reasons(forest: &Forest, profile: &Profile, names: &[String], row: &[f32]) -> Vec<Reason> {
    let contributions = contributions(forest, profile, row);
    let reason = |(at, contribution): (usize, f64)| {
        let (name, &value) = (names.get(at)?, row.get(at)?);
        let known = Feature::by_name(name);
        let scale = known.map_or(Scale::Plain, |known| known.scale);
        let place = profile.place(at, value);
        let typical =
            [0.01, 0.5, 0.99].map(|share| scale.undo(profile.quantile(at, share).unwrap_or(0.0)));
        Some(Reason {
            feature: name.clone(),
            value: scale.undo(value),
            unit: known.map_or(Counts::None, |known| known.unit),
            typical,
            place,
            contribution,
            is_never_seen: false,
        })
    };
    greatest(&contributions, REASONS).into_iter().filter_map(reason).collect()
}

/// Between the rarity of what was seen once among `all`, and of what never was.
#[expect(clippy::cast_precision_loss, reason = "a rarity is a measure, not a count")]
fn least_of_seen(all: u64) -> f64 {
    ((all as f64 + 1.0) / 1.5).ln()
}

/// How many of so many rows are fitted on; at least one where there is one.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of rows that are in memory"
)]
fn share(count: usize) -> usize {
    ((count as f64 * FITTED).ceil() as usize).min(count)
}

/// Rows that are fitted on, where there are more than that takes: the same for the same seed.
#[derive(Debug)]
pub struct Chosen {
    /// In ascending order; empty where all are.
    ranks: Vec<usize>,
}

impl Chosen {
    /// Those of the first `count`.
    #[must_use]
    pub fn of(count: usize, seed: u64) -> Self {
        if count <= MOST_ROWS {
            return Self { ranks: Vec::new() };
        }
        // A stream that no tree has.
        let mut random = Random::new(seed, u64::MAX);
        let mut ranks: Vec<usize> = forest::sample(count, MOST_ROWS, &mut random)
            .into_iter()
            .map(|rank| rank as usize)
            .collect();
        ranks.sort_unstable();
        Self { ranks }
    }

    /// Whether a row is one of them.
    #[must_use]
    pub fn has(&self, rank: usize) -> bool {
        self.ranks.is_empty() || self.ranks.binary_search(&rank).is_ok()
    }
}
