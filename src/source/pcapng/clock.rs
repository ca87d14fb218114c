//! The clock of a pcapng interface: how its ticks become nanoseconds
//! (draft-ietf-opsawg-pcapng, section 4.2, if_tsresol and if_tsoffset).

use crate::value::Timestamp;

/// How ticks become nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scale {
    /// A tick is this many nanoseconds.
    Times(u64),
    /// This many ticks are a nanosecond; finer times are rounded down.
    Over(u64),
    /// A tick is a second divided by two this many times.
    Halves(u8),
    /// A tick is so short that no time fits: 10^-29 s and less.
    Nothing,
}

/// The clock of one interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    scale: Scale,
    /// Nanoseconds added to every time.
    offset_ns: i128,
}

impl Default for Clock {
    /// Microseconds since the epoch.
    fn default() -> Self {
        Self { scale: Scale::Times(1000), offset_ns: 0 }
    }
}

impl Clock {
    /// Sets the resolution from the option's byte: the lower seven bits are a negative power of
    /// two where the top bit is set, of ten otherwise.
    ///
    /// An error where it is so fine that 2^64 ticks are less than a nanosecond: all times are the
    /// offset alone then.
    pub(super) fn set_resolution(&mut self, byte: u8) -> Result<(), String> {
        let power = byte & 0x7f;
        self.scale = match (byte & 0x80 == 0, power) {
            (false, halves) => Scale::Halves(halves),
            (true, 0..=9) => Scale::Times(10u64.pow(u32::from(9 - power))),
            (true, 10..=28) => Scale::Over(10u64.pow(u32::from(power - 9))),
            (true, _) => {
                self.scale = Scale::Nothing;
                return Err(format!(
                    "time resolution of 10^-{power} s cannot be used; times read as 0"
                ));
            }
        };
        Ok(())
    }

    /// Whether it tells more than microseconds.
    pub(super) const fn is_fine(&self) -> bool {
        match self.scale {
            Scale::Times(nanoseconds) => nanoseconds % 1000 != 0,
            Scale::Over(_) | Scale::Halves(_) => true,
            Scale::Nothing => false,
        }
    }

    /// Sets the seconds that are added to every time.
    pub(super) fn set_offset(&mut self, seconds: i64) {
        self.offset_ns = i128::from(seconds) * 1_000_000_000;
    }

    /// The time of so many ticks, and whether it had to be clamped.
    #[inline]
    pub(super) fn time(&self, ticks: u64) -> (Timestamp, bool) {
        let nanoseconds = match self.scale {
            Scale::Times(factor) => {
                // What nearly every packet takes: no offset, and no overflow before 2262.
                if self.offset_ns == 0
                    && let Some(Ok(nanoseconds)) = ticks.checked_mul(factor).map(i64::try_from)
                {
                    return (Timestamp(nanoseconds), false);
                }
                i128::from(ticks) * i128::from(factor)
            }
            Scale::Over(divisor) => i128::from(ticks / divisor),
            // 2^64 ticks times 10^9 are less than 2^94.
            Scale::Halves(halves) => (i128::from(ticks) * 1_000_000_000) >> halves,
            Scale::Nothing => 0,
        };
        Timestamp::from_wide(nanoseconds + self.offset_ns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(resolution: u8, offset: i64) -> Clock {
        let mut clock = Clock::default();
        let _ = clock.set_resolution(resolution);
        clock.set_offset(offset);
        clock
    }

    #[test]
    fn microseconds_unless_said_otherwise() {
        assert_eq!(
            Clock::default().time(1_700_000_000_000_001),
            (Timestamp(1_700_000_000_000_001_000), false)
        );
    }

    #[test]
    fn powers_of_ten_from_seconds_to_picoseconds() {
        assert_eq!(clock(0, 0).time(1_700_000_000).0, Timestamp(1_700_000_000_000_000_000));
        assert_eq!(clock(9, 0).time(5).0, Timestamp(5));
        assert_eq!(clock(12, 0).time(5_999).0, Timestamp(5));
    }

    #[test]
    fn powers_of_two_are_fractions_of_a_second() {
        assert_eq!(clock(0x8a, 0).time(1024 + 512).0, Timestamp(1_500_000_000));
        assert_eq!(clock(0xff, 0).time(u64::MAX).0, Timestamp(0));
    }

    #[test]
    fn an_offset_may_lie_before_the_epoch() {
        assert_eq!(clock(6, -1).time(1).0, Timestamp(-999_999_000));
    }

    #[test]
    fn times_beyond_2262_are_clamped_and_say_so() {
        assert_eq!(clock(6, 0).time(u64::MAX), (Timestamp(i64::MAX), true));
    }

    #[test]
    fn a_resolution_that_no_time_fits_is_refused_without_overflow() {
        let mut clock = Clock::default();
        assert!(clock.set_resolution(127).is_err());
        assert_eq!(clock.time(u64::MAX), (Timestamp(0), false));
        assert!((0..=255).all(|byte| {
            let mut clock = Clock::default();
            let _ = clock.set_resolution(byte);
            clock.set_offset(i64::MIN);
            clock.time(u64::MAX).0 <= Timestamp(i64::MAX)
        }));
    }
}
