//! Which packets are counted otherwise: those that differ when they alone are counted.

use std::collections::BTreeSet;

use super::choice::{Choice, Numbers};

/// Halves the packets for as long as `differ` says that a part of them is counted otherwise.
///
/// What depends on several packets (the timeline, which bin is open), or is set off by another
/// packet of the same part, is not found: the numbers are a proposal, to be tried.
pub fn differing(packets: u64, differ: &impl Fn(&Choice) -> bool) -> Numbers {
    let mut found = BTreeSet::new();
    let mut parts = vec![(1, packets)];
    while let Some((first, last)) = parts.pop() {
        if !differ(&Choice::Only(Numbers((first..=last).collect()))) {
            continue;
        }
        if first == last {
            found.insert(first);
        } else {
            let middle = first.midpoint(last);
            parts.extend([(first, middle), (middle + 1, last)]);
        }
    }
    Numbers(found)
}

#[test]
fn every_packet_that_differs_alone_is_found() {
    let wrong = [1, 7, 8, 100];
    let differ = |choice: &Choice| wrong.iter().any(|&number| choice.counts(number));
    assert_eq!(differing(100, &differ).to_string(), "1 7-8 100");
}
