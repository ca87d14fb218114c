//! The features of all flows of a capture that is judged by itself: context, and rarity among all
//! the others.

use super::{Context, FeatureVector, Rarity, Subject, Trailing, vector};
use crate::flow::records::{Finished, FlowRecord};

/// What the flows of a capture say of each other.
#[derive(Clone, Debug)]
pub struct Survey {
    trailing: Vec<Trailing>,
    rarity: Rarity,
    evicted: u64,
}

impl Survey {
    /// Looks at all flows, in the order of their ends. At most `most` flows are context at any
    /// time, and five times as many keys are counted.
    #[must_use]
    pub fn of(finished: &Finished, most: usize) -> Self {
        let mut rarity = Rarity::new(most.saturating_mul(5));
        let mut order = Vec::with_capacity(finished.len());
        for at in 0..finished.len() {
            let Some(record) = finished.get(at) else { continue };
            rarity.learn(&record);
            // Places are in the order of the first packets.
            order.push((record.account.last, at));
        }
        order.sort_unstable();
        let mut context = Context::new(most);
        let mut trailing = vec![Trailing::default(); finished.len()];
        for (_, at) in order {
            if let (Some(record), Some(place)) = (finished.get(at), trailing.get_mut(at)) {
                *place = context.take(&record);
            }
        }
        Self { trailing, rarity, evicted: context.evicted() }
    }

    /// The features of the flow at a place.
    #[must_use]
    pub fn vector(&self, at: usize, record: &FlowRecord) -> FeatureVector {
        let trailing = self.trailing.get(at).copied().unwrap_or_default();
        let rare = self.rarity.rare(record, true);
        vector(&Subject { record, trailing: &trailing, rare: &rare })
    }

    /// Flows that were no context for a whole minute, and sightings of keys that were not counted,
    /// both for want of room.
    #[must_use]
    pub const fn left_out(&self) -> [u64; 2] {
        [self.evicted, self.rarity.left_out()]
    }
}
