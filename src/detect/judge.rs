//! What the forest says of the flows of a capture: with a model, which of them clean traffic would
//! hardly have; without one, which of them are least like the others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::calibration::{Calibration, expected_false_alarms};
use super::evaluation::Labels;
use super::explain::Profile;
use super::forest::{Algorithm, Forest, Rows};
use super::model::{Chosen, Fit, Model, reasons};
use super::reason::Reason;
use super::vectors::{Flows, by_end};
use crate::flow::Finished;
use crate::flow::features::{FEATURES, Rarity};

/// Ends that are counted in a capture that is judged by itself, at most.
const MOST_KEYS: usize = 1 << 20;

/// What is asked of a forest.
#[derive(Clone, Debug)]
pub enum Judge {
    /// Nothing: rules alone.
    Nobody,
    /// Ranks by the capture itself.
    Itself,
    /// P-values by a model.
    Model(Arc<Model>),
}

/// How flows are judged.
#[derive(Clone, Debug)]
pub struct Judging {
    /// By what.
    pub judge: Judge,
    /// Share of false alarms that is accepted; without a word one that the model can give.
    pub alpha: Option<f64>,
    /// How a forest is made.
    pub fit: Fit,
    /// How many flows are ranked.
    pub ranks: usize,
    /// What flows were, where that is known and to be compared.
    pub labels: Option<Arc<Labels>>,
}

/// A flow that somebody should look at.
#[derive(Clone, Debug)]
pub struct Odd {
    /// Its score.
    pub score: f64,
    /// How likely clean traffic scores as high; `None` where nothing says what is clean.
    pub p_value: Option<f64>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What was said of all flows.
#[derive(Debug, Default)]
pub struct Judged {
    /// How trees asked; `None` where no forest was.
    pub algorithm: Option<Algorithm>,
    /// Places of the flows in the order of their ends.
    pub order: Vec<usize>,
    /// Their scores, in that order.
    pub scores: Vec<f64>,
    /// Their p-values, in that order; empty without a model.
    pub p_values: Vec<f64>,
    /// The share of false alarms that is accepted, where one is.
    pub alpha: Option<f64>,
    /// The least p-value that the model can give.
    pub least: f64,
    /// What a reader has to know.
    pub notes: Vec<String>,
    /// Features of the flows, in that order, where they are not too many.
    kept: Option<Rows>,
    explainer: Option<Explainer>,
}

/// What reasons are found by.
#[derive(Debug)]
enum Explainer {
    Itself { forest: Forest, profile: Profile, rarity: Rarity },
    Model(Arc<Model>),
}

/// The largest share of false alarms that is accepted without being asked for.
const MOST_ALPHA: f64 = 0.02;
/// The one that is accepted where calibration allows it. Chosen by us: detect.md's stricter one.
const USUAL_ALPHA: f64 = 0.002;

/// The share of false alarms to accept where none was asked for; `None` where calibration is too
/// small for any that makes sense.
#[must_use]
pub fn usual_alpha(calibration: &Calibration) -> Option<f64> {
    let alpha = USUAL_ALPHA.max(calibration.least());
    (alpha <= MOST_ALPHA).then_some(alpha)
}

/// Judges flows.
#[must_use]
pub fn judge(judging: &Judging, finished: &Finished) -> Judged {
    match &judging.judge {
        Judge::Nobody => Judged::default(),
        Judge::Itself => by_itself(judging, finished),
        Judge::Model(model) => by_model(judging, model, finished),
    }
}

fn by_itself(judging: &Judging, finished: &Finished) -> Judged {
    let Fit { most, jobs, seed, .. } = judging.fit;
    let order = by_end(finished);
    let mut rarity = Rarity::new(MOST_KEYS);
    for record in (0..finished.len()).filter_map(|at| finished.get(at)) {
        rarity.learn(&record);
    }
    let flows = Flows { finished, order: &order, most, jobs, kept: None };
    let kept = flows.keep(&rarity, true);
    let flows = Flows { kept: kept.as_ref(), ..flows };
    let chosen = Chosen::of(order.len(), seed);
    let mut rows = Rows::new(FEATURES.len(), Vec::new());
    flows.each(&rarity, true, |rank, vector| {
        if chosen.has(rank) {
            rows.push(vector);
        }
    });
    let settings = judging.fit.settings_of_flows(false);
    let forest = Forest::fit(&rows, settings);
    let profile = Profile::of(&rows);
    drop(rows);
    let scores = flows.scores(&forest, &rarity, true, 0);
    let note = "mode: self: no baseline says what is usual, so flows are ranked by how little they \
                are like the others of this capture; a rank is no finding (--train BASELINE gives \
                p-values)";
    Judged {
        algorithm: Some(settings.algorithm),
        order,
        scores,
        notes: vec![note.to_owned()],
        kept,
        explainer: Some(Explainer::Itself { forest, profile, rarity }),
        ..Judged::default()
    }
}

fn by_model(judging: &Judging, model: &Arc<Model>, finished: &Finished) -> Judged {
    let Fit { most, jobs, .. } = judging.fit;
    let order = by_end(finished);
    let flows = Flows { finished, order: &order, most, jobs, kept: None };
    let kept = flows.keep(&model.rarity, false);
    let flows = Flows { kept: kept.as_ref(), ..flows };
    let scores = flows.scores(&model.forest, &model.rarity, false, 0);
    let p_values: Vec<f64> = scores.iter().map(|&it| model.calibration.p_value(it)).collect();
    let alpha = judging.alpha.or_else(|| usual_alpha(&model.calibration));
    let mut notes = vec![sentence(model, alpha, p_values.len())];
    notes.extend(drift(&p_values));
    Judged {
        algorithm: Some(model.algorithm),
        order,
        scores,
        p_values,
        alpha,
        least: model.calibration.least(),
        notes,
        kept,
        explainer: Some(Explainer::Model(Arc::clone(model))),
    }
}

/// What a model was made of, and what to expect of it.
#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn sentence(model: &Model, alpha: Option<f64>, rows: usize) -> String {
    let (fitted, scores) = (model.fitted, model.calibration.scores().len());
    let (name, unit) = (model.algorithm.name(), model.unit.name());
    let made = format!("{name} fitted on {fitted} {unit}s, calibrated on {scores} later ones");
    match alpha {
        Some(alpha) => {
            let often = expected_false_alarms(alpha);
            let here = alpha * rows as f64;
            format!(
                "{made}; alpha {alpha} means to expect {often:.1} false alarms in 10,000 {unit}s of \
                 clean traffic, {here:.1} in the {rows} of these captures"
            )
        }
        None => format!(
            "{made}: too few for findings of the model, whose least p-value is {:.3}; train on \
             more, or say --alpha",
            model.calibration.least()
        ),
    }
}

/// P-values below this may be attacks, and say nothing of drift.
const BENIGN: f64 = 0.1;
/// P-values that it takes to speak of drift.
const LEAST_ROWS: usize = 100;
/// Largest distance between what looks benign and what the baseline leads to expect (Kolmogorov
/// and Smirnov's). Chosen by us: on the labelled captures it is about 0.15 in the ten minutes that
/// follow the baseline on the same network, three quarters of whose flows are attacks that change
/// the minute around harmless ones, too.
const MOST_DISTANCE: f64 = 0.25;

/// A warning where p-values that look benign are far from equally likely.
#[expect(clippy::cast_precision_loss, reason = "a share, not a count")]
pub fn drift(p_values: &[f64]) -> Option<String> {
    let mut benign: Vec<f64> = p_values.iter().copied().filter(|&p| p > BENIGN).collect();
    if benign.len() < LEAST_ROWS {
        let is_all_odd = p_values.len() >= LEAST_ROWS;
        return is_all_odd.then(|| {
            format!(
                "drift: {} of {} flows have p-values of {BENIGN} or less: this is another network \
                 than the baseline's, or nearly all of it is an attack",
                p_values.len() - benign.len(),
                p_values.len()
            )
        });
    }
    benign.sort_by(f64::total_cmp);
    let count = benign.len() as f64;
    let distance = benign.iter().enumerate().map(|(at, p)| {
        let expected = (p - BENIGN) / (1.0 - BENIGN);
        let (before, after) = (at as f64 / count, (at + 1) as f64 / count);
        (before - expected).abs().max((after - expected).abs())
    });
    let distance = distance.fold(0.0, f64::max);
    (distance > MOST_DISTANCE).then(|| {
        format!(
            "drift: flows that look benign are unlike the baseline's as a whole (distance \
             {distance:.2}, more than {MOST_DISTANCE}): p-values cannot be trusted; train on newer \
             traffic of this network"
        )
    })
}

impl Judged {
    /// The ranks of those that clean traffic would hardly have, the first that ended first.
    #[must_use]
    pub fn flagged(&self) -> Vec<usize> {
        let Some(alpha) = self.alpha else { return Vec::new() };
        (0..self.p_values.len())
            .filter(|&rank| self.p_values.get(rank).is_some_and(|&p| p <= alpha))
            .collect()
    }

    /// The ranks with the highest scores, the highest first, then the first that ended.
    #[must_use]
    pub fn highest(&self, most: usize) -> Vec<usize> {
        let score = |rank: &usize| self.scores.get(*rank).copied().unwrap_or_default();
        let mut ranks: Vec<usize> = (0..self.scores.len()).collect();
        let order =
            |one: &usize, other: &usize| score(other).total_cmp(&score(one)).then(one.cmp(other));
        if most < ranks.len() && most > 0 {
            ranks.select_nth_unstable_by(most, order);
        }
        ranks.truncate(most);
        ranks.sort_unstable_by(order);
        ranks
    }

    /// These ranks with the reasons.
    #[must_use]
    pub fn explain(
        &self,
        judging: &Judging,
        finished: &Finished,
        wanted: &BTreeSet<usize>,
    ) -> BTreeMap<usize, Odd> {
        let Some(explainer) = self.explainer.as_ref().filter(|_| !wanted.is_empty()) else {
            return BTreeMap::new();
        };
        let Fit { most, jobs, .. } = judging.fit;
        let kept = self.kept.as_ref();
        let flows = Flows { finished, order: &self.order, most, jobs, kept };
        let (rarity, is_learned) = match explainer {
            Explainer::Itself { rarity, .. } => (rarity, true),
            Explainer::Model(model) => (&model.rarity, false),
        };
        let names: Vec<String> = FEATURES.iter().map(|it| it.name.to_owned()).collect();
        let mut found = BTreeMap::new();
        let see = |rank, vector: &[f32]| {
            if !wanted.contains(&rank) {
                return;
            }
            let reasons = match explainer {
                Explainer::Itself { forest, profile, .. } => {
                    reasons(forest, profile, &names, vector)
                }
                Explainer::Model(model) => model.reasons(vector),
            };
            found.insert(rank, self.odd(rank, reasons));
        };
        flows.each(rarity, is_learned, see);
        found
    }

    fn odd(&self, rank: usize, reasons: Vec<Reason>) -> Odd {
        Odd {
            score: self.scores.get(rank).copied().unwrap_or_default(),
            p_value: self.p_values.get(rank).copied(),
            reasons,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evenly(count: u32) -> Vec<f64> {
        (1..=count).map(|at| f64::from(at) / f64::from(count)).collect()
    }

    #[test]
    fn p_values_that_are_equally_likely_are_no_drift() {
        assert_eq!(drift(&evenly(1000)), None);
        // Attacks among them change nothing.
        let attacked: Vec<f64> = evenly(1000).into_iter().chain(vec![0.001; 3000]).collect();
        assert_eq!(drift(&attacked), None);
        assert_eq!(drift(&evenly(50)), None);
    }

    #[test]
    fn what_is_unlike_the_baseline_as_a_whole_is_drift() {
        let low: Vec<f64> = evenly(1000).into_iter().map(|p| 0.1 + p * 0.3).collect();
        assert!(drift(&low).is_some_and(|it| it.contains("train on newer")));
        assert!(drift(&vec![0.01; 500]).is_some_and(|it| it.contains("another network")));
    }

    #[test]
    fn the_highest_come_first_and_equal_ones_in_their_order() {
        let judged = Judged { scores: vec![0.5, 0.7, 0.5, 0.9], ..Judged::default() };
        assert_eq!(judged.highest(3), [3, 1, 0]);
        assert_eq!(judged.highest(9), [3, 1, 0, 2]);
        assert!(judged.highest(0).is_empty());
    }

    #[test]
    fn an_alpha_is_chosen_that_calibration_can_give() {
        let of = |count: u32| usual_alpha(&Calibration::of((0..count).map(f64::from)));
        assert_eq!((of(9999), of(10)), (Some(USUAL_ALPHA), None));
        assert!(of(99).is_some_and(|alpha| (alpha - 0.01).abs() < 1e-12));
    }
}
