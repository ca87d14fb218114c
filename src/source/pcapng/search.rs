//! The search for the next good block of a damaged pcapng file: one of a registered type whose
//! two lengths agree.

use super::super::byte_order::ByteOrder;
use super::super::format::Window;
use super::frame::{self, Found};

/// How a search ended.
pub(super) struct Hit {
    /// Where: everything before it is passed over.
    pub(super) at: usize,
    /// Whether a block stands there; if not, more bytes have to come first.
    pub(super) is_block: bool,
}

/// Searches from `from` on. Blocks may stand anywhere: damage can shift them.
pub(super) fn search(window: &Window<'_>, from: usize, order: ByteOrder) -> Hit {
    for at in from..window.bytes.len() {
        let rest = window.from(at);
        if rest.len() < 12 {
            break;
        }
        if !frame::may_be_block(rest, order) {
            continue;
        }
        match frame::read(window, at, order) {
            Found::Block(block) if block.other_length.is_none() => {
                return Hit { at, is_block: true };
            }
            Found::Cut { .. } if !window.at_end => return Hit { at, is_block: false },
            _ => {}
        }
    }
    let short = if window.at_end { 0 } else { 11 };
    Hit { at: window.bytes.len().saturating_sub(short).max(from), is_block: false }
}
