//! Output files, odd names, pipes, streams.

use std::process::Stdio;

use super::support::{Place, START, capture, capture_from, is_there, summary};

#[test]
fn an_output_file_is_whole_and_nothing_else_is_left() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    let ran = place.run("stats -T json -o out.json a.pcap").ends_with(0);
    assert_eq!(ran.out(), "");
    assert_eq!(place.names(), ["a.pcap", "out.json"]);
    let text = std::fs::read(place.path("out.json")).unwrap();
    assert_eq!(text, place.run("stats -T json a.pcap").0.stdout);
}

#[test]
fn an_existing_output_needs_force_and_is_refused_before_reading() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    place.file("out", b"precious");
    let ran = place.run("stats -o out a.pcap").ends_with(2);
    assert!(ran.err().contains("--force"), "{}", ran.err());
    assert_eq!(std::fs::read(place.path("out")).unwrap(), b"precious");
    place.run("stats -o out --force a.pcap").ends_with(0);
    assert_ne!(std::fs::read(place.path("out")).unwrap(), b"precious");
}

#[cfg(unix)]
#[test]
fn an_input_is_never_overwritten_by_any_name() {
    let place = Place::new();
    let input = place.file("a.pcap", &capture(3));
    std::os::unix::fs::symlink(&input, place.path("soft")).unwrap();
    std::fs::hard_link(&input, place.path("hard")).unwrap();
    for name in ["a.pcap", "./a.pcap", "soft", "hard"] {
        place.run(&format!("stats --force -o {name} a.pcap")).ends_with(2);
    }
    assert_eq!(std::fs::read(input).unwrap(), capture(3));
}

#[test]
fn a_failed_run_leaves_no_output_and_keeps_the_old_one() {
    let place = Place::new();
    place.file("out", b"precious");
    place.run("stats -o new missing.pcap").ends_with(3);
    place.run("stats --force -o out missing.pcap").ends_with(3);
    assert_eq!(place.names(), ["out"]);
    assert_eq!(std::fs::read(place.path("out")).unwrap(), b"precious");
}

#[test]
fn an_output_that_has_no_directory_is_refused_before_reading() {
    let place = Place::new();
    let ran = place.run("stats -o nowhere/out missing.pcap").ends_with(5);
    assert!(ran.err().starts_with("stats: nowhere/out: cannot be written"), "{}", ran.err());
}

#[test]
fn standard_input_and_a_file_say_the_same() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    let from_file = place.run("stats summary protocols -T csv a.pcap").ends_with(0).out();
    let from_pipe = place.run_with("stats summary protocols -T csv -", &capture(3)).out();
    let named = |text: &str, name: &str| text.replace(name, "NAME");
    let strip = |text: String| {
        text.lines()
            .filter(|line| !line.starts_with("summary.files") && !line.contains("interfaces"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(strip(named(&from_pipe, "-")), strip(named(&from_file, "-")));
}

#[test]
fn a_closed_pipe_ends_the_program_quietly() {
    let place = Place::new();
    place.file("a.pcap", &capture(60_000));
    let mut child = place
        .netsift()
        .args("stats conversations -T ndjson --limit 0 a.pcap".split(' '))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_open_and_are_shown_harmlessly() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    let name = std::ffi::OsStr::from_bytes(b"\x1b[31m\xff\n.pcap");
    let whole = capture(2);
    place.file(name, &whole[..whole.len() - 1]);
    for format in ["table", "csv", "tsv", "json", "ndjson", "markdown"] {
        let output = place.netsift().args(["stats", "-T", format]).arg(name).output().unwrap();
        assert_eq!(output.status.code(), Some(4));
        for stream in [output.stdout, output.stderr] {
            let text = String::from_utf8(stream).unwrap();
            assert!(!text.contains('\x1b'), "{format}: {text}");
        }
    }
}

#[test]
fn a_double_dash_ends_options_and_statistics() {
    let place = Place::new();
    place.file("-o.pcap", &capture(2));
    place.file("summary", &capture(4));
    let packets = |words: &str| {
        let ran = place.run(words).ends_with(0);
        summary(&ran.json())["packets"].as_u64()
    };
    assert_eq!(packets("stats -T json -- -o.pcap"), Some(2));
    assert_eq!(packets("stats -T json -- summary"), Some(4));
    assert_eq!(packets("stats -T json summary ./summary"), Some(4));
    assert_eq!(packets("stats -T json summary -r summary"), Some(4));
}

#[test]
fn several_inputs_are_one_timeline_unless_told_otherwise() {
    let place = Place::new();
    place.file("late.pcap", &capture_from(START + 100, 2));
    place.file("early.pcap", &capture(3));
    let together = place.run("stats summary -T json late.pcap -r early.pcap").ends_with(0).json();
    assert_eq!(summary(&together)["packets"], 5);
    assert_eq!(together["input"]["first_seen"], "2023-11-14T22:13:20.000000000Z");

    let apart = place.run("stats summary -T json --per-file late.pcap early.pcap").json();
    let packets: Vec<_> =
        apart.as_array().unwrap().iter().map(|one| summary(one)["packets"].clone()).collect();
    assert_eq!(packets, [2, 3]);
}

#[test]
fn nothing_but_the_result_goes_to_stdout_and_quiet_means_quiet() {
    let place = Place::new();
    let whole = capture(3);
    place.file("cut.pcap", &whole[..whole.len() - 1]);
    let loud = place.run("stats -v -T csv summary cut.pcap").ends_with(4);
    let quiet = place.run("stats -q -T csv summary cut.pcap").ends_with(4);
    assert_eq!(loud.out(), quiet.out());
    assert!(loud.err().contains("cut.pcap: pcap, 2 packets"), "{}", loud.err());
    assert_eq!(quiet.err(), "");
    // What could not be read is said even so.
    assert!(!place.run("stats -q missing.pcap").ends_with(3).err().is_empty());
}

#[test]
fn words_from_packets_or_names_never_become_files() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    place.run("stats a.pcap").ends_with(0);
    assert_eq!(place.names(), ["a.pcap"]);
    assert!(!is_there(&place.path("out")));
}
