//! The features of many flows, in the order of their ends. Of a great many they are made again
//! whenever they are asked for: the table of all of them would take more memory than the flows.

use std::num::NonZeroUsize;

use super::forest::{Forest, Rows};
use crate::flow::features::{Context, FEATURES, FeatureVector, Group, Rarity, Subject, vector};
use crate::flow::{Finished, FlowRecord};

/// Rows that are made before they are scored together.
const TOGETHER: usize = 1 << 14;
/// Most flows whose features are kept: some 60 MB.
const MOST_KEPT: usize = 1 << 18;

/// Flows, and how they are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Flows<'a> {
    /// The flows.
    pub finished: &'a Finished,
    /// Their places in the order of their ends.
    pub order: &'a [usize],
    /// Most flows that are context of others.
    pub most: usize,
    /// Threads.
    pub jobs: NonZeroUsize,
    /// Their features, where they are kept.
    pub kept: Option<&'a Rows>,
}

/// The places of flows in the order of their ends.
#[must_use]
pub fn by_end(finished: &Finished) -> Vec<usize> {
    let ends = (0..finished.len()).filter_map(|at| Some((finished.get(at)?.account.last, at)));
    let mut ends: Vec<_> = ends.collect();
    ends.sort_unstable();
    ends.into_iter().map(|(_, at)| at).collect()
}

/// A vector with nothing instead of 0 where the flow could have no such feature: one that carries
/// no DNS asks for no name, neither a short one nor a usual one. A forest puts that at the mean of
/// those that do, so that their odd names are measured by names alone, not by all the flows
/// without any.
fn as_known(mut vector: FeatureVector, record: &FlowRecord) -> FeatureVector {
    if record.measured.as_ref().is_none_or(|measured| measured.names.is_none()) {
        for (cell, feature) in vector.iter_mut().zip(FEATURES) {
            if feature.group == Group::Names {
                *cell = f32::NAN;
            }
        }
    }
    vector
}

impl Flows<'_> {
    /// The features of all flows, to be kept; `None` where these are too many.
    #[must_use]
    pub fn keep(&self, rarity: &Rarity, is_learned: bool) -> Option<Rows> {
        let mut rows = Rows::new(FEATURES.len(), Vec::new());
        (self.order.len() <= MOST_KEPT).then(|| {
            self.each(rarity, is_learned, |_, vector| rows.push(vector));
            rows
        })
    }

    /// Hands each rank in the order of ends and the features of its flow to `see`. `is_learned`
    /// says whether the flows are those whose ends were counted.
    pub fn each(&self, rarity: &Rarity, is_learned: bool, mut see: impl FnMut(usize, &[f32])) {
        if let Some(kept) = self.kept {
            return (0..kept.count()).for_each(|rank| see(rank, kept.row(rank)));
        }
        let mut context = Context::new(self.most);
        for (rank, &at) in self.order.iter().enumerate() {
            let Some(record) = self.finished.get(at) else { continue };
            let trailing = context.take(&record);
            let rare = rarity.rare(&record, is_learned);
            let subject = Subject { record: &record, trailing: &trailing, rare: &rare };
            see(rank, &as_known(vector(&subject), &record));
        }
    }

    /// The scores of flows from a rank on.
    #[must_use]
    pub fn scores(
        &self,
        forest: &Forest,
        rarity: &Rarity,
        is_learned: bool,
        from: usize,
    ) -> Vec<f64> {
        if let Some(kept) = self.kept.filter(|_| from == 0) {
            return forest.scores(kept, self.jobs);
        }
        let mut scores = Vec::with_capacity(self.order.len().saturating_sub(from));
        let mut rows = Rows::new(FEATURES.len(), Vec::new());
        self.each(rarity, is_learned, |rank, vector| {
            if rank < from {
                return;
            }
            rows.push(vector);
            if rows.count() == TOGETHER {
                scores.extend(forest.scores(&rows, self.jobs));
                rows.clear();
            }
        });
        scores.extend(forest.scores(&rows, self.jobs));
        scores
    }
}
