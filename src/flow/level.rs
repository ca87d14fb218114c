//! Levels: the layers at which hosts can be told apart.

/// At which layer hosts are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Hardware addresses.
    Eth,
    /// IPv4 and IPv6 addresses.
    Ip,
    /// TCP addresses and ports.
    Tcp,
    /// UDP addresses and ports.
    Udp,
    /// SCTP addresses and ports.
    Sctp,
}

impl Level {
    /// Every level, from the link inwards.
    pub const ALL: [Self; 5] = [Self::Eth, Self::Ip, Self::Tcp, Self::Udp, Self::Sctp];

    /// The word on the command line, and the name of the level's table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eth => "eth",
            Self::Ip => "ip",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Eth => "Ethernet",
            Self::Ip => "IP",
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }

    /// The level with this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// Whether ends have ports.
    #[must_use]
    pub const fn has_ports(self) -> bool {
        matches!(self, Self::Tcp | Self::Udp | Self::Sctp)
    }
}
