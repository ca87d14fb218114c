//! When a capture ends, and when its next file begins.

use anyhow::{Result, bail};

use super::condition::Condition;
use crate::sink::Turn;

/// What ends a capture, all of it optional.
#[derive(Debug, Default)]
pub struct Limits {
    /// So many packets are written.
    pub packets: Option<u64>,
    /// It took so long.
    pub duration_ns: Option<i64>,
    /// The file has so many bytes.
    pub file_bytes: Option<u64>,
    /// So many files are full.
    pub files: Option<u64>,
}

impl Limits {
    /// Those of -a and -c; the first that holds is the smallest of its kind.
    pub fn of(conditions: &[Condition], packets: Option<u64>) -> Self {
        let mut limits = Self { packets, ..Self::default() };
        let least = |old: Option<u64>, new: u64| Some(old.map_or(new, |old| old.min(new)));
        for condition in conditions {
            match *condition {
                Condition::Duration(span) | Condition::Interval(span) => {
                    limits.duration_ns = Some(limits.duration_ns.map_or(span, |old| old.min(span)));
                }
                Condition::FileSize(bytes) => limits.file_bytes = least(limits.file_bytes, bytes),
                Condition::Files(files) => limits.files = least(limits.files, files),
                Condition::Packets(packets) => limits.packets = least(limits.packets, packets),
            }
        }
        limits
    }
}

/// When the next file begins, by -b.
///
/// # Errors
/// When files are counted that never follow each other.
pub fn turn(conditions: &[Condition], limits: &Limits) -> Result<Turn> {
    let mut turn = Turn::default();
    for condition in conditions {
        match *condition {
            Condition::Duration(span) => turn.duration_ns = Some(span),
            Condition::Interval(span) => turn.interval_ns = Some(span),
            Condition::FileSize(bytes) => turn.bytes = Some(bytes),
            Condition::Packets(packets) => turn.packets = Some(packets),
            Condition::Files(files) => turn.files = usize::try_from(files).ok(),
        }
    }
    if turn.files.is_some() && !turn.is_conditional() {
        bail!("-b files:N says how many are kept; add when the next begins, as -b filesize:10000");
    }
    if limits.files.is_some() && !turn.is_conditional() {
        bail!("-a files:N counts files; add when the next begins, as -b filesize:10000");
    }
    Ok(turn)
}
