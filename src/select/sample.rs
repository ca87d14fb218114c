//! A sample of flows: all packets of one in so many, chosen by a hash that is the same everywhere.

use std::str::FromStr;

use super::FlowId;

/// One in so many flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    one_in: u64,
    seed: u64,
}

impl Sample {
    /// Whether a flow is in the sample. Depends on its ends, its protocol and the seed alone.
    #[must_use]
    pub fn has(self, flow: &FlowId) -> bool {
        flow.number(self.seed).is_multiple_of(self.one_in)
    }

    /// The same size, another choice.
    #[must_use]
    pub const fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }
}

impl FromStr for Sample {
    type Err = &'static str;

    /// Reads `1/N`.
    fn from_str(text: &str) -> Result<Self, &'static str> {
        let wrong = "not a sample; write 1/10 for one in ten flows";
        let number = text.strip_prefix("1/").ok_or(wrong)?;
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong);
        }
        match number.parse() {
            Ok(one_in @ 1..) => Ok(Self { one_in, seed: 0 }),
            _ => Err(wrong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::raw;
    use crate::packet::{Decoded, Messages, Packet, decode};
    use crate::select::FlowFinder;

    /// The flow of a UDP datagram between these ports, in one direction or the other.
    fn flow(port: u16, back: bool) -> FlowId {
        let (mut hosts, mut ports) = ([1, 2], [port, 53]);
        if back {
            hosts.reverse();
            ports.reverse();
        }
        #[rustfmt::skip]
        let mut frame = vec![
            2, 0, 0, 0, 0, 1,  2, 0, 0, 0, 0, 2,  0x08, 0x00,      // Ethernet
            0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0,              // IPv4, UDP
            192, 0, 2, hosts[0],  192, 0, 2, hosts[1],
        ];
        frame.extend(ports.map(u16::to_be_bytes).concat());
        frame.extend([0, 8, 0, 0]);
        let raw = raw(1, &frame);
        let mut decoded = Decoded::default();
        decode(&raw, &mut decoded);
        let messages = Messages::default();
        FlowFinder::default().flow(&Packet { raw: &raw, decoded: &decoded, messages, of_flow: &[] })
    }

    #[test]
    fn about_one_in_so_many_flows_is_taken_and_both_directions_are() {
        let sample: Sample = "1/10".parse().unwrap();
        let taken: Vec<u16> =
            (1000..11_000).filter(|port| sample.has(&flow(*port, false))).collect();
        // Ten standard deviations of a fair choice.
        assert!((700..=1300).contains(&taken.len()), "{}", taken.len());
        assert!(taken.iter().all(|port| sample.has(&flow(*port, true))));
        let other = sample.with_seed(1);
        let both = taken.iter().filter(|port| other.has(&flow(**port, false))).count();
        assert!((20..=200).contains(&both), "{both}");
    }

    #[test]
    fn the_choice_never_changes() {
        // Computed apart from this code, so that the same command gives the same packets for ever.
        let sample: Sample = "1/100".parse().unwrap();
        let taken: Vec<u16> = (1000..1500).filter(|port| sample.has(&flow(*port, false))).collect();
        assert_eq!(taken, [1097, 1239, 1412, 1484]);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "1", "1/", "1/0", "2/3", "1/-1", "1/x", "10%", "1/+2"] {
            assert!(text.parse::<Sample>().is_err(), "{text}");
        }
    }
}
