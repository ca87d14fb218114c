//! How good the model is where labels say what flows were: how well scores tell attacks from
//! benign traffic, how many are found at which rate of false alarms, whether explanations say what
//! somebody who knows the attack expects.
//!
//! Averages are over types of attacks (macro): a flood has a thousand times the flows of an
//! exfiltration, and is not a thousand times as much worth finding.

mod expected;
mod labels;

use std::collections::BTreeSet;

use super::finding::rounded;
use super::judge::{Judged, Judging};
use super::observed::Observed;
use crate::flow::Finished;
use crate::report::{Column, Table};
use crate::value::{Kind, Unit, Value};

use expected::expected;
pub use labels::{Label, Labels};

/// Rates of false alarms at which is counted, where calibration allows them.
const ALPHAS: [f64; 5] = [0.05, 0.01, 0.005, 0.002, 0.001];
/// The rate at which explanations are judged, or the accepted one.
const EXPLAINED_AT: f64 = 0.01;
/// Flows of each type of attack whose explanations are judged, evenly spread over its time.
const EXPLAINED: usize = 100;

/// Scores of one type of attack.
struct Attack<'a> {
    name: &'a str,
    technique: &'a str,
    ranks: Vec<usize>,
    auc: Option<f64>,
    explained: Option<[f64; 2]>,
}

/// The tables of an evaluation.
#[must_use]
pub fn evaluate(
    labels: &Labels,
    judging: &Judging,
    judged: &Judged,
    finished: &Finished,
) -> Vec<Table> {
    let known = labels.attacks();
    let mut benign = Vec::new();
    let mut attacks: Vec<Attack<'_>> = known
        .iter()
        .map(|(name, technique)| Attack {
            name,
            technique,
            ranks: Vec::new(),
            auc: None,
            explained: None,
        })
        .collect();
    let mut unlabelled = 0_u64;
    for (rank, &at) in judged.order.iter().enumerate() {
        let flow = finished.get(at).as_ref().and_then(Observed::of);
        match flow.and_then(|flow| labels.of(&flow)) {
            None => unlabelled += 1,
            Some(None) => benign.push(rank),
            Some(Some(attack)) => {
                if let Some(attack) = attacks.get_mut(attack) {
                    attack.ranks.push(rank);
                }
            }
        }
    }
    attacks.retain(|attack| !attack.ranks.is_empty());
    let score = |&rank: &usize| judged.scores.get(rank).copied().unwrap_or_default();
    let mut usual: Vec<f64> = benign.iter().map(score).collect();
    usual.sort_by(f64::total_cmp);
    for attack in &mut attacks {
        attack.auc = auc(&usual, attack.ranks.iter().map(score));
    }
    explain(&mut attacks, judging, judged, finished);
    let all = auc(&usual, attacks.iter().flat_map(|attack| attack.ranks.iter().map(score)));
    let mut table = tables();
    let [summary, alphas, types] = &mut table;
    let count = |number: usize| Value::Unsigned(number as u64);
    let found: usize = attacks.iter().map(|attack| attack.ranks.len()).sum();
    for (name, value) in [
        ("flows", count(judged.order.len())),
        ("benign_flows", count(benign.len())),
        ("attack_flows", count(found)),
        ("unlabelled_flows", Value::Unsigned(unlabelled)),
        ("attack_types", count(attacks.len())),
        ("auc", all.map_or(Value::Null, rounded)),
        ("macro_auc", mean(attacks.iter().filter_map(|it| it.auc))),
        ("explained_top_1", mean(attacks.iter().filter_map(|it| Some(it.explained?[0])))),
        ("explained_top_3", mean(attacks.iter().filter_map(|it| Some(it.explained?[1])))),
    ] {
        let value = match value {
            Value::Unsigned(number) => Value::ratio(wide(number), 1.0),
            other => other,
        };
        summary.push(vec![name.into(), value]);
    }
    rates(alphas, judged, &benign, &attacks);
    let accepted = judged.alpha;
    for attack in &attacks {
        let rate = accepted.map(|alpha| share(judged, &attack.ranks, alpha));
        let [top_1, top_3] = attack.explained.map_or([None; 2], |it| it.map(Some));
        let part = |it: Option<f64>| it.map_or(Value::Null, rounded);
        types.push(vec![
            attack.name.to_owned().into(),
            attack.technique.to_owned().into(),
            count(attack.ranks.len()),
            part(attack.auc),
            part(rate),
            part(top_1),
            part(top_3),
        ]);
    }
    table.into()
}

#[expect(clippy::cast_precision_loss, reason = "shown, not counted with")]
fn wide(number: u64) -> f64 {
    number as f64
}

/// The tables without rows.
#[must_use]
pub fn tables() -> [Table; 3] {
    let float = |name, doc| Column::new(name, Kind::Float, Unit::None, doc);
    let summary = vec![
        Column::text("measure", "what was measured"),
        float("value", "how much; averages called macro are over types of attacks"),
    ];
    let alphas = vec![
        float("alpha", "rate of false alarms that is accepted"),
        float("false_positive_rate", "share of benign flows with a p-value of alpha or less"),
        float("true_positive_rate", "share of flows of attacks with one, over all"),
        float("macro_true_positive_rate", "its average over types of attacks"),
        Column::count("types_found", "types of attacks of which a flow has one"),
        Column::count("types", "types of attacks"),
    ];
    let types = vec![
        Column::text("attack", "type of attack"),
        Column::text("technique_id", "its technique of MITRE ATT&CK"),
        Column::count("flows", "its flows"),
        float("auc", "chance that a flow of it scores higher than a benign one"),
        float("found", "share of its flows that are found at the accepted alpha"),
        float("explained_top_1", "share of explanations whose first feature is an expected one"),
        float("explained_top_3", "share of explanations with one among the first three"),
    ];
    [
        Table::new("evaluation", "Evaluation", summary),
        Table::new("alphas", "Found and false, by alpha", alphas),
        Table::new("attacks", "Types of attacks", types),
    ]
}

fn rates(table: &mut Table, judged: &Judged, benign: &[usize], attacks: &[Attack<'_>]) {
    if judged.p_values.is_empty() {
        return;
    }
    let mut alphas: Vec<f64> = ALPHAS.into_iter().chain(judged.alpha).collect();
    alphas.retain(|&alpha| alpha >= judged.least);
    alphas.sort_by(|one, other| other.total_cmp(one));
    alphas.dedup();
    for alpha in alphas {
        let rates: Vec<f64> =
            attacks.iter().map(|attack| share(judged, &attack.ranks, alpha)).collect();
        let all: Vec<usize> = attacks.iter().flat_map(|it| it.ranks.iter().copied()).collect();
        table.push(vec![
            rounded(alpha),
            rounded(share(judged, benign, alpha)),
            rounded(share(judged, &all, alpha)),
            mean(rates.iter().copied()),
            Value::Unsigned(rates.iter().filter(|&&rate| rate > 0.0).count() as u64),
            Value::Unsigned(rates.len() as u64),
        ]);
    }
}

/// Share of flows whose p-value is alpha or less; of none it is none.
#[expect(clippy::cast_precision_loss, reason = "a share, not a count")]
fn share(judged: &Judged, ranks: &[usize], alpha: f64) -> f64 {
    let is_found = |rank: &&usize| judged.p_values.get(**rank).is_some_and(|&p| p <= alpha);
    ranks.iter().filter(is_found).count() as f64 / ranks.len().max(1) as f64
}

fn mean(numbers: impl Iterator<Item = f64>) -> Value<'static> {
    let (sum, count) = numbers.fold((0.0, 0.0), |(sum, count), it| (sum + it, count + 1.0));
    if count > 0.0 { rounded(sum / count) } else { Value::Null }
}

/// The area under the receiver operating characteristic: the chance that one of `others` scores
/// higher than one of `usual`, which are in ascending order; equal ones count half.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a share, not a count")]
pub fn auc(usual: &[f64], others: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_u64);
    for score in others {
        let below = usual.partition_point(|&it| it < score);
        let up_to = usual.partition_point(|&it| it <= score);
        sum += (below + up_to) as f64 / 2.0;
        count += 1;
    }
    let pairs = wide(count) * usual.len() as f64;
    (pairs > 0.0).then(|| sum / pairs)
}

/// Judges explanations of flows that are found.
#[expect(clippy::cast_precision_loss, reason = "a share, not a count")]
fn explain(attacks: &mut [Attack<'_>], judging: &Judging, judged: &Judged, finished: &Finished) {
    let alpha = judged.alpha.unwrap_or(EXPLAINED_AT).max(EXPLAINED_AT);
    let is_found =
        |rank: &usize| judged.p_values.get(*rank).is_none_or(|&p_value| p_value <= alpha);
    let chosen = |attack: &Attack<'_>| -> Vec<usize> {
        let found: Vec<usize> = attack.ranks.iter().copied().filter(is_found).collect();
        let step = found.len().div_ceil(EXPLAINED).max(1);
        found.into_iter().step_by(step).collect()
    };
    let wanted: BTreeSet<usize> = attacks
        .iter()
        .filter(|attack| expected(attack.technique).is_some())
        .flat_map(&chosen)
        .collect();
    let explained = judged.explain(judging, finished, &wanted);
    for attack in attacks {
        let Some(features) = expected(attack.technique) else { continue };
        let (mut top_1, mut top_3, mut all) = (0_u64, 0_u64, 0_u64);
        for odd in chosen(attack).iter().filter_map(|rank| explained.get(rank)) {
            let is_hit: Vec<bool> = odd
                .reasons
                .iter()
                .map(|reason| features.contains(&reason.feature.as_str()))
                .collect();
            top_1 += u64::from(is_hit.first() == Some(&true));
            top_3 += u64::from(is_hit.contains(&true));
            all += 1;
        }
        attack.explained =
            (all > 0).then(|| [top_1 as f64 / all as f64, top_3 as f64 / all as f64]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_is_a_chance_and_equal_scores_count_half() {
        let area = |usual: &[f64], others: &[f64]| auc(usual, others.iter().copied());
        assert_eq!(area(&[1.0, 2.0], &[3.0, 4.0]), Some(1.0));
        assert_eq!(area(&[1.0, 2.0], &[0.0]), Some(0.0));
        assert_eq!(area(&[1.0, 2.0], &[2.0]), Some(0.75));
        assert_eq!(area(&[1.0, 2.0, 3.0, 4.0], &[2.5, 2.5]), Some(0.5));
        assert_eq!((area(&[], &[1.0]), area(&[1.0], &[])), (None, None));
    }
}
