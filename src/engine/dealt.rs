//! A batch that all workers see, with the partition of each packet and the datagrams that some
//! complete: the reader looks while it has the headers in its caches, so that no worker touches the
//! packets of another, and knows the fragments of all.

use super::Partition;
use crate::flow::Fragments;
use crate::packet::{Decoded, Plain, RawPacket, Whole, walk};
use crate::source::Batch;

/// A batch and whose its packets are.
#[derive(Debug, Default)]
pub struct Dealt {
    /// The packets.
    pub batch: Batch,
    /// Of each packet.
    partitions: Vec<Partition>,
    /// The packets that complete fragmented datagrams, by their place in the batch.
    wholes: Vec<(usize, Whole)>,
}

impl Dealt {
    /// Looks at the packets that were filled in.
    pub fn deal(&mut self, fragments: &mut Fragments, decoded: &mut Decoded) {
        let Self { batch, partitions, wholes } = self;
        partitions.clear();
        wholes.clear();
        for (place, raw) in batch.packets().enumerate() {
            let partition = look(&raw).unwrap_or_else(|| {
                walk(&raw, decoded);
                if decoded.is_fragment()
                    && let Some(whole) = fragments.join(&raw, decoded)
                {
                    let partition = Partition::of(&whole.packet(&raw), decoded);
                    wholes.push((place, whole));
                    return partition;
                }
                Partition::of(&raw, decoded)
            });
            partitions.push(partition);
        }
    }

    /// The packets with their partitions, and whether analysers see them.
    pub fn packets(&self) -> impl Iterator<Item = (RawPacket<'_>, Option<Partition>, bool)> {
        let mut wholes = self.wholes.iter().peekable();
        let partitions = self.partitions.iter().copied().map(Some);
        let all = self.batch.packets().zip(partitions.chain(std::iter::repeat(None)));
        all.zip(self.batch.choice()).enumerate().map(move |(place, ((raw, partition), chosen))| {
            match wholes.next_if(|(index, _)| *index == place) {
                None => (raw, partition, chosen),
                Some((_, whole)) => (whole.packet(&raw), partition, chosen),
            }
        })
    }
}

#[inline]
fn look(raw: &RawPacket<'_>) -> Option<Partition> {
    let hosts = Plain::of(raw)?.hosts(raw.data)?;
    Some(Partition::of_hosts(&hosts))
}
