//! Every recogniser against every application's samples, against their beginnings, and against noise.

use crate::packet::protocols::{SAMPLES, TABLE};
use crate::packet::testing::Sample;
use crate::packet::{Confidence, Payload, ProtocolId, Role, Transport};

type Recognise = fn(&Payload<'_>) -> Confidence;

fn recognisers() -> impl Iterator<Item = (ProtocolId, Recognise)> {
    SAMPLES.iter().filter_map(|&(id, _)| Some((id, id.get().recognise?)))
}

fn samples() -> impl Iterator<Item = (ProtocolId, &'static Sample)> {
    SAMPLES.iter().flat_map(|&(id, samples)| samples.iter().map(move |sample| (id, sample)))
}

/// A fixed stream of bits (xorshift64*, Vigna 2016).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }
}

#[test]
fn every_recogniser_knows_its_own_samples() {
    let wrong: Vec<String> = samples()
        .filter_map(|(id, sample)| {
            let said = id.get().recognise.map(|recognise| recognise(&sample.payload()));
            (said != Some(sample.expected)).then(|| format!("{id:?} says {said:?} of {sample:02x?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_recogniser_is_certain_only_of_what_begins_as_its_protocol_says() {
    for (owner, sample) in samples() {
        for first in 0..=255 {
            let mut bytes = sample.bytes.to_vec();
            let Some(begin) = bytes.first_mut() else { continue };
            *begin = first;
            let payload = Payload { bytes: &bytes, ..sample.payload() };
            for (id, recognise) in recognisers() {
                let begins = id.get().begins.iter().any(|range| range.contains(&first));
                let missed = !begins && recognise(&payload) == Confidence::Certain;
                assert!(!missed, "{id:?} is certain of {first:#04x} and the rest of a {owner:?}");
            }
        }
    }
}

#[test]
fn every_recogniser_has_a_sample_that_it_takes() {
    for &(id, samples) in SAMPLES {
        let takes = samples.iter().any(|sample| sample.expected > Confidence::No);
        assert_eq!(takes, id.get().recognise.is_some(), "{id:?}");
    }
}

#[test]
fn no_recogniser_is_certain_of_what_is_another_protocol() {
    let mut wrong = Vec::new();
    for (owner, sample) in samples().filter(|(_, sample)| sample.expected > Confidence::No) {
        for (id, recognise) in recognisers().filter(|&(id, _)| id != owner) {
            if recognise(&sample.payload()) == Confidence::Certain {
                wrong.push(format!("{id:?} takes a payload of {owner:?}: {sample:02x?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn beginnings_of_samples_do_not_make_any_recogniser_panic() {
    for (_, sample) in samples() {
        for length in 1..sample.bytes.len() {
            for wire_bytes in [length, sample.bytes.len()] {
                let bytes = &sample.bytes[..length];
                for (_, recognise) in recognisers() {
                    recognise(&Payload { bytes, wire_bytes, ..sample.payload() });
                }
            }
        }
    }
}

#[test]
fn noise_is_never_certain() {
    let mut noise = Noise(0x5eed);
    for round in 0..20_000 {
        let length = 1 + usize::try_from(noise.next() % 96).unwrap();
        let bytes: Vec<u8> = (0..length).map(|_| noise.next().to_le_bytes()[4]).collect();
        let transport = if round % 2 == 0 { Transport::Tcp } else { Transport::Udp };
        let (source, destination) = (u16::try_from(noise.next() >> 48).unwrap(), u16::try_from(noise.next() >> 48).unwrap());
        let payload =
            Payload { bytes: &bytes, wire_bytes: length, transport, source, destination };
        for (id, recognise) in recognisers() {
            assert_ne!(recognise(&payload), Confidence::Certain, "{id:?}: {bytes:02x?}");
        }
    }
}

#[test]
fn constant_bytes_are_never_certain() {
    for byte in 0..=255 {
        for length in 1..200 {
            let bytes = vec![byte; length];
            for transport in [Transport::Tcp, Transport::Udp] {
                let payload = Payload {
                    bytes: &bytes,
                    wire_bytes: length,
                    transport,
                    source: 50_001,
                    destination: 50_002,
                };
                for (id, recognise) in recognisers() {
                    assert_ne!(recognise(&payload), Confidence::Certain, "{id:?}: {byte}*{length}");
                }
            }
        }
    }
}

#[test]
fn applications_are_the_protocols_of_this_folder_and_those_only_named() {
    for &(id, _) in SAMPLES {
        assert_eq!(id.role(), Role::Application, "{id:?}");
    }
    let applications = TABLE.iter().filter(|(id, _)| id.role() == Role::Application);
    for &(id, protocol) in applications {
        let here = SAMPLES.iter().any(|&(sampled, _)| sampled == id);
        assert_eq!(here, protocol.recognise.is_some(), "{id:?}");
    }
}
