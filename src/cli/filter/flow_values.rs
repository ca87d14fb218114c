//! Fields of flows: what all packets of a flow tell, found in a pass before the one that asks for it.

use crate::flow::{Finished, Membership};
use crate::packet::{FieldReader, Packet};
use crate::stats::values_of_flow;
use crate::value::Value;

type Values = [(&'static str, Value<'static>)];

/// What is known of flows, as far as it is asked for.
pub struct FlowValues {
    membership: Membership,
    values: Vec<Box<Values>>,
}

impl FlowValues {
    /// What these records say of these fields.
    pub fn of(finished: &Finished, fields: &[FieldReader]) -> Self {
        let records = (0..finished.len()).filter_map(|at| finished.get(at));
        let values = records.map(|record| values_of_flow(&record, fields)).collect();
        Self { membership: Membership::of(finished), values }
    }

    /// What is known of the flow of a packet.
    pub fn of_packet(&mut self, packet: &Packet<'_>) -> &Values {
        let place = self.membership.place(packet);
        place.and_then(|place| self.values.get(place)).map(AsRef::as_ref).unwrap_or_default()
    }
}
