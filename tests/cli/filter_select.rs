//! `netsift filter`: which packets are taken besides what expressions say.

use super::support::{Place, capture};

fn place() -> Place {
    let place = Place::new();
    place.file("a.pcap", &capture(10));
    place
}

/// The numbers of the packets that a command takes.
fn taken(place: &Place, words: &str) -> Vec<u64> {
    let out =
        place.run(&format!("filter a.pcap -T csv -e frame.number {words}")).ends_with(0).out();
    out.lines().skip(1).map(|line| line.parse().unwrap()).collect()
}

#[test]
fn packets_are_taken_by_number_and_by_position() {
    let place = place();
    assert_eq!(taken(&place, "--frames 1-3,7,9-"), [1, 2, 3, 7, 9, 10]);
    assert_eq!(taken(&place, "--first 3"), [1, 2, 3]);
    assert_eq!(taken(&place, "--last 3"), [8, 9, 10]);
    assert_eq!(taken(&place, "--every 4"), [1, 5, 9]);
    assert_eq!(taken(&place, "--every 4 --last 1"), [9]);
    assert_eq!(taken(&place, "--every 4 --first 2"), [1, 5]);
    // Among those that match, not among all.
    assert_eq!(taken(&place, "-Y frame.number>4 --first 2"), [5, 6]);
    assert_eq!(taken(&place, "-Y frame.number<7 --last 2"), [5, 6]);
    assert_eq!(taken(&place, "--frames 2-8 --every 3"), [2, 5, 8]);
    assert_eq!(taken(&place, "-c 6 --last 2"), [5, 6]);
    assert_eq!(taken(&place, "--last 100"), (1..=10).collect::<Vec<_>>());
}

#[test]
fn what_is_taken_and_what_is_left_are_all_packets() {
    let place = place();
    for words in [
        "--frames 1-3,7",
        "--first 3",
        "--last 3",
        "--every 4",
        "--sample 1/3",
        "--sample 1/3 --seed 9",
        "--flows-where tcp.srcport==40002",
        "-Y tcp.srcport>40004 --first 2 --frames 3-9",
    ] {
        let (mut all, left) = (taken(&place, words), taken(&place, &format!("{words} --invert")));
        assert!(!all.is_empty() && !left.is_empty(), "{words}");
        all.extend(left);
        all.sort_unstable();
        assert_eq!(all, (1..=10).collect::<Vec<_>>(), "{words}");
    }
}

#[test]
fn whole_flows_are_taken_where_any_packet_matches() {
    let place = place();
    // The same five-tuples again, a minute later.
    place.file("b.pcap", &super::support::capture_from(super::support::START + 60, 10));
    let numbers = |words: &str| {
        let ran = place.run(&format!("filter a.pcap b.pcap -T csv -e frame.number {words}"));
        let out = ran.ends_with(0).out();
        out.lines().skip(1).map(|line| line.parse().unwrap()).collect::<Vec<u64>>()
    };
    assert_eq!(numbers("--flows-where frame.number==13"), [3, 13]);
    assert_eq!(numbers("--flows-where frame.number==13 -Y frame.number<9"), [3]);
    let sample = numbers("--sample 1/2");
    assert!(sample.iter().all(|number| {
        let other = if *number > 10 { number - 10 } else { number + 10 };
        sample.contains(&other)
    }));
    // The same ports again are the same stream, as tshark counts.
    assert_eq!(numbers("--stream tcp:2"), [3, 13]);
    assert_eq!(numbers("--stream tcp:2 --stream tcp:0 -c 5"), [1, 3]);
    let count = place.run("filter a.pcap b.pcap --count --flows-where frame.number<3").ends_with(0);
    assert_eq!(count.out(), "4\n");
    let none = place.run("filter a.pcap --count --flows-where udp").ends_with(0);
    assert_eq!(none.out(), "0\n");
    assert!(none.err().contains("0 of 10 packets match --flows-where"), "{}", none.err());
}

#[test]
fn selections_that_make_no_sense_are_usage_errors() {
    let place = place();
    let said = |words: &str| place.run(&format!("filter a.pcap {words}")).ends_with(2).err();
    assert!(said("--frames 3-1").contains("write 1-3"));
    assert!(said("--first 0").contains("1 or more"));
    assert!(said("--first 2 --last 2").contains("cannot be used with"));
    assert!(said("--sample 10%").contains("1/10"));
    assert!(said("--seed 4").contains("--sample"));
    assert!(said("--stream tcp").contains("tcp:7"));
    assert!(said("--flows-where tcp.prot").contains("--flows-where: no field `tcp.prot`"));
    for option in ["--last 2", "--flows-where tcp"] {
        let said = place.run_with(&format!("filter {option} -"), &capture(3)).ends_with(2).err();
        assert!(said.contains("read twice"), "{said}");
    }
}

#[test]
fn reading_ends_when_no_later_packet_can_be_taken() {
    let place = place();
    let mut cut = capture(10);
    cut.truncate(cut.len() - 10);
    place.file("cut.pcap", &cut);
    assert_eq!(place.run("filter --count cut.pcap --first 2").ends_with(4).out(), "2\n");
    let mut long = capture(60_000);
    long.truncate(long.len() - 10);
    place.file("long.pcap", &long);
    assert_eq!(place.run("filter --count long.pcap --first 2").ends_with(0).out(), "2\n");
    place.run("filter --count long.pcap --first 2 --invert").ends_with(4);
}
