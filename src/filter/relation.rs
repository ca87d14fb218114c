//! Relations between two values: equal, less, contains.

use std::cmp::Ordering;

use crate::value::{Kind, Timestamp, Value};

/// A relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same value.
    Equal,
    /// Another value.
    NotEqual,
    /// Behind the other.
    Greater,
    /// Before the other.
    Less,
    /// Not before the other.
    GreaterOrEqual,
    /// Not behind the other.
    LessOrEqual,
    /// The other is a part of it.
    Contains,
}

impl Relation {
    /// Whether two values are in it. Values that cannot be compared are in none.
    pub fn holds(self, left: &Value<'_>, right: &Value<'_>) -> bool {
        match self {
            Self::Contains => with_bytes(left, |whole| with_bytes(right, |part| find(whole, part))),
            _ => compare(left, right).is_some_and(|ordering| self.fits(ordering)),
        }
    }

    /// Whether an order is what the relation asks for.
    pub const fn fits(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Greater => ordering.is_gt(),
            Self::Less => ordering.is_lt(),
            Self::GreaterOrEqual => ordering.is_ge(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Contains => false,
        }
    }
}

/// Which of two values comes first; `None` where they are of different sorts.
fn compare(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Unsigned(left), Value::Unsigned(right)) => Some(left.cmp(right)),
        (Value::Time(left), Value::Time(right)) => Some(left.cmp(right)),
        (Value::Duration(left), Value::Duration(right)) => Some(left.cmp(right)),
        (Value::Ipv4(left), Value::Ipv4(right)) => Some(left.cmp(right)),
        (Value::Ipv6(left), Value::Ipv6(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Some(left.as_bytes().cmp(right.as_bytes())),
        (Value::Float(_), _) | (_, Value::Float(_)) => float(left)?.partial_cmp(&float(right)?),
        _ => match (whole_number(left), whole_number(right)) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            (None, None) if is_bytes(left) && is_bytes(right) => {
                Some(with_bytes(left, |left| with_bytes(right, |right| left.cmp(right))))
            }
            _ => None,
        },
    }
}

/// A number without a fraction; of a flag 0 or 1.
pub fn whole_number(value: &Value<'_>) -> Option<i128> {
    match value {
        Value::Bool(value) => Some(i128::from(*value)),
        Value::Unsigned(value) => Some(i128::from(*value)),
        Value::Signed(value) => Some(i128::from(*value)),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "compared with a number that has no more digits")]
fn float(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Float(value) => Some(*value),
        _ => whole_number(value).map(|whole| whole as f64),
    }
}

const fn is_bytes(value: &Value<'_>) -> bool {
    matches!(
        value,
        Value::Bytes(_) | Value::Text(_) | Value::Mac(_) | Value::Ipv4(_) | Value::Ipv6(_)
    )
}

/// Shows the bytes of a value; none of a value that is no bytes.
pub fn with_bytes<T>(value: &Value<'_>, see: impl FnOnce(&[u8]) -> T) -> T {
    match value {
        Value::Bytes(bytes) => see(bytes),
        Value::Text(text) => see(text.as_bytes()),
        Value::Mac(octets) => see(octets),
        Value::Ipv4(address) => see(&address.octets()),
        Value::Ipv6(address) => see(&address.octets()),
        Value::Time(Timestamp(number)) => see(&number.to_be_bytes()),
        _ => see(&[]),
    }
}

/// Whether `part` is somewhere in `whole`.
fn find(whole: &[u8], part: &[u8]) -> bool {
    let Some((&first, rest)) = part.split_first() else { return false };
    let mut left = whole;
    while let Some(at) = left.iter().position(|byte| *byte == first) {
        left = left.get(at + 1..).unwrap_or_default();
        if left.starts_with(rest) {
            return true;
        }
    }
    false
}

/// What sorts of values can be compared with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Numbers and flags.
    Number,
    /// Points in time.
    Time,
    /// Spans of time.
    Duration,
    /// IPv4 addresses.
    Ipv4,
    /// IPv6 addresses.
    Ipv6,
    /// Addresses of IPv4 or IPv6.
    Address,
    /// Text, bytes, hardware addresses.
    Bytes,
}

impl Sort {
    /// The sort of a kind.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Boolean | Kind::Unsigned | Kind::Signed | Kind::Float => Self::Number,
            Kind::Time => Self::Time,
            Kind::Duration => Self::Duration,
            Kind::Ipv4 => Self::Ipv4,
            Kind::Ipv6 => Self::Ipv6,
            Kind::Address => Self::Address,
            Kind::Mac | Kind::Text | Kind::Bytes => Self::Bytes,
        }
    }

    /// Whether values of both can be compared.
    pub fn is_like(self, other: Self) -> bool {
        let is_address = |it| matches!(it, Self::Address | Self::Ipv4 | Self::Ipv6);
        let may_be_any = self == Self::Address || other == Self::Address;
        self == other || (may_be_any && is_address(self) && is_address(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_wherever_it_is() {
        assert!(find(b"abcabd", b"abd"));
        assert!(find(b"aab", b"ab"));
        assert!(!find(b"abc", b"abcd"));
        assert!(!find(b"", b"a"));
        assert!(!find(b"abc", b""));
    }

    #[test]
    fn values_of_different_sorts_are_in_no_relation() {
        let (number, text) = (Value::Unsigned(1), Value::from("1"));
        assert!(!Relation::Equal.holds(&number, &text));
        assert!(!Relation::NotEqual.holds(&number, &text));
        assert!(Relation::Equal.holds(&Value::Bool(true), &number));
        assert!(Relation::Less.holds(&Value::Signed(-1), &number));
    }
}
