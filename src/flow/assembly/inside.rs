//! What datagrams carry inside, where their application can open them: each conversation has an
//! opener of its own, from the first datagram that it can open on.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry as Slot;

use super::found::Found;
use super::{Losses, Taken};
use crate::flow::Sender;
use crate::packet::Opener;

/// The openers of all conversations.
#[derive(Debug, Default)]
pub struct Inside {
    conversations: HashTable<Conversation>,
    /// The messages of one datagram; reused.
    bytes: Vec<u8>,
}

#[derive(Debug)]
struct Conversation {
    hash: u64,
    opener: Box<dyn Opener>,
}

impl Inside {
    /// Takes a datagram of the conversation with this hash, and adds what it completed. `taken` is
    /// what its partition has, and `most` what it may have.
    pub fn datagram(
        &mut self,
        (hash, sender): (u64, Sender),
        bytes: &[u8],
        begin: fn() -> Box<dyn Opener>,
        (taken, most): (&mut Taken, Taken),
        (found, losses): (&mut Found, &mut Losses),
    ) {
        self.bytes.clear();
        let from_low = sender == Sender::Low;
        let slot = self.conversations.entry(hash, |it| it.hash == hash, |it| it.hash);
        let protocol = match slot {
            Slot::Occupied(mut slot) => {
                let opener = &mut slot.get_mut().opener;
                let before = opener.held_bytes();
                let protocol = opener.datagram(bytes, from_low, &mut self.bytes);
                let held = opener.held_bytes();
                taken.bytes = (taken.bytes + held).saturating_sub(before);
                if taken.bytes > most.bytes && held > 0 {
                    taken.free(held);
                    losses.streams_emptied += 1;
                    slot.remove();
                }
                protocol
            }
            Slot::Vacant(slot) => {
                let mut opener = begin();
                let protocol = opener.datagram(bytes, from_low, &mut self.bytes);
                if opener.is_open() {
                    if taken.connections < most.connections {
                        taken.connections += 1;
                        taken.bytes += opener.held_bytes();
                        slot.insert(Conversation { hash, opener });
                    } else {
                        losses.segments_without_room += 1;
                    }
                }
                protocol
            }
        };
        if let Some(protocol) = protocol {
            let wire_bytes = self.bytes.len() as u64;
            let outside = std::mem::replace(&mut found.protocol, protocol);
            found.assembled(&self.bytes, wire_bytes);
            found.protocol = outside;
        }
    }
}
