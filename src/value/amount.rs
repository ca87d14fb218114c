//! Sizes and durations as people type them: `64k`, `1Mi`, `250ms`, `1.5h`.

/// Reads a count with an optional SI (`k M G T`) or IEC (`Ki Mi Gi Ti`) prefix: `10k` is 10,000.
/// `None` for anything else, or where it exceeds 64 bits.
#[must_use]
pub fn parse_count(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let factor: u64 = match text.get(digits.len()..)? {
        "" => 1,
        "k" | "K" => 1000,
        "M" => 1_000_000,
        "G" => 1_000_000_000,
        "T" => 1_000_000_000_000,
        "Ki" => 1 << 10,
        "Mi" => 1 << 20,
        "Gi" => 1 << 30,
        "Ti" => 1 << 40,
        _ => return None,
    };
    plain(digits)?.parse::<u64>().ok()?.checked_mul(factor)
}

/// Reads a span as nanoseconds: `90`, `90s`, `1.5h`, with `ns us ms s m h d`; seconds without a
/// unit. Not negative; `None` for anything else, for parts of a nanosecond, or where it exceeds
/// 292 years.
#[must_use]
pub fn parse_duration_ns(text: &str) -> Option<i64> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit: u128 = match text.get(digits.len()..)? {
        "ns" => 1,
        "us" => 1000,
        "ms" => 1_000_000,
        "" | "s" => 1_000_000_000,
        "m" | "min" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        "d" => 86_400_000_000_000,
        _ => return None,
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let whole = plain(whole)?.parse::<u128>().ok()?.checked_mul(unit)?;
    let scale = 10_u128.checked_pow(u32::try_from(plain(fraction)?.len()).ok()?)?;
    let part = fraction.parse::<u128>().ok()?.checked_mul(unit)?;
    if part % scale != 0 {
        return None;
    }
    i64::try_from(whole.checked_add(part / scale)?).ok()
}

/// Text of one digit or more and nothing else.
fn plain(text: &str) -> Option<&str> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_take_si_and_iec_prefixes() {
        assert_eq!(parse_count("0"), Some(0));
        assert_eq!(parse_count("64k"), Some(64_000));
        assert_eq!(parse_count("64Ki"), Some(65_536));
        assert_eq!(parse_count("18446744073709551615"), Some(u64::MAX));
        for nonsense in ["", "k", "1.5k", "-1", "1 k", "1kB", "18446744073709551616", "99999999T"] {
            assert_eq!(parse_count(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn durations_are_exact_nanoseconds() {
        assert_eq!(parse_duration_ns("1"), Some(1_000_000_000));
        assert_eq!(parse_duration_ns("250ms"), Some(250_000_000));
        assert_eq!(parse_duration_ns("1.5h"), Some(5_400_000_000_000));
        assert_eq!(parse_duration_ns("0.000000001"), Some(1));
        for nonsense in ["", "s", "-1s", "+1s", "1.", ".5", "0.1ns", "1e3", "1w", "1000000d"] {
            assert_eq!(parse_duration_ns(nonsense), None, "{nonsense}");
        }
    }
}
