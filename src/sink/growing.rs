//! A capture that grows while packets come: at any moment whole records and nothing else.
//!
//! Unlike a result it is written in its place, since people watch captures grow and a machine may
//! go down while one runs. Where the disk is full, what is left is cut behind the last record.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use super::{CaptureFormat, CaptureWriter, InterfaceBlock, PacketBlock, Refusal};
use crate::value::{LinkType, Timestamp};

/// What is written to the system at a time.
const BUFFER_BYTES: usize = 1 << 18;

/// An interface, as captures describe it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interface {
    /// Its name.
    pub name: String,
    /// What its packets begin with.
    pub link_type: LinkType,
    /// Bytes of a packet that are kept at most; 0 for all.
    pub snap_length: u32,
    /// The BPF expression that chose its packets.
    pub filter: Option<String>,
}

impl Interface {
    fn block(&self) -> InterfaceBlock {
        let mut options = Vec::new();
        push_option(&mut options, IF_NAME, self.name.as_bytes());
        if let Some(filter) = &self.filter {
            // Code 0: a libpcap string.
            push_option(&mut options, IF_FILTER, &[&[0], filter.as_bytes()].concat());
        }
        let (link_type, snap_length) = (self.link_type, self.snap_length);
        InterfaceBlock { link_type, snap_length, fcs_bytes: 0, is_fine: true, options }
    }
}

/// What was counted on an interface while it was captured on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// When the capture began.
    pub start: Timestamp,
    /// When it ended.
    pub end: Timestamp,
    /// Packets that came through the filter.
    pub received: u64,
    /// Packets that the interface dropped.
    pub dropped_by_interface: u64,
    /// Packets that were dropped behind it, by the kernel or by us.
    pub dropped: u64,
    /// Packets that are in the capture.
    pub delivered: u64,
}

impl Statistics {
    /// The body of an interface statistics block (draft-ietf-opsawg-pcapng, section 4.6).
    fn body(&self, interface: u32) -> Vec<u8> {
        let mut body = interface.to_le_bytes().to_vec();
        body.extend(halves(self.end));
        push_option(&mut body, 2, &halves(self.start));
        push_option(&mut body, 3, &halves(self.end));
        let counts = [self.received, self.dropped_by_interface];
        for (code, count) in (4..).zip(counts) {
            push_option(&mut body, code, &count.to_le_bytes());
        }
        for (code, count) in (7..).zip([self.dropped, self.delivered]) {
            push_option(&mut body, code, &count.to_le_bytes());
        }
        body.extend([0; 4]);
        body
    }
}

/// The type of an interface statistics block.
const STATISTICS: u32 = 5;
/// Options of an interface (section 4.2) and of a section (section 4.1).
const IF_NAME: u16 = 2;
const IF_FILTER: u16 = 11;
const SHB_USERAPPL: u16 = 4;

/// A time as two words, the upper one first.
fn halves(at: Timestamp) -> [u8; 8] {
    at.0.cast_unsigned().rotate_left(32).to_le_bytes()
}

/// An option: code, length, value, padding to four bytes. What is longer than an option is cut.
fn push_option(options: &mut Vec<u8>, code: u16, value: &[u8]) {
    let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
    let value = value.get(..usize::from(length)).unwrap_or_default();
    options.extend(code.to_le_bytes());
    options.extend(length.to_le_bytes());
    options.extend(value);
    options.resize(options.len().next_multiple_of(4), 0);
}

enum Target {
    /// A regular file, which can be cut.
    File(File),
    /// Anything else: a pipe, a device.
    Stream(Box<dyn Write + Send>),
}

/// A capture that is being written.
pub struct GrowingCapture {
    /// Keeps bytes until whole records of some size are together, so that what is in the file is
    /// whole records, always.
    writer: CaptureWriter<Vec<u8>>,
    is_pcapng: bool,
    target: Target,
    /// Bytes in the target, all whole records.
    stored_bytes: u64,
    /// Packets that wait.
    waiting_packets: u64,
    /// Packets in the target.
    stored_packets: u64,
}

impl GrowingCapture {
    /// Opens `path`. Nothing that is there is replaced without `force`.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn create(
        path: &Path,
        force: bool,
        format: CaptureFormat,
        interfaces: &[Interface],
    ) -> Result<Self, Refusal> {
        if format == CaptureFormat::Pcap && interfaces.len() != 1 {
            return Err(Refusal::System(one_interface()));
        }
        let target = match fs::metadata(path) {
            Ok(there) if there.is_dir() => return Err(Refusal::Directory),
            Ok(there) if there.is_file() && !force => return Err(Refusal::Exists),
            Ok(there) if !there.is_file() => {
                Target::Stream(Box::new(OpenOptions::new().write(true).open(path)?))
            }
            Ok(_) => Target::File(File::create(path)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if fs::symlink_metadata(path).is_ok() {
                    return Err(Refusal::Dangling);
                }
                Target::File(OpenOptions::new().write(true).create_new(true).open(path)?)
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Self::begin(target, format, interfaces)?)
    }

    /// Writes to a pipe.
    ///
    /// # Errors
    /// When the header cannot be written.
    pub fn stream(
        out: Box<dyn Write + Send>,
        format: CaptureFormat,
        interfaces: &[Interface],
    ) -> io::Result<Self> {
        Self::begin(Target::Stream(out), format, interfaces)
    }

    fn begin(target: Target, format: CaptureFormat, interfaces: &[Interface]) -> io::Result<Self> {
        let mut writer = CaptureWriter::new(format, Vec::new());
        let mut application = Vec::new();
        let name = concat!("netsift ", env!("CARGO_PKG_VERSION"));
        push_option(&mut application, SHB_USERAPPL, name.as_bytes());
        writer.begin(&application)?;
        for interface in interfaces {
            writer.interface(&interface.block())?;
        }
        let is_pcapng = format == CaptureFormat::Pcapng;
        let (stored_bytes, waiting_packets, stored_packets) = (0, 0, 0);
        let mut file =
            Self { writer, is_pcapng, target, stored_bytes, waiting_packets, stored_packets };
        // A capture without packets is one, too, and readable from the start.
        file.flush()?;
        Ok(file)
    }

    /// Adds a packet of an interface by its place among those of [`Self::create`].
    ///
    /// # Errors
    /// When the system cannot store it; [`Self::lost`] packets are not in the file then.
    pub fn packet(
        &mut self,
        interface: u32,
        at: Timestamp,
        wire_bytes: u32,
        data: &[u8],
    ) -> io::Result<()> {
        let packet = PacketBlock { at, wire_bytes, interface, data, options: &[] };
        self.writer.packet(&packet)?;
        self.waiting_packets += 1;
        if self.writer.out().len() >= BUFFER_BYTES { self.flush() } else { Ok(()) }
    }

    /// Writes out what waits, so that others can read it.
    ///
    /// # Errors
    /// When the system cannot store it.
    pub fn flush(&mut self) -> io::Result<()> {
        let Self { writer, target, stored_bytes, .. } = self;
        let bytes = std::mem::take(writer.out());
        let stored = match target {
            Target::Stream(out) => out.write_all(&bytes).and_then(|()| out.flush()),
            Target::File(file) => file.write_all(&bytes).or_else(|error| {
                // Part of a record may be there.
                file.set_len(*stored_bytes)?;
                file.seek(SeekFrom::Start(*stored_bytes))?;
                Err(error)
            }),
        };
        let (written, mut buffer) = (bytes.len() as u64, bytes);
        buffer.clear();
        // What could not be stored is lost; its memory is used again.
        *writer.out() = buffer;
        stored?;
        *stored_bytes += written;
        self.stored_packets += std::mem::take(&mut self.waiting_packets);
        Ok(())
    }

    /// Ends the capture with what was counted on each interface, where the format has a place for
    /// it, and makes it durable.
    ///
    /// # Errors
    /// When the system cannot store it.
    pub fn finish(&mut self, statistics: &[Statistics]) -> io::Result<()> {
        if self.is_pcapng {
            for (interface, counted) in (0..).zip(statistics) {
                self.writer.block(STATISTICS, &counted.body(interface))?;
            }
        }
        self.flush()?;
        match &self.target {
            Target::File(file) => file.sync_all(),
            Target::Stream(_) => Ok(()),
        }
    }

    /// Bytes of the capture so far, also those that wait.
    #[must_use]
    pub const fn bytes(&mut self) -> u64 {
        self.stored_bytes + self.writer.out().len() as u64
    }

    /// Packets of the capture so far, also those that wait.
    #[must_use]
    pub const fn packets(&self) -> u64 {
        self.stored_packets + self.waiting_packets
    }

    /// Packets that did not reach the file, after an error.
    #[must_use]
    pub const fn lost(&self) -> u64 {
        self.waiting_packets
    }
}

fn one_interface() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "pcap holds one interface; write pcapng")
}

#[cfg(test)]
mod tests;
