//! Blocks and options as notes: in little-endian order, whatever the section's.

use super::super::byte_order::ByteOrder;
use super::super::notes::{NotedBlock, NotedInterface, Notes};
use super::frame::{Frame, kind};
use super::options::Options;
use super::section::Known;

/// Options that hold numbers: the code, and the bytes of each number.
type Numbers = &'static [(u16, usize)];

/// Of packets (section 4.3): flags, drops, identifier, queue.
const OF_PACKETS: Numbers = &[(2, 4), (4, 8), (5, 8), (6, 4)];
/// Of interfaces (section 4.2): speed.
const OF_INTERFACES: Numbers = &[(8, 8)];
/// Of statistics (section 4.6): two times of two words, five counts.
const OF_STATISTICS: Numbers = &[(2, 4), (3, 4), (4, 8), (5, 8), (6, 8), (7, 8), (8, 8)];
/// Options that begin with the number of an enterprise (section 3.5.1).
const CUSTOM: [u16; 4] = [2988, 2989, 19372, 19373];
/// Options of an interface that say what its clock means: written anew.
const CLOCK: [u16; 3] = [9, 10, 14];

/// Notes the options of a packet.
pub(super) fn packet(notes: &Notes, order: ByteOrder, options: &[u8]) -> u32 {
    let options = little(order, options, OF_PACKETS, &[]);
    notes.lock().add_packet(options)
}

/// Notes an interface, whose options are given.
pub(super) fn interface(notes: &Notes, order: ByteOrder, known: &Known, options: &[u8]) {
    let options = little(order, options, OF_INTERFACES, &CLOCK);
    let interface = NotedInterface {
        link_type: known.link_type,
        snap_length: known.snap_length,
        fcs_bytes: known.fcs_bytes,
        is_fine: known.clock.is_fine(),
        options,
    };
    notes.lock().interfaces.insert(known.number, interface);
}

/// Notes the options of a section; those of later ones are comments on what is joined.
pub(super) fn section(notes: &Notes, block: &Frame<'_>) {
    let options = block.body.get(16..).unwrap_or_default();
    let mut kept = notes.lock();
    let is_first = kept.section.is_empty();
    let left_out: &[u16] = if is_first { &[] } else { &[2, 3, 4] };
    let options = little(block.order, options, &[], left_out);
    kept.section.extend(options);
}

/// Notes any other block.
pub(super) fn other(notes: &Notes, block: &Frame<'_>, interfaces: &[Known]) {
    let order = block.order;
    let body = block.body;
    let rest = |at: usize| body.get(at..).unwrap_or_default();
    let number = |at: usize| order.u32_at(body, at).unwrap_or_default().to_le_bytes();
    let block = match block.kind {
        kind::STATISTICS => {
            let known = order.u32_at(body, 0).and_then(|id| interfaces.get(id as usize));
            let Some(known) = known else { return };
            let mut kept = [number(4), number(8)].concat();
            kept.extend(little(order, rest(12), OF_STATISTICS, &[]));
            NotedBlock::Statistics(known.number, kept)
        }
        kind::NAME_RESOLUTION => NotedBlock::Plain(block.kind, names(order, body)),
        kind::SECRETS => {
            let length = order.u32_at(body, 4).unwrap_or_default() as usize;
            let Some(secrets) = rest(8).get(..length) else { return };
            let mut kept = [number(0), number(4)].concat();
            kept.extend_from_slice(secrets);
            kept.resize(kept.len().next_multiple_of(4), 0);
            NotedBlock::Plain(block.kind, kept)
        }
        kind::CUSTOM => {
            let mut kept = number(0).to_vec();
            kept.extend_from_slice(rest(4));
            NotedBlock::Plain(block.kind, kept)
        }
        // Custom blocks that must not be copied (section 4.7), and what we do not know.
        _ => return,
    };
    notes.lock().add_block(block);
}

/// The records of a name resolution block, and their end.
fn names(order: ByteOrder, body: &[u8]) -> Vec<u8> {
    // Records are formed like options; behind their end stand the options of the block.
    let mut noted = little(order, body, &[], &[]);
    noted.extend([0; 4]);
    let mut records = Options::new(order, body);
    records.by_ref().for_each(drop);
    let behind = little(order, records.behind_the_end(), &[], &[]);
    if !behind.is_empty() {
        noted.extend(behind);
        noted.extend([0; 4]);
    }
    noted
}

/// Options in little-endian order, without their end.
fn little(order: ByteOrder, options: &[u8], numbers: Numbers, left_out: &[u16]) -> Vec<u8> {
    let mut all = Vec::new();
    for (code, value) in Options::new(order, options) {
        if left_out.contains(&code) {
            continue;
        }
        let Ok(length) = u16::try_from(value.len()) else { continue };
        all.extend(code.to_le_bytes());
        all.extend(length.to_le_bytes());
        let start = all.len();
        all.extend_from_slice(value);
        let unit = numbers.iter().find(|(its, _)| *its == code).map(|(_, unit)| *unit);
        let added = all.get_mut(start..).unwrap_or_default();
        match unit {
            _ if order == ByteOrder::Little => {}
            Some(unit) => added.chunks_exact_mut(unit).for_each(<[u8]>::reverse),
            None if CUSTOM.contains(&code) => {
                added.chunks_exact_mut(4).take(1).for_each(<[u8]>::reverse);
            }
            None => {}
        }
        all.resize(all.len().next_multiple_of(4), 0);
    }
    all
}
