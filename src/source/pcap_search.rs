//! The search for the next good record of a damaged pcap file. pcap has no marks to look for, so
//! a place is believed when a sane header stands there and another one where its packet ends.

use super::format::Window;
use super::pcap::{Header, RecordHeader};

/// How far a record's time may lie from that of the last good one, in seconds: a year. Chosen by
/// us.
const MOST_SECONDS_APART: u32 = 366 * 86_400;

/// The longest packet that the search believes where the file announces no limit, in bytes:
/// libpcap's largest snap length.
const LONGEST_BELIEVED: u32 = 262_144;

/// How a search ended.
pub(super) struct Found {
    /// Where: everything before it is passed over.
    pub(super) at: usize,
    /// Whether a record stands there; if not, more bytes have to come first.
    pub(super) is_record: bool,
}

/// Searches from `at` on for a record that another one, or the end of the file, follows.
pub(super) fn search(
    header: &Header,
    window: &Window<'_>,
    from: usize,
    last_seconds: Option<u32>,
) -> Found {
    for at in from..window.bytes.len() {
        let rest = window.from(at);
        let Some(record) = header.record(rest) else { break };
        if !is_plausible(header, &record, last_seconds) {
            continue;
        }
        let end = header.head_bytes + record.captured as usize;
        match rest.get(end..) {
            Some([]) if window.at_end => return Found { at, is_record: true },
            Some(behind) => match header.record(behind) {
                Some(next) if is_plausible(header, &next, Some(record.seconds)) => {
                    return Found { at, is_record: true };
                }
                None if !window.at_end => return Found { at, is_record: false },
                _ => {}
            },
            None if !window.at_end => return Found { at, is_record: false },
            None => {}
        }
    }
    // What is shorter than a header cannot be judged before more bytes come.
    let short = if window.at_end { 0 } else { header.head_bytes - 1 };
    Found { at: window.bytes.len().saturating_sub(short).max(from), is_record: false }
}

fn is_plausible(header: &Header, record: &RecordHeader, last_seconds: Option<u32>) -> bool {
    let longest = match header.snap_length {
        0 => LONGEST_BELIEVED,
        limit => limit.min(LONGEST_BELIEVED),
    };
    let fractions_a_second = 1_000_000_000 / header.nanoseconds;
    record.captured > 0
        && record.captured <= longest
        && record.captured <= record.wire
        && record.wire <= LONGEST_BELIEVED
        && record.fraction < fractions_a_second
        && last_seconds.is_none_or(|last| last.abs_diff(record.seconds) <= MOST_SECONDS_APART)
}
