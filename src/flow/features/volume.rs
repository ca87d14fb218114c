//! How much went each way, how it was spread over packets, and over time.

use super::Subject;
use crate::flow::records::{Measured, Side, Spread};

#[expect(clippy::cast_precision_loss, reason = "features are measures, not counts")]
pub(super) const fn number(count: u64) -> f64 {
    count as f64
}

/// Nanoseconds as seconds.
fn seconds(nanoseconds: f64) -> f64 {
    nanoseconds / 1e9
}

pub(super) fn measured<'a>(of: &Subject<'a>) -> Option<&'a Measured> {
    of.record.measured.as_deref()
}

/// The sizes of one side.
fn sizes(of: &Subject<'_>, side: usize) -> Spread {
    let sizes = measured(of).and_then(|measured| measured.sizes.get(side));
    sizes.copied().unwrap_or_default()
}

fn gaps(of: &Subject<'_>) -> Spread {
    measured(of).map(|measured| measured.gaps).unwrap_or_default()
}

fn originator_gaps(of: &Subject<'_>) -> Spread {
    measured(of).map(|measured| measured.originator_gaps).unwrap_or_default()
}

pub(super) fn originator_packets(of: &Subject<'_>) -> f64 {
    number(of.record.sent().packets)
}

pub(super) fn responder_packets(of: &Subject<'_>) -> f64 {
    number(of.record.answered().packets)
}

pub(super) fn originator_payload(of: &Subject<'_>) -> f64 {
    number(of.record.sent().payload_bytes)
}

pub(super) fn responder_payload(of: &Subject<'_>) -> f64 {
    number(of.record.answered().payload_bytes)
}

pub(super) fn originator_size_mean(of: &Subject<'_>) -> f64 {
    sizes(of, 0).mean()
}

pub(super) fn originator_size_deviation(of: &Subject<'_>) -> f64 {
    sizes(of, 0).deviation()
}

pub(super) fn originator_size_most(of: &Subject<'_>) -> f64 {
    number(sizes(of, 0).most)
}

pub(super) fn responder_size_mean(of: &Subject<'_>) -> f64 {
    sizes(of, 1).mean()
}

pub(super) fn responder_size_deviation(of: &Subject<'_>) -> f64 {
    sizes(of, 1).deviation()
}

pub(super) fn responder_size_most(of: &Subject<'_>) -> f64 {
    number(sizes(of, 1).most)
}

pub(super) fn duration(of: &Subject<'_>) -> f64 {
    let account = &of.record.account;
    let span = u64::try_from(account.last.since(account.first)).unwrap_or_default();
    seconds(number(span))
}

pub(super) fn gap_mean(of: &Subject<'_>) -> f64 {
    seconds(gaps(of).mean())
}

pub(super) fn gap_deviation(of: &Subject<'_>) -> f64 {
    seconds(gaps(of).deviation())
}

pub(super) fn gap_most(of: &Subject<'_>) -> f64 {
    seconds(number(gaps(of).most))
}

pub(super) fn originator_gap_mean(of: &Subject<'_>) -> f64 {
    seconds(originator_gaps(of).mean())
}

pub(super) fn originator_gap_deviation(of: &Subject<'_>) -> f64 {
    seconds(originator_gaps(of).deviation())
}

/// (sent - answered) / (sent + answered), 0 where there is neither.
fn balance(of: &Subject<'_>, count: fn(&Side) -> u64) -> f64 {
    let (sent, answered) = (number(count(of.record.sent())), number(count(of.record.answered())));
    if sent + answered > 0.0 { (sent - answered) / (sent + answered) } else { 0.0 }
}

pub(super) fn payload_balance(of: &Subject<'_>) -> f64 {
    balance(of, |side| side.payload_bytes)
}

pub(super) fn packet_balance(of: &Subject<'_>) -> f64 {
    balance(of, |side| side.packets)
}
