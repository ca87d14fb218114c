//! pcap: a header of 24 bytes, then each packet behind a header of 16 (draft-ietf-opsawg-pcap-06).

use std::io::Write;

use super::{CaptureError, InterfaceBlock, PacketBlock};
use crate::value::LinkType;

const MICROSECONDS: u32 = 0xa1b2_c3d4;
const NANOSECONDS: u32 = 0xa1b2_3c4d;
/// The snap length where none is known: the largest that libpcap takes.
const SNAP_LENGTH: u32 = 262_144;
/// Set where the top four bits of the link type say how long the check sequence is (section 4).
const FCS_IS_KNOWN: u32 = 0x0400_0000;

/// What the header said.
#[derive(Debug, Default)]
pub struct Pcap {
    link_type: Option<LinkType>,
    is_fine: bool,
}

impl Pcap {
    /// Writes the header for the first interface; the others have to be like it.
    pub fn interface(
        &mut self,
        out: &mut dyn Write,
        interface: &InterfaceBlock,
    ) -> Result<(), CaptureError> {
        if let Some(first) = self.link_type {
            return if first == interface.link_type {
                Ok(())
            } else {
                Err(CaptureError::MixedLinkTypes(first, interface.link_type))
            };
        }
        self.link_type = Some(interface.link_type);
        self.is_fine = interface.is_fine;
        let magic = if self.is_fine { NANOSECONDS } else { MICROSECONDS };
        let snap_length =
            if interface.snap_length == 0 { SNAP_LENGTH } else { interface.snap_length };
        let mut link = u32::from(interface.link_type.0);
        if interface.fcs_bytes > 0 {
            link |= FCS_IS_KNOWN | u32::from(interface.fcs_bytes / 2) << 28;
        }
        let mut header = Vec::with_capacity(24);
        header.extend(magic.to_le_bytes());
        header.extend([2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        header.extend(snap_length.to_le_bytes());
        header.extend(link.to_le_bytes());
        Ok(out.write_all(&header)?)
    }

    #[inline]
    pub fn packet<W: Write>(
        &self,
        out: &mut W,
        packet: &PacketBlock<'_>,
    ) -> Result<(), CaptureError> {
        let seconds = packet.at.0.div_euclid(1_000_000_000);
        let seconds = u32::try_from(seconds).map_err(|_| CaptureError::Time)?;
        let fraction = packet.at.0.rem_euclid(1_000_000_000);
        let fraction = if self.is_fine { fraction } else { fraction / 1000 };
        let fraction = u32::try_from(fraction).unwrap_or_default();
        let captured = u32::try_from(packet.data.len()).unwrap_or(u32::MAX);
        let [a, b, c, d] = [seconds, fraction, captured, packet.wire_bytes].map(u32::to_le_bytes);
        let mut header = [0; 16];
        for (place, byte) in header.iter_mut().zip([a, b, c, d].as_flattened()) {
            *place = *byte;
        }
        out.write_all(&header)?;
        Ok(out.write_all(packet.data)?)
    }
}
