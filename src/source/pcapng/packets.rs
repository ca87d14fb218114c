//! The three pcapng blocks that hold a packet: enhanced, simple, and the obsolete one
//! (draft-ietf-opsawg-pcapng, sections 4.3, 4.4 and appendix A).

use crate::report::FileFaultKind;

use super::super::Record;
use super::super::format::{LONGEST_PACKET, Out};
use super::frame::Frame;
use super::noting;
use super::options::{COMMENT, Options};
use super::section::{Known, Section, note_overrun};

/// Bytes of a block in front of its body.
const FRAME_FRONT: usize = 8;

/// What the blocks with a time say of a packet.
struct Head {
    interface: u32,
    ticks: u64,
    captured: u32,
    wire: u32,
    /// Packets lost since the one before, where the head says.
    dropped: Option<u64>,
}

/// Bytes in front of the packet in an enhanced and in an obsolete packet block.
const HEAD: usize = 20;

/// An enhanced packet block.
#[inline]
pub(super) fn enhanced(
    section: &mut Section,
    block: &Frame<'_>,
    at: usize,
    offset: u64,
    out: &mut Out<'_>,
) {
    let &[interface, high, low, captured, wire, ..] = block.body.as_chunks::<4>().0 else { return };
    let order = block.order;
    let head = Head {
        interface: order.u32(interface),
        ticks: u64::from(order.u32(high)) << 32 | u64::from(order.u32(low)),
        captured: order.u32(captured),
        wire: order.u32(wire),
        dropped: None,
    };
    timed(section, &head, block, at, offset, out);
}

/// An obsolete packet block: as the enhanced one, but for a short interface number and a count of
/// drops, which is 0xffff where nobody knows.
pub(super) fn obsolete(
    section: &mut Section,
    block: &Frame<'_>,
    at: usize,
    offset: u64,
    out: &mut Out<'_>,
) {
    let order = block.order;
    let (Some(interface), Some(dropped)) =
        (order.u16_at(block.body, 0), order.u16_at(block.body, 2))
    else {
        return;
    };
    let &[_, high, low, captured, wire, ..] = block.body.as_chunks::<4>().0 else { return };
    let head = Head {
        interface: interface.into(),
        ticks: u64::from(order.u32(high)) << 32 | u64::from(order.u32(low)),
        captured: order.u32(captured),
        wire: order.u32(wire),
        dropped: (dropped != u16::MAX).then_some(dropped.into()),
    };
    timed(section, &head, block, at, offset, out);
}

#[inline]
fn timed(
    section: &mut Section,
    head: &Head,
    block: &Frame<'_>,
    at: usize,
    offset: u64,
    out: &mut Out<'_>,
) {
    let room = block.body.len() - HEAD;
    let captured = head.captured as usize;
    if captured > room || captured > LONGEST_PACKET {
        let message =
            format!("packet of {captured} bytes in a block with room for {room}; skipped");
        return refuse(block, offset, message, out);
    }
    let Some(known) = section.interfaces.get_mut(head.interface as usize) else {
        return refuse(block, offset, section.undefined(head.interface), out);
    };
    let mut fcs_bytes = known.fcs_bytes;
    let mut noted = 0;
    let options_at = HEAD + captured.next_multiple_of(4);
    if block.body.len() > options_at {
        let mut options =
            Options::new(block.order, block.body.get(options_at..).unwrap_or_default());
        for (code, value) in options.by_ref() {
            match code {
                COMMENT => out.file.comments += 1,
                // epb_flags: bits 5 to 8 are the bytes of frame check sequence, 0 for unknown.
                2 => {
                    let flags = block.order.u32_at(value, 0).unwrap_or_default();
                    let length = (flags >> 5 & 0xf) as u8;
                    fcs_bytes = if length == 0 { fcs_bytes } else { length };
                }
                // epb_dropcount: packets lost since the one before.
                4 => drop_between(known, block.order.u64_at(value, 0)),
                _ => {}
            }
        }
        note_overrun(&options, offset, out);
        if let Some(notes) = &out.interfaces.notes {
            let options = block.body.get(options_at..).unwrap_or_default();
            noted = noting::packet(notes, block.order, options);
        }
    }
    drop_between(known, head.dropped);
    let (time, clamped) = known.clock.time(head.ticks);
    if clamped {
        let message =
            format!("time of {} ticks is outside the years 1677 to 2262; clamped", head.ticks);
        out.packet_fault(FileFaultKind::Damaged, offset, message);
    }
    if head.captured > head.wire {
        let (captured, wire) = (head.captured, head.wire);
        let message =
            format!("{captured} bytes captured of a packet of {wire}; counted as {captured}");
        out.packet_fault(FileFaultKind::Oddity, offset, message);
    }
    known.packets += 1;
    out.record(Record {
        number: 0,
        at: time,
        start: u32::try_from(at + FRAME_FRONT + HEAD).unwrap_or(u32::MAX),
        captured_bytes: head.captured,
        wire_bytes: head.wire.max(head.captured),
        interface: known.number,
        link_type: known.link_type,
        fcs_bytes,
        notes: noted,
    });
}

/// A simple packet block: the length on the wire and the packet; the captured length follows from
/// the snap length of the section's first interface. It has no time.
pub(super) fn simple(
    section: &mut Section,
    block: &Frame<'_>,
    at: usize,
    offset: u64,
    out: &mut Out<'_>,
) {
    let Some(wire) = block.order.u32_at(block.body, 0) else { return };
    let Some(known) = section.interfaces.first_mut() else {
        return refuse(block, offset, section.undefined(0), out);
    };
    let room = u32::try_from(block.body.len() - 4).unwrap_or(u32::MAX);
    let limit = if known.snap_length == 0 { u32::MAX } else { known.snap_length };
    let captured = wire.min(limit);
    if captured > room || captured as usize > LONGEST_PACKET {
        let message =
            format!("packet of {captured} bytes in a block with room for {room}; skipped");
        return refuse(block, offset, message, out);
    }
    known.packets += 1;
    let record = Record {
        number: 0,
        at: out.previous.unwrap_or_default(),
        start: u32::try_from(at + FRAME_FRONT + 4).unwrap_or(u32::MAX),
        captured_bytes: captured,
        wire_bytes: wire,
        interface: known.number,
        link_type: known.link_type,
        fcs_bytes: known.fcs_bytes,
        notes: 0,
    };
    out.untimed_record(record);
}

fn drop_between(known: &mut Known, dropped: Option<u64>) {
    if let Some(dropped) = dropped {
        known.dropped_between =
            Some(known.dropped_between.unwrap_or_default().saturating_add(dropped));
    }
}

/// Skips a packet that cannot be read; the blocks behind it can.
#[cold]
fn refuse(block: &Frame<'_>, offset: u64, message: String, out: &mut Out<'_>) {
    out.packet_fault(FileFaultKind::Damaged, offset, message);
    out.file.bytes_skipped += block.size as u64;
}
