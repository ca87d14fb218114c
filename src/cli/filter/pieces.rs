//! `--split` with `-w`: one capture as many files, and a list of what is in each.

use std::collections::HashMap;
use std::io;

use super::split::{Key, Split};
use super::write::{Edits, Track, forget, with_block};
use crate::output::Zone;
use crate::packet::Packet;
use crate::report::{Column, Row, Section, Table};
use crate::select::FlowFinder;
use crate::sink::{CaptureError, CaptureFormat, PacketBlock, Parts};
use crate::source::{NotedBlock, Notes};
use crate::value::{Kind, Timestamp, Unit, Value};

/// Bytes of one file that wait at most. Chosen by us: whole blocks, and a file's share of memory.
const MOST_OF_ONE: usize = 256 << 10;
/// Bytes of all files that wait at most. Chosen by us.
const MOST_WAITING: usize = 16 << 20;
/// Bytes of names and secrets that are written into more than one file, at most, in all. Chosen by us:
/// a file that has many of them must not fill a disk.
const MOST_COPIED: usize = 256 << 20;

/// A file.
struct Piece {
    track: Track<Vec<u8>>,
    key: String,
    /// How many of the noted blocks it has.
    blocks: usize,
    /// Bytes that no longer wait, uncompressed.
    stored: u64,
    packets: u64,
    frame_bytes: u64,
    first: Timestamp,
    last: Timestamp,
}

/// Captures that are being written.
pub struct Pieces {
    split: Split,
    most: usize,
    format: CaptureFormat,
    parts: Parts,
    notes: Notes,
    edits: Edits,
    zone: Zone,
    finder: FlowFinder,
    files: Vec<Piece>,
    places: HashMap<Key, usize>,
    /// The file that takes what has none of its own.
    rest: Option<usize>,
    section: Option<Vec<u8>>,
    /// Names, secrets and other blocks that each file gets.
    blocks: Vec<(u32, Vec<u8>)>,
    waiting: usize,
    copied: usize,
    /// Blocks that were left out, as there were too many.
    left_out: u64,
    /// Packets in the file for the rest.
    in_rest: u64,
}

/// What is said of the files in the end.
pub struct Written {
    /// A list of them.
    pub section: Section,
    /// How many there are.
    pub files: usize,
    /// Blocks and comments that were left out, as there were too many.
    pub left_out: u64,
    /// Packets in the file for the rest.
    pub in_rest: u64,
    /// Files, not yet under their names.
    pub parts: Parts,
    /// What was done to packets.
    pub edits: Edits,
}

impl Pieces {
    /// At most `most` files.
    pub fn new(
        split: Split,
        most: usize,
        format: CaptureFormat,
        parts: Parts,
        notes: Notes,
        edits: Edits,
        zone: Zone,
    ) -> Self {
        Self {
            split,
            most,
            format,
            parts,
            notes,
            edits,
            zone,
            finder: FlowFinder::default(),
            files: Vec::new(),
            places: HashMap::new(),
            rest: None,
            section: None,
            blocks: Vec::new(),
            waiting: 0,
            copied: 0,
            left_out: 0,
            in_rest: 0,
        }
    }

    /// Looks at what was noted of a packet, which passes or not.
    pub fn packet(
        &mut self,
        packet: &Packet<'_>,
        noted: u32,
        passes: bool,
    ) -> Result<(), CaptureError> {
        // Each packet: the first fragment says which flow the others belong to.
        let (key, other) =
            Key::of(self.split, packet, self.edits.time_of(packet), &mut self.finder);
        if !passes {
            forget(&self.notes, noted);
            return Ok(());
        }
        self.take_blocks();
        let held = self.notes.clone();
        let mut edits = std::mem::take(&mut self.edits);
        let written = with_block(packet, noted, &held, &mut edits, |block, edits| {
            self.put(key, packet, &block, edits)?;
            match other {
                Some(other) => self.put(other, packet, &block, edits),
                None => Ok(()),
            }
        });
        self.edits = edits;
        written
    }

    /// Writes a packet into the file of a key.
    fn put(
        &mut self,
        key: Key,
        packet: &Packet<'_>,
        block: &PacketBlock<'_>,
        edits: &mut Edits,
    ) -> Result<(), CaptureError> {
        let place = self.place(key, block, edits)?;
        self.in_rest += u64::from(self.rest == Some(place));
        let Some(piece) = self.files.get_mut(place) else { return Ok(()) };
        let before = piece.track.writer.out().len();
        let interface = piece.track.interface(packet, &self.notes, edits)?;
        for (kind, body) in self.blocks.get(piece.blocks..).unwrap_or_default() {
            if self.copied + body.len() > MOST_COPIED {
                self.left_out += 1;
                continue;
            }
            self.copied += if place == 0 { 0 } else { body.len() };
            piece.track.writer.block(*kind, body)?;
        }
        piece.blocks = self.blocks.len();
        piece.track.writer.packet(&PacketBlock { interface, ..*block })?;
        if piece.packets == 0 {
            (piece.first, piece.last) = (block.at, block.at);
        }
        piece.first = piece.first.min(block.at);
        piece.last = piece.last.max(block.at);
        piece.packets += 1;
        piece.frame_bytes += u64::from(block.wire_bytes);
        let waits = piece.track.writer.out().len();
        self.waiting += waits - before;
        if waits >= MOST_OF_ONE {
            self.store(place)?;
        } else if self.waiting >= MOST_WAITING {
            (0..self.files.len()).try_for_each(|place| self.store(place))?;
        }
        Ok(())
    }

    /// The file that the next packet of a key goes to.
    fn place(
        &mut self,
        key: Key,
        block: &PacketBlock<'_>,
        edits: &mut Edits,
    ) -> Result<usize, CaptureError> {
        if key != Key::Sequence {
            if let Some(place) = self.places.get(&key) {
                return Ok(*place);
            }
            let place = self.begin(&key, edits)?;
            if self.rest != Some(place) {
                self.places.insert(key, place);
            }
            return Ok(place);
        }
        let is_full = match (self.split, self.files.last_mut()) {
            (_, None) => true,
            (Split::Packets(most), Some(piece)) => piece.packets >= most,
            (Split::Size(most), Some(piece)) => {
                let so_far = piece.stored + piece.track.writer.out().len() as u64;
                piece.packets > 0 && so_far + block.stored_bytes(self.format) as u64 > most
            }
            _ => false,
        };
        if is_full { self.begin(&key, edits) } else { Ok(self.files.len().saturating_sub(1)) }
    }

    /// Begins a file, or gives the one for the rest where there are enough.
    fn begin(&mut self, key: &Key, edits: &mut Edits) -> Result<usize, CaptureError> {
        let is_rest = self.files.len() >= self.most;
        if let (true, Some(rest)) = (is_rest, self.rest) {
            return Ok(rest);
        }
        if *key == Key::Sequence
            && let Some(last) = self.files.len().checked_sub(1)
        {
            // Nothing more comes for the one before.
            self.store(last)?;
        }
        let place = self.parts.add(is_rest)?;
        let mut track = Track::new(self.format, Vec::new());
        let notes = &self.notes;
        let section = self.section.get_or_insert_with(|| std::mem::take(&mut notes.lock().section));
        track.writer.begin(section)?;
        self.waiting += track.writer.out().len();
        let is_secret = edits.hides() && matches!(key, Key::Flow(_) | Key::Host(_));
        let key = if is_secret {
            String::new()
        } else if is_rest {
            "the rest".to_owned()
        } else {
            key.shown(&self.zone)
        };
        self.files.push(Piece {
            track,
            key,
            blocks: 0,
            stored: 0,
            packets: 0,
            frame_bytes: 0,
            first: Timestamp::default(),
            last: Timestamp::default(),
        });
        if is_rest {
            self.rest = Some(place);
        }
        Ok(place)
    }

    /// Takes what was noted since the last packet. Statistics are of the whole capture, not of a part
    /// of it.
    fn take_blocks(&mut self) {
        let mut noted = self.notes.lock();
        if noted.blocks.is_empty() {
            return;
        }
        for block in noted.take_blocks() {
            if let Some(NotedBlock::Plain(kind, body)) = self.edits.block(block) {
                let held: usize = self.blocks.iter().map(|(_, body)| body.len()).sum();
                if held + body.len() > MOST_WAITING {
                    self.left_out += 1;
                } else {
                    self.blocks.push((kind, body));
                }
            }
        }
    }

    /// Writes out what waits of a file.
    fn store(&mut self, place: usize) -> io::Result<()> {
        let Some(piece) = self.files.get_mut(place) else { return Ok(()) };
        let bytes = std::mem::take(piece.track.writer.out());
        if !bytes.is_empty() {
            piece.stored += bytes.len() as u64;
            self.waiting -= bytes.len();
            self.parts.append(place, &bytes)?;
        }
        Ok(())
    }

    /// Writes out what waits, and says what was written.
    pub fn finish(mut self) -> io::Result<Written> {
        for place in 0..self.files.len() {
            self.store(place)?;
        }
        let mut table = Table::new("files", "Files", columns());
        for (place, piece) in self.files.iter().enumerate() {
            let row: Row = vec![
                Value::from(
                    self.parts.name(place).unwrap_or_default().to_string_lossy().into_owned(),
                ),
                if piece.key.is_empty() { Value::Null } else { Value::from(piece.key.clone()) },
                piece.packets.into(),
                piece.frame_bytes.into(),
                self.parts.bytes(place).into(),
                Value::Time(piece.first),
                Value::Time(piece.last),
            ];
            table.push(row);
        }
        let left_out = self.left_out + self.notes.lock().left_out;
        Ok(Written {
            section: Section::of(table),
            files: self.files.len(),
            left_out,
            in_rest: self.in_rest,
            parts: self.parts,
            edits: self.edits,
        })
    }
}

/// The columns of the list of files.
pub fn columns() -> Vec<Column> {
    vec![
        Column::text("file", "its name, in the folder of -w"),
        Column::text(
            "holds",
            "what its packets have in common: a flow, an address, the beginning of a span",
        ),
        Column::packets("packets", "packets in it"),
        Column::bytes("frame_bytes", "their length on the wire"),
        Column::bytes("file_bytes", "length of the file"),
        Column::new(
            "first_seen",
            Kind::Time,
            Unit::None,
            "time of the earliest packet, as written",
        ),
        Column::new("last_seen", Kind::Time, Unit::None, "time of the latest packet, as written"),
    ]
}
