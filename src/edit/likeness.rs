//! When two packets are the same: all their bytes are, or all but what routers, switches and tags
//! change on the way.

use std::hash::{BuildHasher, Hasher};

use foldhash::quality::RandomState;

use crate::packet::bytes::u16_at;
use crate::packet::{Decoded, Layer, ProtocolId, RawPacket, decode};

/// The words of `--dedup-ignore`, and what each leaves out of account.
pub const WORDS: [(&str, &str); 7] = [
    ("mac", "hardware addresses of Ethernet frames"),
    ("vlan", "VLAN tags"),
    ("link", "all that stands before the network layer"),
    ("ttl", "TTL and hop limit, with the checksum of the IPv4 header"),
    ("dscp", "DSCP, ECN and flow label, with the checksum of the IPv4 header"),
    ("checksum", "checksums of IPv4, TCP, UDP, ICMP"),
    ("padding", "what stands behind the network layer's packet"),
];

/// What is compared.
#[derive(Clone, Debug, Default)]
pub struct Likeness {
    ignored: Vec<&'static str>,
    skipped_bytes: usize,
    decoded: Decoded,
    scratch: Vec<u8>,
    seeds: [RandomState; 2],
}

impl Likeness {
    /// Compares all but what these words name, and so many first bytes.
    ///
    /// # Errors
    /// The first word that is none of [`WORDS`].
    pub fn new(words: &[String], skipped_bytes: usize) -> Result<Self, &str> {
        let mut likeness = Self { skipped_bytes, ..Self::default() };
        for word in words {
            let known = WORDS.iter().find(|(name, _)| name == word).ok_or(word.as_str())?;
            likeness.ignored.push(known.0);
        }
        Ok(likeness)
    }

    /// A number that two packets share if they are the same; among any billion of others two share
    /// one once in 10^20 runs.
    pub fn number(&mut self, raw: &RawPacket<'_>) -> u128 {
        let mut bytes = raw.data;
        if !self.ignored.is_empty() {
            decode(raw, &mut self.decoded);
            self.reduce(raw);
            bytes = &self.scratch;
        }
        let bytes = bytes.get(self.skipped_bytes..).unwrap_or_default();
        let [one, other] = self.seeds.each_ref().map(|seed| {
            let mut hasher = seed.build_hasher();
            hasher.write(bytes);
            hasher.write_usize(bytes.len());
            hasher.finish()
        });
        u128::from(one) << 64 | u128::from(other)
    }

    fn ignores(&self, word: &str) -> bool {
        self.ignored.contains(&word)
    }

    /// Leaves in `scratch` what is compared.
    fn reduce(&mut self, raw: &RawPacket<'_>) {
        self.scratch.clear();
        self.scratch.extend_from_slice(raw.data);
        let layers = self.decoded.layers();
        let network = layers.iter().find(|layer| is_network(layer)).copied();
        if self.ignores("padding")
            && let Some(network) = network
        {
            self.scratch.truncate(network.end as usize);
        }
        for layer in layers {
            for (word, at, length) in places(layer, raw.data) {
                if self.ignored.iter().any(|ignored| word.contains(ignored)) {
                    let start = layer.start as usize + at;
                    let place = self.scratch.get_mut(start..start + length);
                    place.unwrap_or_default().fill(0);
                }
            }
        }
        let mut removed = 0;
        let mut remove = |scratch: &mut Vec<u8>, from: usize, to: usize| {
            let (from, to) = (from.saturating_sub(removed), to.saturating_sub(removed));
            if from < to && to <= scratch.len() {
                scratch.drain(from..to);
                removed += to - from;
            }
        };
        if self.ignores("link") {
            let to = network.map_or(0, |network| network.start as usize);
            remove(&mut self.scratch, 0, to);
        } else if self.ignores("vlan") {
            for layer in self.decoded.layers().iter().filter(|layer| is_tag(layer)) {
                // The tag's own Ethertype stands before it, that of what follows at its end.
                let (from, to) = (layer.start as usize, layer.payload as usize);
                remove(&mut self.scratch, from.saturating_sub(2), to.saturating_sub(2));
            }
        }
    }
}

const fn is_network(layer: &Layer) -> bool {
    matches!(layer.protocol, ProtocolId::Ipv4 | ProtocolId::Ipv6 | ProtocolId::Arp)
}

const fn is_tag(layer: &Layer) -> bool {
    matches!(layer.protocol, ProtocolId::Vlan | ProtocolId::Ieee8021ad)
}

/// Parts of a header that words name: the words, where each begins, how long it is.
fn places(layer: &Layer, data: &[u8]) -> Vec<(&'static [&'static str], usize, usize)> {
    let header = data.get(layer.start as usize..layer.end as usize).unwrap_or_default();
    match layer.protocol {
        ProtocolId::Ethernet => vec![(&["mac"], 0, 12)],
        ProtocolId::Ipv4 => {
            vec![(&["dscp"], 1, 1), (&["ttl"], 8, 1), (&["ttl", "dscp", "checksum"], 10, 2)]
        }
        // The version shares a byte with the traffic class.
        ProtocolId::Ipv6 => vec![(&["dscp"], 0, 4), (&["ttl"], 7, 1)],
        ProtocolId::Tcp => vec![(&["checksum"], 16, 2)],
        ProtocolId::Udp | ProtocolId::Udplite => {
            // Without a checksum there is none to be another (RFC 768).
            let has_one = u16_at(header, 6).is_some_and(|checksum| checksum != 0);
            if has_one { vec![(&["checksum"], 6, 2)] } else { vec![] }
        }
        ProtocolId::Icmp | ProtocolId::Icmpv6 => vec![(&["checksum"], 2, 2)],
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::raw;

    #[rustfmt::skip]
    const FRAME: [u8; 44] = [
        2, 0, 0, 0, 0, 1,  2, 0, 0, 0, 0, 2,  0x08, 0x00,                    // Ethernet
        0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0xaa, 0xbb,                      // IPv4, UDP
        192, 0, 2, 1,  192, 0, 2, 2,
        0x30, 0x39, 0, 53, 0, 8, 0x12, 0x34,                                 // UDP
        0, 0,                                                                // padding
    ];

    fn are_alike(words: &[&str], one: &[u8], other: &[u8]) -> bool {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        let mut likeness = Likeness::new(&words, 0).unwrap();
        likeness.number(&raw(1, one)) == likeness.number(&raw(1, other))
    }

    #[test]
    fn each_word_leaves_out_its_part_and_no_other() {
        let change = |at: usize| {
            let mut other = FRAME.to_vec();
            other[at] ^= 1;
            other
        };
        // TTL and the checksum of IPv4, which a router changes together.
        let mut routed = change(22);
        routed[24] ^= 1;
        let mut tagged = FRAME[..12].to_vec();
        tagged.extend([0x81, 0, 0, 7]);
        tagged.extend(&FRAME[12..]);
        let cases: [(&str, Vec<u8>); 6] = [
            ("mac", change(3)),
            ("vlan", tagged),
            ("ttl", routed),
            ("dscp", change(15)),
            ("checksum", change(40)),
            ("padding", FRAME[..42].to_vec()),
        ];
        for (index, (word, other)) in cases.iter().enumerate() {
            assert!(!are_alike(&[], &FRAME, other), "{word}");
            for (place, (known, _)) in cases.iter().enumerate() {
                assert_eq!(are_alike(&[known], &FRAME, other), index == place, "{word} {known}");
            }
        }
        assert!(are_alike(&["link"], &FRAME, &change(3)));
        assert!(are_alike(&["link"], &FRAME, &cases[1].1));
        assert!(!are_alike(&["link", "ttl", "checksum"], &FRAME, &change(34)));
    }

    #[test]
    fn skipped_bytes_are_those_in_front() {
        let mut likeness = Likeness::new(&[], 14).unwrap();
        let mut other = FRAME;
        other[13] = 9;
        assert_eq!(likeness.number(&raw(1, &FRAME)), likeness.number(&raw(1, &other)));
        other[14] = 9;
        assert_ne!(likeness.number(&raw(1, &FRAME)), likeness.number(&raw(1, &other)));
    }

    #[test]
    fn no_truncation_panics() {
        for length in 0..FRAME.len() {
            for (word, _) in WORDS {
                let _ = are_alike(&[word], &FRAME[..length], &FRAME);
            }
        }
    }
}
