//! Time zones: UTC unless asked otherwise. Named zones come from the database that is built in,
//! so that every machine writes the same; only `local` looks at the machine.

use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::value::Timestamp;

/// The zone in which times are written.
#[derive(Clone, Debug, Default)]
pub enum Zone {
    /// Coordinated universal time.
    #[default]
    Utc,
    /// A zone of the IANA database, a fixed offset, or the machine's zone.
    Other(TimeZone),
}

impl Zone {
    /// `UTC`, `local`, a name of the IANA database such as `Europe/Berlin`, or an offset from UTC
    /// as RFC 3339 writes it, such as `+05:30` (also `+0530` and `+05`).
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("utc") || name == "Z" {
            return Some(Self::Utc);
        }
        if name == "local" {
            return TimeZone::try_system().ok().map(Self::Other);
        }
        if name.starts_with(['+', '-']) {
            let zone = DateTimeParser::new().parse_time_zone(name).ok()?;
            // RFC 3339 has no seconds in offsets.
            let is_whole = zone.to_fixed_offset().is_ok_and(|offset| offset.seconds() % 60 == 0);
            return is_whole.then_some(Self::Other(zone));
        }
        TimeZoneDatabase::bundled().get(name).ok().map(Self::Other)
    }

    /// The time in this zone, RFC 3339, all nanoseconds.
    #[must_use]
    pub fn rfc3339(&self, at: Timestamp) -> String {
        let mut text = String::new();
        self.push_rfc3339(&mut text, at);
        text
    }

    /// Appends [`Zone::rfc3339`].
    pub fn push_rfc3339(&self, text: &mut String, at: Timestamp) {
        let offset_s = match self {
            Self::Utc => 0,
            Self::Other(zone) => jiff::Timestamp::from_nanosecond(i128::from(at.0))
                .map_or(0, |instant| zone.to_offset(instant).seconds()),
        };
        at.push_rfc3339(text, offset_s);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_zone_follows_its_summer_time() {
        let berlin = Zone::by_name("Europe/Berlin").unwrap();
        // Truth: `TZ=Europe/Berlin date -d @N --rfc-3339=ns`.
        assert_eq!(
            berlin.rfc3339(Timestamp(1_700_000_000_000_000_001)),
            "2023-11-14T23:13:20.000000001+01:00"
        );
        assert_eq!(
            berlin.rfc3339(Timestamp(1_690_000_000_000_000_000)),
            "2023-07-22T06:26:40.000000000+02:00"
        );
    }

    #[test]
    fn an_offset_is_a_zone() {
        let written = |name| Zone::by_name(name).unwrap().rfc3339(Timestamp(0));
        assert_eq!(written("+05:30"), "1970-01-01T05:30:00.000000000+05:30");
        assert_eq!(written("-03:00"), "1969-12-31T21:00:00.000000000-03:00");
        assert_eq!(written("+0530"), written("+05:30"));
        assert_eq!(written("-03"), written("-03:00"));
        for name in ["UTC", "utc", "Z", "+00:00"] {
            assert_eq!(written(name), "1970-01-01T00:00:00.000000000Z");
        }
    }

    #[test]
    fn an_unknown_zone_is_refused() {
        let unknown =
            ["Europe/Atlantis", "", "+", "-", "+5", "+99:00", "+05:60", "+05:30:15", "05:30"];
        for name in unknown {
            assert!(Zone::by_name(name).is_none(), "{name}");
        }
    }
}
