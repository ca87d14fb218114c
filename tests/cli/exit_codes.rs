//! One test for each exit code of the table, and for how codes join.

use super::support::{Place, capture};
use netsift::cli::exit::TABLE;

#[test]
fn zero_when_all_was_read_even_if_no_packet_was_there() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    place.file("none.pcap", &capture(0));
    place.run("stats a.pcap").ends_with(0);
    let ran = place.run("stats none.pcap").ends_with(0);
    assert!(ran.err().contains("read 0 packets"), "{}", ran.err());
}

#[test]
fn one_when_nothing_was_kept_and_that_matters() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    let ran = place.run("stats --fail-if-empty --from +1h a.pcap").ends_with(1);
    assert!(ran.err().contains("0 of 3 packets are in the range"), "{}", ran.err());
    place.run("stats --fail-if-empty a.pcap").ends_with(0);
}

#[test]
fn two_for_a_command_line_that_makes_no_sense_and_nothing_is_read() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    for words in [
        "",
        "stats",
        "nonsense",
        "stats --format xml a.pcap",
        "stats --from yesterday a.pcap",
        "stats --tz Europe/Atlantis a.pcap",
        "stats --by tcp.prt a.pcap",
        "stats --series AVG a.pcap",
        "stats --interval 0 a.pcap",
        "stats -j 0 a.pcap",
        "stats -c 0 a.pcap",
        "stats --from 5 --to 5 a.pcap",
        "stats --from +2s --to +1s a.pcap",
        "stats --from -1s --to -2s a.pcap",
        "stats --max-flows 1 a.pcap",
        "stats -q -v a.pcap",
    ] {
        let ran = place.run(words).ends_with(2);
        assert_eq!(ran.out(), "", "{words}");
        assert!(!ran.err().is_empty(), "{words}");
    }
}

#[test]
fn three_for_an_input_that_cannot_be_read_and_nothing_on_stdout() {
    let place = Place::new();
    place.file("text.pcap", b"GET / HTTP/1.1\r\n\r\n");
    place.file("empty.pcap", b"");
    for format in ["table", "json", "csv"] {
        for name in ["missing.pcap", "text.pcap", "empty.pcap"] {
            let ran = place.run(&format!("stats -T {format} {name}")).ends_with(3);
            assert_eq!(ran.out(), "");
            assert!(ran.err().starts_with(name), "{}", ran.err());
        }
    }
}

#[test]
fn four_for_a_cut_input_whose_packets_were_reported() {
    let place = Place::new();
    let whole = capture(3);
    place.file("cut.pcap", &whole[..whole.len() - 10]);
    let ran = place.run("stats -T json cut.pcap").ends_with(4);
    assert!(ran.err().starts_with("cut.pcap: packet 3 at byte 164: "), "{}", ran.err());
    let input = &ran.json()["input"];
    assert_eq!(input["packets_read"], 2);
    assert_eq!(input["files"][0]["faults"][0]["kind"], "truncated");
    place.run("stats --allow-truncated cut.pcap").ends_with(0);
}

#[test]
fn what_lies_behind_the_last_packet_that_is_wanted_is_not_looked_at() {
    let place = Place::new();
    let whole = capture(3);
    place.file("cut.pcap", &whole[..whole.len() - 10]);
    let input = &place.run("stats -c 2 -T json cut.pcap").ends_with(0).json()["input"];
    assert_eq!(input["packets_read"], 2);
    let input = &place.run("stats -c 1 -T json cut.pcap").ends_with(0).json()["input"];
    assert_eq!((&input["packets_read"], &input["packets_kept"]), (&1.into(), &1.into()));
    place.run("stats -c 3 cut.pcap").ends_with(4);
}

#[cfg(target_os = "linux")]
#[test]
fn five_when_the_result_cannot_be_stored() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    let ran = place.run("stats -o /dev/full a.pcap").ends_with(5);
    assert!(ran.err().starts_with("/dev/full: cannot write"), "{}", ran.err());

    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for words in
        [&["stats", "a.pcap"][..], &["--help"], &["stats", "--help"], &["completions", "zsh"]]
    {
        let full = full.try_clone().unwrap();
        let status = place.netsift().args(words).stdout(full).status().unwrap();
        assert_eq!(status.code(), Some(5), "{words:?}");
    }
}

#[test]
fn a_bad_input_does_not_keep_the_others_from_being_read() {
    let place = Place::new();
    let whole = capture(3);
    place.file("a.pcap", &whole);
    place.file("cut.pcap", &whole[..whole.len() - 10]);
    let ran = place.run("stats -T json missing.pcap a.pcap").ends_with(3);
    assert_eq!(ran.json()["input"]["packets_read"], 3);
    // The worst code is returned, whatever the order.
    place.run("stats cut.pcap missing.pcap a.pcap").ends_with(3);
    place.run("stats cut.pcap a.pcap").ends_with(4);
    place.run("stats --per-file missing.pcap cut.pcap a.pcap").ends_with(3);
}

#[test]
fn the_table_is_in_the_help() {
    let place = Place::new();
    let help = place.run("--help").ends_with(0).out();
    for meaning in &TABLE {
        assert!(help.contains(&format!("{:>3}  ", meaning.code)), "{}", meaning.code);
    }
}
