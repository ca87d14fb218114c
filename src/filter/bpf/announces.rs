//! What a frame announces: by an Ethertype, by LLC, by PPP, by an address family.

use super::link::Framing;
use super::view::{Cut, View, byte, half, word};

/// Whether a frame announces an Ethertype, or below 1501 a service access point of LLC.
///
/// # Errors
/// Where the packet is too short to tell.
pub fn announces(data: &[u8], view: &View, number: u32) -> Result<bool, Cut> {
    if view.has_passed(number) {
        return Ok(true);
    }
    let frame = view.frame()?;
    if view.labels() > 0 {
        // The last label, and the version behind it (RFC 3032 section 2.1).
        let network = view.network()?;
        let is_last = byte(data, network.wrapping_sub(2))? & 1 == 1;
        return Ok(match number {
            0x0800 => is_last && byte(data, network)? >> 4 == 4,
            0x86dd => is_last && byte(data, network)? >> 4 == 6,
            _ => false,
        });
    }
    Ok(match frame.framing {
        Framing::Ethernet => {
            let announced = half(data, frame.announced)?;
            match number {
                0xfe | 0x06 | 0xf0 => {
                    announced <= 1500 && half(data, frame.payload)? == number << 8 | number
                }
                0xe0 => is_ipx(data, frame.payload, announced)?,
                0x809b if announced != number => {
                    announced <= 1500 && is_snap(data, frame.payload, 0x0008_0007, number)?
                }
                0x80f3 if announced != number => {
                    announced <= 1500 && is_snap(data, frame.payload, 0, number)?
                }
                0..=1500 => announced <= 1500 && byte(data, frame.payload)? == number,
                _ => announced == number,
            }
        }
        Framing::Llc => llc(data, frame.payload, number)?,
        Framing::Wlan => {
            let control = byte(data, frame.link)?;
            control & 0x04 == 0 && control & 0x08 != 0 && llc(data, frame.payload, number)?
        }
        Framing::SunAtm => byte(data, 0)? & 0x0f == 2 && llc(data, frame.payload, number)?,
        Framing::Cooked(_) => {
            let announced = half(data, frame.announced)?;
            match number {
                // LLC is announced as 4 (LINUX_SLL_P_802_2), Novell's raw frames as 1.
                0xfe | 0x06 | 0xf0 => {
                    announced == 4 && half(data, frame.payload)? == number << 8 | number
                }
                0xe0 => {
                    announced == 0x8137
                        || announced == 1
                        || (announced == 4
                            && (is_snap(data, frame.payload, 0, 0x8137)?
                                || byte(data, frame.payload)? == number))
                }
                0x809b if announced != number => {
                    announced == 4 && is_snap(data, frame.payload, 0x0008_0007, number)?
                }
                0x80f3 if announced != number => {
                    announced == 4 && is_snap(data, frame.payload, 0, number)?
                }
                0..=1500 => announced == 4 && byte(data, frame.payload)? == number,
                _ => announced == number,
            }
        }
        Framing::Ppp => half(data, frame.announced)? == in_ppp(number),
        Framing::Hdlc if number == 0xfe => half(data, frame.announced)? == 0xfefe,
        Framing::Hdlc => half(data, frame.announced)? == number,
        Framing::Family => {
            let found = word(data, frame.announced)?;
            is_family(number, found) || is_family(number, found.swap_bytes())
        }
        Framing::FamilyInOrder => is_family(number, word(data, frame.announced)?),
        Framing::Arcnet => {
            let code = byte(data, frame.announced)?;
            match number {
                0x0800 => code == 212 || code == 240,
                0x0806 => code == 213 || code == 241,
                0x8035 => code == 214,
                0x809b => code == 221,
                0x86dd => code == 196,
                _ => false,
            }
        }
        Framing::FrameRelay => match number {
            0x0800 => half(data, 2)? == 0x03cc,
            0x86dd => half(data, 2)? == 0x038e,
            0xfe => matches!(half(data, 2)?, 0x0381..=0x0383),
            _ => false,
        },
        Framing::Version => match number {
            0x0800 => byte(data, 0)? >> 4 == 4,
            0x86dd => byte(data, 0)? >> 4 == 6,
            _ => false,
        },
        Framing::Only(always) => always == number,
        Framing::Unknown => false,
    })
}

/// Whether an address family is that of an Ethertype: of IPv6, what each of the BSDs has for it.
const fn is_family(number: u32, family: u32) -> bool {
    match number {
        0x0800 => family == 2,
        0x86dd => matches!(family, 24 | 28 | 30),
        _ => false,
    }
}

/// The PPP protocol number of an Ethertype or service access point (IANA, PPP DLL Protocol Numbers).
const fn in_ppp(number: u32) -> u32 {
    match number {
        0x0800 => 0x21,
        0x86dd => 0x57,
        0x6003 => 0x27,
        0x809b => 0x29,
        0x0600 => 0x25,
        0xfe => 0x23,
        0x42 => 0x31,
        0xe0 => 0x2b,
        0x8847 => 0x281,
        other => other,
    }
}

fn llc(data: &[u8], at: u32, number: u32) -> Result<bool, Cut> {
    Ok(match number {
        0xfe | 0x06 | 0xf0 => half(data, at)? == number << 8 | number,
        0x809b => is_snap(data, at, 0x0008_0007, number)?,
        0..=1500 => byte(data, at)? == number,
        _ => half(data, at.wrapping_add(6))? == number,
    })
}

/// Whether LLC is followed by SNAP of an organisation.
fn is_snap(data: &[u8], at: u32, organisation: u32, number: u32) -> Result<bool, Cut> {
    let organisation = organisation & 0x00ff_ffff;
    Ok(word(data, at.wrapping_add(4))? == (organisation << 16 | number)
        && word(data, at)? == (0xaaaa_0300 | organisation >> 16))
}

/// IPX in its four ways to be in Ethernet.
fn is_ipx(data: &[u8], payload: u32, announced: u32) -> Result<bool, Cut> {
    Ok(announced == 0x8137
        || (announced <= 1500
            && (is_snap(data, payload, 0, 0x8137)?
                || byte(data, payload)? == 0xe0
                || half(data, payload)? == 0xffff)))
}
