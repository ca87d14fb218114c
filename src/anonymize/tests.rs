//! Whole packets.

use super::Anonymizer;
use crate::packet::testing::raw;

#[rustfmt::skip]
const REQUEST: [u8; 42] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff,  2, 0, 0, 0, 0, 7,  0x08, 0x06,  // Ethernet, to all
    0, 1,  8, 0,  6, 4,  0, 1,                                           // ARP request
    2, 0, 0, 0, 0, 7,  192, 0, 2, 7,                                     // sender
    0, 0, 0, 0, 0, 0,  192, 0, 2, 1,                                     // target
];

#[test]
fn who_asks_by_arp_is_hidden_and_the_same_everywhere() {
    let mut anonymizer = Anonymizer::new(&[7; 32], false);
    let after = anonymizer.packet(&raw(1, &REQUEST));
    assert_eq!(after.len(), REQUEST.len());
    assert_eq!(after[..6], REQUEST[..6]);
    assert_eq!(after[12..22], REQUEST[12..22]);
    assert_ne!(after[6..12], REQUEST[6..12]);
    assert_eq!(after[6..12], after[22..28]);
    assert_eq!(after[28..31], after[38..41]);
    assert_ne!(after[28..32], REQUEST[28..32]);
    let tally = anonymizer.tally();
    assert_eq!((tally.packets, tally.places, tally.not_proven), (1, 4, 0));
    assert!(tally.compared >= 6);
    // The same key, the same result; another key, another.
    assert_eq!(Anonymizer::new(&[7; 32], false).packet(&raw(1, &REQUEST)), after);
    assert_ne!(Anonymizer::new(&[8; 32], false).packet(&raw(1, &REQUEST)), after);
}

#[test]
fn every_truncation_is_survived_and_what_is_not_understood_is_emptied() {
    let mut anonymizer = Anonymizer::new(&[7; 32], true);
    for length in 0..REQUEST.len() {
        assert!(anonymizer.packet(&raw(1, &REQUEST[..length])).len() <= length);
    }
    assert!(anonymizer.packet(&raw(249, &REQUEST)).is_empty());
}
