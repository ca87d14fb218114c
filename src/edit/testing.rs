//! A source for tests: packets of one byte at given times.

use crate::source::{Batch, Record, Source};
use crate::value::{LinkType, Timestamp};

/// Packets, three in a batch.
pub struct Given {
    packets: Vec<(i64, u8)>,
    given: usize,
}

impl Given {
    /// Packets of a time and a byte.
    pub fn new(packets: &[(i64, u8)]) -> Self {
        Self { packets: packets.to_vec(), given: 0 }
    }
}

impl Source for Given {
    fn fill(&mut self, batch: &mut Batch) -> bool {
        batch.records.clear();
        batch.bytes.clear();
        for (at, byte) in self.packets.iter().skip(self.given).take(3) {
            self.given += 1;
            batch.records.push(Record {
                number: self.given as u64,
                at: Timestamp(*at),
                start: u32::try_from(batch.bytes.len()).unwrap(),
                captured_bytes: 1,
                wire_bytes: 60,
                interface: 0,
                link_type: LinkType(1),
                fcs_bytes: 0,
                notes: 0,
            });
            batch.bytes.push(*byte);
        }
        !batch.records.is_empty()
    }
}
