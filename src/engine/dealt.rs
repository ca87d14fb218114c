//! A batch and whose its packets are: whoever reads it looks while it has the headers in its caches,
//! so that no worker touches the packets of another, and finds the datagrams that fragments complete.

use super::Partition;
use crate::flow::Fragments;
use crate::packet::{Decoded, Plain, RawPacket, Whole, walk};
use crate::source::Batch;

/// Packets whose headers are fetched together: they lie in the caches of whoever read them, and
/// coming from there takes as long for many as for one.
const TOGETHER: usize = 32;
/// Where a cache line begins that headers reach, from the packet's first byte.
const LINES: [usize; 2] = [0, 60];

/// A batch and whose its packets are.
#[derive(Debug, Default)]
pub struct Dealt {
    /// The packets.
    pub batch: Batch,
    /// Of each worker its packets, by their place in the batch.
    shares: Vec<Vec<(u32, Partition)>>,
    /// The packets that complete fragmented datagrams, by their place in the batch.
    wholes: Vec<(usize, Whole)>,
}

impl Dealt {
    /// Looks at the packets that were filled in, and deals them among so many workers: every
    /// partition is one's. None, and it looks for fragments alone.
    pub fn deal(&mut self, workers: usize, fragments: &mut Fragments, decoded: &mut Decoded) {
        let Self { batch, shares, wholes } = self;
        shares.resize_with(workers, Vec::new);
        shares.iter_mut().for_each(Vec::clear);
        wholes.clear();
        for (place, raw) in (0..).zip(batch.packets()) {
            let partition = match Plain::of(&raw) {
                Some(_) if workers == 0 => continue,
                Some(plain) => plain.hosts(raw.data).map(|hosts| Partition::of_hosts(&hosts)),
                None => {
                    walk(&raw, decoded);
                    let whole =
                        if decoded.is_fragment() { fragments.join(&raw, decoded) } else { None };
                    whole.map(|whole| {
                        let partition = Partition::of(&whole.packet(&raw), decoded);
                        wholes.push((place as usize, whole));
                        partition
                    })
                }
            };
            if workers == 0 {
                continue;
            }
            let partition = partition.unwrap_or_else(|| Partition::of(&raw, decoded));
            if let Some(share) = shares.get_mut(usize::from(partition.0) % workers) {
                share.push((place, partition));
            }
        }
    }

    /// All packets, and whether analysers see them.
    pub fn packets(&self) -> impl Iterator<Item = (RawPacket<'_>, bool)> {
        let mut wholes = self.wholes.iter().peekable();
        let all = self.batch.packets().zip(self.batch.choice()).enumerate();
        all.map(move |(place, (raw, chosen))| match wholes.next_if(|(index, _)| *index == place) {
            None => (raw, chosen),
            Some((_, whole)) => (whole.packet(&raw), chosen),
        })
    }

    /// The packets of a worker with their partitions, and whether analysers see them.
    pub fn share(&self, worker: usize) -> impl Iterator<Item = (RawPacket<'_>, Partition, bool)> {
        let mut wholes = self.wholes.iter().peekable();
        let own = self.shares.get(worker).map(Vec::as_slice).unwrap_or_default();
        let own = own.chunks(TOGETHER).flat_map(|some| {
            self.touch(some);
            some
        });
        own.filter_map(move |&(place, partition)| {
            let place = place as usize;
            let raw = self.batch.packet(place)?;
            let chosen = self.batch.chosen.get(place).copied().unwrap_or(true);
            while wholes.next_if(|(index, _)| *index < place).is_some() {}
            let whole = wholes.next_if(|(index, _)| *index == place);
            Some((whole.map_or(raw, |(_, whole)| whole.packet(&raw)), partition, chosen))
        })
    }
    /// Reads where these packets begin, so that what reads more of them need not wait.
    #[inline(never)]
    fn touch(&self, packets: &[(u32, Partition)]) {
        let byte = |start: usize, line| self.batch.bytes.get(start + line).copied().unwrap_or(0);
        let records =
            packets.iter().filter_map(|(place, _)| self.batch.records.get(*place as usize));
        let lines = records.map(|record| LINES.map(|line| byte(record.start as usize, line)));
        std::hint::black_box(lines.fold(0, |sum, [one, other]| sum ^ one ^ other));
    }
}
