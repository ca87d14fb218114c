//! Puts fragments of IP together (RFC 791 section 3.2, RFC 8200 section 4.5).
//!
//! The packet that brings the last missing fragment gets the whole datagram; the others stay
//! fragments. One table serves all workers, so that the answer does not depend on their number.
//!
//! Where fragments of IPv4 overlap, the bytes of the one with the lower offset stay, of two with
//! the same the first (as Wireshark has it); a datagram of IPv6 whose fragments overlap is thrown
//! away (RFC 5722), but for exact copies, of which one counts.

mod held;
mod key;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::packet::{Decoded, RawPacket, Whole, walk};
use held::{Added, Held};
use key::{Fragment, Key};

/// Most memory that fragments may take while they wait. Chosen by us.
const MOST_BYTES: usize = 16 << 20;
/// How long a datagram waits for its last fragment, by the clock of the capture (RFC 8200 section
/// 4.5; RFC 1122 section 3.3.2 has between 60 and 120 seconds).
const PATIENCE_NS: i64 = 60_000_000_000;

/// What was given up where fragments are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FragmentLosses {
    /// Datagrams of which a fragment was missing after a minute, or at the end.
    pub incomplete: u64,
    /// Datagrams that made room for newer ones.
    pub evicted: u64,
    /// Fragments that nothing can be made of: they end beyond the longest datagram, or belong to
    /// one that was given up.
    pub refused: u64,
    /// Datagrams whose fragments overlap.
    pub overlapping: u64,
}

/// Fragments that wait for others.
#[derive(Default)]
pub struct Fragments {
    datagrams: HashMap<Key, Held, RandomState>,
    /// The datagrams in the order in which their first fragments came.
    order: BTreeMap<u64, Key>,
    serial: u64,
    bytes: usize,
    losses: FragmentLosses,
}

impl Fragments {
    /// Takes the fragment in which a packet ends. Where it completes its datagram, `decoded` gets
    /// the layers in it, and the packet with the datagram behind it is the answer.
    #[cold]
    pub fn join(&mut self, raw: &RawPacket<'_>, decoded: &mut Decoded) -> Option<Whole> {
        let mut whole: Option<Whole> = None;
        // A datagram may hold a fragment of another; each brings a layer, of which there is an end.
        while decoded.is_fragment() {
            let packet = whole.as_ref().map_or(*raw, |whole| whole.packet(raw));
            let completed = Fragment::of(&packet, decoded).and_then(|fragment| self.add(&fragment));
            // What an outer one holds may be a fragment that waits: the outer one is whole.
            let Some((protocol, datagram)) = completed else { break };
            let whole = whole.get_or_insert_with(|| Whole::of(raw));
            whole.push(protocol, &datagram);
            walk(&whole.packet(raw), decoded);
        }
        whole
    }

    /// What was given up, with what still waits.
    #[must_use]
    pub fn losses(&self) -> FragmentLosses {
        let waiting = self.datagrams.values().filter(|held| !held.is_given_up()).count();
        FragmentLosses { incomplete: self.losses.incomplete + waiting as u64, ..self.losses }
    }

    /// Takes a fragment; answers the datagram that it completes and the protocol in it.
    fn add(&mut self, fragment: &Fragment<'_>) -> Option<(u8, Vec<u8>)> {
        self.expire(fragment);
        let serial = self.serial;
        let held = self.datagrams.entry(fragment.key).or_insert_with(|| {
            self.order.insert(serial, fragment.key);
            self.serial += 1;
            self.bytes += Held::EMPTY;
            Held::new(serial, fragment.at)
        });
        let before = held.cost();
        let added = held.add(fragment);
        self.bytes = self.bytes - before + held.cost();
        match added {
            Added::Waits => {}
            Added::Overlaps => self.losses.overlapping += 1,
            Added::Refused => self.losses.refused += 1,
        }
        if let Some(whole) = held.whole() {
            self.forget(&fragment.key);
            return Some(whole);
        }
        while self.bytes > MOST_BYTES {
            let Some((_, &oldest)) = self.order.first_key_value() else { break };
            let is_lost = self.forget(&oldest).is_some_and(|held| !held.is_given_up());
            self.losses.evicted += u64::from(is_lost);
        }
        None
    }

    /// Gives up what waited too long.
    fn expire(&mut self, fragment: &Fragment<'_>) {
        while let Some((_, &oldest)) = self.order.first_key_value() {
            let waits = self
                .datagrams
                .get(&oldest)
                .is_some_and(|held| fragment.at.since(held.since()) <= PATIENCE_NS);
            if waits {
                return;
            }
            let is_lost = self.forget(&oldest).is_some_and(|held| !held.is_given_up());
            self.losses.incomplete += u64::from(is_lost);
        }
    }

    fn forget(&mut self, key: &Key) -> Option<Held> {
        let held = self.datagrams.remove(key)?;
        self.order.remove(&held.serial());
        self.bytes -= held.cost();
        Some(held)
    }
}
