//! Captures: packets written as pcap or pcapng, compressed or not, to anything that takes bytes.

mod pcap;
mod pcapng;
mod squeeze;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use self::pcap::Pcap;
use crate::value::{LinkType, Timestamp};
use pcapng::Pcapng;
pub use squeeze::{Squeeze, is_compressed_name};

/// Which format a capture is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureFormat {
    /// The classic one: packets of one link type, nothing else.
    Pcap,
    /// Interfaces, comments, names and secrets as well.
    Pcapng,
}

impl CaptureFormat {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Pcap, Self::Pcapng];

    /// The word on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcap => "pcap",
            Self::Pcapng => "pcapng",
        }
    }

    /// What a file of that name holds: pcap where its extension says so, else pcapng. Extensions of
    /// compression are passed over.
    #[must_use]
    pub fn by_file_name(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let bare = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        let is_pcap = [".pcap", ".cap", ".dmp", ".dump"].iter().any(|end| bare.ends_with(end));
        if is_pcap { Self::Pcap } else { Self::Pcapng }
    }
}

/// An interface, as both formats describe it.
#[derive(Clone, Debug, Default)]
pub struct InterfaceBlock {
    /// What its packets begin with.
    pub link_type: LinkType,
    /// Most bytes kept of a packet, 0 for no limit.
    pub snap_length: u32,
    /// Bytes of frame check sequence at the end of its frames.
    pub fcs_bytes: u8,
    /// Whether its times tell more than microseconds.
    pub is_fine: bool,
    /// Options of pcapng in little-endian order, without their end.
    pub options: Vec<u8>,
}

/// A packet.
#[derive(Clone, Copy, Debug)]
pub struct PacketBlock<'a> {
    /// When it was captured.
    pub at: Timestamp,
    /// Its length on the wire.
    pub wire_bytes: u32,
    /// The number of its interface among those that were written.
    pub interface: u32,
    /// The captured bytes.
    pub data: &'a [u8],
    /// Options of pcapng in little-endian order, without their end.
    pub options: &'a [u8],
}

impl PacketBlock<'_> {
    /// Bytes that it takes in a file of that format.
    #[must_use]
    pub const fn stored_bytes(&self, format: CaptureFormat) -> usize {
        let (captured, options) = (self.data.len(), self.options.len());
        match format {
            CaptureFormat::Pcap => 16 + captured,
            CaptureFormat::Pcapng => {
                let end = if options == 0 { 0 } else { 4 };
                32 + captured.next_multiple_of(4) + options + end
            }
        }
    }
}

/// Why a packet cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// pcap holds one link type.
    #[error(
        "packets of link types {} and {} do not fit into one pcap file; write pcapng (a name that \
         ends in .pcapng, or --to-format pcapng), or a file for each with --split link-type", .0.0, .1.0
    )]
    MixedLinkTypes(LinkType, LinkType),
    /// pcap counts seconds from 1970 in 32 bits.
    #[error("a time before 1970 or after 2106 does not fit into pcap; write pcapng")]
    Time,
    /// The system said no.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<CaptureError> for io::Error {
    /// What the system said keeps its kind.
    fn from(error: CaptureError) -> Self {
        match error {
            CaptureError::Io(error) => error,
            other => Self::other(other),
        }
    }
}

/// Writes a capture.
#[derive(Debug)]
pub struct CaptureWriter<W> {
    out: W,
    format: Form,
    interfaces: u32,
}

#[derive(Debug)]
enum Form {
    Pcap(Pcap),
    Pcapng,
}

impl<W: Write> CaptureWriter<W> {
    /// A writer that has written nothing.
    pub fn new(format: CaptureFormat, out: W) -> Self {
        let format = match format {
            CaptureFormat::Pcap => Form::Pcap(Pcap::default()),
            CaptureFormat::Pcapng => Form::Pcapng,
        };
        Self { out, format, interfaces: 0 }
    }

    /// Begins the file; `options` are those of pcapng's section.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn begin(&mut self, options: &[u8]) -> Result<(), CaptureError> {
        match &mut self.format {
            // Its header waits for the first interface.
            Form::Pcap(_) => Ok(()),
            Form::Pcapng => Ok(Pcapng::section(&mut self.out, options)?),
        }
    }

    /// Adds an interface and gives its number.
    ///
    /// # Errors
    /// When the output takes no more, or the format does not take this one.
    pub fn interface(&mut self, interface: &InterfaceBlock) -> Result<u32, CaptureError> {
        match &mut self.format {
            Form::Pcap(pcap) => pcap.interface(&mut self.out, interface)?,
            Form::Pcapng => Pcapng::interface(&mut self.out, interface)?,
        }
        self.interfaces += 1;
        Ok(self.interfaces - 1)
    }

    /// Adds a packet.
    ///
    /// # Errors
    /// When the output takes no more, or the format does not take this one.
    #[inline]
    pub fn packet(&mut self, packet: &PacketBlock<'_>) -> Result<(), CaptureError> {
        match &mut self.format {
            Form::Pcap(pcap) => pcap.packet(&mut self.out, packet),
            Form::Pcapng => Ok(Pcapng::packet(&mut self.out, packet)?),
        }
    }

    /// Adds a block of pcapng of another type, by its body; pcap has none.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn block(&mut self, kind: u32, body: &[u8]) -> Result<(), CaptureError> {
        match &mut self.format {
            Form::Pcap(_) => Ok(()),
            Form::Pcapng => Ok(Pcapng::block(&mut self.out, kind, &[body])?),
        }
    }

    /// What it writes to.
    pub const fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Ends the file and gives back what it was written to.
    ///
    /// # Errors
    /// When the output takes no more.
    pub fn finish(mut self) -> Result<W, CaptureError> {
        if let Form::Pcap(pcap) = &mut self.format
            && self.interfaces == 0
        {
            // A file without packets is a file all the same.
            pcap.interface(
                &mut self.out,
                &InterfaceBlock { link_type: LinkType(1), ..InterfaceBlock::default() },
            )?;
        }
        Ok(self.out)
    }
}
