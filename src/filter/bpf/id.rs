//! What is named in an expression: addresses, networks, ports, protocols.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::names;
use super::primitive::{chain, hardware, ipv4, ipv6, ports, protocol};
use super::qualifier::{About, Qualifiers, Type};
use super::test::Test;
use crate::value::escape;

/// A number: decimal, hexadecimal as `0x50`, octal as `0120`.
///
/// # Errors
/// When it is larger than 32 bits.
pub fn number(word: &str) -> Option<Result<u32, String>> {
    let (digits, radix) = match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None if word.len() > 1 && word.starts_with('0') => (word, 8),
        None => (word, 10),
    };
    let is_number = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    is_number.then(|| {
        u32::from_str_radix(digits, radix).map_err(|_| format!("{word} is more than 32 bits hold"))
    })
}

/// A hardware address: `00:11:22:33:44:55`, with `-` or `.` too, `0011.2233.4455`, or 12 digits.
pub fn mac(word: &str) -> Option<[u8; 6]> {
    let word = word.strip_prefix('$').unwrap_or(word);
    let separator = word.find([':', '-', '.']).and_then(|at| word.get(at..=at));
    let groups: Vec<&str> = separator.map_or_else(|| vec![word], |sign| word.split(sign).collect());
    let mut octets = Vec::new();
    for group in &groups {
        let is_hex = group.bytes().all(|digit| digit.is_ascii_hexdigit());
        match (groups.len(), group.len()) {
            (6, 1 | 2) if is_hex => octets.push(u8::from_str_radix(group, 16).ok()?),
            (3, 4) | (1, 12) if is_hex => {
                for pair in group.as_bytes().chunks(2) {
                    octets.push(u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?);
                }
            }
            _ => return None,
        }
    }
    octets.try_into().ok()
}

/// One to four decimal numbers with points between them: an address, or how one begins. Answers it
/// and how many bits it has.
pub fn dotted(word: &str) -> Option<(u32, u32)> {
    let mut address = 0_u32;
    let mut count = 0;
    for part in word.split('.') {
        if part.is_empty() || part.len() > 3 || !part.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        address = address << 8 | part.parse::<u8>().ok().map(u32::from)?;
        count += 1;
        if count > 4 {
            return None;
        }
    }
    Some((address << (32 - 8 * count), 8 * count))
}

/// The test that a word stands for behind its qualifiers.
///
/// # Errors
/// When it makes no sense there; the text says what would.
pub fn named(word: &str, qualifiers: Qualifiers, under_labels: bool) -> Result<Test, String> {
    let shown = escape(word);
    match qualifiers.of {
        Type::Unsaid | Type::Host => host(word, qualifiers, under_labels),
        Type::Net => net(word, None, qualifiers, under_labels),
        Type::Port => {
            let port = port(word)?;
            ports(port, port, qualifiers)
        }
        Type::PortRange => match range(word) {
            Some((first, last)) => ports(port(first)?, port(last)?, qualifiers),
            None => Err(format!("`{shown}` is no range of ports; write 80-443")),
        },
        Type::Proto => protocol(protocol_number(word, qualifiers.about)?, qualifiers.about)
            .map_err(str::to_owned),
        Type::ProtoChain => {
            chain(protocol_number(word, qualifiers.about)?, qualifiers.about).map_err(str::to_owned)
        }
    }
}

fn host(word: &str, qualifiers: Qualifiers, under_labels: bool) -> Result<Test, String> {
    if let Some(address) = mac(word).filter(|_| {
        qualifiers.about == Some(About::Link) || word.contains([':', '-']) || word.starts_with('$')
    }) {
        return hardware(address, qualifiers);
    }
    if let Ok(address) = word.parse::<Ipv6Addr>() {
        return ipv6(address, 128, qualifiers);
    }
    // libpcap takes a number alone for all 32 bits of an address.
    if let Some(address) = number(word) {
        return ipv4(Ipv4Addr::from_bits(address?), u32::MAX, qualifiers, under_labels);
    }
    if let Some((address, length)) = dotted(word) {
        let mask = u32::MAX << (32 - length);
        return ipv4(Ipv4Addr::from_bits(address), mask, qualifiers, under_labels);
    }
    let shown = escape(word);
    if qualifiers.about == Some(About::Link) {
        return Err(format!("`{shown}` is no hardware address; write 00:11:22:33:44:55"));
    }
    Err(format!("`{shown}` is no address; names are not looked up, write 192.0.2.1 or 2001:db8::1"))
}

/// A network: `10.0.0.0/8`, `10`, `192.168`, `fe80::/10`.
///
/// # Errors
/// When it is none; the text says what is wrong.
pub fn net(
    word: &str,
    length: Option<&str>,
    qualifiers: Qualifiers,
    under_labels: bool,
) -> Result<Test, String> {
    let shown = escape(word);
    let bits = |most: u32| match length {
        None => Ok(most),
        Some(length) => {
            let bits = length.parse().ok().filter(|bits| *bits <= most);
            bits.ok_or_else(|| {
                format!("a prefix has {most} bits at most, not `{}`", escape(length))
            })
        }
    };
    if let Ok(address) = word.parse::<Ipv6Addr>() {
        let length = bits(128)?;
        let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
        if address.to_bits() & !mask != 0 {
            let network = Ipv6Addr::from_bits(address.to_bits() & mask);
            return Err(format!(
                "bits of {shown} lie behind the prefix; {network}/{length} is the network"
            ));
        }
        return ipv6(address, length, qualifiers);
    }
    let Some((address, own)) = dotted(word) else {
        return Err(format!(
            "`{shown}` is no network; names are not looked up, write 192.0.2.0/24 or 2001:db8::/32"
        ));
    };
    let mask = match length {
        Some(_) => u32::MAX.checked_shl(32 - bits(32)?).unwrap_or(0),
        None => u32::MAX << (32 - own),
    };
    masked(address, mask, qualifiers, under_labels)
}

/// A network with a mask.
///
/// # Errors
/// When the address has bits outside the mask.
pub fn masked(
    address: u32,
    mask: u32,
    qualifiers: Qualifiers,
    under_labels: bool,
) -> Result<Test, String> {
    if address & !mask != 0 {
        let (address, network) =
            (Ipv4Addr::from_bits(address), Ipv4Addr::from_bits(address & mask));
        return Err(format!(
            "bits of {address} lie behind the prefix; {network}/{} is the network",
            mask.leading_ones()
        ));
    }
    ipv4(Ipv4Addr::from_bits(address), mask, qualifiers, under_labels)
}

fn port(word: &str) -> Result<u32, String> {
    match number(word) {
        Some(Ok(port)) if port <= 0xffff => Ok(port),
        Some(_) => Err(format!("{word} is no port; the highest is 65535")),
        None => names::port(word).map(u32::from).ok_or_else(|| {
            format!("no service `{}` is known; write the number of its port", escape(word))
        }),
    }
}

/// Two ports with a minus between them; names may have one too.
fn range(word: &str) -> Option<(&str, &str)> {
    let is_port = |word: &str| number(word).is_some() || names::port(word).is_some();
    word.match_indices('-').find_map(|(at, _)| {
        let (first, last) = (word.get(..at)?, word.get(at + 1..)?);
        (is_port(first) && is_port(last)).then_some((first, last))
    })
}

fn protocol_number(word: &str, about: Option<About>) -> Result<u32, String> {
    if let Some(number) = number(word) {
        return number;
    }
    let found = match about {
        Some(About::Link) => names::above_link(word),
        Some(About::Network(super::qualifier::OSI)) => match About::of(word) {
            Some(About::AboveOsi(number)) => Some(number),
            _ => None,
        },
        _ => names::above_ip(word),
    };
    found.ok_or_else(|| format!("no protocol `{}` is known here; write its number", escape(word)))
}
