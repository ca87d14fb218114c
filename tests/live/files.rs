//! Files that follow each other, and conditions that end a capture.

use std::process::Command;
use std::time::Duration;

use super::support::{Wire, datagrams};

#[test]
fn a_ring_keeps_the_newest_files_and_each_is_whole() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -w ring.pcapng -f udp -b packets:100 -b files:3");
    wire.send(0, 550);
    let (code, said) = ours.stop();
    assert_eq!(code, 130, "{said}");
    let names = wire.names();
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(wire.counts(&names), [100, 100, 50]);
    assert!(names[0].starts_with("ring_00004_"), "{names:?}");
}

#[test]
fn a_capture_ends_after_so_many_packets_or_so_long() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -w few.pcapng -f udp -c 7");
    wire.send(0, 100);
    assert_eq!(ours.end().0, 0);
    assert_eq!(datagrams(&wire.path("few.pcapng")).len(), 7);
    let ours = wire.capture("-i a0 -w idle.pcapng -f udp -a duration:500ms");
    assert_eq!(ours.end().0, 0);
    assert!(datagrams(&wire.path("idle.pcapng")).is_empty());
}

#[test]
fn a_hangup_begins_the_next_file() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -w turn.pcapng -f udp");
    wire.send(0, 10);
    std::thread::sleep(Duration::from_millis(500));
    ours.signal("HUP");
    std::thread::sleep(Duration::from_millis(500));
    wire.send(0, 20);
    let (code, said) = ours.stop();
    assert_eq!(code, 130, "{said}");
    let names = wire.names();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(wire.counts(&names), [10, 20]);
}

#[test]
fn a_display_filter_chooses_what_is_written() {
    let Some(wire) = Wire::lay() else { return };
    let mut ours = wire.command(
        env!("CARGO_BIN_EXE_netsift"),
        "capture -q -i a0 -w chosen.pcapng -f udp -a duration:3 -Y",
    );
    let mut ours = ours.arg("udp.length == 18").spawn().unwrap();
    std::thread::sleep(Duration::from_secs(1));
    wire.send(0, 100);
    assert!(ours.wait().unwrap().success());
    assert_eq!(datagrams(&wire.path("chosen.pcapng")).len(), 1);
}

/// Every file of a folder is a whole capture, unless it has gone meanwhile.
fn assert_whole(wire: &Wire) {
    for name in wire.names() {
        let path = wire.path(&name);
        let read = Command::new("tshark").arg("-nr").arg(&path).output();
        let read = read.unwrap();
        let said = String::from_utf8_lossy(&read.stderr);
        assert!(read.status.success() && !said.contains("cut short") || !path.exists(), "{said}");
    }
}

#[test]
fn files_follow_by_size_duration_and_the_clock_and_are_whole_at_any_moment() {
    let Some(wire) = Wire::lay() else { return };
    for condition in ["filesize:15", "duration:700ms", "interval:1s"] {
        let words = format!("-i a0 -w ring.pcapng -f udp -U -b {condition} -b files:2");
        let ours = wire.capture(&words);
        for _ in 0..8 {
            wire.send(0, 60);
            assert_whole(&wire);
            assert!(wire.names().len() <= 3, "{:?}", wire.names());
        }
        let (code, said) = ours.stop();
        assert_eq!(code, 130, "{said}");
        assert_whole(&wire);
        let names = wire.names();
        assert_eq!(names.len(), 2, "{condition}: {names:?}");
        assert!(!names[0].contains("_00001_"), "{condition}: {names:?}");
        for name in names {
            if condition == "filesize:15" {
                let bytes = wire.path(&name).metadata().unwrap().len();
                assert!(bytes < 18_000, "{bytes}");
            }
            std::fs::remove_file(wire.path(&name)).unwrap();
        }
    }
}

#[test]
fn a_capture_ends_at_a_size_or_after_so_many_files() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -w size.pcapng -f udp -a filesize:30 -a packets:5000");
    wire.send(0, 600);
    let (code, said) = ours.end();
    assert_eq!(code, 0, "{said}");
    let bytes = wire.path("size.pcapng").metadata().unwrap().len();
    assert!((30_000..33_000).contains(&bytes), "{bytes}");
    let ours = wire.capture("-i a0 -w many.pcapng -f udp -b packets:20 -a files:3");
    wire.send(0, 300);
    let (code, said) = ours.end();
    assert_eq!(code, 0, "{said}");
    let names: Vec<String> =
        wire.names().into_iter().filter(|name| name.starts_with("many")).collect();
    assert_eq!(wire.counts(&names), [20, 20, 20]);
}

#[test]
fn packets_are_written_at_once_where_that_is_asked_for() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -w ours.pcapng -f udp -U");
    for count in 1..4 {
        wire.send(0, 1);
        std::thread::sleep(Duration::from_millis(450));
        assert_eq!(datagrams(&wire.path("ours.pcapng")).len(), count);
    }
    ours.signal("TERM");
    let (code, said) = ours.end();
    assert_eq!(code, 143, "{said}");
    assert_eq!(datagrams(&wire.path("ours.pcapng")).len(), 3);
}
