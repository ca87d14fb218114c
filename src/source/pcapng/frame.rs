//! The frame of a pcapng block: type, length, body, length again
//! (draft-ietf-opsawg-pcapng, section 3.1).

use super::super::byte_order::ByteOrder;
use super::super::format::{LONGEST_PACKET, Window};

/// Block types (section 10.1, and the obsolete one of appendix A).
pub(super) mod kind {
    pub(in super::super) const SECTION: u32 = 0x0a0d_0d0a;
    pub(in super::super) const INTERFACE: u32 = 1;
    pub(in super::super) const OBSOLETE_PACKET: u32 = 2;
    pub(in super::super) const SIMPLE_PACKET: u32 = 3;
    pub(in super::super) const NAME_RESOLUTION: u32 = 4;
    pub(in super::super) const STATISTICS: u32 = 5;
    pub(in super::super) const ENHANCED_PACKET: u32 = 6;
    pub(in super::super) const SECRETS: u32 = 10;
    pub(in super::super) const CUSTOM: u32 = 0x0bad;
    pub(in super::super) const CUSTOM_DO_NOT_COPY: u32 = 0x4000_0bad;
}

/// Type and length on both sides.
const FRAME: usize = 12;

/// The longest block that is read as a whole: the longest packet and a megabyte of options.
/// Longer ones of types that are only skipped are skipped without being held.
const LONGEST_BLOCK: usize = LONGEST_PACKET + (1 << 20);

/// A block.
pub(super) struct Frame<'a> {
    pub(super) kind: u32,
    pub(super) order: ByteOrder,
    pub(super) body: &'a [u8],
    /// Bytes from the front of this block to the front of the next.
    pub(super) size: usize,
    /// What the length behind the body says, where it says something else than the one in front.
    pub(super) other_length: Option<u32>,
    /// What the length in front says.
    pub(super) length: u32,
}

/// What stands at a place where a block should begin.
pub(super) enum Found<'a> {
    /// A whole block.
    Block(Frame<'a>),
    /// The front of something longer than the window, and what its header says, as far as there.
    Cut { kind: Option<u32>, length: Option<u32> },
    /// A block of a type that is skipped, too long to be held.
    Long(u64),
    /// Nothing that can be a block.
    Damaged(String),
}

/// Reads the frame at `at`, in the byte order of the section unless a new section begins.
#[inline]
pub(super) fn read<'a>(window: &Window<'a>, at: usize, order: ByteOrder) -> Found<'a> {
    let rest = window.from(at);
    let &[kind, length, ref behind @ ..] = rest.as_chunks::<4>().0 else {
        return Found::Cut { kind: None, length: None };
    };
    let mut order = order;
    if order.u32(kind) == kind::SECTION {
        let Some(&magic) = behind.first() else {
            return Found::Cut { kind: Some(kind::SECTION), length: None };
        };
        order = match section_order(magic) {
            Some(order) => order,
            None => {
                return Found::Damaged(format!(
                    "section header with byte-order magic {}",
                    hex(magic)
                ));
            }
        };
    }
    let (kind, length) = (order.u32(kind), order.u32(length));
    let least = least_length(kind);
    if (length as usize) < least {
        let name = name(kind);
        return Found::Damaged(format!(
            "{name} says {length} bytes, less than the {least} that it needs"
        ));
    }
    let size = (length as usize).next_multiple_of(4);
    if size > LONGEST_BLOCK {
        return if is_skipped(kind) {
            Found::Long(size as u64)
        } else {
            let most = LONGEST_BLOCK >> 20;
            Found::Damaged(format!(
                "{} says {length} bytes, more than the {most} MiB that it can have",
                name(kind)
            ))
        };
    }
    let body = rest.get(8..size - 4);
    let (Some(body), Some(other)) = (body, order.u32_at(rest, size - 4)) else {
        return Found::Cut { kind: Some(kind), length: Some(length) };
    };
    let other_length = (other != length).then_some(other);
    Found::Block(Frame { kind, order, body, size, other_length, length })
}

/// The byte order that a section header's magic number tells.
pub(super) fn section_order(magic: [u8; 4]) -> Option<ByteOrder> {
    [ByteOrder::Little, ByteOrder::Big].into_iter().find(|order| order.u32(magic) == 0x1a2b_3c4d)
}

/// Whether a block of a registered type, with a length that it can have, may stand here: a weak
/// test, for what follows a block whose two lengths differ.
pub(super) fn may_be_block(bytes: &[u8], order: ByteOrder) -> bool {
    let &[kind, length, ref behind @ ..] = bytes.as_chunks::<4>().0 else { return false };
    let order = if order.u32(kind) == kind::SECTION {
        match behind.first().and_then(|magic| section_order(*magic)) {
            Some(order) => order,
            None => return false,
        }
    } else {
        order
    };
    let (kind, length) = (order.u32(kind), order.u32(length) as usize);
    is_registered(kind) && length % 4 == 0 && (least_length(kind)..=LONGEST_BLOCK).contains(&length)
}

fn least_length(kind: u32) -> usize {
    FRAME
        + match kind {
            kind::SECTION => 16,
            kind::INTERFACE | kind::SECRETS => 8,
            kind::ENHANCED_PACKET | kind::OBSOLETE_PACKET => 20,
            kind::STATISTICS => 12,
            kind::SIMPLE_PACKET | kind::CUSTOM | kind::CUSTOM_DO_NOT_COPY => 4,
            _ => 0,
        }
}

fn is_registered(kind: u32) -> bool {
    matches!(
        kind,
        kind::SECTION | kind::CUSTOM | kind::CUSTOM_DO_NOT_COPY | kind::INTERFACE..=kind::SECRETS
    )
}

fn is_skipped(kind: u32) -> bool {
    !matches!(
        kind,
        kind::SECTION
            | kind::INTERFACE
            | kind::OBSOLETE_PACKET
            | kind::SIMPLE_PACKET
            | kind::ENHANCED_PACKET
            | kind::STATISTICS
    )
}

/// Whether a block of the type holds a packet.
pub(super) fn is_packet(kind: u32) -> bool {
    matches!(kind, kind::OBSOLETE_PACKET | kind::SIMPLE_PACKET | kind::ENHANCED_PACKET)
}

/// The type in words, for messages.
pub(super) fn name(kind: u32) -> String {
    match kind {
        kind::SECTION => "section header".to_owned(),
        kind::INTERFACE => "interface description".to_owned(),
        kind::OBSOLETE_PACKET => "packet block".to_owned(),
        kind::SIMPLE_PACKET => "simple packet block".to_owned(),
        kind::NAME_RESOLUTION => "name resolution block".to_owned(),
        kind::STATISTICS => "interface statistics".to_owned(),
        kind::ENHANCED_PACKET => "enhanced packet block".to_owned(),
        kind::SECRETS => "decryption secrets block".to_owned(),
        kind::CUSTOM | kind::CUSTOM_DO_NOT_COPY => "custom block".to_owned(),
        other => format!("block of type {other:#010x}"),
    }
}

fn hex(bytes: [u8; 4]) -> String {
    let [a, b, c, d] = bytes;
    format!("{a:02x} {b:02x} {c:02x} {d:02x}")
}
