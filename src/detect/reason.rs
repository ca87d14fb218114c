//! Why a row stands out, in cells and in words.

use super::explain::Place;
use super::finding::rounded;
use crate::value::{Unit, Value};

/// A feature that made a row stand out.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The feature's name.
    pub feature: String,
    /// Its quantity, not scaled.
    pub value: f64,
    /// What the quantity counts.
    pub unit: Unit,
    /// The quantity at the first percentile of the baseline, at its median, at its 99th.
    pub typical: [f64; 3],
    /// Where it lies among the baseline.
    pub place: Place,
    /// Its part of the score.
    pub contribution: f64,
    /// Ends that the baseline never had.
    pub is_never_seen: bool,
}

impl Reason {
    /// What nothing of the baseline was like; `None` where something was.
    #[must_use]
    pub fn novelty(&self) -> Option<&'static str> {
        if self.is_never_seen {
            Some("never seen before")
        } else if self.place.is_above_all {
            Some("above all of the baseline")
        } else if self.place.is_below_all {
            Some("below all of the baseline")
        } else {
            None
        }
    }

    /// Value, nothing for a threshold, what is typical, percentile, contribution, novelty.
    #[must_use]
    pub fn cells(&self) -> [Value<'static>; 8] {
        let [low, median, high] = self.typical.map(rounded);
        let percentile = Value::ratio((self.place.share * 1e4).round(), 100.0);
        let novelty = self.novelty().map_or(Value::Null, Value::from);
        let contribution = rounded(self.contribution);
        [rounded(self.value), Value::Null, low, median, high, percentile, contribution, novelty]
    }

    /// `src_failed 213 (usually 0 to 3, above all of the baseline)`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let name = self.feature.trim_end_matches("_log10").trim_end_matches("_log");
        let novelty = self.novelty();
        if name.starts_with("rarity_") {
            return match novelty {
                Some(novelty) if self.is_never_seen => format!("{name}: {novelty}"),
                _ => format!("{name} one in {}", short(self.value.exp())),
            };
        }
        let unit = match self.unit {
            Unit::Bytes => " bytes",
            Unit::Packets => " packets",
            Unit::Seconds => " s",
            _ => "",
        };
        let [low, _, high] = self.typical.map(short);
        let usual =
            if low == high { format!("usually {low}") } else { format!("usually {low} to {high}") };
        let beyond = if novelty.is_some() { ", never seen before" } else { "" };
        format!("{name} {}{unit} ({usual}{beyond})", short(self.value))
    }
}

/// A number with three digits that count.
fn short(number: f64) -> String {
    let size = number.abs();
    let text = match size {
        _ if size < 5e-5 => "0".to_owned(),
        _ if size < 0.01 => format!("{number:.4}"),
        _ if size < 1.0 => format!("{number:.3}"),
        _ if size < 10.0 => format!("{number:.2}"),
        _ if size < 100.0 => format!("{number:.1}"),
        _ => format!("{number:.0}"),
    };
    match text.split_once('.') {
        Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_what_is_usual() {
        let place = Place { share: 0.999, surprise: 6.0, is_below_all: false, is_above_all: true };
        let reason = Reason {
            feature: "src_payload_log".to_owned(),
            value: 2_000_000.4,
            unit: Unit::Bytes,
            typical: [0.0, 10.0, 1234.56],
            place,
            contribution: 0.5,
            is_never_seen: false,
        };
        assert_eq!(
            reason.sentence(),
            "src_payload 2000000 bytes (usually 0 to 1235, never seen before)"
        );
        assert_eq!(reason.novelty(), Some("above all of the baseline"));
        let rare = Reason {
            feature: "rarity_use".to_owned(),
            value: 100.0_f64.ln(),
            is_never_seen: true,
            ..reason
        };
        assert_eq!(rare.sentence(), "rarity_use: never seen before");
        let seen = Reason { is_never_seen: false, ..rare };
        assert_eq!(seen.sentence(), "rarity_use one in 100");
    }

    #[test]
    fn numbers_are_short() {
        let cases = [(0.0, "0"), (0.25, "0.25"), (3.0, "3"), (12.34, "12.3"), (1e6, "1000000")];
        for (number, text) in cases {
            assert_eq!(short(number), text);
        }
    }
}
