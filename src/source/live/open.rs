//! Opening an interface.

use std::fs;
use std::path::{Path, PathBuf};

use pcap::{Active, Capture, Inactive, Linktype, Precision, TimestampType};

use super::confine::Confinement;
use super::error::{LiveError, words};
use crate::value::LinkType;

/// How long packets may stay in the kernel's buffer before they are shown, in milliseconds.
pub(super) const READ_TIMEOUT_MS: i32 = 50;

/// Where time stamps are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeSource {
    /// By the machine, as it likes.
    Host,
    /// By the machine, quickly.
    HostLowPrecision,
    /// By the machine, exactly.
    HostHighPrecision,
    /// By the device, on the machine's clock.
    Adapter,
    /// By the device, on its own clock.
    AdapterUnsynced,
}

impl TimeSource {
    /// Each with tcpdump's name for it.
    pub const ALL: [(&str, Self); 5] = [
        ("host", Self::Host),
        ("host_lowprec", Self::HostLowPrecision),
        ("host_hiprec", Self::HostHighPrecision),
        ("adapter", Self::Adapter),
        ("adapter_unsynced", Self::AdapterUnsynced),
    ];

    const fn type_of_libpcap(self) -> TimestampType {
        match self {
            Self::Host => TimestampType::Host,
            Self::HostLowPrecision => TimestampType::HostLowPrec,
            Self::HostHighPrecision => TimestampType::HostHighPrec,
            Self::Adapter => TimestampType::Adapter,
            Self::AdapterUnsynced => TimestampType::AdapterUnsynced,
        }
    }
}

/// How interfaces are captured on.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Bytes of each packet that are kept at most.
    pub snap_length: u32,
    /// Also what is meant for others.
    pub is_promiscuous: bool,
    /// On a radio: all frames there are, of whatever network.
    pub is_monitor: bool,
    /// The kernel's buffer in bytes.
    pub buffer_bytes: u32,
    /// A BPF expression; the kernel shows only packets that match it.
    pub filter: Option<String>,
    /// The link type by libpcap's name, such as `EN10MB`, where an interface has several.
    pub link_type: Option<String>,
    /// Where time stamps are made; `None` leaves it to the interface.
    pub time_source: Option<TimeSource>,
    /// What is given up when all interfaces are open, where anything is.
    pub confinement: Option<Confinement>,
}

/// libpcap's devices that are no network interfaces count time in microseconds whatever they are
/// asked for.
const ONLY_MICROSECONDS: [&str; 5] = ["usbmon", "bluetooth", "nflog", "nfqueue", "dbus"];

/// An interface that is open.
pub(super) struct Opened {
    pub(super) capture: Capture<Active>,
    pub(super) link_type: LinkType,
    /// Nanoseconds of one step of its clock's fraction.
    pub(super) tick_ns: u32,
    /// Where the system says whether the interface is up, where it does.
    flags: Option<PathBuf>,
}

impl Opened {
    /// Whether the interface was taken down, or away: libpcap does not say so of one that is quiet.
    pub(super) fn is_down(&self) -> bool {
        let Some(flags) = &self.flags else { return false };
        let Ok(text) = fs::read_to_string(flags) else { return true };
        let digits = text.trim().trim_start_matches("0x");
        u32::from_str_radix(digits, 16).is_ok_and(|flags| flags & IS_UP == 0)
    }
}

/// Linux: the bit of an interface's flags that says that it is up (netdevice(7)).
const IS_UP: u32 = 1;

/// Opens an interface; from now on the kernel keeps its packets.
pub(super) fn open(interface: &str, settings: &Settings) -> Result<Opened, LiveError> {
    let other = |error: &pcap::Error| LiveError::Other {
        interface: interface.to_owned(),
        reason: words(error),
    };
    let has_nanoseconds = !ONLY_MICROSECONDS.iter().any(|name| interface.starts_with(name));
    let mut inactive = inactive(interface, settings.is_monitor)?
        .snaplen(i32::try_from(settings.snap_length).unwrap_or(i32::MAX))
        // There is no such mode for all interfaces together.
        .promisc(settings.is_promiscuous && interface != "any")
        .buffer_size(i32::try_from(settings.buffer_bytes).unwrap_or(i32::MAX));
    if let Some(source) = settings.time_source {
        inactive = inactive.tstamp_type(source.type_of_libpcap());
    }
    if has_nanoseconds {
        inactive = inactive.precision(Precision::Nano);
    }
    let mut capture = inactive.open().map_err(|error| LiveError::of_opening(interface, &error))?;
    if let Some(name) = &settings.link_type {
        let set = Linktype::from_name(name).and_then(|number| capture.set_datalink(number));
        set.map_err(|_| LiveError::LinkType {
            interface: interface.to_owned(),
            link_type: name.clone(),
        })?;
    }
    let link_type =
        registered(capture.get_datalink()).ok_or_else(|| other(&pcap::Error::InvalidLinktype))?;
    if let Some(filter) = settings.filter.as_deref().filter(|filter| !filter.trim().is_empty()) {
        capture.filter(filter, true).map_err(|error| LiveError::Filter {
            interface: interface.to_owned(),
            filter: filter.to_owned(),
            reason: words(&error),
        })?;
    }
    // Where the kernel shows packets in blocks, libpcap would wait for one without end, and no
    // signal, no condition of time and no quiet interface could end it.
    let capture = capture.setnonblock().map_err(|error| other(&error))?;
    let flags = Path::new("/sys/class/net").join(interface).join("flags");
    let flags = Some(flags).filter(|flags| flags.exists());
    Ok(Opened { capture, link_type, tick_ns: if has_nanoseconds { 1 } else { 1000 }, flags })
}

/// The link types that an interface offers, by libpcap's names, with their descriptions.
///
/// # Errors
/// When the interface cannot be opened.
pub fn link_types(interface: &str, is_monitor: bool) -> Result<Vec<(String, String)>, LiveError> {
    let opened = inactive(interface, is_monitor)?.open();
    let opened = opened.map_err(|error| LiveError::of_opening(interface, &error))?;
    let numbers = opened.list_datalinks().map_err(|error| LiveError::Other {
        interface: interface.to_owned(),
        reason: words(&error),
    })?;
    let named = |number: &Linktype| {
        let name = number.get_name().unwrap_or_else(|_| number.0.to_string());
        (name, number.get_description().unwrap_or_default())
    };
    Ok(numbers.iter().map(named).collect())
}

fn inactive(interface: &str, is_monitor: bool) -> Result<Capture<Inactive>, LiveError> {
    if !netsift_libpcap::is_installed() {
        return Err(LiveError::NoLibrary);
    }
    let inactive = Capture::from_device(interface);
    let inactive = inactive.map_err(|error| LiveError::of_opening(interface, &error))?;
    // Setting it to false costs a look at the driver, and older libpcap fails at it.
    let inactive = if is_monitor { inactive.rfmon(true) } else { inactive };
    Ok(inactive.timeout(READ_TIMEOUT_MS))
}

/// The registered number of what libpcap calls by a number of this system: only the oldest differ
/// (<https://www.tcpdump.org/linktypes.html>, "LINKTYPE_ values and DLT_ values").
fn registered(number: Linktype) -> Option<LinkType> {
    match number.0 {
        11 => Some(LinkType(100)),
        12 => Some(LinkType(101)),
        other => u16::try_from(other).ok().map(LinkType),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_ip_has_another_number_in_files() {
        assert_eq!(registered(Linktype(12)), Some(LinkType(101)));
        assert_eq!(registered(Linktype(1)), Some(LinkType(1)));
        assert_eq!(registered(Linktype(-1)), None);
    }
}
