//! Why an interface cannot be captured on, and the way out.

/// What stands between an interface and its packets.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The library is not on this machine.
    #[error(
        "libpcap is not installed; live capture needs it: `apt install libpcap0.8` (Debian, \
         Ubuntu), `dnf install libpcap` (Fedora), `apk add libpcap` (Alpine)"
    )]
    NoLibrary,
    /// The system does not let this user.
    #[error(
        "{interface}: permission denied; live capture needs CAP_NET_RAW: run as root, or `setcap \
         cap_net_raw,cap_net_admin=ep $(command -v netsift)`"
    )]
    Permission {
        /// The interface.
        interface: String,
    },
    /// There is no such interface.
    #[error("{interface}: no such interface; `netsift capture -D` lists those that are there")]
    NoInterface {
        /// What was asked for.
        interface: String,
    },
    /// The filter is no BPF expression, or not one for this link type.
    #[error("{interface}: filter `{filter}`: {reason}")]
    Filter {
        /// The interface.
        interface: String,
        /// The expression.
        filter: String,
        /// libpcap's words.
        reason: String,
    },
    /// The interface does not have the link type that was asked for.
    #[error(
        "{interface}: no link type `{link_type}`; `netsift capture -i {interface} -L` lists them"
    )]
    LinkType {
        /// The interface.
        interface: String,
        /// What was asked for.
        link_type: String,
    },
    /// Privileges cannot be given up.
    #[error("privileges cannot be given up: {reason}")]
    Confine {
        /// What was refused.
        reason: String,
    },
    /// Anything else.
    #[error("{interface}: {reason}")]
    Other {
        /// The interface.
        interface: String,
        /// libpcap's words.
        reason: String,
    },
}

impl LiveError {
    /// What libpcap's refusal to open an interface means. It says so in words only; these are
    /// those of its versions 1.1 to 1.10.
    pub(super) fn of_opening(interface: &str, error: &pcap::Error) -> Self {
        let interface = interface.to_owned();
        let reason = words(error);
        let says = |part: &str| reason.contains(part);
        if says("ermission") || says("not permitted") || says("CAP_NET_RAW") {
            Self::Permission { interface }
        } else if says("No such device") || says("doesn't exist") {
            Self::NoInterface { interface }
        } else {
            Self::Other { interface, reason }
        }
    }
}

/// libpcap's own words, without the crate's.
pub(super) fn words(error: &pcap::Error) -> String {
    match error {
        pcap::Error::PcapError(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_can_do_about_is_told_from_the_rest() {
        let of = |text: &str| LiveError::of_opening("e", &pcap::Error::PcapError(text.to_owned()));
        let denied = "socket: Operation not permitted";
        assert!(matches!(of(denied), LiveError::Permission { .. }));
        let denied = "Attempt to create packet socket failed - CAP_NET_RAW may be required";
        assert!(matches!(of(denied), LiveError::Permission { .. }));
        let missing = "SIOCGIFHWADDR: No such device";
        assert!(matches!(of(missing), LiveError::NoInterface { .. }));
        assert!(matches!(of("the network is down"), LiveError::Other { .. }));
    }
}
