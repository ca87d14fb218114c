//! The interfaces of this machine.

use std::net::IpAddr;

use super::error::{LiveError, words};

/// An interface that can be captured on, given the permission.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the system")]
pub struct Device {
    /// What `-i` takes.
    pub name: String,
    /// What the system says it is, if it says anything.
    pub description: Option<String>,
    /// Its addresses, in the system's order.
    pub addresses: Vec<IpAddr>,
    /// It is switched on.
    pub is_up: bool,
    /// It can carry packets now: the cable is in, the radio has a network.
    pub is_running: bool,
    /// What is sent to it comes back.
    pub is_loopback: bool,
    /// It is a radio.
    pub is_wireless: bool,
}

/// All interfaces, in libpcap's order: those that are up first, `any` among them.
///
/// # Errors
/// When libpcap is not installed or cannot say.
pub fn devices() -> Result<Vec<Device>, LiveError> {
    if !netsift_libpcap::is_installed() {
        return Err(LiveError::NoLibrary);
    }
    let found = pcap::Device::list().map_err(|error| LiveError::Other {
        interface: "interfaces cannot be listed".to_owned(),
        reason: words(&error),
    })?;
    Ok(found.into_iter().map(described).collect())
}

fn described(device: pcap::Device) -> Device {
    Device {
        description: device.desc.filter(|text| !text.is_empty()),
        addresses: device.addresses.iter().map(|address| address.addr).collect(),
        is_up: device.flags.is_up(),
        is_running: device.flags.is_running(),
        is_loopback: device.flags.is_loopback(),
        is_wireless: device.flags.is_wireless(),
        name: device.name,
    }
}
