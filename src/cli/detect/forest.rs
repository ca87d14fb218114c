//! The arguments of `netsift detect` that are about the forest: how it is made, kept, and asked.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::cli::arguments::{Work, limit};
use crate::detect::forest::{Algorithm, MOST_ROOM, MOST_SAMPLE, MOST_TREES};
use crate::detect::{Fit, Judge};

/// How the forest is made, kept, and asked.
#[derive(Debug, Args)]
#[command(next_help_heading = "Model")]
pub struct ForestArguments {
    /// Save what --train learned; without a capture, only that is done
    #[arg(long, value_name = "FILE", requires = "train")]
    pub save_model: Option<PathBuf>,

    /// Judge flows by a model that --save-model wrote
    #[arg(long, value_name = "FILE", conflicts_with_all = ["train", "algorithm", "seed", "trees", "sample"])]
    pub model: Option<PathBuf>,

    /// The share of flows of clean traffic that may be reported by mistake: findings of the model
    /// have a p-value of A or less (default: 0.002, or what the baseline's size allows)
    #[arg(long, value_name = "A", allow_hyphen_values = true)]
    pub alpha: Option<f64>,

    /// How trees split: eif+ (slanted, also beyond what was seen; default with a baseline), eif
    /// (slanted), iforest (one feature; default without a baseline)
    #[arg(long, value_name = "NAME", value_parser = algorithm())]
    pub algorithm: Option<Algorithm>,

    /// What randomness follows from; the same seed gives the same model
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// Trees of the forest (default: 200; of iforest 100)
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = limit)]
    pub trees: Option<usize>,

    /// Rows that each tree sees (default: 2048 with a baseline, 256 without)
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = limit)]
    pub sample: Option<usize>,

    /// Say how good the model is by labels of flows: a CSV with the columns start_time, end_time,
    /// src_ip, src_port, dst_ip, dst_port, proto, label (0 or 1) and, if known, attack and
    /// technique
    #[arg(long, value_name = "LABELS.csv")]
    pub eval: Option<PathBuf>,

    /// Print what the 58 features of flows are instead of reading captures
    #[arg(long)]
    pub explain_features: bool,

    /// Score the rows of a table of numbers instead of captures: by its own rows, or with --train
    /// by those of another
    #[arg(long, value_name = "TABLE.csv", conflicts_with_all = ["save_model", "model", "eval"])]
    pub features_from: Option<PathBuf>,

    /// List the N flows that are least usual (default: 10 without a baseline, 0 with one)
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = limit)]
    pub ranks: Option<usize>,
}

/// Ranks that are shown where nothing else says what is odd.
const RANKS: usize = 10;

impl ForestArguments {
    /// How a forest is made.
    ///
    /// # Errors
    /// When it would be empty, or too large.
    pub fn fit(&self, work: &Work, most: usize) -> Result<Fit> {
        let Self { algorithm, trees, sample, seed, .. } = *self;
        if trees.is_some_and(|trees| !(1..=MOST_TREES).contains(&trees)) {
            bail!("--trees has to lie between 1 and {MOST_TREES}");
        }
        if sample.is_some_and(|sample| !(2..=MOST_SAMPLE).contains(&sample)) {
            bail!("--sample has to lie between 2 and {MOST_SAMPLE}");
        }
        let fit = Fit { algorithm, trees, sample, seed, jobs: work.jobs(), most };
        let settings = fit.settings(true);
        if settings.trees * settings.sample.next_power_of_two() > MOST_ROOM {
            bail!("--trees times --sample may not be more than {MOST_ROOM}");
        }
        if self.alpha.is_some_and(|alpha| !(alpha > 0.0 && alpha < 1.0)) {
            bail!("--alpha is a share between 0 and 1, as 0.01");
        }
        Ok(fit)
    }

    /// How many flows are ranked.
    pub fn ranks(&self, judge: &Judge) -> usize {
        self.ranks.unwrap_or(if matches!(judge, Judge::Itself) { RANKS } else { 0 })
    }
}

fn algorithm() -> impl TypedValueParser<Value = Algorithm> {
    PossibleValuesParser::new(Algorithm::ALL.map(Algorithm::name)).try_map(|word| {
        Algorithm::ALL.into_iter().find(|it| it.name() == word).ok_or("no such algorithm")
    })
}
