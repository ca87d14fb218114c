//! Scopes: what one table of hosts covers. A level, or the addresses of one family at it.

use super::Level;
use crate::flow::{Family, Pair};

/// What one table of conversations or endpoints covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// At which layer hosts are told apart.
    pub level: Level,
    /// The one sort of address that counts; `None` for every sort.
    pub family: Option<Family>,
}

impl Scope {
    /// Every scope, from the link inwards, a level before its families.
    pub const ALL: [Self; 7] = [
        Self::of(Level::Eth),
        Self::of(Level::Ip),
        Self::IPV4,
        Self::IPV6,
        Self::of(Level::Tcp),
        Self::of(Level::Udp),
        Self::of(Level::Sctp),
    ];

    /// IPv4 addresses: what tshark calls `ip`.
    pub const IPV4: Self = Self { level: Level::Ip, family: Some(Family::Ipv4) };

    /// IPv6 addresses.
    pub const IPV6: Self = Self { level: Level::Ip, family: Some(Family::Ipv6) };

    /// A whole level.
    #[must_use]
    pub const fn of(level: Level) -> Self {
        Self { level, family: None }
    }

    /// The word on the command line, and the name of the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.family {
            Some(Family::Ipv4) => "ipv4",
            Some(Family::Ipv6) => "ipv6",
            Some(Family::Mac) | None => self.level.name(),
        }
    }

    /// The name for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self.family {
            Some(Family::Ipv4) => "IPv4",
            Some(Family::Ipv6) => "IPv6",
            Some(Family::Mac) | None => self.level.title(),
        }
    }

    /// Whether a conversation between these ends, seen at the scope's level, belongs to it.
    #[must_use]
    pub fn covers(self, pair: &Pair) -> bool {
        self.family.is_none_or(|family| family == pair.family)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_scopes_share_a_name() {
        let names: HashSet<_> = Scope::ALL.iter().map(|scope| scope.name()).collect();
        assert_eq!(names.len(), Scope::ALL.len());
    }

    #[test]
    fn every_level_is_a_scope() {
        for level in Level::ALL {
            assert!(Scope::ALL.contains(&Scope::of(level)), "{level:?}");
        }
    }
}
