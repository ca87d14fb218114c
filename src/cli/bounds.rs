//! Times of `--from` and `--to`: RFC 3339, seconds since 1970, or relative to the capture.

use crate::source::Bound;
use crate::value::{Timestamp, parse_duration_ns};

/// Reads one end of a time range. A sign makes it relative: `+90s` after the first packet, `-5m`
/// before the last one.
///
/// # Errors
/// When it is none of these; the text says what would be.
pub fn parse(text: &str) -> Result<Bound, String> {
    let bound = match text.as_bytes().first() {
        Some(b'+') => text.get(1..).and_then(parse_duration_ns).map(Bound::AfterStart),
        Some(b'-') => text.get(1..).and_then(parse_duration_ns).map(Bound::BeforeEnd),
        _ => Timestamp::parse(text).map(Bound::At),
    };
    bound.ok_or_else(|| {
        "not a time between 1677 and 2262; write 2023-11-14T22:13:20Z, seconds since 1970 (1700000000.25), +90s from \
         the first packet, or -5m from the last"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_makes_a_time_relative() {
        assert_eq!(parse("+90s"), Ok(Bound::AfterStart(90_000_000_000)));
        assert_eq!(parse("-5m"), Ok(Bound::BeforeEnd(300_000_000_000)));
        assert_eq!(parse("1.5"), Ok(Bound::At(Timestamp(1_500_000_000))));
        assert_eq!(parse("1970-01-01T00:00:01Z"), Ok(Bound::At(Timestamp(1_000_000_000))));
        for nonsense in ["", "+", "-", "now", "+-5s", "2023-11-14"] {
            assert!(parse(nonsense).is_err(), "{nonsense}");
        }
    }
}
