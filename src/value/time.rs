//! Points in time as people write them: RFC 3339 in and out, with all nanoseconds, before 1970 as
//! after it. Plain calendar arithmetic on the proleptic Gregorian calendar, no leap seconds.

use super::Timestamp;
use super::digits::{push_number, push_padded};

const NANOSECONDS: i64 = 1_000_000_000;
const DAY_S: i64 = 86_400;
/// Days in a cycle of 400 years, after which the Gregorian calendar repeats.
const CYCLE_DAYS: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_DAYS: i64 = 719_468;

impl Timestamp {
    /// `2023-11-14T22:13:20.009999000Z`; with an offset from UTC, local time and `+01:00`.
    ///
    /// Offsets of odd seconds (local mean time before about 1900) lose the seconds, since RFC 3339
    /// has no way to write them; the point in time stays exact.
    #[must_use]
    pub fn rfc3339(self, offset_s: i32) -> String {
        let mut text = String::new();
        self.push_rfc3339(&mut text, offset_s);
        text
    }

    /// Appends [`Timestamp::rfc3339`].
    pub fn push_rfc3339(self, text: &mut String, offset_s: i32) {
        let offset_minutes = i64::from(offset_s) / 60;
        let seconds = self.0.div_euclid(NANOSECONDS) + offset_minutes * 60;
        let nanosecond = self.0.rem_euclid(NANOSECONDS);
        let (year, month, day) = civil_from_days(seconds.div_euclid(DAY_S));
        let of_day = seconds.rem_euclid(DAY_S);
        let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
        // None of these is negative: the year is 1677 at least.
        push_padded::<4>(text, year.unsigned_abs());
        let parts = [('-', month), ('-', day), ('T', hour), (':', minute), (':', second)];
        for (mark, part) in parts {
            text.push(mark);
            push_padded::<2>(text, part.unsigned_abs());
        }
        text.push('.');
        push_padded::<9>(text, nanosecond.unsigned_abs());
        if offset_minutes == 0 {
            text.push('Z');
            return;
        }
        text.push(if offset_minutes < 0 { '-' } else { '+' });
        push_padded::<2>(text, offset_minutes.unsigned_abs() / 60);
        text.push(':');
        push_padded::<2>(text, offset_minutes.unsigned_abs() % 60);
    }

    /// Reads RFC 3339 (section 5.6; a space instead of `T` too), or seconds since 1970 with an
    /// optional sign and fraction. At most nine decimals; `None` for anything else, or for a time
    /// outside what a timestamp can hold. A leap second (`:60`) is the first of the next minute.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let total = epoch_ns(text).or_else(|| rfc3339_ns(text))?;
        match Self::from_wide(total) {
            (at, false) => Some(at),
            (_, true) => None,
        }
    }
}

/// Appends a span in nanoseconds as seconds with nine decimals: `-1.500000000`.
pub fn push_seconds(text: &mut String, nanoseconds: i64) {
    if nanoseconds < 0 {
        text.push('-');
    }
    let size = nanoseconds.unsigned_abs();
    push_number(text, size / 1_000_000_000);
    text.push('.');
    push_padded::<9>(text, size % 1_000_000_000);
}

/// Reads `1700000000`, `1700000000.25`, `-3.5` as nanoseconds.
fn epoch_ns(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, fraction_ns(fraction)?),
        None => (digits, 0),
    };
    let total = number(whole, 1..=18)? * i128::from(NANOSECONDS) + fraction;
    Some(if negative { -total } else { total })
}

fn rfc3339_ns(text: &str) -> Option<i128> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, rest) = (rest.get(..8)?, rest.get(8..)?);
    let zone_at = rest.find(['Z', 'z', '+', '-'])?;
    let (fraction, zone) = rest.split_at(zone_at);
    let fraction = if fraction.is_empty() { 0 } else { fraction_ns(fraction.strip_prefix('.')?)? };

    let (year, month, day) = three(date, '-', [4, 2, 2])?;
    let (hour, minute, second) = three(clock, ':', [2, 2, 2])?;
    let days = days_from_civil(year, month, day);
    // The calendar is asked back, so that 31 April is refused.
    if civil_from_days(days) != (year, month, day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days * DAY_S + hour * 3600 + minute * 60 + second - offset_s(zone)?;
    Some(i128::from(seconds) * i128::from(NANOSECONDS) + fraction)
}

fn offset_s(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (number(hours, 2..=2)?, number(minutes, 2..=2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    i64::try_from(hours * 3600 + minutes * 60).ok().map(|offset| sign * offset)
}

fn three(text: &str, separator: char, widths: [usize; 3]) -> Option<(i64, i64, i64)> {
    let mut parts = text.split(separator);
    let mut next = |width: usize| i64::try_from(number(parts.next()?, width..=width)?).ok();
    let [first, second, third] = widths;
    let found = (next(first)?, next(second)?, next(third)?);
    parts.next().is_none().then_some(found)
}

fn number(digits: &str, widths: std::ops::RangeInclusive<usize>) -> Option<i128> {
    let plain = widths.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// The digits behind a decimal point as nanoseconds.
fn fraction_ns(digits: &str) -> Option<i128> {
    number(digits, 1..=9)?;
    format!("{digits:0<9}").parse().ok()
}

/// Days since 1970-01-01 of a date; months count from March, so that the leap day comes last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let cycle = year.div_euclid(400);
    let of_cycle = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_cycle = of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year;
    cycle * CYCLE_DAYS + day_of_cycle - EPOCH_DAYS
}

/// Year, month and day of a number of days since 1970-01-01; the inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH_DAYS;
    let cycle = days.div_euclid(CYCLE_DAYS);
    let of_cycle = days.rem_euclid(CYCLE_DAYS);
    // Leap days are taken out (4 years: 1461 days less one, 100 years: 36525 less one, …).
    let year = (of_cycle - of_cycle / 1460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year + cycle * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Truth: `date -u -d @N +%FT%T` of GNU coreutils.
    const KNOWN: [(i64, &str); 10] = [
        (0, "1970-01-01T00:00:00.000000000Z"),
        (1_700_000_000_009_999_000, "2023-11-14T22:13:20.009999000Z"),
        (4_294_967_295_999_999_000, "2106-02-07T06:28:15.999999000Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (-100_000_000_000_000_000, "1966-10-31T14:13:20.000000000Z"),
        (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
        (951_868_800_000_000_000, "2000-03-01T00:00:00.000000000Z"),
        (-2_203_891_200_000_000_000, "1900-03-01T00:00:00.000000000Z"),
        (i64::MAX, "2262-04-11T23:47:16.854775807Z"),
        (i64::MIN, "1677-09-21T00:12:43.145224192Z"),
    ];

    #[test]
    fn times_are_written_as_gnu_date_writes_them() {
        for (nanoseconds, text) in KNOWN {
            assert_eq!(Timestamp(nanoseconds).rfc3339(0), text);
        }
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        for (nanoseconds, text) in KNOWN {
            assert_eq!(Timestamp::parse(text), Some(Timestamp(nanoseconds)), "{text}");
            let elsewhere = Timestamp(nanoseconds.clamp(i64::MIN / 2, i64::MAX / 2));
            assert_eq!(Timestamp::parse(&elsewhere.rfc3339(-34_200)), Some(elsewhere));
        }
    }

    #[test]
    fn every_day_of_eight_centuries_goes_there_and_back() {
        for days in -150_000..150_000 {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
    }

    #[test]
    fn offsets_move_the_clock_and_not_the_time() {
        let at = Timestamp(1_700_000_000_000_000_000);
        assert_eq!(at.rfc3339(19_800), "2023-11-15T03:43:20.000000000+05:30");
        assert_eq!(at.rfc3339(-18_000), "2023-11-14T17:13:20.000000000-05:00");
        assert_eq!(at.rfc3339(3208), "2023-11-14T23:06:20.000000000+00:53");
    }

    #[test]
    fn epoch_seconds_are_read_exactly() {
        let read = |text| Timestamp::parse(text).map(|at| at.0);
        assert_eq!(read("1700000000"), Some(1_700_000_000_000_000_000));
        assert_eq!(read("1700000000.009999001"), Some(1_700_000_000_009_999_001));
        assert_eq!(read("-0.5"), Some(-500_000_000));
        assert_eq!(read("99999999999"), None);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "-",
            "1.",
            ".5",
            "1.0000000001",
            "1e9",
            "+5",
            "2023-11-14",
            "2023-04-31T00:00:00Z",
            "2023-11-14T22:13:20",
            "2023-11-14T24:00:00Z",
            "2023-11-14T22:13:20.Z",
            "2023-11-14T22:13:20+5:00",
            "2023-11-14Ü22:13:20Z",
            "20231114T221320Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }

    #[test]
    fn spans_keep_nine_decimals_and_their_sign() {
        let written = |nanoseconds| {
            let mut text = String::new();
            push_seconds(&mut text, nanoseconds);
            text
        };
        assert_eq!(written(1_234_567_890), "1.234567890");
        assert_eq!(written(-5), "-0.000000005");
        assert_eq!(written(i64::MIN), "-9223372036.854775808");
    }
}
