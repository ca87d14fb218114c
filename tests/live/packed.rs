//! Captures that are compressed when they are whole.

use super::support::{Wire, datagrams};

#[test]
fn files_of_a_ring_are_compressed_and_hold_every_packet_once() {
    let Some(wire) = Wire::lay() else { return };
    for ending in ["gz", "zst"] {
        let words = format!("-i a0 -f udp -w {ending}.pcapng.{ending} -b packets:50");
        let ours = wire.capture(&words);
        wire.send(0, 220);
        let (code, said) = ours.stop();
        assert_eq!(code, 130, "{said}");
        let names: Vec<String> =
            wire.names().into_iter().filter(|name| name.starts_with(ending)).collect();
        assert_eq!(names.len(), 5, "{names:?}");
        assert_eq!(wire.counts(&names), [50, 50, 50, 50, 20], "{names:?}");
        assert!(names.iter().all(|name| name.ends_with(&format!(".pcapng.{ending}"))), "{names:?}");
    }
}

#[test]
fn of_a_ring_the_newest_files_are_left_compressed() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -f udp -w a.pcap.gz -b packets:10 -b files:3");
    wire.send(0, 95);
    let (code, said) = ours.stop();
    assert_eq!(code, 130, "{said}");
    let names = wire.names();
    assert_eq!(wire.counts(&names), [10, 10, 5], "{names:?}");
    assert!(names[0].starts_with("a_00008_") && names[0].ends_with(".pcap.gz"), "{names:?}");
}

#[test]
fn one_file_is_compressed_at_the_end_and_replaces_nothing() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -f udp -w a.pcapng.zst -U");
    wire.send(0, 30);
    // Meanwhile it grows as it is.
    assert_eq!(wire.names(), ["a.pcapng"]);
    let (code, said) = ours.stop();
    assert_eq!(code, 130, "{said}");
    assert_eq!(wire.names(), ["a.pcapng.zst"]);
    assert_eq!(datagrams(&wire.path("a.pcapng.zst")).len(), 30);
    let program = env!("CARGO_BIN_EXE_netsift");
    let again = wire.command(program, "capture -i a0 -w a.pcapng.zst -a duration:1").output();
    assert_eq!(again.unwrap().status.code(), Some(2));
    assert_eq!(wire.names(), ["a.pcapng.zst"]);
}
