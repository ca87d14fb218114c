//! pcapng: blocks of a type and a length, in sections that each have their own byte order and
//! interfaces (draft-ietf-opsawg-pcapng).

mod clock;
mod frame;
mod noting;
mod options;
mod packets;
mod search;
mod section;

#[cfg(test)]
mod tests;

use crate::report::{FileFaultKind, FileFormat};

use super::byte_order::ByteOrder;
use super::format::{Format, Next, Out, Walked, Window};
use frame::{Found, Frame, kind};
use options::{COMMENT, Options};
use section::{Section, note_overrun};

/// Whether the file begins with a section header. Its byte-order magic is not looked at, so that
/// a damaged header is reported as such.
pub(super) fn is_pcapng(head: &[u8]) -> bool {
    head.starts_with(&kind::SECTION.to_be_bytes())
}

/// A reader of one pcapng file.
#[derive(Debug, Default)]
pub(super) struct Pcapng {
    section: Option<Section>,
    /// Bytes of a long block that are still to be skipped.
    skip: u64,
    /// Where damage began, while the next good block is searched for.
    lost_since: Option<u64>,
}

/// What became of a block.
enum Step {
    /// It was read; the next one is so many bytes further.
    Forward(usize),
    /// More bytes have to come first, or there are none.
    Wait,
    /// It cannot be read, and neither can what follows.
    Damaged(String),
}

impl Format for Pcapng {
    fn walk(&mut self, window: &Window<'_>, out: &mut Out<'_>) -> Walked {
        let mut at = window.start;
        loop {
            if out.is_full() {
                return Walked { done: at, next: Next::More };
            }
            if self.skip > 0 && !self.skip_on(window, &mut at, out) {
                return Walked { done: at, next: Next::More };
            }
            if let Some(since) = self.lost_since {
                let order = self.order();
                let hit = search::search(window, at, order);
                out.file.bytes_skipped += (hit.at - at) as u64;
                at = hit.at;
                if !hit.is_block {
                    return Walked { done: at, next: Next::More };
                }
                self.lost_since = None;
                let to = window.offset_of(at);
                let message = format!("reading goes on at byte {to}, {} bytes further", to - since);
                out.packet_fault(FileFaultKind::Oddity, to, message);
            }
            match self.step(window, at, out) {
                Step::Forward(bytes) => at += bytes,
                Step::Wait if window.at_end => {
                    return Walked { done: window.bytes.len(), next: Next::More };
                }
                Step::Wait => return Walked { done: at, next: Next::More },
                Step::Damaged(message) => {
                    let offset = window.offset_of(at);
                    if self.section.is_none() {
                        out.fault(FileFaultKind::Unreadable, offset, message);
                        return Walked { done: at, next: Next::Stop };
                    }
                    out.packet_fault(FileFaultKind::Damaged, offset, message);
                    if !out.resync {
                        return Walked { done: at, next: Next::Stop };
                    }
                    // One byte is passed over, so that the search gets on.
                    self.lost_since = Some(offset);
                    at = (at + 1).min(window.bytes.len());
                    out.file.bytes_skipped += 1;
                }
            }
        }
    }

    fn finish(&mut self, out: &mut Out<'_>) {
        if let Some(section) = &mut self.section {
            section.finish(out);
        }
    }
}

impl Pcapng {
    fn order(&self) -> ByteOrder {
        self.section.as_ref().map_or(ByteOrder::Little, |section| section.order)
    }

    /// Skips on over a long block; false where it goes beyond the window.
    fn skip_on(&mut self, window: &Window<'_>, at: &mut usize, out: &mut Out<'_>) -> bool {
        let there = window.bytes.len().saturating_sub(*at);
        let step = usize::try_from(self.skip).unwrap_or(usize::MAX).min(there);
        *at += step;
        self.skip -= step as u64;
        if self.skip > 0 && window.at_end {
            out.cut(window, *at, false, &format!("{} bytes of a block are missing", self.skip));
            self.skip = 0;
            return false;
        }
        self.skip == 0
    }

    /// Reads the block at `at`.
    #[inline]
    fn step(&mut self, window: &Window<'_>, at: usize, out: &mut Out<'_>) -> Step {
        let order = self.order();
        let block = match frame::read(window, at, order) {
            Found::Block(block) => block,
            Found::Cut { kind, length } => {
                if window.at_end {
                    self.cut(window, at, kind, length, out);
                }
                return Step::Wait;
            }
            Found::Long(size) => {
                self.skip = size;
                return Step::Forward(0);
            }
            Found::Damaged(message) => return Step::Damaged(message),
        };
        if let Some(other) = block.other_length {
            let behind = window.from(at + block.size);
            if behind.len() < 12 && !window.at_end {
                return Step::Wait;
            }
            let message = format!(
                "{} says {} bytes in front and {other} behind",
                frame::name(block.kind),
                block.length
            );
            if !behind.is_empty() && !frame::may_be_block(behind, order) {
                return Step::Damaged(message);
            }
            out.packet_fault(FileFaultKind::Damaged, window.offset_of(at), message);
        }
        if block.kind == kind::SECTION
            && let Some(major) = block.order.u16_at(block.body, 4)
            && major != 1
        {
            return Step::Damaged(format!("pcapng version {major} is not supported; 1 is"));
        }
        self.read(&block, at, window.offset_of(at), out);
        Step::Forward(block.size)
    }

    /// Notes that the file ends within a block.
    fn cut(
        &self,
        window: &Window<'_>,
        at: usize,
        kind: Option<u32>,
        length: Option<u32>,
        out: &mut Out<'_>,
    ) {
        let there = window.from(at).len();
        if there == 0 {
            return;
        }
        if self.section.is_none() {
            let message = format!("pcapng file header cut: file ends after {there} bytes");
            return out.fault(FileFaultKind::Unreadable, window.offset_of(at), message);
        }
        let what = match (kind, length) {
            (Some(kind), Some(length)) => format!("{} says {length} bytes", frame::name(kind)),
            _ => "block header of 8 bytes".to_owned(),
        };
        out.cut(window, at, kind.is_some_and(frame::is_packet), &what);
    }

    /// Reads a whole block, which stands at `at` in the batch and at `offset` in the file.
    #[inline]
    fn read(&mut self, block: &Frame<'_>, at: usize, offset: u64, out: &mut Out<'_>) {
        if block.kind == kind::SECTION {
            return self.begin_section(block, offset, out);
        }
        let Some(section) = &mut self.section else { return };
        if let Some(notes) = out.interfaces.notes.as_ref().filter(|_| !frame::is_packet(block.kind))
        {
            noting::other(notes, block, &section.interfaces);
        }
        match block.kind {
            kind::ENHANCED_PACKET => packets::enhanced(section, block, at, offset, out),
            kind::SIMPLE_PACKET => packets::simple(section, block, at, offset, out),
            kind::OBSOLETE_PACKET => packets::obsolete(section, block, at, offset, out),
            kind::INTERFACE => section.add_interface(block.body, offset, out),
            kind::STATISTICS => section.take_statistics(block.body, offset, out),
            kind::NAME_RESOLUTION => check_names(block, offset, out),
            kind::SECRETS => check_secrets(block, offset, out),
            // Custom blocks and those of types that we do not know are skipped by their length.
            _ => {}
        }
    }

    fn begin_section(&mut self, block: &Frame<'_>, offset: u64, out: &mut Out<'_>) {
        if let Some(section) = &mut self.section {
            section.finish(out);
        }
        let minor = block.order.u16_at(block.body, 6).unwrap_or_default();
        // 1.2 was written by some and means 1.0 (section 4.1). The section's length is not
        // looked at: blocks tell where it ends.
        if !matches!(minor, 0 | 2) {
            let message = format!("section of pcapng version 1.{minor}, read as 1.0");
            out.fault(FileFaultKind::Oddity, offset, message);
        }
        out.format(FileFormat::Pcapng);
        self.section = Some(Section::new(block.order));
        if let Some(notes) = &out.interfaces.notes {
            noting::section(notes, block);
        }
        count_comments(block, 16, offset, out);
    }
}

/// Counts the comments among the options that begin `from` bytes into the block's body.
fn count_comments(block: &Frame<'_>, from: usize, offset: u64, out: &mut Out<'_>) {
    let mut options = Options::new(block.order, block.body.get(from..).unwrap_or_default());
    let comments = options.by_ref().filter(|(code, _)| *code == COMMENT).count();
    out.file.comments += comments as u64;
    note_overrun(&options, offset, out);
}

/// Looks whether the records of a name resolution block fit into it; their names are not used.
fn check_names(block: &Frame<'_>, offset: u64, out: &mut Out<'_>) {
    let mut at = 0;
    while let (Some(kind), Some(length)) =
        (block.order.u16_at(block.body, at), block.order.u16_at(block.body, at + 2))
    {
        at += 4;
        if kind == 0 {
            break;
        }
        let left = block.body.len() - at;
        if usize::from(length) > left {
            let message =
                format!("name record says {length} bytes, its block has {left} left; skipped");
            return out.fault(FileFaultKind::Damaged, offset, message);
        }
        at += usize::from(length).next_multiple_of(4);
    }
    count_comments(block, at, offset, out);
}

/// Looks whether the secrets fit into their block; they are not used.
fn check_secrets(block: &Frame<'_>, offset: u64, out: &mut Out<'_>) {
    let length = block.order.u32_at(block.body, 4).unwrap_or_default() as usize;
    let left = block.body.len().saturating_sub(8);
    if length > left {
        let message = format!("secrets of {length} bytes, their block has {left} left; skipped");
        return out.fault(FileFaultKind::Damaged, offset, message);
    }
    count_comments(block, 8 + length.next_multiple_of(4), offset, out);
}
