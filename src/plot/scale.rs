//! Axes of numbers: which ticks, what they say, where a value lies.

use crate::value::Unit;

/// Where values lie between the two ends of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The value at the beginning.
    least: f64,
    /// The value at the end, beyond the beginning.
    most: f64,
    /// Each decade has the same room.
    is_log: bool,
    /// The values that are marked, ascending.
    pub ticks: Vec<f64>,
}

impl Scale {
    /// An axis from zero (of logarithms: from the decade of the least positive value) to at least
    /// the greatest of these, with at most about `room` ticks.
    pub fn over(values: impl Iterator<Item = f64> + Clone, is_log: bool, room: usize) -> Self {
        let positive = values.filter(|value| value.is_finite() && *value > 0.0);
        let greatest = positive.clone().fold(0.0, f64::max);
        if is_log && greatest > 0.0 {
            return Self::log(positive.fold(greatest, f64::min), greatest, room);
        }
        let greatest = if greatest > 0.0 { greatest } else { 1.0 };
        // Between whole numbers, as those of packets, there is nothing to mark.
        let is_whole = positive.clone().all(|value| value.fract() <= 0.0);
        let least_step = if is_whole { 1.0 } else { 0.0 };
        let step = step((greatest / count(room.max(1))).max(least_step));
        let mut ticks = vec![0.0];
        while ticks.last().is_some_and(|last| *last < greatest * (1.0 - 1e-9)) && ticks.len() < 50 {
            ticks.push(step * count(ticks.len()));
        }
        let most = ticks.last().copied().unwrap_or(1.0);
        Self { least: 0.0, most, is_log: false, ticks }
    }

    /// An even axis that holds zero and all of these, of whatever sign.
    pub fn around(values: impl Iterator<Item = f64> + Clone, room: usize) -> Self {
        let known = values.filter(|value| value.is_finite());
        let lowest = known.clone().fold(0.0, f64::min);
        if lowest >= 0.0 {
            return Self::over(known, false, room);
        }
        let greatest = known.fold(0.0, f64::max);
        let step = step((greatest - lowest) / count(room.max(1)));
        let least = (lowest / step + 1e-9).floor() * step;
        let mut ticks = vec![least];
        while ticks.last().is_some_and(|last| *last < greatest - step * 1e-9) && ticks.len() < 50 {
            // Counted from zero, so that zero is exact.
            ticks.push(((least / step).round() + count(ticks.len())) * step);
        }
        if let [only] = ticks[..] {
            ticks.push(only + step);
        }
        let most = ticks.last().copied().unwrap_or(1.0);
        Self { least, most, is_log: false, ticks }
    }

    /// The values at both ends.
    pub const fn ends(&self) -> [f64; 2] {
        [self.least, self.most]
    }

    fn log(least: f64, greatest: f64, room: usize) -> Self {
        let mut ticks = vec![decade_below(least)];
        while let Some(&last) = ticks.last().filter(|last| **last < greatest) {
            ticks.push(last * 10.0);
        }
        if let [only] = ticks[..] {
            ticks.push(only * 10.0);
        }
        let ends = (ticks.first().copied(), ticks.last().copied());
        let every = ticks.len().div_ceil(room.max(2));
        let ticks = ticks.into_iter().step_by(every).collect();
        Self { least: ends.0.unwrap_or(1.0), most: ends.1.unwrap_or(10.0), is_log: true, ticks }
    }

    /// Where a value lies: 0 at the beginning, 1 at the end; what is outside lies at an end.
    pub fn place(&self, value: f64) -> f64 {
        let share = if self.is_log {
            if value <= self.least {
                return 0.0;
            }
            (value / self.least).log10() / (self.most / self.least).log10()
        } else {
            (value - self.least) / (self.most - self.least)
        };
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// The power of ten that is not greater.
fn decade_below(value: f64) -> f64 {
    let mut decade = 1.0;
    while decade > value && decade > 1e-12 {
        decade /= 10.0;
    }
    while decade * 10.0 <= value && decade < 1e300 {
        decade *= 10.0;
    }
    decade
}

/// The next of 1, 2, 5, 10, 20, 50 … that is not smaller.
pub fn step(least: f64) -> f64 {
    let decade = decade_below(least);
    let found = [1.0, 2.0, 5.0].into_iter().find(|first| first * decade >= least * (1.0 - 1e-9));
    found.unwrap_or(10.0) * decade
}

#[expect(clippy::cast_precision_loss, reason = "ticks are few")]
fn count(n: usize) -> f64 {
    n as f64
}

/// A number with an SI prefix and its unit: `1.5 Mbit/s`.
pub fn with_unit(value: f64, unit: Unit) -> String {
    let (number, prefix) = prefixed(value);
    match unit {
        Unit::Percent => format!("{} %", plain(value)),
        Unit::Bytes => format!("{number} {prefix}B"),
        Unit::BytesPerSecond => format!("{number} {prefix}B/s"),
        Unit::BitsPerSecond => format!("{number} {prefix}bit/s"),
        Unit::Seconds => format!("{number} {prefix}s"),
        // A thousand packets are no kilopackets.
        Unit::None | Unit::Packets | Unit::PacketsPerSecond if value.abs() < 0.9995 => small(value),
        Unit::None | Unit::Packets | Unit::PacketsPerSecond => format!("{number}{prefix}"),
    }
}

/// A span of time in words, long ones in the units of clocks and calendars: `2.5 ms`, `3 h`.
pub fn span(seconds: f64) -> String {
    let larger = [(86_400.0, "days"), (3600.0, "h"), (60.0, "min")];
    match larger.into_iter().find(|(size, _)| seconds >= 2.0 * size) {
        Some((size, name)) => format!("{} {name}", plain(seconds / size)),
        None => with_unit(seconds, Unit::Seconds),
    }
}

/// What an axis of this unit is called where its ticks do not say it.
pub const fn called(unit: Unit) -> &'static str {
    match unit {
        Unit::None => "",
        Unit::Bytes => "bytes",
        Unit::Packets => "packets",
        Unit::Seconds => "seconds",
        Unit::BytesPerSecond => "bytes a second",
        Unit::BitsPerSecond => "bits a second",
        Unit::PacketsPerSecond => "packets a second",
        Unit::Percent => "share",
    }
}

fn prefixed(value: f64) -> (String, &'static str) {
    let size = value.abs();
    let larger = [(1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, "")];
    let smaller = [(1e-3, "m"), (1e-6, "µ"), (1e-9, "n")];
    let mut known = larger.into_iter().chain(smaller);
    // 999,960 would be written as 1000 k.
    let fits = |factor: &f64| size >= factor * 0.9995;
    match known.find(|(factor, _)| fits(factor)) {
        Some((factor, prefix)) => (plain(value / factor), prefix),
        None => ("0".to_owned(), ""),
    }
}

/// A number below 1 that counts nothing, or parts of what is counted: 0.05, and no 50 thousandths.
fn small(value: f64) -> String {
    let size = value.abs();
    if size > 0.0 && size < 1e-4 {
        return format!("{value:.1e}");
    }
    // Two figures behind the zeros.
    let decimals = if size >= 0.1 {
        2
    } else if size >= 0.01 {
        3
    } else {
        5
    };
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Three figures at most behind which nothing is lost to the eye; no zeros at the end.
fn plain(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 99.95 => 0,
        size if size >= 9.995 => 1,
        _ => 2,
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(values: &[f64], is_log: bool) -> Scale {
        Scale::over(values.iter().copied(), is_log, 5)
    }

    #[test]
    fn ticks_are_round_and_reach_the_greatest_value() {
        assert_eq!(over(&[3.0, 97.0], false).ticks, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(over(&[100.0], false).ticks, [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(over(&[0.003], false).ticks.len(), 4);
        assert_eq!(over(&[1.0, 2.0], false).ticks, [0.0, 1.0, 2.0]);
        assert_eq!(over(&[0.4, 2.0], false).ticks, [0.0, 0.5, 1.0, 1.5, 2.0]);
        assert_eq!(over(&[1.0], true).ticks, [1.0, 10.0]);
        assert_eq!(over(&[0.5, 700.0], true).ticks, [0.1, 1.0, 10.0, 100.0, 1000.0]);
    }

    #[test]
    fn no_values_zeros_and_nonsense_have_an_axis_too() {
        for values in [&[][..], &[0.0], &[f64::NAN, f64::INFINITY], &[-5.0]] {
            for is_log in [false, true] {
                let scale = over(values, is_log);
                assert!(scale.ticks.len() >= 2, "{values:?} {scale:?}");
                assert!((0.0..=1.0).contains(&scale.place(f64::NAN)));
            }
        }
        for extreme in [f64::MAX, f64::MIN_POSITIVE, 1e18] {
            assert!(over(&[extreme], false).ticks.len() >= 2);
            assert!(over(&[extreme], true).ticks.len() >= 2);
        }
    }

    #[test]
    fn an_axis_around_zero_holds_both_signs() {
        let scale = Scale::around([-1.0, 0.4, 0.9].into_iter(), 5);
        assert_eq!(scale.ticks, [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert!((scale.place(0.0) - 0.5).abs() < 1e-12 && scale.place(-1.0).abs() < 1e-12);
        assert_eq!(Scale::around([3.0].into_iter(), 5), Scale::over([3.0].into_iter(), false, 5));
        for values in [&[-5.0][..], &[-1e300, 1e300], &[-f64::MIN_POSITIVE], &[f64::NAN, -2.0]] {
            let scale = Scale::around(values.iter().copied(), 5);
            assert!((2..=50).contains(&scale.ticks.len()), "{values:?} {scale:?}");
        }
    }

    #[test]
    fn a_decade_has_the_same_room_as_any_other() {
        let scale = over(&[1.0, 100.0], true);
        assert!((scale.place(10.0) - 0.5).abs() < 1e-12);
        assert!(scale.place(0.0).abs() < 1e-12);
    }

    #[test]
    fn numbers_carry_si_prefixes() {
        let written = [
            (0.0, Unit::Bytes, "0 B"),
            (1500.0, Unit::Bytes, "1.5 kB"),
            (999_960.0, Unit::Packets, "1M"),
            (12_345.0, Unit::Packets, "12.3k"),
            (2.5e6, Unit::BitsPerSecond, "2.5 Mbit/s"),
            (0.002, Unit::Seconds, "2 ms"),
            (99.9, Unit::Percent, "99.9 %"),
            (7.0, Unit::None, "7"),
            (0.0, Unit::None, "0"),
            (0.5, Unit::None, "0.5"),
            (1.0, Unit::None, "1"),
            (-0.25, Unit::None, "-0.25"),
            (0.05, Unit::PacketsPerSecond, "0.05"),
            (0.0025, Unit::PacketsPerSecond, "0.0025"),
            (2e-7, Unit::None, "2.0e-7"),
        ];
        for (value, unit, text) in written {
            assert_eq!(with_unit(value, unit), text);
        }
        let written = [0.0025, 90.0, 7200.0, 768_000.0].map(span);
        assert_eq!(written, ["2.5 ms", "90 s", "2 h", "8.89 days"]);
    }
}
