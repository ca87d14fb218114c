//! Whose names and units flow records have.

/// A vocabulary of flow records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlowSchema {
    /// Ours: Zeek's names where Zeek has the thing, and more.
    #[default]
    Netsift,
    /// Zeek's conn.log.
    Zeek,
    /// NFStream.
    Nfstream,
    /// Elastic Common Schema.
    Ecs,
    /// Information elements of IPFIX.
    Ipfix,
}

impl FlowSchema {
    /// Every schema.
    pub const ALL: [Self; 5] = [Self::Netsift, Self::Zeek, Self::Nfstream, Self::Ecs, Self::Ipfix];

    /// The word on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Netsift => "netsift",
            Self::Zeek => "zeek",
            Self::Nfstream => "nfstream",
            Self::Ecs => "ecs",
            Self::Ipfix => "ipfix",
        }
    }

    /// The name of the table of its records. Each has another one, so that readers who know the
    /// columns of one do not meet those of another.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Netsift => "flows",
            Self::Zeek => "conn",
            other => other.name(),
        }
    }
}
