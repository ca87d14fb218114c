//! A section of a pcapng file: its byte order and its interfaces, which later blocks refer to by
//! their number in the section.

use crate::report::{FileFaultKind, Interface};
use crate::value::LinkType;

use super::super::byte_order::ByteOrder;
use super::super::format::Out;
use super::clock::Clock;
use super::noting;
use super::options::{COMMENT, Options};

/// How many interfaces a section may have; packets of more are refused. Chosen by us.
const MOST_INTERFACES: usize = 65_536;

/// How many bytes of a name are kept. Chosen by us.
const NAME_BYTES: usize = 1024;

/// What is known of an interface.
#[derive(Debug)]
pub(super) struct Known {
    /// Its number in the ledger.
    pub(super) number: u32,
    pub(super) link_type: LinkType,
    pub(super) snap_length: u32,
    pub(super) fcs_bytes: u8,
    pub(super) clock: Clock,
    pub(super) packets: u64,
    /// Drops as its statistics count them: the newest figure.
    pub(super) dropped: Option<u64>,
    /// Drops as its packets count them, added up.
    pub(super) dropped_between: Option<u64>,
}

/// A section.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) order: ByteOrder,
    pub(super) interfaces: Vec<Known>,
}

impl Section {
    /// A section without interfaces.
    pub(super) fn new(order: ByteOrder) -> Self {
        Self { order, interfaces: Vec::new() }
    }

    /// Adds the interface that a description block describes.
    pub(super) fn add_interface(&mut self, body: &[u8], offset: u64, out: &mut Out<'_>) {
        let order = self.order;
        if self.interfaces.len() == MOST_INTERFACES {
            let message = format!("more than {MOST_INTERFACES} interfaces in a section");
            return out.fault(FileFaultKind::Damaged, offset, message);
        }
        let link_type = LinkType(order.u16_at(body, 0).unwrap_or_default());
        let snap_length = order.u32_at(body, 4).unwrap_or_default();
        let (mut name, mut description, mut filter) = (None, None, None);
        let (mut clock, mut fcs_bytes) = (Clock::default(), 0);
        let mut options = Options::new(order, body.get(8..).unwrap_or_default());
        for (code, value) in options.by_ref() {
            match (code, value) {
                (COMMENT, _) => out.file.comments += 1,
                (2, _) => name = Some(value),
                (3, _) => description = Some(value),
                (9, &[resolution, ..]) => {
                    if let Err(message) = clock.set_resolution(resolution) {
                        out.fault(FileFaultKind::Damaged, offset, message);
                    }
                }
                // The first byte says what kind of filter: 0 is text.
                (11, &[0, ref text @ ..]) => filter = Some(text),
                // In bits as the draft says, though some write bytes.
                (13, &[length, ..]) => fcs_bytes = if length >= 8 { length / 8 } else { length },
                (14, _) => {
                    let seconds = order.u64_at(value, 0).unwrap_or_default();
                    clock.set_offset(seconds.cast_signed());
                }
                _ => {}
            }
        }
        note_overrun(&options, offset, out);
        let file = out.file_index;
        let number = out.interfaces.add(|| Interface {
            file,
            link_type,
            snap_length,
            name: name.map(text),
            description: description.map(text),
            filter: filter.map(text),
            packets: 0,
            dropped: None,
        });
        self.interfaces.push(Known {
            number,
            link_type,
            snap_length,
            fcs_bytes,
            clock,
            packets: 0,
            dropped: None,
            dropped_between: None,
        });
        if let (Some(notes), Some(known)) = (&out.interfaces.notes, self.interfaces.last()) {
            noting::interface(notes, order, known, body.get(8..).unwrap_or_default());
        }
    }

    /// Takes the drops from a statistics block.
    pub(super) fn take_statistics(&mut self, body: &[u8], offset: u64, out: &mut Out<'_>) {
        let order = self.order;
        let id = order.u32_at(body, 0).unwrap_or_default();
        let (mut interface_drops, mut system_drops) = (None, None);
        let mut options = Options::new(order, body.get(12..).unwrap_or_default());
        for (code, value) in options.by_ref() {
            match code {
                COMMENT => out.file.comments += 1,
                5 => interface_drops = order.u64_at(value, 0),
                7 => system_drops = order.u64_at(value, 0),
                _ => {}
            }
        }
        note_overrun(&options, offset, out);
        match self.interfaces.get_mut(id as usize) {
            Some(known) => known.dropped = add(interface_drops, system_drops).or(known.dropped),
            None => out.fault(FileFaultKind::Damaged, offset, self.undefined(id)),
        }
    }

    /// The message about an interface that no block describes.
    pub(super) fn undefined(&self, id: u32) -> String {
        format!("interface {id} is not defined; the section has {}", self.interfaces.len())
    }

    /// Writes the interfaces' counts to the ledger, at the section's end.
    pub(super) fn finish(&mut self, out: &mut Out<'_>) {
        for known in self.interfaces.drain(..) {
            if let Some(interface) = out.interfaces.get_mut(known.number) {
                interface.packets += known.packets;
                interface.dropped = known.dropped.max(known.dropped_between);
            }
        }
    }
}

/// Notes that options do not fit into their block.
pub(super) fn note_overrun(options: &Options<'_>, offset: u64, out: &mut Out<'_>) {
    if let Some((code, length)) = options.overrun {
        let message =
            format!("option {code} says {length} bytes, more than its block has; left out");
        out.fault(FileFaultKind::Damaged, offset, message);
    }
}

fn add(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.saturating_add(other)),
        (one, other) => one.or(other),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.get(..NAME_BYTES).unwrap_or(bytes)).into_owned()
}
