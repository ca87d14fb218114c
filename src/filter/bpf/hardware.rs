//! Hardware addresses of a frame, which are at different places in frames of different links.

use super::link::Framing;
use super::test::End;
use super::view::{Cut, View, byte, half, word};

/// Where the address of an end is in a frame; `None` where the frame has none.
fn address_at(data: &[u8], view: &View, end: End) -> Result<Option<u32>, Cut> {
    let frame = view.outermost()?;
    let is_source = end == End::Source;
    Ok(match frame.framing {
        Framing::Ethernet => Some(if is_source { 6 } else { 0 }),
        // FDDI has one byte before them, token ring two.
        Framing::Llc if frame.payload >= 13 => Some(frame.payload - if is_source { 6 } else { 12 }),
        Framing::Wlan => {
            let link = frame.link;
            let control = byte(data, link)?;
            if control & 0x04 != 0 {
                return Ok(None);
            }
            let at = if control & 0x08 == 0 {
                if is_source { 10 } else { 4 }
            } else {
                let flags = byte(data, link.wrapping_add(1))?;
                let (to, from) = (flags & 1 != 0, flags & 2 != 0);
                match (is_source, to, from) {
                    (true, true, true) => 24,
                    (true, false, true) | (false, true, _) => 16,
                    (true, _, false) => 10,
                    (false, false, _) => 4,
                }
            };
            Some(link.wrapping_add(at))
        }
        _ => None,
    })
}

/// Whether the address of an end is this.
///
/// # Errors
/// Where the packet is too short to tell.
pub fn hardware(data: &[u8], view: &View, end: End, address: [u8; 6]) -> Result<bool, Cut> {
    if view.outermost()?.framing == Framing::Arcnet {
        return Ok(address == [0xff; 6] && end == End::Destination && is_to_all(data)?);
    }
    let Some(at) = address_at(data, view, end)? else { return Ok(false) };
    let [first, second, rest @ ..] = address;
    Ok(word(data, at.wrapping_add(2))? == u32::from_be_bytes(rest)
        && half(data, at)? == u32::from(u16::from_be_bytes([first, second])))
}

/// ARCNET's addresses have one byte; all are the same for several receivers and for all.
fn is_to_all(data: &[u8]) -> Result<bool, Cut> {
    Ok(byte(data, 1)? == 0)
}

/// Whether a frame goes to several receivers.
///
/// # Errors
/// Where the packet is too short to tell.
pub fn group(data: &[u8], view: &View) -> Result<bool, Cut> {
    if view.outermost()?.framing == Framing::Arcnet {
        return is_to_all(data);
    }
    let Some(at) = address_at(data, view, End::Destination)? else { return Ok(false) };
    Ok(byte(data, at)? & 1 != 0)
}
