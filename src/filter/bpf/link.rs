//! How frames of each link type begin: where they announce what they carry, and where that begins.

use super::view::{Cut, byte, half, word};

/// How a frame announces what it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// An Ethertype, or a length and then LLC (IEEE 802.3).
    Ethernet,
    /// LLC (IEEE 802.2), perhaps with SNAP.
    Llc,
    /// The same in a data frame of IEEE 802.11, whose other frames carry nothing.
    Wlan,
    /// The same in SunATM, where the first byte says so.
    SunAtm,
    /// The protocol of a Linux cooked capture, and which byte says where the packet went.
    Cooked(u32),
    /// A PPP protocol number.
    Ppp,
    /// An Ethertype, in Cisco's HDLC.
    Hdlc,
    /// An address family of the system that captured.
    Family,
    /// The same in the order of networks.
    FamilyInOrder,
    /// A system code of ARCNET.
    Arcnet,
    /// An NLPID in a frame of Frame Relay.
    FrameRelay,
    /// The version in the first byte of the packet.
    Version,
    /// Nothing: it is always this Ethertype.
    Only(u32),
    /// Nobody says; libpcap has no such filter.
    Unknown,
}

/// Where things are in a frame, in bytes from the first.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// How it announces what it carries.
    pub framing: Framing,
    /// Where the link header begins.
    pub link: u32,
    /// Where it announces what it carries.
    pub announced: u32,
    /// Where what it carries begins: LLC, a tag, a packet.
    pub payload: u32,
    /// How far in that a network header begins where SNAP is before it.
    pub snap: u32,
    /// How far in that a network header begins behind LLC alone.
    pub llc: u32,
}

/// The layout of a frame of a link type.
///
/// # Errors
/// Where the frame is cut before it can be told.
pub fn layout(link_type: u16, data: &[u8]) -> Result<Layout, Cut> {
    use Framing::{
        Arcnet, Cooked, Ethernet, Family, FamilyInOrder, FrameRelay, Hdlc, Llc, Only, Ppp, SunAtm,
        Unknown, Version, Wlan,
    };
    let plain = |framing, announced, payload| Layout {
        framing,
        link: 0,
        announced,
        payload,
        snap: 0,
        llc: 0,
    };
    let before_llc = |framing, announced, payload| Layout {
        snap: 8,
        llc: 3,
        ..plain(framing, announced, payload)
    };
    Ok(match link_type {
        1 => Layout { llc: 3, ..plain(Ethernet, 12, 14) },
        6 => before_llc(Llc, 14, 14),
        7 => plain(Arcnet, 2, 6),
        8 => plain(Version, 0, 16),
        9 | 50 => plain(Ppp, 2, 4),
        10 => before_llc(Llc, 13, 13),
        51 => plain(Ppp, 6, 8),
        0 | 109 => plain(Family, 0, if link_type == 0 { 4 } else { 12 }),
        108 => plain(FamilyInOrder, 0, 4),
        12 | 14 | 101 => plain(Version, 0, 0),
        100 => before_llc(Llc, 0, 0),
        // OSI has a byte of padding before it.
        104 => Layout { llc: 1, ..plain(Hdlc, 2, 4) },
        // There an OSI packet begins with what announces it.
        107 => Layout { llc: 3, ..plain(FrameRelay, 2, 0) },
        113 => plain(Cooked(0), 14, 16),
        123 => before_llc(SunAtm, 4, 4),
        129 => plain(Arcnet, 4, 8),
        228 => plain(Only(0x0800), 0, 0),
        229 => plain(Only(0x86dd), 0, 0),
        276 => plain(Cooked(10), 0, 20),
        105 | 119 | 127 | 163 | 192 => {
            let link = prefix(link_type, data)?;
            let payload = behind_wlan(link_type, data, link)?;
            Layout { link, ..before_llc(Wlan, payload, payload) }
        }
        _ => plain(Unknown, 0, 0),
    })
}

/// How long what a driver put before a frame of IEEE 802.11 is.
fn prefix(link_type: u16, data: &[u8]) -> Result<u32, Cut> {
    let little = || Ok(half(data, 2)?.swap_bytes() >> 16);
    match link_type {
        // Prism, or AVS by its magic number.
        119 if word(data, 0)? & 0xffff_f000 != 0x8021_1000 => Ok(144),
        119 | 163 => word(data, 4),
        // PPI around anything else is none of these frames.
        192 if word(data, 4)? != 0x6900_0000 => Err(Cut),
        127 | 192 => little(),
        _ => Ok(0),
    }
}

/// Where LLC begins: behind 24 bytes, two more in frames with quality of service, and padding where
/// radiotap says so. What addresses there are besides, libpcap does not ask.
fn behind_wlan(link_type: u16, data: &[u8], link: u32) -> Result<u32, Cut> {
    let control = byte(data, link)?;
    let mut payload = link.wrapping_add(24);
    if control & 0x08 == 0 || control & 0x04 != 0 {
        return Ok(payload);
    }
    if control & 0x80 != 0 {
        payload = payload.wrapping_add(2);
    }
    if link_type == 127 {
        let present = word(data, 4)?;
        if present & 0x0200_0000 != 0 && present & 0x80 == 0 {
            let flags = byte(data, if present & 0x0100_0000 == 0 { 8 } else { 16 })?;
            if flags & 0x20 != 0 {
                payload = payload.wrapping_add(3) & !3;
            }
        }
    }
    Ok(payload)
}
