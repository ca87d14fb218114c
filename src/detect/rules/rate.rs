//! How many packets a second come to a key, from flows of which only the beginning, the end and
//! the number of packets are known: each is taken to send evenly.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::detect::alarm::Effort;
use crate::detect::observed::Observed;
use crate::value::Timestamp;

const SECOND_NS: i64 = 1_000_000_000;
/// Sources and ports of a second that are told apart.
const MOST_ENDS: usize = 4096;

/// What came in one second.
#[derive(Debug, Default)]
pub struct Second {
    /// Packets.
    pub packets: f64,
    /// What the flows that began in it took.
    pub effort: Effort,
    /// Who sent.
    pub sources: BTreeSet<IpAddr>,
    /// To which ports.
    pub ports: BTreeSet<u16>,
}

/// Seconds of one key, the oldest first.
#[derive(Debug, Default)]
pub struct Rate {
    seconds: BTreeMap<i64, Second>,
}

impl Rate {
    /// Adds `packets` of a flow, which a host sent to a port.
    pub fn add(&mut self, flow: &Observed, packets: u64, source: IpAddr, port: u16) {
        let place = |at: Timestamp| at.0.div_euclid(SECOND_NS);
        let (first, last) = (place(flow.first), place(flow.last).max(place(flow.first)));
        #[expect(clippy::cast_precision_loss, reason = "no flow has 2^52 packets")]
        let each = packets as f64 / (last - first + 1) as f64;
        for second in first..=last {
            let second = self.seconds.entry(second).or_default();
            second.packets += each;
            if second.ports.len() < MOST_ENDS && second.sources.len() < MOST_ENDS {
                second.sources.insert(source);
                second.ports.insert(port);
            }
        }
        let began = self.seconds.entry(first).or_default();
        began.effort.absorb(&Effort::of_flow(flow));
    }

    /// Takes out the seconds before that of `at`, or all.
    pub fn settled(&mut self, at: Option<Timestamp>) -> Vec<(i64, Second)> {
        let rest = match at {
            Some(at) => self.seconds.split_off(&at.0.div_euclid(SECOND_NS)),
            None => BTreeMap::new(),
        };
        std::mem::replace(&mut self.seconds, rest).into_iter().collect()
    }
}

/// The point in time at which a second begins.
pub fn begin(second: i64) -> Timestamp {
    Timestamp(second.saturating_mul(SECOND_NS))
}
