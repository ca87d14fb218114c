//! Values as bytes that sort as the values do, and back: keys of tables.

use std::borrow::Cow;

use crate::value::{Timestamp, Value};

/// The longest key in bytes. Longer texts are cut, and those that begin alike are one.
pub const MOST_BYTES: usize = 256;

const BOOL: u8 = 1;
const UNSIGNED: u8 = 2;
const SIGNED: u8 = 3;
const FLOAT: u8 = 4;
const TIME: u8 = 5;
const DURATION: u8 = 6;
const IPV4: u8 = 7;
const IPV6: u8 = 8;
const MAC: u8 = 9;
const TEXT: u8 = 10;
const BYTES: u8 = 11;

/// Bytes of a key that need no memory of their own: all of addresses and numbers, most of names.
const SHORT: usize = 22;

/// A key that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// So many bytes.
    Short(u8, [u8; SHORT]),
    /// More than those.
    Long(Box<[u8]>),
}

impl Key {
    /// Keeps a key.
    pub fn of(bytes: &[u8]) -> Self {
        let mut short = [0; SHORT];
        match (short.get_mut(..bytes.len()), u8::try_from(bytes.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(bytes);
                Self::Short(length, short)
            }
            _ => Self::Long(bytes.into()),
        }
    }

    /// Its bytes.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Short(length, bytes) => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Self::Long(bytes) => bytes,
        }
    }
}

/// Appends the key of a value; nothing for `Null`.
pub fn encode(value: &Value<'_>, key: &mut Vec<u8>) {
    match value {
        Value::Null => {}
        Value::Bool(value) => key.extend([BOOL, u8::from(*value)]),
        Value::Unsigned(value) => extend(key, UNSIGNED, &value.to_be_bytes()),
        Value::Signed(value) => extend(key, SIGNED, &shift(*value)),
        Value::Float(value) => extend(key, FLOAT, &float(*value).to_be_bytes()),
        Value::Time(Timestamp(value)) => extend(key, TIME, &shift(*value)),
        Value::Duration(value) => extend(key, DURATION, &shift(*value)),
        Value::Ipv4(value) => extend(key, IPV4, &value.octets()),
        Value::Ipv6(value) => extend(key, IPV6, &value.octets()),
        Value::Mac(value) => extend(key, MAC, value),
        Value::Text(value) => {
            let end = value.floor_char_boundary(MOST_BYTES - 1);
            extend(key, TEXT, value.get(..end).unwrap_or_default().as_bytes());
        }
        Value::Bytes(value) => extend(key, BYTES, value.get(..MOST_BYTES - 1).unwrap_or(value)),
    }
}

/// The value of a key; `Null` for what is none.
#[must_use]
pub fn decode(key: &[u8]) -> Value<'static> {
    let Some((&tag, rest)) = key.split_first() else { return Value::Null };
    let word = || rest.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    let signed = || (word() ^ SIGN).cast_signed();
    match tag {
        BOOL => Value::Bool(rest.first() == Some(&1)),
        UNSIGNED => Value::Unsigned(word()),
        SIGNED => Value::Signed(signed()),
        FLOAT => Value::Float(unfloat(word())),
        TIME => Value::Time(Timestamp(signed())),
        DURATION => Value::Duration(signed()),
        IPV4 => rest.first_chunk::<4>().map_or(Value::Null, |octets| Value::Ipv4((*octets).into())),
        IPV6 => {
            rest.first_chunk::<16>().map_or(Value::Null, |octets| Value::Ipv6((*octets).into()))
        }
        MAC => rest.first_chunk().map_or(Value::Null, |octets| Value::Mac(*octets)),
        TEXT => Value::Text(Cow::Owned(String::from_utf8_lossy(rest).into_owned())),
        _ => Value::Bytes(Cow::Owned(rest.to_vec())),
    }
}

const SIGN: u64 = 1 << 63;

fn extend(key: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    key.push(tag);
    key.extend_from_slice(bytes);
}

fn shift(value: i64) -> [u8; 8] {
    (value.cast_unsigned() ^ SIGN).to_be_bytes()
}

/// The bits of a float, sorted as its value: all bits of negatives are turned, the sign of others.
fn float(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits & SIGN == 0 { bits | SIGN } else { !bits }
}

fn unfloat(bits: u64) -> f64 {
    f64::from_bits(if bits & SIGN == 0 { !bits } else { bits & !SIGN })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(value: &Value<'_>) -> Vec<u8> {
        let mut key = Vec::new();
        encode(value, &mut key);
        key
    }

    #[test]
    fn every_value_comes_back() {
        let values = [
            Value::Bool(true),
            Value::Unsigned(u64::MAX),
            Value::Signed(i64::MIN),
            Value::Float(-2.5),
            Value::Time(Timestamp(-1)),
            Value::Duration(7),
            Value::Ipv4([192, 0, 2, 1].into()),
            Value::Ipv6([1; 16].into()),
            Value::Mac([1, 2, 3, 4, 5, 6]),
            Value::Text("grüß".into()),
            Value::Bytes(vec![0, 255].into()),
        ];
        for value in values {
            assert_eq!(decode(&key(&value)), value);
        }
    }

    #[test]
    fn a_key_that_is_kept_has_the_same_bytes() {
        for length in [0, 1, SHORT - 1, SHORT, SHORT + 1, MOST_BYTES] {
            let bytes: Vec<u8> = (0..=255).cycle().take(length).collect();
            assert_eq!(Key::of(&bytes).bytes(), bytes);
        }
        assert_eq!(size_of::<Key>(), 24);
    }

    #[test]
    fn keys_sort_as_values_do() {
        let signed = [i64::MIN, -1, 0, 1, i64::MAX].map(|value| key(&Value::Signed(value)));
        assert!(signed.is_sorted());
        let floats = [-2.0, -1.5, -0.0, 0.5, 9.0].map(|value| key(&Value::Float(value)));
        assert!(floats.is_sorted());
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let text = "ü".repeat(1000);
        let Value::Text(back) = decode(&key(&text.as_str().into())) else { panic!() };
        assert_eq!(back, "ü".repeat(127));
    }
}
