//! `-w`: the packets that pass, written as a capture that keeps what its files said beside them.

use std::collections::BTreeMap;
use std::io;

use crate::cli::output::Destination;
use crate::packet::Packet;
use crate::sink::{
    CaptureError, CaptureFormat, CaptureWriter, InterfaceBlock, PacketBlock, Squeeze,
};
use crate::source::{NotedBlock, NotedInterface, Notes};

/// Interface statistics (draft-ietf-opsawg-pcapng, section 4.6).
const STATISTICS: u32 = 5;

/// A capture that is being written.
pub struct Write<'a> {
    writer: CaptureWriter<Squeeze<&'a mut dyn io::Write>>,
    notes: Notes,
    /// Our number of each interface that was written.
    interfaces: BTreeMap<u32, u32>,
    /// The last one that was asked for, and our number of it.
    last: Option<(u32, u32)>,
    /// Statistics wait for the end, when interfaces are known.
    statistics: Vec<(u32, Vec<u8>)>,
    has_begun: bool,
    is_fine: bool,
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
        Ok(Self {
            writer: CaptureWriter::new(format, out),
            notes,
            interfaces: BTreeMap::new(),
            last: None,
            statistics: Vec::new(),
            has_begun: false,
            is_fine,
        })
    }

    /// Looks at what was noted of a packet, which passes or not.
    pub fn packet(
        &mut self,
        packet: &Packet<'_>,
        noted: u32,
        passes: bool,
    ) -> Result<(), CaptureError> {
        let options = if noted == 0 { Vec::new() } else { self.notes.lock().take_packet(noted) };
        if !passes {
            return Ok(());
        }
        self.blocks()?;
        let raw = packet.raw;
        let interface = match self.last {
            Some((theirs, ours)) if theirs == raw.interface => ours,
            _ => self.interface(raw.interface, packet)?,
        };
        self.writer.packet(&PacketBlock {
            at: raw.at,
            wire_bytes: raw.wire_bytes,
            interface,
            data: raw.data,
            options: &options,
        })
    }

    /// Our number of an interface, which is written where it is new.
    fn interface(&mut self, theirs: u32, packet: &Packet<'_>) -> Result<u32, CaptureError> {
        if let Some(ours) = self.interfaces.get(&theirs).copied() {
            self.last = Some((theirs, ours));
            return Ok(ours);
        }
        let described = self.notes.lock().interfaces.get(&theirs).cloned();
        let link_type = packet.raw.link_type;
        let unknown = || NotedInterface { link_type, ..NotedInterface::default() };
        let found = described.unwrap_or_else(unknown);
        let ours = self.writer.interface(&InterfaceBlock {
            link_type: found.link_type,
            snap_length: found.snap_length,
            fcs_bytes: found.fcs_bytes,
            is_fine: found.is_fine || self.is_fine,
            options: found.options,
        })?;
        self.interfaces.insert(theirs, ours);
        self.last = Some((theirs, ours));
        Ok(ours)
    }

    /// Writes what was noted since the last packet.
    fn blocks(&mut self) -> Result<(), CaptureError> {
        if !self.has_begun {
            self.has_begun = true;
            let section = std::mem::take(&mut self.notes.lock().section);
            self.writer.begin(&section)?;
        }
        let blocks = {
            let mut noted = self.notes.lock();
            if noted.blocks.is_empty() {
                return Ok(());
            }
            noted.take_blocks()
        };
        for block in blocks {
            match block {
                NotedBlock::Plain(kind, body) => self.writer.block(kind, &body)?,
                NotedBlock::Statistics(interface, body) => self.statistics.push((interface, body)),
            }
        }
        Ok(())
    }

    /// Ends the capture. Answers how many blocks and comments were left out, as there were too many.
    pub fn finish(mut self) -> Result<u64, CaptureError> {
        self.blocks()?;
        for (theirs, body) in std::mem::take(&mut self.statistics) {
            if let Some(ours) = self.interfaces.get(&theirs) {
                let mut whole = ours.to_le_bytes().to_vec();
                whole.extend(body);
                whole.extend([0; 4]);
                self.writer.block(STATISTICS, &whole)?;
            }
        }
        let left_out = self.notes.lock().left_out;
        self.writer.finish()?.finish()?;
        Ok(left_out)
    }
}
