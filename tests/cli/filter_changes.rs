//! `netsift filter -w`: what is done to packets as they are written.

use std::path::Path;
use std::time::Duration;

use super::support::{Place, START, capture, capture_from};

/// Times, lengths and bytes of each packet, as the library pcap-file reads them.
fn packets(path: &Path) -> Vec<(Duration, u32, Vec<u8>)> {
    let file = std::fs::File::open(path).unwrap();
    let mut reader = pcap_file::pcap::PcapReader::new(file).unwrap();
    let mut found = Vec::new();
    while let Some(packet) = reader.next_packet() {
        let packet = packet.unwrap();
        found.push((packet.timestamp(), packet.orig_len(), packet.data().to_vec()));
    }
    found
}

#[test]
fn duplicates_are_left_out_and_counted() {
    let place = Place::new();
    // The same packets twice, a tenth of a second apart: as two ports of a mirror see them.
    let mut again = capture(5);
    for packet in 0..5 {
        let at = 24 + packet * 70 + 4;
        again[at..at + 4].copy_from_slice(&100_000_u32.to_le_bytes());
        // Its TTL, one hop later.
        again[24 + packet * 70 + 16 + 22] = 0x3f;
    }
    place.file("a.pcap", &capture(5));
    place.file("b.pcap", &again);
    let count = |words: &str| {
        let ran = place.run(&format!("filter --count a.pcap b.pcap {words}")).ends_with(0);
        (ran.out().trim().parse::<u32>().unwrap(), ran.err())
    };
    assert_eq!(count("--dedup").0, 10);
    assert_eq!(
        count("--dedup --dedup-ignore ttl"),
        (5, "5 of 10 packets were left out as duplicates\n".to_owned())
    );
    assert_eq!(count("--dedup=100ms --dedup-ignore ttl").0, 5);
    assert_eq!(count("--dedup=99ms --dedup-ignore ttl").0, 10);
    assert_eq!(count("--dedup --dedup-skip 24").0, 5);
    assert!(place.run("filter --dedup=1 a.pcap").ends_with(2).err().contains("2 to 1000000"));
    assert!(
        place.run("filter --dedup --dedup-ignore tll a.pcap").ends_with(2).err().contains("ttl")
    );
}

#[test]
fn packets_are_put_in_order() {
    let place = Place::new();
    let mut mixed = capture_from(START + 10, 2);
    mixed.extend(&capture_from(START, 3)[24..]);
    place.file("a.pcap", &mixed);
    let ran = place.run("filter --reorder -w b.pcap a.pcap").ends_with(0);
    assert!(ran.err().contains("1 packets were earlier"), "{}", ran.err());
    let mut expected = packets(&place.path("a.pcap"));
    expected.sort_by_key(|(at, ..)| *at);
    assert_eq!(packets(&place.path("b.pcap")), expected);
}

#[test]
fn packets_are_cut_and_moved_in_time() {
    let place = Place::new();
    place.file("a.pcap", &capture(2));
    place.run("filter --snaplen 20 --time-shift -1.5s -w b.pcap a.pcap").ends_with(0);
    let (before, after) = (packets(&place.path("a.pcap")), packets(&place.path("b.pcap")));
    for ((at, wire, bytes), (moved, same, cut)) in before.iter().zip(&after) {
        assert_eq!(*moved + Duration::from_millis(1500), *at);
        assert_eq!((wire, &bytes[..20]), (same, &cut[..]));
    }
    // pcap counts from 1970.
    let refused = place.run("filter --time-shift -30000d -w c.pcap a.pcap").ends_with(5);
    assert!(refused.err().contains("1970"), "{}", refused.err());
    place.run("filter --time-shift 1x -w c.pcap a.pcap").ends_with(2);
    place.run("filter --snaplen 0 -w c.pcap a.pcap").ends_with(2);
    place.run("filter --snaplen 9 a.pcap").ends_with(2);
}

#[test]
fn comments_are_added_to_packets_that_match() {
    let place = Place::new();
    place.file("a.pcap", &capture(5));
    place.run("filter -Y frame.number<3 --comment odd -w b.pcapng a.pcap").ends_with(0);
    let document = place.run("stats summary -T json b.pcapng").ends_with(0).json();
    assert_eq!(document["input"]["files"][0]["comments"].as_u64(), Some(2));
    let refused = place.run("filter --comment odd -w b.pcap a.pcap").ends_with(2);
    assert!(refused.err().contains("pcapng"), "{}", refused.err());
}
