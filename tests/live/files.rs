//! Files that follow each other, and conditions that end a capture.

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
    let counts: Vec<usize> = names.iter().map(|name| datagrams(&wire.path(name)).len()).collect();
    assert_eq!(counts, [100, 100, 50]);
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
    let counts: Vec<usize> = names.iter().map(|name| datagrams(&wire.path(name)).len()).collect();
    assert_eq!(counts, [10, 20]);
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
