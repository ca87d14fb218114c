//! Times as certificates write them: digits, in UTC (RFC 5280 section 4.1.2.5).

use crate::value::Timestamp;

/// The tag of a time with two digits of year, 1950 to 2049.
pub const UTC: u8 = 0x17;
/// The tag of a time with four digits of year.
pub const GENERALIZED: u8 = 0x18;

/// The parts of a time: year, month, day, hour, minute, second.
pub fn parts(tag: u8, text: &[u8]) -> Option<[i64; 6]> {
    let year_digits = match tag {
        UTC => 2,
        GENERALIZED => 4,
        _ => return None,
    };
    let digits = text.strip_suffix(b"Z")?;
    let (year, rest) = digits.split_at_checked(year_digits)?;
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i64, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
        })
    };
    let mut year = number(year)?;
    if tag == UTC {
        year += if year < 50 { 2000 } else { 1900 };
    }
    let (pairs, odd) = rest.as_chunks::<2>();
    // Seconds were optional once.
    let (&[month, day, hour, minute], seconds) = pairs.split_first_chunk()?;
    let second = match seconds {
        [] => 0,
        [one] => number(one)?,
        _ => return None,
    };
    let [month, day, hour, minute] = [month, day, hour, minute].map(|pair| number(&pair));
    let found = [year, month?, day?, hour?, minute?, second];
    let [_, month, day, hour, minute, second] = found;
    let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
    (odd.is_empty() && is_date && hour < 24 && minute < 60 && second <= 60).then_some(found)
}

/// The point in time, clamped to what a [`Timestamp`] holds: years that mean "never" lie beyond.
pub fn read(tag: u8, text: &[u8]) -> Option<Timestamp> {
    let [year, month, day, hour, minute, second] = parts(tag, text)?;
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    Some(Timestamp::from_parts(seconds, 0).0)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, counted from March on so that the
/// day that leap years add is the year's last.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let since_march = (month + 9) % 12;
    let in_year = (153 * since_march + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // The days from the first of March of the year 0 to the epoch.
    year * 365 + leap_days + in_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `date -u -d TIME +%s` says.
    #[test]
    fn times_are_seconds_since_the_epoch() {
        let second = |tag, text: &str| read(tag, text.as_bytes()).unwrap().0 / 1_000_000_000;
        assert_eq!(second(UTC, "700101000000Z"), 0);
        assert_eq!(second(UTC, "000229120000Z"), 951_825_600);
        assert_eq!(second(UTC, "491231235959Z"), 2_524_607_999);
        assert_eq!(second(UTC, "500101000000Z"), -631_152_000);
        assert_eq!(second(GENERALIZED, "20501231235959Z"), 2_556_143_999);
        assert_eq!(second(UTC, "1804102359Z"), 1_523_404_740);
    }

    #[test]
    fn a_year_beyond_what_fits_is_the_last_moment() {
        assert_eq!(read(GENERALIZED, b"99991231235959Z"), Some(Timestamp(i64::MAX)));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in ["", "Z", "18041023595Z", "181310235959Z", "18041023595xZ", "180410235959"] {
            assert_eq!(read(UTC, text.as_bytes()), None, "{text}");
        }
        assert_eq!(read(4, b"180410235959Z"), None);
    }
}
