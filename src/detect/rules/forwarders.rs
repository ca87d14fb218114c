//! Who asks for names because others asked it: a resolver repeats what its clients do, and is not
//! to blame.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::detect::notes::Name;

/// Most pairs of client and server that are remembered. Chosen by us.
const MOST: usize = 65_536;

/// Who asked whom for names.
#[derive(Debug, Default)]
pub struct Forwarders {
    asked: BTreeSet<(IpAddr, IpAddr)>,
}

impl Forwarders {
    /// Takes a name that was asked for.
    pub fn see(&mut self, name: &Name) {
        if self.asked.len() < MOST {
            self.asked.insert((name.server, name.client));
        }
    }

    /// Whether one of `askers` asked `host`.
    #[must_use]
    pub fn serves(&self, host: IpAddr, askers: &[IpAddr]) -> bool {
        askers.iter().any(|&asker| asker != host && self.asked.contains(&(host, asker)))
    }
}
