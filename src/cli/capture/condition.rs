//! Conditions as `-a` and `-b` take them: `duration:5m`, `filesize:1000`, `files:10`.

use crate::value::{parse_count, parse_duration_ns};

/// When a capture, or a file of it, is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// After so many nanoseconds.
    Duration(i64),
    /// At so many bytes.
    FileSize(u64),
    /// At so many files.
    Files(u64),
    /// After so many packets.
    Packets(u64),
    /// When the clock passes a multiple of so many nanoseconds.
    Interval(i64),
}

/// What ends a capture.
pub fn autostop(text: &str) -> Result<Condition, String> {
    match parse(text)? {
        Condition::Interval(_) => Err("interval is for -b; -a knows duration".to_owned()),
        condition => Ok(condition),
    }
}

/// What begins the next file.
pub fn ring(text: &str) -> Result<Condition, String> {
    parse(text)
}

fn parse(text: &str) -> Result<Condition, String> {
    let (kind, value) = text.split_once(':').unwrap_or((text, ""));
    let span = || parse_duration_ns(value).filter(|span| *span > 0);
    let count = || parse_count(value).filter(|count| *count > 0);
    let condition = match kind {
        "duration" => span().map(Condition::Duration),
        "interval" => span().map(Condition::Interval),
        "filesize" => count().and_then(|kb| kb.checked_mul(1000)).map(Condition::FileSize),
        "files" => count().map(Condition::Files),
        "packets" => count().map(Condition::Packets),
        _ => {
            return Err(
                "not a condition; write duration:TIME, filesize:KB, files:N, packets:N or \
                        interval:TIME"
                    .to_owned(),
            );
        }
    };
    condition.ok_or_else(|| match kind {
        "duration" | "interval" => format!("`{value}` is no time; write 30s, 5m or 1h"),
        _ => format!("`{value}` is no count; write 5000, 10k or 1Mi"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_in_kilobytes_and_times_in_seconds_without_a_unit() {
        assert_eq!(ring("filesize:100"), Ok(Condition::FileSize(100_000)));
        assert_eq!(ring("duration:60"), Ok(Condition::Duration(60_000_000_000)));
        assert_eq!(ring("interval:1h"), Ok(Condition::Interval(3_600_000_000_000)));
        assert_eq!(autostop("files:3"), Ok(Condition::Files(3)));
    }

    #[test]
    fn nonsense_is_refused() {
        for nonsense in ["", "duration", "duration:", "duration:0", "files:-1", "size:3"] {
            assert!(ring(nonsense).is_err(), "{nonsense}");
        }
        assert!(autostop("interval:5").is_err());
    }
}
