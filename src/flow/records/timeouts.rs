//! How long a flow may rest, and how long it may last. Only the capture's clock counts.

use thiserror::Error;

use super::key::{SCTP, TCP, UDP};
use crate::value::{Timestamp, parse_duration_ns};

/// When flows end without being told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Nanoseconds without a packet after which a flow is over, for each class.
    idle_ns: [i64; 4],
    /// Nanoseconds after its first packet at which a flow is cut; `None` never.
    active_ns: Option<i64>,
}

/// Classes of flows with a timeout of their own.
pub const CLASSES: usize = 4;
const NAMES: [&str; CLASSES] = ["tcp", "udp", "icmp", "sctp"];
const SECOND: i64 = 1_000_000_000;

/// What is wrong with `tcp=300s,udp=60s`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TimeoutsError {
    /// A protocol without timeouts.
    #[error("no protocol `{0}`; there are tcp, udp, icmp and sctp, or one DURATION for all")]
    Protocol(String),
    /// No duration.
    #[error("`{0}` is no duration; write 300s, 5m or tcp=5m,udp=60s")]
    Duration(String),
}

impl Default for Timeouts {
    /// Zeek's: 5 minutes for TCP, one for UDP and ICMP; of SCTP as of TCP (chosen by us). Nothing
    /// is cut for its age.
    fn default() -> Self {
        Self { idle_ns: [300 * SECOND, 60 * SECOND, 60 * SECOND, 300 * SECOND], active_ns: None }
    }
}

impl Timeouts {
    /// The same with what `text` says: `tcp=300s,udp=60s`, or one duration for all. A time of zero
    /// is none: flows rest as long as they like.
    ///
    /// # Errors
    /// When a name or a duration is none.
    pub fn with_idle(mut self, text: &str) -> Result<Self, TimeoutsError> {
        for part in text.split(',') {
            let Some((name, duration)) = part.split_once('=') else {
                self.idle_ns = [idle(part)?; CLASSES];
                continue;
            };
            let place = NAMES.iter().position(|known| *known == name.trim());
            let place = place.and_then(|place| self.idle_ns.get_mut(place));
            let Some(place) = place else { return Err(TimeoutsError::Protocol(name.to_owned())) };
            *place = idle(duration)?;
        }
        Ok(self)
    }

    /// The same with flows cut at this age in nanoseconds, or never.
    #[must_use]
    pub fn with_active(self, active_ns: Option<u64>) -> Self {
        let active_ns = active_ns.map(|limit| i64::try_from(limit).unwrap_or(i64::MAX));
        Self { active_ns, ..self }
    }

    /// The class of a protocol.
    #[must_use]
    pub const fn class(protocol: u8) -> usize {
        match protocol {
            TCP => 0,
            UDP => 1,
            SCTP => 3,
            _ => 2,
        }
    }

    /// How long flows of a class may rest.
    #[must_use]
    pub fn idle(&self, class: usize) -> i64 {
        self.idle_ns.get(class).copied().unwrap_or(i64::MAX)
    }

    /// Whether a flow of this class that last said something at `last` is over at `now`.
    #[inline]
    #[must_use]
    pub fn is_idle(&self, class: usize, last: Timestamp, now: Timestamp) -> bool {
        now.since(last) > self.idle(class)
    }

    /// Whether a flow that began at `first` is cut at `now`.
    #[inline]
    #[must_use]
    pub fn is_too_old(&self, first: Timestamp, now: Timestamp) -> bool {
        self.active_ns.is_some_and(|limit| now.since(first) > limit)
    }

    /// The settings as a sentence, for the head of a result.
    #[must_use]
    pub fn sentence(&self) -> String {
        let idle = NAMES.iter().zip(self.idle_ns).map(|(name, limit)| match limit {
            i64::MAX => format!("{name} never"),
            limit => format!("{name} {}", seconds(limit)),
        });
        let idle = idle.collect::<Vec<_>>().join(", ");
        let active = self.active_ns.map_or_else(|| "off".to_owned(), seconds);
        format!("idle timeouts: {idle}; active timeout: {active}")
    }
}

fn seconds(nanoseconds: i64) -> String {
    let (whole, part) = (nanoseconds / SECOND, nanoseconds % SECOND);
    if part == 0 {
        return format!("{whole} s");
    }
    let part = format!("{part:09}");
    format!("{whole}.{} s", part.trim_end_matches('0'))
}

fn idle(text: &str) -> Result<i64, TimeoutsError> {
    match parse_duration_ns(text.trim()) {
        Some(0) => Ok(i64::MAX),
        Some(limit) => Ok(limit),
        None => Err(TimeoutsError::Duration(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_said_as_they_were_set() {
        let said = Timeouts::default().with_idle("udp=1.5s,icmp=0").unwrap().sentence();
        let expected =
            "idle timeouts: tcp 300 s, udp 1.5 s, icmp never, sctp 300 s; active timeout: off";
        assert_eq!(said, expected);
        let all = Timeouts::default().with_idle("2m").unwrap();
        assert_eq!((0..CLASSES).map(|class| all.idle(class)).max(), Some(120 * SECOND));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert!(Timeouts::default().with_idle("dccp=1s").is_err());
        assert!(Timeouts::default().with_idle("tcp=soon").is_err());
        assert!(Timeouts::default().with_idle("").is_err());
    }
}
