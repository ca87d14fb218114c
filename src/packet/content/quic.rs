//! Long headers of QUIC (RFC 9000 section 17.2), one packet after the other in a datagram.

use crate::packet::content::cursor::Cursor;

/// Set in long headers.
pub const LONG: u8 = 0x80;
/// Set in every packet but a version negotiation, unless both sides agree to ignore it.
pub const FIXED: u8 = 0x40;
/// The longest connection identifier of version 1 (section 17.2).
pub const LONGEST_ID: usize = 20;
/// Version 2, which has other numbers for its types (RFC 9369 section 3.2).
pub const VERSION_2: u32 = 0x6b33_43cf;

/// What a long header opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The first packets, whose keys anyone can derive.
    Initial,
    /// Early data.
    ZeroRtt,
    /// The rest of the handshake.
    Handshake,
    /// The server wants to see a token first.
    Retry,
    /// The server does not speak the version.
    Negotiation,
}

impl Kind {
    /// The name (section 17.2).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Initial => "Initial",
            Self::ZeroRtt => "0-RTT",
            Self::Handshake => "Handshake",
            Self::Retry => "Retry",
            Self::Negotiation => "Version Negotiation",
        }
    }
}

/// The name of a version; its number where it has none (the registry of IANA, QUIC Versions).
pub fn version_name(version: u32) -> String {
    match version {
        1 => "1".to_owned(),
        VERSION_2 => "2".to_owned(),
        0xff00_0001..=0xff00_00ff => format!("draft-{:02}", version & 0xff),
        other => format!("{other:#010x}"),
    }
}

/// A long header and what it announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// What the packet is for.
    pub kind: Kind,
    /// The two bits of its type.
    pub type_bits: u8,
    /// The version; 0 in a negotiation.
    pub version: u32,
    /// The connection at its destination.
    pub destination: &'a [u8],
    /// The connection at its source.
    pub source: &'a [u8],
    /// The whole packet as far as it was captured: header, protected number and payload.
    pub packet: &'a [u8],
    /// Where the protected number begins in it.
    pub number: usize,
}

/// The packets with long headers that a datagram begins with.
pub fn long_headers(datagram: &[u8]) -> impl Iterator<Item = Header<'_>> {
    let mut rest = datagram;
    std::iter::from_fn(move || {
        let (header, after) = read(rest)?;
        rest = after;
        Some(header)
    })
}

fn read(bytes: &[u8]) -> Option<(Header<'_>, &[u8])> {
    let mut cursor = Cursor::new(bytes);
    let first = cursor.u8().filter(|first| first & LONG != 0)?;
    let version = cursor.array().map(u32::from_be_bytes)?;
    let destination = cursor.vector8()?;
    let source = cursor.vector8()?;
    let type_bits = first >> 4 & 3;
    let kind = match (version, type_bits) {
        (0, _) => Kind::Negotiation,
        // Version 2 counts from Retry on.
        (VERSION_2, bits) => kind(bits.wrapping_sub(1) & 3),
        (_, bits) => kind(bits),
    };
    let is_known = destination.len() <= LONGEST_ID && source.len() <= LONGEST_ID;
    if first & FIXED == 0 && version != 0 || !is_known {
        return None;
    }
    let mut end = bytes.len();
    let mut number = end;
    if matches!(kind, Kind::Initial | Kind::ZeroRtt | Kind::Handshake) {
        if kind == Kind::Initial {
            let token = variable(&mut cursor)?;
            cursor.take(usize::try_from(token).ok()?)?;
        }
        let length = usize::try_from(variable(&mut cursor)?).ok()?;
        number = bytes.len() - cursor.rest().len();
        end = number.saturating_add(length).min(end);
    }
    let (packet, after) = bytes.split_at_checked(end)?;
    Some((Header { kind, type_bits, version, destination, source, packet, number }, after))
}

const fn kind(bits: u8) -> Kind {
    match bits {
        0 => Kind::Initial,
        1 => Kind::ZeroRtt,
        2 => Kind::Handshake,
        _ => Kind::Retry,
    }
}

/// A number whose first two bits say how many bytes it takes (section 16).
pub fn variable(cursor: &mut Cursor<'_>) -> Option<u64> {
    let first = cursor.u8()?;
    let more = (1_usize << (first >> 6)) - 1;
    let rest = cursor.take(more)?;
    Some(rest.iter().fold(u64::from(first & 0x3f), |word, &byte| word << 8 | u64::from(byte)))
}
