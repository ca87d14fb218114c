//! Axes of time: which points in time are marked, and what they say. UTC always.

use crate::value::Timestamp;

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;

/// Steps between ticks from a second on, each of which a clock or calendar shows as round.
const STEPS: [i64; 20] = [
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    60 * SECOND,
    120 * SECOND,
    300 * SECOND,
    600 * SECOND,
    900 * SECOND,
    1800 * SECOND,
    3600 * SECOND,
    2 * 3600 * SECOND,
    3 * 3600 * SECOND,
    6 * 3600 * SECOND,
    12 * 3600 * SECOND,
    DAY,
    2 * DAY,
    7 * DAY,
];

/// One marked point in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// When.
    pub at: Timestamp,
    /// What it says.
    pub label: String,
}

/// The round points in time from `first` to `last`, at most about `room` of them.
pub fn ticks(first: Timestamp, last: Timestamp, room: usize) -> Vec<Tick> {
    let length = i128::from(last.0) - i128::from(first.0);
    let room = i128::try_from(room.max(1)).unwrap_or(1);
    let step = i128::from(step(length / room));
    let mut at = i128::from(first.0).div_euclid(step) * step;
    let mut found = Vec::new();
    let days = first.0.div_euclid(DAY) != last.0.div_euclid(DAY);
    while at <= i128::from(last.0) && found.len() < 100 {
        if let Some(now) = i64::try_from(at).ok().filter(|now| *now >= first.0) {
            found.push(Tick { at: Timestamp(now), label: label(Timestamp(now), step, days) });
        }
        at += step;
    }
    found
}

/// The round step that is not shorter, in nanoseconds.
fn step(least: i128) -> i64 {
    if least <= i128::from(SECOND) {
        return decimal(least, 1);
    }
    let fits = |step: &i64| i128::from(*step) >= least;
    STEPS.into_iter().find(fits).unwrap_or_else(|| decimal(least, DAY))
}

/// The next of 1, 2, 5, 10, 20, 50 … times a unit.
fn decimal(least: i128, unit: i64) -> i64 {
    let mut decade = unit;
    loop {
        for factor in [1, 2, 5] {
            let step = decade.saturating_mul(factor);
            if i128::from(step) >= least {
                return step;
            }
        }
        decade = decade.saturating_mul(10);
        if decade == i64::MAX {
            return decade;
        }
    }
}

/// As much of a time as tells one tick from the next.
fn label(at: Timestamp, step: i128, days: bool) -> String {
    let whole = at.rfc3339(0);
    let part = |from: usize, to: usize| whole.get(from..to).unwrap_or_default();
    let day = i128::from(DAY);
    let clock = match step {
        _ if step >= day => return part(0, 10).to_owned(),
        _ if step >= i128::from(60 * SECOND) => part(11, 16),
        _ if step >= i128::from(SECOND) => part(11, 19),
        _ => part(11, 29).trim_end_matches('Z').trim_end_matches('0').trim_end_matches('.'),
    };
    if days && step >= i128::from(60 * SECOND) {
        format!("{} {clock}", part(5, 10))
    } else {
        clock.to_owned()
    }
}

/// A time to the second: `2023-11-14T22:13:20Z`.
pub fn shortest(at: Timestamp) -> String {
    let whole = at.rfc3339(0);
    format!("{}Z", whole.get(..19).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(first: i64, last: i64) -> Vec<String> {
        ticks(Timestamp(first), Timestamp(last), 5).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_stand_at_round_times() {
        assert_eq!(
            labels(500_000_000, 4 * SECOND),
            ["00:00:01", "00:00:02", "00:00:03", "00:00:04"]
        );
        assert_eq!(labels(0, 3600 * SECOND), ["00:00", "00:15", "00:30", "00:45", "01:00"]);
        assert_eq!(labels(0, 4 * DAY).first().map(String::as_str), Some("1970-01-01"));
        assert_eq!(
            labels(DAY - 3600 * SECOND, DAY + 3600 * SECOND).first().unwrap(),
            "01-01 23:00"
        );
        assert_eq!(labels(0, 2_000_000).len(), 5);
    }

    #[test]
    fn the_longest_and_the_shortest_span_have_few_ticks() {
        assert!((1..12).contains(&labels(i64::MIN, i64::MAX).len()));
        assert_eq!(labels(7, 7).len(), 1);
        assert_eq!(labels(i64::MAX, i64::MAX).len(), 1);
    }
}
