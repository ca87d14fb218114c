//! SIGINT and SIGTERM: the result so far, marked partial, and a code that says so.

#![cfg(unix)]

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::support::{Place, Ran, capture, summary};

/// Feeds the program more packets than it will wait for, and interrupts it.
fn interrupted(signal: &str) -> Ran {
    let place = Place::new();
    let mut child = place
        .netsift()
        .args(["stats", "summary", "-T", "json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let bytes = capture(60_000);
    pipe.write_all(&bytes).unwrap();
    // All but a pipe's worth was read, so the program listens by now.
    let signalled = Command::new("kill").arg(signal).arg(child.id().to_string()).status();
    assert!(signalled.unwrap().success());
    std::thread::sleep(Duration::from_millis(200));
    // More packets arrive, as they do in a running capture, until nobody reads any more.
    let feeder = std::thread::spawn(move || while pipe.write_all(&bytes[24..]).is_ok() {});
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    Ran(output)
}

#[test]
fn an_interrupt_gives_what_was_read_and_130() {
    let ran = interrupted("-INT").ends_with(130);
    let document = ran.json();
    assert_eq!(document["input"]["partial"], true);
    assert!(summary(&document)["packets"].as_u64().unwrap() > 0);
    assert!(ran.err().contains("partial"), "{}", ran.err());
}

#[test]
fn a_termination_gives_what_was_read_and_143() {
    let document = interrupted("-TERM").ends_with(143).json();
    assert_eq!(document["input"]["partial"], true);
}
