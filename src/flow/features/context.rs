//! Context: what happened around a flow in the minute that ends with it.
//!
//! Flows are taken in the order in which they ended (the time of the last packet, then of the
//! first, then the position of the first), because only then is known what became of them; a live
//! run that waits as long as its longest timeout sees the same order. The context of a flow is
//! that of the flows that ended at most 60 s before it did, itself included.

use std::collections::VecDeque;

use super::counts::Sums;
use super::ports::{Host, Purpose, is_failed};
use crate::flow::records::FlowRecord;
use crate::value::Timestamp;

/// How long a flow that ended is context of others, in nanoseconds.
pub const WINDOW_NS: i64 = 60_000_000_000;

/// The context of a flow. Every number counts flows that ended in the window, or is a sum over them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trailing {
    /// Flows of the same originator.
    pub source_flows: u64,
    /// Those that failed.
    pub source_failed: u64,
    /// Different responders of them.
    pub source_hosts: u64,
    /// Different protocols with port of them.
    pub source_ports: u64,
    /// Bytes of payload that the originator sent.
    pub source_payload: u64,
    /// Answers to them that there is no such name.
    pub source_missing: u64,
    /// Flows to the same responder.
    pub destination_flows: u64,
    /// Those that failed.
    pub destination_failed: u64,
    /// Different originators of them.
    pub destination_sources: u64,
    /// Different protocols with port between originator and responder.
    pub pair_ports: u64,
    /// Flows between them, in this direction.
    pub pair_flows: u64,
    /// Bytes of payload that the originator sent in them.
    pub pair_payload: u64,
    /// Flows between them of the same protocol and port.
    pub tuple_flows: u64,
    /// Bytes of payload of those, both ways.
    pub tuple_payload: u64,
    /// Packets of those, both ways.
    pub tuple_packets: u64,
}

/// A flow in the window.
#[derive(Clone, Copy, Debug)]
struct Entry {
    at: Timestamp,
    purpose: Purpose,
    failed: u64,
    payload_out: u64,
    payload: u64,
    packets: u64,
    missing: u64,
}

/// The flows of the last minute, counted by their ends.
#[derive(Clone, Debug)]
pub struct Context {
    most: usize,
    window: VecDeque<Entry>,
    evicted: u64,
    /// Flows, failed, responders, ports, payload out, missing names.
    sources: Sums<Host, 6>,
    /// Flows, failed, originators.
    destinations: Sums<Host, 3>,
    /// Ports, flows, payload out.
    pairs: Sums<(Host, Host), 3>,
    /// Flows, payload, packets.
    tuples: Sums<Purpose, 3>,
    /// Flows of an originator by protocol and port.
    services: Sums<(Host, u8, u16), 1>,
}

impl Context {
    /// An empty context of at most `most` flows; where more ended in a minute, the oldest leave
    /// early and are counted. Memory is bounded by that: all tables count flows of the window.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            most: most.max(1),
            window: VecDeque::new(),
            evicted: 0,
            sources: Sums::default(),
            destinations: Sums::default(),
            pairs: Sums::default(),
            tuples: Sums::default(),
            services: Sums::default(),
        }
    }

    /// Flows that left the window before their minute was over, for want of room.
    #[must_use]
    pub const fn evicted(&self) -> u64 {
        self.evicted
    }

    /// Takes the next flow in the order of ends, and gives its context. One that ended before the
    /// one at hand, which a careful caller never has, is taken as if it had ended with it.
    pub fn take(&mut self, record: &FlowRecord) -> Trailing {
        let now =
            self.window.back().map_or(record.account.last, |it| it.at.max(record.account.last));
        while self.window.front().is_some_and(|oldest| now.since(oldest.at) > WINDOW_NS) {
            self.leave();
        }
        if self.window.len() >= self.most {
            self.leave();
            self.evicted += 1;
        }
        let entry = Entry::of(record, now);
        self.window.push_back(entry);
        self.enter(&entry);
        self.around(&entry.purpose)
    }

    fn enter(&mut self, entry: &Entry) {
        let Purpose { source, destination, protocol, port } = entry.purpose;
        let Entry { failed, payload_out, payload, packets, missing, .. } = *entry;
        let new_tuple = self.tuples.add(entry.purpose, &[1, payload, packets]);
        let new_pair = self.pairs.add((source, destination), &[new_tuple.into(), 1, payload_out]);
        let new_port = self.services.add((source, protocol, port), &[1]);
        self.destinations.add(destination, &[1, failed, new_pair.into()]);
        let sum = [1, failed, new_pair.into(), new_port.into(), payload_out, missing];
        self.sources.add(source, &sum);
    }

    /// Takes away what the oldest flow added.
    fn leave(&mut self) {
        let Some(entry) = self.window.pop_front() else { return };
        let Purpose { source, destination, protocol, port } = entry.purpose;
        let Entry { failed, payload_out, payload, packets, missing, .. } = entry;
        let last_tuple = self.tuples.take(&entry.purpose, &[1, payload, packets]);
        let last_pair =
            self.pairs.take(&(source, destination), &[last_tuple.into(), 1, payload_out]);
        let last_port = self.services.take(&(source, protocol, port), &[1]);
        self.destinations.take(&destination, &[1, failed, last_pair.into()]);
        let sum = [1, failed, last_pair.into(), last_port.into(), payload_out, missing];
        self.sources.take(&source, &sum);
    }

    fn around(&self, purpose: &Purpose) -> Trailing {
        let Purpose { source, destination, .. } = *purpose;
        let [
            source_flows,
            source_failed,
            source_hosts,
            source_ports,
            source_payload,
            source_missing,
        ] = self.sources.get(&source);
        let [destination_flows, destination_failed, destination_sources] =
            self.destinations.get(&destination);
        let [pair_ports, pair_flows, pair_payload] = self.pairs.get(&(source, destination));
        let [tuple_flows, tuple_payload, tuple_packets] = self.tuples.get(purpose);
        Trailing {
            source_flows,
            source_failed,
            source_hosts,
            source_ports,
            source_payload,
            source_missing,
            destination_flows,
            destination_failed,
            destination_sources,
            pair_ports,
            pair_flows,
            pair_payload,
            tuple_flows,
            tuple_payload,
            tuple_packets,
        }
    }
}

impl Entry {
    fn of(record: &FlowRecord, at: Timestamp) -> Self {
        let (sent, answered) = (record.sent(), record.answered());
        let names = record.measured.as_ref().and_then(|measured| measured.names.as_ref());
        Self {
            at,
            purpose: Purpose::of(record),
            failed: is_failed(record).into(),
            payload_out: sent.payload_bytes,
            payload: sent.payload_bytes.wrapping_add(answered.payload_bytes),
            packets: sent.packets.wrapping_add(answered.packets),
            missing: names.map_or(0, |names| names.missing.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::pair::Family;

    fn entry(port: u16) -> Entry {
        let host = |last| {
            let mut address = [0; 16];
            address[3] = last;
            Host { family: Family::Ipv4, address }
        };
        let purpose = Purpose { source: host(1), destination: host(2), protocol: 6, port };
        let at = Timestamp(0);
        Entry { at, purpose, failed: 1, payload_out: 5, payload: 9, packets: 3, missing: 2 }
    }

    #[test]
    fn what_left_the_window_leaves_nothing_behind() {
        let mut context = Context::new(9);
        for port in [1, 2, 2] {
            let entry = entry(port);
            context.window.push_back(entry);
            context.enter(&entry);
        }
        let around = context.around(&entry(2).purpose);
        assert_eq!((around.source_flows, around.source_ports, around.source_hosts), (3, 2, 1));
        assert_eq!((around.pair_ports, around.tuple_flows, around.tuple_payload), (2, 2, 18));
        assert_eq!((around.source_missing, around.destination_sources), (6, 1));
        context.leave();
        let around = context.around(&entry(1).purpose);
        assert_eq!((around.source_flows, around.pair_ports, around.tuple_flows), (2, 1, 0));
        context.leave();
        context.leave();
        assert_eq!(context.around(&entry(2).purpose), Trailing::default());
        let Context { sources, destinations, pairs, tuples, services, .. } = context;
        let left = [sources.len(), destinations.len(), pairs.len(), tuples.len(), services.len()];
        assert_eq!(left, [0; 5]);
    }
}
