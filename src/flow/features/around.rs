//! What happened in the minute that ends with the flow.

use super::Subject;
use super::volume::number;

/// A part of a whole; 0 of nothing.
fn share(part: u64, whole: u64) -> f64 {
    if whole > 0 { number(part) / number(whole) } else { 0.0 }
}

pub(super) fn source_flows(of: &Subject<'_>) -> f64 {
    number(of.trailing.source_flows)
}

pub(super) fn source_failed_share(of: &Subject<'_>) -> f64 {
    share(of.trailing.source_failed, of.trailing.source_flows)
}

pub(super) fn source_failed(of: &Subject<'_>) -> f64 {
    number(of.trailing.source_failed)
}

pub(super) fn source_hosts(of: &Subject<'_>) -> f64 {
    number(of.trailing.source_hosts)
}

pub(super) fn source_ports(of: &Subject<'_>) -> f64 {
    number(of.trailing.source_ports)
}

pub(super) fn source_payload(of: &Subject<'_>) -> f64 {
    number(of.trailing.source_payload)
}

pub(super) fn source_missing(of: &Subject<'_>) -> f64 {
    number(of.trailing.source_missing)
}

pub(super) fn destination_flows(of: &Subject<'_>) -> f64 {
    number(of.trailing.destination_flows)
}

pub(super) fn destination_failed_share(of: &Subject<'_>) -> f64 {
    share(of.trailing.destination_failed, of.trailing.destination_flows)
}

pub(super) fn destination_sources(of: &Subject<'_>) -> f64 {
    number(of.trailing.destination_sources)
}

pub(super) fn pair_ports(of: &Subject<'_>) -> f64 {
    number(of.trailing.pair_ports)
}

pub(super) fn pair_flows(of: &Subject<'_>) -> f64 {
    number(of.trailing.pair_flows)
}

pub(super) fn pair_payload(of: &Subject<'_>) -> f64 {
    number(of.trailing.pair_payload)
}

pub(super) fn tuple_flows(of: &Subject<'_>) -> f64 {
    number(of.trailing.tuple_flows)
}

pub(super) fn tuple_payload(of: &Subject<'_>) -> f64 {
    number(of.trailing.tuple_payload)
}

pub(super) fn tuple_packets(of: &Subject<'_>) -> f64 {
    number(of.trailing.tuple_packets)
}
