//! pcapng: blocks of a type, a length, a body and the length again, all in little-endian order;
//! times in nanoseconds (draft-ietf-opsawg-pcapng).

use std::io::{self, Write};

use super::{InterfaceBlock, PacketBlock};

const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const ENHANCED_PACKET: u32 = 6;
/// if_tsresol, one byte: nanoseconds (section 4.2).
const NANOSECONDS: [u8; 8] = [9, 0, 1, 0, 9, 0, 0, 0];
/// Ends the options.
const END: [u8; 4] = [0; 4];

/// Writes blocks.
#[derive(Debug, Default)]
pub struct Pcapng;

impl Pcapng {
    /// The header of a section, whose length is left open.
    pub fn section(out: &mut dyn Write, options: &[u8]) -> io::Result<()> {
        let mut body = Vec::new();
        body.extend(0x1a2b_3c4d_u32.to_le_bytes());
        body.extend([1, 0, 0, 0]);
        body.extend([0xff; 8]);
        Self::block(out, SECTION, &[&body, options, end(options)])
    }

    /// The description of an interface.
    pub fn interface(out: &mut dyn Write, interface: &InterfaceBlock) -> io::Result<()> {
        let mut body = Vec::new();
        body.extend(interface.link_type.0.to_le_bytes());
        body.extend([0, 0]);
        body.extend(interface.snap_length.to_le_bytes());
        Self::block(out, INTERFACE, &[&body, &interface.options, &NANOSECONDS, &END])
    }

    /// A packet.
    #[inline]
    pub fn packet<W: Write>(out: &mut W, packet: &PacketBlock<'_>) -> io::Result<()> {
        let captured = packet.data.len();
        let padding = captured.next_multiple_of(4) - captured;
        let behind = end(packet.options);
        let size = 32 + captured + padding + packet.options.len() + behind.len();
        let size = u32::try_from(size).map_err(io::Error::other)?;
        let ticks = packet.at.0.cast_unsigned();
        let head = [
            ENHANCED_PACKET,
            size,
            packet.interface,
            (ticks >> 32) as u32,
            (ticks & 0xffff_ffff) as u32,
            u32::try_from(captured).unwrap_or(u32::MAX),
            packet.wire_bytes,
        ]
        .map(u32::to_le_bytes);
        out.write_all(head.as_flattened())?;
        out.write_all(packet.data)?;
        if packet.options.is_empty() {
            // Padding and length at once: this is written once a packet.
            let tail = (u64::from(size) << (8 * padding)).to_le_bytes();
            return out.write_all(tail.get(..padding + 4).unwrap_or_default());
        }
        out.write_all([0; 3].get(..padding).unwrap_or_default())?;
        out.write_all(packet.options)?;
        out.write_all(behind)?;
        out.write_all(&size.to_le_bytes())
    }

    /// Any block, whose body is these parts.
    pub fn block(out: &mut dyn Write, kind: u32, parts: &[&[u8]]) -> io::Result<()> {
        let body: usize = parts.iter().map(|part| part.len()).sum();
        let padding = body.next_multiple_of(4) - body;
        let size = u32::try_from(12 + body + padding).map_err(io::Error::other)?;
        out.write_all(&kind.to_le_bytes())?;
        out.write_all(&size.to_le_bytes())?;
        for part in parts {
            out.write_all(part)?;
        }
        out.write_all([0; 3].get(..padding).unwrap_or_default())?;
        out.write_all(&size.to_le_bytes())
    }
}

/// What stands behind options: their end, where there are any.
const fn end(options: &[u8]) -> &'static [u8] {
    if options.is_empty() { &[] } else { &END }
}
