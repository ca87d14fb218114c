//! Calculations with bytes of a packet, in 32 bits without a sign, as libpcap makes them.

use super::test::{From, load};
use super::view::{Cut, View};
use crate::packet::RawPacket;

/// A calculation.
#[derive(Clone, Debug)]
pub enum Sum {
    /// A number.
    Number(u32),
    /// How long the packet was on the wire.
    Length,
    /// Bytes of it.
    Bytes {
        /// From where the offset counts.
        from: From,
        /// The offset.
        at: Box<Sum>,
        /// How many bytes: 1, 2 or 4.
        size: u8,
    },
    /// Two calculations joined by a sign.
    Of(Box<Sum>, &'static str, Box<Sum>),
    /// With the other sign.
    Negative(Box<Sum>),
}

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same number.
    Equal,
    /// Another number.
    NotEqual,
    /// More than the other.
    Greater,
    /// The other or more.
    AtLeast,
    /// Less than the other.
    Less,
    /// The other or less.
    AtMost,
}

impl Relation {
    /// What a sign means.
    pub fn of(sign: &str) -> Option<Self> {
        Some(match sign {
            "=" | "==" => Self::Equal,
            "!=" => Self::NotEqual,
            ">" => Self::Greater,
            ">=" => Self::AtLeast,
            "<" => Self::Less,
            "<=" => Self::AtMost,
            _ => return None,
        })
    }

    /// Whether two numbers are in it.
    pub const fn holds(self, left: u32, right: u32) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Greater => left > right,
            Self::AtLeast => left >= right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
        }
    }
}

impl Sum {
    /// Its value for a packet.
    ///
    /// # Errors
    /// Where the packet lacks a byte that it takes, or it divides by zero.
    pub fn value(&self, raw: &RawPacket<'_>, view: &View) -> Result<u32, Cut> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::Length => Ok(raw.wire_bytes),
            Self::Bytes { from, at, size } => {
                let offset = at.value(raw, view)?;
                load(raw.data, from.of(raw.data, view)?.wrapping_add(offset), *size)
            }
            Self::Of(left, sign, right) => {
                let left = left.value(raw, view)?;
                calculate(left, sign, right.value(raw, view)?).ok_or(Cut)
            }
            Self::Negative(sum) => Ok(sum.value(raw, view)?.wrapping_neg()),
        }
    }
}

/// What a sign makes of two numbers; `None` of a division by zero.
pub fn calculate(left: u32, sign: &str, right: u32) -> Option<u32> {
    Some(match sign {
        "+" => left.wrapping_add(right),
        "-" => left.wrapping_sub(right),
        "*" => left.wrapping_mul(right),
        "/" => left.checked_div(right)?,
        "%" => left.checked_rem(right)?,
        "&" => left & right,
        "|" => left | right,
        "^" => left ^ right,
        "<<" => left.checked_shl(right).unwrap_or(0),
        ">>" => left.checked_shr(right).unwrap_or(0),
        _ => return None,
    })
}
