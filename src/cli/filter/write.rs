//! `-w`: the packets that pass, written as a capture that keeps what its files said beside them.

use std::collections::BTreeMap;
use std::io;

use super::hide::{self, keep_options};
use super::writing::Changes;
use crate::anonymize::Anonymizer;
use crate::cli::output::Destination;
use crate::packet::Packet;
use crate::sink::{
    CaptureError, CaptureFormat, CaptureWriter, InterfaceBlock, PacketBlock, Squeeze,
};
use crate::source::{NotedBlock, NotedInterface, Notes};
use crate::value::Timestamp;

/// Interface statistics (draft-ietf-opsawg-pcapng, section 4.6).
const STATISTICS: u32 = 5;
/// opt_comment (section 3.5.1).
const COMMENT: u16 = 1;

/// What is done to packets as they are written.
#[derive(Default)]
pub struct Edits {
    snap_length: Option<u32>,
    time_shift: i64,
    /// A comment as an option of pcapng.
    comment: Vec<u8>,
    /// Whether times tell more than microseconds, where the format would have to choose.
    is_fine: bool,
    /// What hides addresses and names.
    pub anonymizer: Option<Anonymizer>,
    /// Blocks and options that were left out, as they may name somebody.
    pub hidden: u64,
}

impl Edits {
    /// When a packet was captured, as it will be written; at the end of time where it cannot be.
    pub const fn time_of(&self, packet: &Packet<'_>) -> Timestamp {
        Timestamp(packet.raw.at.0.saturating_add(self.time_shift))
    }

    /// What the command line asks for. `is_fine`: times of nanoseconds, where the format would have to
    /// choose.
    pub fn of(changes: &Changes, is_fine: bool) -> Self {
        let comment = changes.comment.as_deref().map(comment_option).unwrap_or_default();
        let time_shift = changes.time_shift.unwrap_or_default();
        let is_fine = is_fine || time_shift % 1000 != 0;
        Self { snap_length: changes.snaplen, time_shift, comment, is_fine, ..Self::default() }
    }

    /// The options of a packet, and the bytes that take the place of its own.
    fn prepare(&mut self, packet: &Packet<'_>, options: &mut Vec<u8>) -> Option<Vec<u8>> {
        let hidden = self.anonymizer.as_mut().map(|it| it.packet(packet.raw));
        if hidden.is_some() && !options.is_empty() {
            self.hidden += keep_options(options, hide::OF_PACKETS);
        }
        options.extend_from_slice(&self.comment);
        hidden
    }

    /// The packet as it is written, of an interface that is not known yet.
    fn packet<'a>(
        &self,
        packet: &Packet<'a>,
        options: &'a [u8],
        hidden: Option<&'a [u8]>,
    ) -> Result<PacketBlock<'a>, CaptureError> {
        let raw = packet.raw;
        let data = hidden.unwrap_or(raw.captured());
        let cut = self.snap_length.and_then(|bytes| data.get(..usize::try_from(bytes).ok()?));
        Ok(PacketBlock {
            at: Timestamp(raw.at.0.checked_add(self.time_shift).ok_or(CaptureError::Time)?),
            wire_bytes: raw.wire_bytes,
            interface: 0,
            data: cut.unwrap_or(data),
            options,
        })
    }

    /// Whether addresses and names are hidden.
    pub const fn hides(&self) -> bool {
        self.anonymizer.is_some()
    }

    /// The options of a section as they are written.
    pub fn section(&mut self, options: Vec<u8>) -> Vec<u8> {
        let mut options = options;
        if self.hides() {
            self.hidden += keep_options(&mut options, &[]);
        }
        options
    }

    /// A block as it is written, where it is.
    pub fn block(&mut self, block: NotedBlock) -> Option<NotedBlock> {
        if !self.hides() {
            return Some(block);
        }
        match block {
            NotedBlock::Plain(..) => {
                self.hidden += 1;
                None
            }
            NotedBlock::Statistics(interface, mut body) => {
                let mut options = body.split_off(body.len().min(8));
                self.hidden += keep_options(&mut options, hide::OF_STATISTICS);
                body.extend(options);
                Some(NotedBlock::Statistics(interface, body))
            }
        }
    }

    /// From now on packets get this comment.
    pub fn comment_with(&mut self, text: &str) {
        self.comment = comment_option(text);
    }
}

/// A comment as an option of pcapng; what is longer than an option is cut.
fn comment_option(text: &str) -> Vec<u8> {
    let mut end = text.len().min(usize::from(u16::MAX));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    let mut option = COMMENT.to_le_bytes().to_vec();
    option.extend(u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
    option.extend(text.bytes());
    option.resize(option.len().next_multiple_of(4), 0);
    option
}

/// One capture, with its own numbers of interfaces.
pub struct Track<W: io::Write> {
    /// What writes it.
    pub writer: CaptureWriter<W>,
    /// Our number of each interface that was written.
    interfaces: BTreeMap<u32, u32>,
    /// The last one that was asked for, and our number of it.
    last: Option<(u32, u32)>,
}

impl<W: io::Write> Track<W> {
    /// One that has nothing yet.
    pub fn new(format: CaptureFormat, out: W) -> Self {
        let writer = CaptureWriter::new(format, out);
        Self { writer, interfaces: BTreeMap::new(), last: None }
    }

    /// Our number of the interface of a packet, which is written where it is new.
    pub fn interface(
        &mut self,
        packet: &Packet<'_>,
        notes: &Notes,
        edits: &mut Edits,
    ) -> Result<u32, CaptureError> {
        let theirs = packet.raw.interface;
        if let Some((last, ours)) = self.last
            && last == theirs
        {
            return Ok(ours);
        }
        if let Some(ours) = self.interfaces.get(&theirs).copied() {
            self.last = Some((theirs, ours));
            return Ok(ours);
        }
        let described = notes.lock().interfaces.get(&theirs).cloned();
        let link_type = packet.raw.link_type;
        let unknown = || NotedInterface { link_type, ..NotedInterface::default() };
        let mut found = described.unwrap_or_else(unknown);
        if edits.hides() {
            edits.hidden += keep_options(&mut found.options, hide::OF_INTERFACES);
        }
        let ours = self.writer.interface(&InterfaceBlock {
            link_type: found.link_type,
            snap_length: match (found.snap_length, edits.snap_length) {
                (theirs, None) => theirs,
                (0, Some(ours)) => ours,
                (theirs, Some(ours)) => theirs.min(ours),
            },
            fcs_bytes: found.fcs_bytes,
            is_fine: found.is_fine || edits.is_fine,
            options: found.options,
        })?;
        self.interfaces.insert(theirs, ours);
        self.last = Some((theirs, ours));
        Ok(ours)
    }
}

/// Takes what was noted of a packet that is not written.
pub fn forget(held: &Notes, noted: u32) {
    if noted != 0 {
        held.lock().take_packet(noted);
    }
}

/// Makes the block of a packet and hands it to `write`.
pub fn with_block<T>(
    packet: &Packet<'_>,
    noted: u32,
    held: &Notes,
    edits: &mut Edits,
    write: impl FnOnce(PacketBlock<'_>, &mut Edits) -> Result<T, CaptureError>,
) -> Result<T, CaptureError> {
    let mut options = if noted == 0 { Vec::new() } else { held.lock().take_packet(noted) };
    let hidden = edits.prepare(packet, &mut options);
    let block = edits.packet(packet, &options, hidden.as_deref())?;
    write(block, edits)
}

/// A capture that is being written.
pub struct Write<'a> {
    track: Track<Squeeze<&'a mut dyn io::Write>>,
    notes: Notes,
    /// Statistics wait for the end, when interfaces are known.
    statistics: Vec<(u32, Vec<u8>)>,
    has_begun: bool,
    /// What is done to packets.
    pub edits: Edits,
}

impl<'a> Write<'a> {
    /// A capture in this format, compressed as `name` says. `is_fine`: times of nanoseconds, where the
    /// format would have to choose.
    pub fn new(
        format: CaptureFormat,
        name: &str,
        out: &'a mut Destination,
        notes: Notes,
        is_fine: bool,
    ) -> io::Result<Self> {
        let out = Squeeze::by_file_name(name, out.writer())?;
        let track = Track::new(format, out);
        let edits = Edits { is_fine, ..Edits::default() };
        Ok(Self { track, notes, statistics: Vec::new(), has_begun: false, edits })
    }

    /// Looks at what was noted of a packet, which passes or not.
    pub fn packet(
        &mut self,
        packet: &Packet<'_>,
        noted: u32,
        passes: bool,
    ) -> Result<(), CaptureError> {
        if !passes {
            forget(&self.notes, noted);
            return Ok(());
        }
        self.begin()?;
        // Before names and secrets: Wireshark's tools take the link type of a file from the interfaces
        // that stand in front of all else.
        let interface = self.track.interface(packet, &self.notes, &mut self.edits)?;
        self.blocks()?;
        let Self { track, notes, edits, .. } = self;
        with_block(packet, noted, notes, edits, |block, _| {
            track.writer.packet(&PacketBlock { interface, ..block })
        })
    }

    /// Begins the file, once.
    fn begin(&mut self) -> Result<(), CaptureError> {
        if !self.has_begun {
            self.has_begun = true;
            let section = std::mem::take(&mut self.notes.lock().section);
            let section = self.edits.section(section);
            self.track.writer.begin(&section)?;
        }
        Ok(())
    }

    /// Writes what was noted since the last packet.
    fn blocks(&mut self) -> Result<(), CaptureError> {
        let blocks = {
            let mut noted = self.notes.lock();
            if noted.blocks.is_empty() {
                return Ok(());
            }
            noted.take_blocks()
        };
        for block in blocks.into_iter().filter_map(|block| self.edits.block(block)) {
            match block {
                NotedBlock::Plain(kind, body) => self.track.writer.block(kind, &body)?,
                NotedBlock::Statistics(interface, body) => self.statistics.push((interface, body)),
            }
        }
        Ok(())
    }

    /// Ends the capture. Answers how many blocks and comments were left out, as there were too many, and
    /// what was done to packets.
    pub fn finish(mut self) -> Result<(u64, Edits), CaptureError> {
        self.begin()?;
        self.blocks()?;
        for (theirs, body) in std::mem::take(&mut self.statistics) {
            if let Some(ours) = self.track.interfaces.get(&theirs) {
                let mut whole = ours.to_le_bytes().to_vec();
                whole.extend(body);
                whole.extend([0; 4]);
                self.track.writer.block(STATISTICS, &whole)?;
            }
        }
        let left_out = self.notes.lock().left_out;
        self.track.writer.finish()?.finish()?;
        Ok((left_out, self.edits))
    }
}
