//! What features are computed of.

use super::{Rare, Trailing};
use crate::flow::records::FlowRecord;

/// A flow that ended, what else happened, and how usual it is.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The flow. What was not measured of it counts as nothing.
    pub record: &'a FlowRecord,
    /// The flows that ended in the minute before it ended, itself included.
    pub trailing: &'a Trailing,
    /// How rare its ends are.
    pub rare: &'a Rare,
}
