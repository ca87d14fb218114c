//! `netsift filter --split`: one capture as many files.

use std::collections::BTreeSet;
use std::path::Path;

use super::support::{Place, START, capture, capture_from};

/// Each packet of a file as pcap-file reads it.
fn packets(path: &Path) -> Vec<(u128, Vec<u8>)> {
    let file = std::fs::File::open(path).unwrap();
    let mut reader = pcap_file::pcap::PcapReader::new(file).unwrap();
    let mut found = Vec::new();
    while let Some(packet) = reader.next_packet() {
        let packet = packet.unwrap();
        found.push((packet.timestamp().as_nanos(), packet.data().to_vec()));
    }
    found
}

/// The capture again, its link type another.
fn with_link_type(mut capture: Vec<u8>, link_type: u8) -> Vec<u8> {
    capture[20] = link_type;
    capture
}

#[test]
fn files_follow_each_other_and_together_hold_every_packet() {
    let place = Place::new();
    let input = place.file("a.pcap", &capture(10));
    for (split, files) in [("packets:4", 3), ("size:200", 5), ("time:3s", 4)] {
        let ran = place.run(&format!("filter --split {split} -w o.pcap --force a.pcap -T csv"));
        let list = ran.ends_with(0).out();
        assert_eq!(list.lines().count(), 1 + files, "{split}: {list}");
        let mut together = Vec::new();
        for file in 1..=files {
            let path = place.path(format!("o_{file:05}.pcap"));
            assert!(!split.starts_with("size") || path.metadata().unwrap().len() <= 200);
            together.extend(packets(&path));
            std::fs::remove_file(path).unwrap();
        }
        assert_eq!(together, packets(&input), "{split}");
        assert_eq!(place.names(), ["a.pcap"], "{split}");
    }
}

#[test]
fn a_packet_goes_to_both_its_hosts_and_to_one_flow() {
    let place = Place::new();
    let input = place.file("a.pcap", &capture(6));
    let list = place.run("filter --split host -w h.pcap a.pcap -T csv").ends_with(0).out();
    let hosts: BTreeSet<&str> =
        list.lines().skip(1).map(|it| it.split(',').nth(1).unwrap()).collect();
    assert_eq!(hosts.len(), 2, "{list}");
    for file in ["h_00001.pcap", "h_00002.pcap"] {
        assert_eq!(packets(&place.path(file)), packets(&input));
    }
    let list = place.run("filter --split flow -w f.pcap a.pcap -T csv").ends_with(0).out();
    let held: usize = list
        .lines()
        .skip(1)
        .map(|it| it.split(',').nth(2).unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(held, 6, "{list}");
}

#[test]
fn files_are_bounded_and_the_rest_stays_together() {
    let place = Place::new();
    place.file("a.pcap", &capture(10));
    let ran = place.run("filter --split packets:2 --split-files 3 -w o.pcap a.pcap").ends_with(0);
    assert!(ran.err().contains("4 packets are in the file for the rest"), "{}", ran.err());
    assert_eq!(packets(&place.path("o_rest.pcap")).len(), 4);
    assert_eq!(
        place.names(),
        ["a.pcap", "o_00001.pcap", "o_00002.pcap", "o_00003.pcap", "o_rest.pcap"]
    );
}

#[test]
fn mixed_link_types_are_refused_as_pcap_with_the_ways_out() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    place.file("b.pcap", &with_link_type(capture_from(START + 10, 3), 113));
    let ran = place.run("filter -w o.pcap a.pcap b.pcap").ends_with(5);
    for way in ["pcapng", "--split link-type"] {
        assert!(ran.err().contains(way), "{}", ran.err());
    }
    assert_eq!(place.names(), ["a.pcap", "b.pcap"]);
    place.run("filter -w o.pcap --split link-type a.pcap b.pcap").ends_with(0);
    for (name, link_type, part) in [("a.pcap", 1, "o_00001.pcap"), ("b.pcap", 113, "o_00002.pcap")]
    {
        assert_eq!(packets(&place.path(part)), packets(&place.path(name)));
        assert_eq!(std::fs::read(place.path(part)).unwrap()[20], link_type);
    }
    place.run("filter -w o.pcapng a.pcap b.pcap").ends_with(0);
}

#[test]
fn nothing_is_replaced_without_force_and_an_input_never() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    let input = place.file("o_00002.pcap", &capture(3));
    let ran = place.run("filter --split packets:1 -w o.pcap a.pcap").ends_with(2);
    assert!(ran.err().contains("o_00002.pcap: file exists"), "{}", ran.err());
    place.run("filter --split packets:1 --force -w o.pcap o_00002.pcap").ends_with(2);
    assert_eq!(std::fs::read(input).unwrap(), capture(3));
    let ran = place.run("filter --split packets:3 --force -w o.pcap a.pcap").ends_with(0);
    assert!(ran.err().contains("1 files of an earlier run are still there"), "{}", ran.err());
    for nonsense in [
        "filter --split packets:1 -w - a.pcap",
        "filter --split packets:0 -w x.pcap a.pcap",
        "filter --split packets:1 a.pcap",
        "filter -w x.pcap -T csv a.pcap",
        "filter -w x.pcap -o list a.pcap",
    ] {
        place.run(nonsense).ends_with(2);
    }
    assert_eq!(place.names(), ["a.pcap", "o_00001.pcap", "o_00002.pcap"]);
}

#[test]
fn compressed_files_are_readable() {
    let place = Place::new();
    place.file("a.pcap", &capture(5));
    for end in ["gz", "zst"] {
        let words = format!("filter --split packets:3 -w o.pcapng.{end} a.pcap -q");
        place.run(&words).ends_with(0);
        let count = place.run(&format!("filter --count o_00002.pcapng.{end}")).ends_with(0).out();
        assert_eq!(count.trim(), "2");
    }
}

#[test]
fn spans_of_time_are_those_of_the_times_that_are_written() {
    let place = Place::new();
    place.file("a.pcap", &capture(5));
    // Five packets within a second or some: half of the spans begin elsewhere after a shift.
    let list = |shift: &str| {
        let words = format!("filter --split time:1d --force -w parts.pcap -T csv {shift} a.pcap");
        place.run(&words).ends_with(0).out()
    };
    let day = |text: &str| text.lines().nth(1).unwrap().split('T').next().unwrap().to_owned();
    let (now, then) = (list(""), list("--time-shift 3d"));
    assert_ne!(day(&now), day(&then), "{now}{then}");
    let first =
        |name: &str| place.run(&format!("filter -c 1 -T csv -e frame.time_epoch {name}")).out();
    let written = first("parts_00001.pcap");
    let written = written.lines().nth(1).unwrap().split('T').next().unwrap();
    assert!(then.lines().nth(1).unwrap().contains(written), "{then} {written}");
}
