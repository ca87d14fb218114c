//! A batch that all workers see, with the partition of each packet as far as one look tells: the
//! reader looks while it has the headers in its caches, so that no worker touches the packets of
//! another.

use super::Partition;
use crate::packet::{Plain, RawPacket};
use crate::source::Batch;

/// A batch and whose its packets are.
#[derive(Debug, Default)]
pub struct Dealt {
    /// The packets.
    pub batch: Batch,
    /// Of each packet, `None` where it must be decoded to tell.
    partitions: Vec<Option<Partition>>,
}

impl Dealt {
    /// Looks at the packets that were filled in.
    pub fn deal(&mut self) {
        self.partitions.clear();
        self.partitions.extend(self.batch.packets().map(|raw| look(&raw)));
    }

    /// The packets with their partitions, and whether analysers see them.
    pub fn packets(&self) -> impl Iterator<Item = (RawPacket<'_>, Option<Partition>, bool)> {
        let packets = self.batch.packets().zip(self.partitions.iter().copied());
        packets.zip(self.batch.choice()).map(|((raw, known), chosen)| (raw, known, chosen))
    }
}

#[inline]
fn look(raw: &RawPacket<'_>) -> Option<Partition> {
    let hosts = Plain::of(raw)?.hosts(raw.data)?;
    Some(Partition::of_hosts(&hosts))
}
