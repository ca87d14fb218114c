//! What is read before packets are chosen: flows of which any packet matches, and what fields of
//! flows are.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::arguments::Arguments;
use super::choose::Chooser;
use super::columns::Columns;
use super::flow_values::FlowValues;
use super::job::Plan;
use super::select::refuse_second_pass;
use crate::engine::Partition;
use crate::filter::{Expression, Reach, Sieve};
use crate::flow::{FlowTable, LeftOut, Timeouts};
use crate::packet::{FieldReader, Packet};
use crate::select::{FlowFinder, FlowSet, Selection};

/// The fields of flows that something names.
pub fn flow_fields(
    chosen: &[Expression],
    of_flows: Option<&Expression>,
    columns: &Columns,
) -> Vec<FieldReader> {
    let in_expressions = chosen.iter().chain(of_flows).flat_map(Expression::of_flows).copied();
    let mut fields: Vec<FieldReader> = in_expressions
        .chain(columns.fields().iter().copied())
        .filter(FieldReader::is_of_flows)
        .collect();
    fields.sort_by_key(|reader| reader.field.name);
    fields.dedup_by_key(|reader| reader.field.name);
    fields
}

/// Refuses fields of flows where what they are cannot be found before.
///
/// # Errors
/// When an input is a pipe, or packets are put in another order.
pub fn refuse_flows(
    fields: &[FieldReader],
    arguments: &Arguments,
    inputs: &[PathBuf],
) -> Result<()> {
    let Some(reader) = fields.first() else { return Ok(()) };
    refuse_second_pass(reader.field.name, inputs)?;
    if arguments.changes.reorders() {
        bail!(
            "{}: fields of flows are found before packets are put in order; write the packets \
             with --reorder first, and ask the new capture",
            reader.field.name
        );
    }
    Ok(())
}

impl Plan {
    /// Reads the inputs for what fields of flows are, where one is named.
    pub(super) fn read_flows(&self) {
        if self.flow_fields.is_empty() {
            return;
        }
        let mut table = FlowTable::new(Timeouts::default(), self.arguments.max_flows);
        let mut chooser = Chooser::new(Sieve::new(vec![], false), Selection::default(), false);
        let see = &mut |packet: &Packet<'_>, _, _| {
            table.packet(packet, Partition::of(packet.raw, packet.decoded).0);
            Ok(())
        };
        // What the first pass cannot read, the second says.
        let ledger = self.sift(&mut chooser, Reach::Applications, None, see).ok();
        let last = ledger.and_then(|ledger| ledger.kept.last).unwrap_or_default();
        let (finished, LeftOut { evicted, flows, .. }) = table.finish(last);
        if evicted > 0 || flows > 0 {
            self.voice.warning(&format!(
                "{evicted} flows ended early and {flows} are not known, for want of room: fields of \
                 flows do not say all; --max-flows N remembers more"
            ));
        }
        let values = FlowValues::of(&finished, &self.flow_fields);
        *self.flow_values.borrow_mut() = Some(values);
    }

    /// The flows in which any packet matches.
    pub(super) fn flows_where(&self, expression: Expression) -> FlowSet {
        let mut found = FlowSet::new(self.arguments.max_flows);
        let mut finder = FlowFinder::default();
        let sieve = Sieve::new(vec![expression], false);
        let mut chooser = Chooser::new(sieve, Selection::default(), false);
        let see = &mut |packet: &Packet<'_>, _, passes| {
            // Each packet: the first fragment says which flow the others belong to.
            let flow = finder.flow(packet);
            if passes {
                found.add(flow);
            }
            Ok(())
        };
        // What the first pass cannot read, the second says.
        self.sift(&mut chooser, Reach::Layers, None, see).ok();
        if found.left_out > 0 {
            self.voice.warning(&format!(
                "{} packets that match --flows-where belong to more than {} flows, whose packets are left \
                 out; --max-flows N remembers more",
                found.left_out,
                found.len()
            ));
        }
        if found.is_empty() && chooser.seen() > 0 {
            let seen = chooser.seen();
            self.voice.warning(&format!("0 of {seen} packets match --flows-where"));
        }
        found
    }
}
