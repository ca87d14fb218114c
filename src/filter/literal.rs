//! Literals: what a number, an address, a time or a text means where a kind of value is expected.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::constant::Constant;
use super::syntax::OperandKind;
use crate::value::{Kind, Timestamp, Value, escape};

/// Reads a literal as a value of a kind.
///
/// # Errors
/// When it is none; the text says what would be.
pub fn constant(literal: &OperandKind, kind: Kind) -> Result<Constant, String> {
    let value = match (literal, kind) {
        (OperandKind::Word(word), Kind::Ipv4) => return network4(word),
        (OperandKind::Word(word), Kind::Ipv6) => return network6(word),
        (OperandKind::Text(text), Kind::Ipv4) => return network4(&utf8(text)?),
        (OperandKind::Text(text), Kind::Ipv6) => return network6(&utf8(text)?),
        (OperandKind::Word(word), Kind::Address) => return network(word),
        (OperandKind::Text(text), Kind::Address) => return network(&utf8(text)?),
        (OperandKind::Word(word), _) => of_word(word, kind)?,
        (OperandKind::Text(text), Kind::Text) => Value::Text(Cow::Owned(utf8(text)?)),
        (OperandKind::Text(text), Kind::Bytes) => Value::Bytes(Cow::Owned(text.clone())),
        // Times hold spaces.
        (OperandKind::Text(text), Kind::Time | Kind::Duration | Kind::Mac) => {
            of_word(&utf8(text)?, kind)?
        }
        (OperandKind::Text(text), _) => {
            let shown = utf8(text)?;
            let name = kind.name();
            return Err(format!(
                "\"{}\" is text, but this is {name}; numbers have no quotes",
                escape(&shown)
            ));
        }
        (OperandKind::Char(byte), Kind::Unsigned | Kind::Signed) => Value::Unsigned((*byte).into()),
        (OperandKind::Char(byte), Kind::Text) => Value::Text(Cow::Owned(utf8(&[*byte])?)),
        (OperandKind::Char(byte), _) => Value::Bytes(Cow::Owned(vec![*byte])),
        _ => return Err(format!("not a literal of kind {}", kind.name())),
    };
    Ok(Constant::Value(value))
}

fn of_word(word: &str, kind: Kind) -> Result<Value<'static>, String> {
    let shown = escape(word);
    let found = match kind {
        Kind::Unsigned | Kind::Signed => number(word),
        Kind::Boolean => match word {
            "true" | "True" | "TRUE" => Some(Value::Bool(true)),
            "false" | "False" | "FALSE" => Some(Value::Bool(false)),
            _ => match number(word) {
                Some(Value::Unsigned(number)) => Some(Value::Bool(number != 0)),
                _ => None,
            },
        },
        Kind::Float => {
            word.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float)
        }
        Kind::Time => time(word).map(Value::Time),
        Kind::Duration => Timestamp::parse(word).map(|Timestamp(span)| Value::Duration(span)),
        Kind::Text => Some(Value::Text(Cow::Owned(word.to_owned()))),
        Kind::Mac => match octets(word).map(<[u8; 6]>::try_from) {
            Some(Ok(octets)) => Some(Value::Mac(octets)),
            _ => None,
        },
        Kind::Bytes => {
            // What is no bytes in hexadecimal is text.
            let bytes = octets(word).unwrap_or_else(|| word.as_bytes().to_vec());
            Some(Value::Bytes(Cow::Owned(bytes)))
        }
        Kind::Ipv4 | Kind::Ipv6 | Kind::Address => None,
    };
    found.ok_or_else(|| format!("`{shown}` is not {}", example(kind)))
}

/// What a literal of a kind looks like.
const fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Unsigned | Kind::Signed => "a whole number; write 80, 0x50, 0b101 or 'P'",
        Kind::Boolean => "true or false; write 1, 0, True or False",
        Kind::Float => "a number",
        Kind::Time => "a time; write \"2023-11-14 22:13:20\" or 1700000000.25",
        Kind::Duration => "a span of time; write seconds, as 0.25",
        Kind::Ipv4 => "an IPv4 address or network; write 192.0.2.1 or 192.0.2.0/24",
        Kind::Ipv6 => "an IPv6 address or network; write 2001:db8::1 or 2001:db8::/32",
        Kind::Mac => "a hardware address; write 00:11:22:33:44:55",
        Kind::Address => "an address or network; write 192.0.2.1 or 2001:db8::/32",
        Kind::Text => "text; write it between double quotes",
        Kind::Bytes => "bytes; write de:ad:be:ef, or text between double quotes",
    }
}

/// A whole number: decimal, or behind `0x` hexadecimal, `0b` binary, `0` octal.
fn number(word: &str) -> Option<Value<'static>> {
    let (negative, digits) = match word.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, word),
    };
    let lower = digits.to_ascii_lowercase();
    let (base, digits) = if let Some(digits) = lower.strip_prefix("0x") {
        (16, digits)
    } else if let Some(digits) = lower.strip_prefix("0b") {
        (2, digits)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, lower.as_str())
    } else {
        (10, lower.as_str())
    };
    if !digits.bytes().all(|digit| digit.is_ascii_alphanumeric()) {
        return None;
    }
    let size = u64::from_str_radix(digits, base).ok()?;
    if negative {
        i64::try_from(size).ok().map(|size| Value::Signed(-size))
    } else {
        Some(Value::Unsigned(size))
    }
}

/// Bytes in hexadecimal: `de:ad`, `de-ad`, `de.ad`, `dead.beef`, one byte as `a`, `0a` or `0x0a`.
fn octets(word: &str) -> Option<Vec<u8>> {
    let digits = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")).unwrap_or(word);
    let separator = digits.find([':', '-', '.']).and_then(|at| digits.get(at..=at));
    let groups: Vec<&str> = match separator {
        Some(separator) => digits.split(separator).collect(),
        None => vec![digits],
    };
    let mut bytes = Vec::new();
    let is_alone = groups.len() == 1;
    // `1:2` is two bytes; the last group may be missing, as in `de:ad:`.
    for (index, group) in groups.iter().enumerate() {
        if group.is_empty() && index > 0 && index + 1 == groups.len() {
            break;
        }
        if !group.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        match group.len() {
            1 => bytes.push(u8::from_str_radix(group, 16).ok()?),
            length if length > 0 && length % 2 == 0 && (is_alone || length <= 4) => {
                for pair in group.as_bytes().chunks(2) {
                    bytes.push(u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?);
                }
            }
            _ => return None,
        }
    }
    (!bytes.is_empty()).then_some(bytes)
}

/// A point in time; without a zone it is UTC, without a clock it is midnight.
fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    Timestamp::parse(text)
        .or_else(|| Timestamp::parse(&format!("{text}Z")))
        .or_else(|| Timestamp::parse(&format!("{text}:00Z")))
        .or_else(|| Timestamp::parse(&format!("{text} 00:00:00Z")))
        .or_else(|| Timestamp::parse(&american(text)?))
}

/// `Nov 14, 2023 22:13:20` as RFC 3339.
fn american(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split_whitespace();
    let name = words.next()?;
    let month = MONTHS.iter().position(|month| *month == name)? + 1;
    let day: u32 = words.next()?.trim_end_matches(',').parse().ok()?;
    let (year, clock) = (words.next()?, words.next().unwrap_or("00:00:00"));
    words.next().is_none().then(|| format!("{year}-{month:02}-{day:02}T{clock}Z"))
}

/// An address or network of either family.
fn network(word: &str) -> Result<Constant, String> {
    let found = network4(word).or_else(|_| network6(word));
    found.map_err(|_| format!("`{}` is not {}", escape(word), example(Kind::Address)))
}

fn network4(word: &str) -> Result<Constant, String> {
    let refuse = || format!("`{}` is not {}", escape(word), example(Kind::Ipv4));
    let (address, length) = split_length(word);
    let address: Ipv4Addr = address.parse().map_err(|_| refuse())?;
    let Some(length) = length else { return Ok(Constant::Value(Value::Ipv4(address))) };
    let length: u32 = length.parse().ok().filter(|length| *length <= 32).ok_or_else(refuse)?;
    Ok(Constant::Network4(address, u32::MAX.checked_shl(32 - length).unwrap_or(0)))
}

fn network6(word: &str) -> Result<Constant, String> {
    let refuse = || format!("`{}` is not {}", escape(word), example(Kind::Ipv6));
    let (address, length) = split_length(word);
    let address: Ipv6Addr = address.parse().map_err(|_| refuse())?;
    let Some(length) = length else { return Ok(Constant::Value(Value::Ipv6(address))) };
    let length: u32 = length.parse().ok().filter(|length| *length <= 128).ok_or_else(refuse)?;
    Ok(Constant::Network6(address, u128::MAX.checked_shl(128 - length).unwrap_or(0)))
}

fn split_length(word: &str) -> (&str, Option<&str>) {
    word.split_once('/').map_or((word, None), |(address, length)| (address, Some(length)))
}

fn utf8(text: &[u8]) -> Result<String, String> {
    String::from_utf8(text.to_vec()).map_err(|_| {
        "these bytes are no text; bytes of a packet are compared in hexadecimal".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(word: &str, kind: Kind) -> Option<Value<'static>> {
        constant(&OperandKind::Word(word.to_owned()), kind).ok().map(|it| it.value())
    }

    #[test]
    fn numbers_are_written_in_four_bases() {
        for text in ["80", "0x50", "0X50", "0b1010000", "0120"] {
            assert_eq!(word(text, Kind::Unsigned), Some(Value::Unsigned(80)), "{text}");
        }
        assert_eq!(word("-1", Kind::Unsigned), Some(Value::Signed(-1)));
        for text in ["", "-", "0x", "8 0", "1.5", "http", "18446744073709551616", "--1", "+1"] {
            assert_eq!(word(text, Kind::Unsigned), None, "{text}");
        }
    }

    #[test]
    fn bytes_have_separators_or_none() {
        let bytes = |text: &str| octets(text);
        assert_eq!(bytes("de:ad"), Some(vec![0xde, 0xad]));
        assert_eq!(bytes("de-ad"), Some(vec![0xde, 0xad]));
        assert_eq!(bytes("1:2"), Some(vec![1, 2]));
        assert_eq!(bytes("10"), Some(vec![0x10]));
        assert_eq!(bytes("1"), Some(vec![1]));
        assert_eq!(bytes("0x01"), Some(vec![1]));
        assert_eq!(bytes("0011.2233.4455").map(|it| it.len()), Some(6));
        assert_eq!(bytes("hello"), None);
    }

    #[test]
    fn networks_and_times_are_read() {
        assert!(matches!(network4("10.0.0.0/8"), Ok(Constant::Network4(_, 0xff00_0000))));
        assert!(matches!(network4("10.0.0.0/0"), Ok(Constant::Network4(_, 0))));
        assert!(network4("10.0.0.0/33").is_err());
        assert!(matches!(network6("2001:db8::/32"), Ok(Constant::Network6(..))));
        let second = Some(Timestamp(1_700_000_000_000_000_000));
        for text in
            ["1700000000", "2023-11-14 22:13:20", "2023-11-14T22:13:20Z", "Nov 14, 2023 22:13:20"]
        {
            assert_eq!(time(text), second, "{text}");
        }
        assert_eq!(time("yesterday"), None);
    }
}
