//! The values that packets, statistics and reports are made of: numbers, times, addresses, text,
//! each with a kind and a unit, so that no number is ever printed without knowing what it counts.

mod amount;
pub mod digits;
mod escape;
mod link_type;
mod time;

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub use amount::{parse_count, parse_duration_ns};
pub use escape::{escape, is_unsafe};
pub use link_type::LinkType;
pub use time::push_seconds;

/// A point in time, in nanoseconds since 1970-01-01T00:00:00Z, negative before it.
///
/// Covers the years 1677 to 2262; a source clamps what lies outside and counts it as a fault.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The time that lies `seconds` and `nanoseconds` after the epoch, and whether it had to be
    /// clamped to what fits. Nanoseconds beyond a second are carried.
    #[must_use]
    pub fn from_parts(seconds: i64, nanoseconds: u64) -> (Self, bool) {
        let total = i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds);
        Self::from_wide(total)
    }

    /// The time `nanoseconds` after the epoch, clamped to what fits, and whether it was clamped.
    #[must_use]
    pub fn from_wide(nanoseconds: i128) -> (Self, bool) {
        match i64::try_from(nanoseconds) {
            Ok(value) => (Self(value), false),
            Err(_) if nanoseconds < 0 => (Self(i64::MIN), true),
            Err(_) => (Self(i64::MAX), true),
        }
    }

    /// Nanoseconds from `earlier` to `self`, negative when `earlier` is later; saturates.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// One value: a packet field, or a cell of a table. Borrows from the packet where it can.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing known: an empty cell, `null` in JSON.
    Null,
    /// True or false.
    Bool(bool),
    /// A count, an identifier, a number of bytes.
    Unsigned(u64),
    /// A number that may be negative.
    Signed(i64),
    /// A measured quantity. Never infinite, never NaN: [`Value::ratio`] gives `Null` instead.
    Float(f64),
    /// A point in time.
    Time(Timestamp),
    /// A span of time in nanoseconds, written as seconds with nine decimals.
    Duration(i64),
    /// An IPv4 address.
    Ipv4(Ipv4Addr),
    /// An IPv6 address.
    Ipv6(Ipv6Addr),
    /// A hardware address of six bytes.
    Mac([u8; 6]),
    /// Text; what comes from packets is not escaped yet, formats do that.
    Text(Cow<'a, str>),
    /// Bytes without a reading, written in hexadecimal.
    Bytes(Cow<'a, [u8]>),
}

impl From<IpAddr> for Value<'_> {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => Self::Ipv4(address),
            IpAddr::V6(address) => Self::Ipv6(address),
        }
    }
}

impl Value<'_> {
    /// The same value without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(value),
            Value::Unsigned(value) => Value::Unsigned(value),
            Value::Signed(value) => Value::Signed(value),
            Value::Float(value) => Value::Float(value),
            Value::Time(value) => Value::Time(value),
            Value::Duration(value) => Value::Duration(value),
            Value::Ipv4(value) => Value::Ipv4(value),
            Value::Ipv6(value) => Value::Ipv6(value),
            Value::Mac(value) => Value::Mac(value),
            Value::Text(value) => Value::Text(Cow::Owned(value.into_owned())),
            Value::Bytes(value) => Value::Bytes(Cow::Owned(value.into_owned())),
        }
    }

    /// `numerator / denominator`, or `Null` where that has no finite value.
    #[must_use]
    pub fn ratio(numerator: f64, denominator: f64) -> Self {
        let quotient = numerator / denominator;
        if quotient.is_finite() { Value::Float(quotient) } else { Value::Null }
    }
}

impl From<u64> for Value<'_> {
    fn from(value: u64) -> Self {
        Value::Unsigned(value)
    }
}

impl From<u32> for Value<'_> {
    fn from(value: u32) -> Self {
        Value::Unsigned(value.into())
    }
}

impl From<u16> for Value<'_> {
    fn from(value: u16) -> Self {
        Value::Unsigned(value.into())
    }
}

impl From<u8> for Value<'_> {
    fn from(value: u8) -> Self {
        Value::Unsigned(value.into())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Value::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Value<'_> {
    fn from(value: String) -> Self {
        Value::Text(Cow::Owned(value))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// What sort of value a field or a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// [`Value::Bool`].
    Boolean,
    /// [`Value::Unsigned`].
    Unsigned,
    /// [`Value::Signed`].
    Signed,
    /// [`Value::Float`].
    Float,
    /// [`Value::Time`].
    Time,
    /// [`Value::Duration`].
    Duration,
    /// [`Value::Ipv4`].
    Ipv4,
    /// [`Value::Ipv6`].
    Ipv6,
    /// [`Value::Ipv4`] or [`Value::Ipv6`], or text where the address is of another family.
    Address,
    /// [`Value::Mac`].
    Mac,
    /// [`Value::Text`].
    Text,
    /// [`Value::Bytes`].
    Bytes,
}

impl Kind {
    /// Whether values add up: numbers, flags (as 0 and 1), times and spans.
    #[must_use]
    pub const fn is_numeric(self) -> bool {
        matches!(
            self,
            Self::Boolean
                | Self::Unsigned
                | Self::Signed
                | Self::Float
                | Self::Time
                | Self::Duration
        )
    }

    /// The kind's name in field lists and schemas.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Boolean => "boolean",
            Kind::Unsigned => "unsigned",
            Kind::Signed => "signed",
            Kind::Float => "float",
            Kind::Time => "time",
            Kind::Duration => "duration",
            Kind::Ipv4 => "ipv4",
            Kind::Ipv6 => "ipv6",
            Kind::Address => "address",
            Kind::Mac => "mac",
            Kind::Text => "text",
            Kind::Bytes => "bytes",
        }
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A pure number, a name, an identifier.
    None,
    /// Bytes.
    Bytes,
    /// Packets.
    Packets,
    /// Seconds; cells are [`Value::Duration`] or [`Value::Float`].
    Seconds,
    /// Bytes a second.
    BytesPerSecond,
    /// Bits a second, SI.
    BitsPerSecond,
    /// Packets a second.
    PacketsPerSecond,
    /// A share of a whole, 0 to 100.
    Percent,
}

impl Unit {
    /// The unit's name in field lists and schemas; empty for a pure number.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Unit::None => "",
            Unit::Bytes => "bytes",
            Unit::Packets => "packets",
            Unit::Seconds => "s",
            Unit::BytesPerSecond => "bytes/s",
            Unit::BitsPerSecond => "bit/s",
            Unit::PacketsPerSecond => "packets/s",
            Unit::Percent => "%",
        }
    }
}
