use std::mem::offset_of;

use super::finished::Finished;
use super::live::Live;
use super::record::{Account, Side};
use super::tcp::Tcp;
use crate::flow::records::lists::Places;

#[test]
fn a_flow_that_lives_takes_less_than_four_hundred_bytes() {
    // The table adds nine bytes to each, at a load of seven eighths or half of it.
    let bytes = size_of::<Live>();
    assert!(bytes <= 384, "{bytes}");
    assert!(size_of::<Finished>() + size_of::<Places>() < 1000);
}

#[test]
fn what_most_packets_change_lies_in_few_cache_lines() {
    let line = |at: usize| at / 64;
    let account = offset_of!(Live, account);
    let sides = account + offset_of!(Account, sides);
    assert_eq!((account, line(offset_of!(Account, last_frame)), line(sides)), (0, 0, 1));
    assert!(offset_of!(Account, services) < 64 && offset_of!(Account, handshake_is_over) < 64);
    let tcp = offset_of!(Live, tcp);
    assert_eq!((line(sides + size_of::<[Side; 2]>() - 1), line(tcp), tcp % 64), (2, 4, 0));
    assert_eq!(line(tcp + size_of::<Tcp>() - 1), 5);
}
