//! Stream numbers as tshark gives them: from 0 on, in the order of first packets.
//!
//! A worker sees only its own host pairs, so the numbers are known at the end, over all workers.
//! A field that is asked of packets while they pass (`tcp.stream` in a filter) needs one counter
//! over the whole timeline instead: that is a [`super::Follower`].
//!
//! A header that a control message quotes counts too: tshark gives its stream a number, also
//! where no other packet of it was captured.

use std::collections::BTreeMap;

use super::Pair;

/// Where a header is: number of the packet, and of the layer in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Number of the packet in the timeline.
    pub number: u64,
    /// The layer, counted from the outside.
    pub layer: u8,
}

/// The numbers of `streams`, in their order. `quoted`: where pairs of ends were first quoted.
///
/// A quoted header before the first packet of its ends belongs to the stream of that packet; one
/// of ends that never send is a stream of its own, which takes a number.
#[must_use]
pub fn numbers(streams: &[(Pair, Place)], quoted: &[(Pair, Place)]) -> Vec<u64> {
    let mut first_of_pair: BTreeMap<Pair, (Place, Option<usize>)> = BTreeMap::new();
    for (index, &(pair, place)) in streams.iter().enumerate() {
        let first = first_of_pair.entry(pair).or_insert((place, Some(index)));
        *first = (*first).min((place, Some(index)));
    }
    let mut places: Vec<(Place, Option<usize>)> =
        streams.iter().enumerate().map(|(index, &(_, place))| (place, Some(index))).collect();
    let mut alone: BTreeMap<Pair, Place> = BTreeMap::new();
    for &(pair, place) in quoted {
        if let Some(&(_, Some(index))) = first_of_pair.get(&pair) {
            if let Some(first) = places.get_mut(index) {
                first.0 = first.0.min(place);
            }
        } else {
            let first = alone.entry(pair).or_insert(place);
            *first = (*first).min(place);
        }
    }
    places.extend(alone.into_values().map(|place| (place, None)));
    places.sort_unstable();
    let mut numbers = vec![0; streams.len()];
    for (number, (_, index)) in (0..).zip(places) {
        if let Some(slot) = index.and_then(|index| numbers.get_mut(index)) {
            *slot = number;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{End, Family};

    fn at(port: u16, number: u64) -> (Pair, Place) {
        let end = |port| End { address: [1; 16], port };
        let (pair, _) = Pair::of(Family::Ipv4, end(port), end(80));
        (pair, Place { number, layer: 2 })
    }

    #[test]
    fn streams_are_numbered_by_their_first_packets() {
        assert_eq!(numbers(&[at(1, 30), at(1, 40), at(2, 10)], &[]), [1, 2, 0]);
    }

    #[test]
    fn a_quoted_stream_that_never_sends_takes_a_number() {
        assert_eq!(numbers(&[at(1, 30), at(2, 10)], &[at(3, 20), at(3, 25)]), [2, 0]);
    }

    #[test]
    fn a_quote_before_the_first_packet_begins_the_stream() {
        assert_eq!(numbers(&[at(1, 30), at(2, 10), at(1, 50)], &[at(1, 5)]), [0, 1, 2]);
    }

    #[test]
    fn a_quote_after_the_first_packet_changes_nothing() {
        assert_eq!(numbers(&[at(1, 30), at(2, 10)], &[at(2, 20)]), [1, 0]);
    }
}
