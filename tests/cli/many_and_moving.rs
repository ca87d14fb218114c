//! More inputs than may be open at once, and files that change while they are read.

#![cfg(unix)]

use std::fs::OpenOptions;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::support::{Place, Ran, START, capture, capture_from, summary};

/// A run that may have no more than 16 files open.
fn with_few_files_open(place: &Place, names: &[String]) -> Ran {
    let ran = Command::new("sh")
        .args(["-c", "ulimit -n 16; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_netsift")])
        .args(["stats", "summary", "-T", "json", "--sha256"])
        .args(names)
        .current_dir(place.path(""))
        .stdin(Stdio::null())
        .output();
    Ran(ran.unwrap())
}

#[test]
fn a_hundred_inputs_that_all_overlap_need_few_open_files() {
    let place = Place::new();
    let names: Vec<String> = (0..100).map(|hour| format!("{hour:03}.pcap")).collect();
    // More than is read of each at once.
    for (start, name) in (START..).zip(&names) {
        place.file(name, &capture_from(start, 2000));
    }
    let few = with_few_files_open(&place, &names).ends_with(0);
    assert_eq!(summary(&few.json())["packets"], 200_000);
    assert_eq!(summary(&few.json())["in_order"], true);
    let many = place.run(&format!("stats summary -T json --sha256 {}", names.join(" ")));
    assert_eq!(few.out(), many.ends_with(0).out());
}

#[test]
fn three_hundred_inputs_one_after_the_other_need_few_open_files() {
    let place = Place::new();
    let names: Vec<String> = (0..300).map(|hour| format!("{hour:03}.pcap")).collect();
    for (start, name) in (START..).step_by(3600).zip(&names) {
        place.file(name, &capture_from(start, 3));
    }
    let document = with_few_files_open(&place, &names).ends_with(0).json();
    assert_eq!(summary(&document)["packets"], 900);
    assert_eq!(document["input"]["files"].as_array().unwrap().len(), 300);
}

/// Reads a file of many packets while something happens to it. Whatever came of that, the program
/// ended by itself, without a signal.
fn read_while(change: impl Fn(&std::fs::File)) -> Ran {
    let place = Place::new();
    let path = place.file("moving.pcap", &capture(60_000));
    let file = OpenOptions::new().append(true).open(&path).unwrap();
    // A pipe before it in the timeline holds the reading up until the file has changed.
    let mut command = place.netsift();
    command.args(["stats", "summary", "-T", "json", "moving.pcap", "-"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(&capture_from(START + 1, 1)).unwrap();
    // Both are open now, and the file's first pieces are read as far as the pipe's first packet.
    std::thread::sleep(Duration::from_millis(300));
    change(&file);
    drop(pipe);
    Ran(child.wait_with_output().unwrap())
}

#[test]
fn a_file_that_shrinks_while_it_is_read_ends_with_a_fault_and_no_signal() {
    let ran = read_while(|file| file.set_len(100_000).unwrap()).ends_with(4);
    let document = ran.json();
    let faults = document["input"]["files"][0]["faults"].to_string();
    assert!(faults.contains("file ends after"), "{faults}");
    // 24 bytes of header, 70 a packet, and the one of the pipe.
    assert_eq!(summary(&document)["packets"], (100_000 - 24) / 70 + 1);
}

#[test]
fn a_file_that_grows_while_it_is_read_is_read_to_where_it_ended_at_first() {
    let more = capture(60_000).split_off(24);
    let ran = read_while(|mut file| file.write_all(&more).unwrap()).ends_with(0);
    assert_eq!(summary(&ran.json())["packets"], 60_001);
}

#[test]
fn a_file_that_never_stops_growing_is_read_in_bounded_time() {
    let place = Place::new();
    let path = place.file("growing.pcap", &capture(60_000));
    let mut file = OpenOptions::new().append(true).open(path).unwrap();
    let more = capture(100).split_off(24);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Ends by itself, too, should the program never do.
            let start = Instant::now();
            while !is_over.load(Ordering::Relaxed) && start.elapsed() < Duration::from_secs(20) {
                file.write_all(&more).unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        let start = Instant::now();
        let ran = place.run("stats summary -T json growing.pcap");
        is_over.store(true, Ordering::Relaxed);
        assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
        assert!(matches!(ran.code(), 0 | 4), "{}", ran.err());
        assert!(summary(&ran.json())["packets"].as_u64().unwrap() >= 60_000);
    });
}
