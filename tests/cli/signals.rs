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
    // The pipe stays open and nothing more comes, as in a quiet capture.
    let output = child.wait_with_output().unwrap();
    drop(pipe);
    Ran(output)
}

#[test]
fn a_pipe_that_nobody_writes_to_does_not_hold_up_an_interrupt() {
    let place = Place::new();
    assert!(Command::new("mkfifo").arg(place.path("idle")).status().unwrap().success());
    let mut child = place
        .netsift()
        .args(["stats", "idle"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A signal that comes before the program listens ends it as well, by itself.
    std::thread::sleep(Duration::from_millis(500));
    assert!(
        Command::new("kill").arg("-INT").arg(child.id().to_string()).status().unwrap().success()
    );
    for _ in 0..100 {
        if let Some(status) = child.try_wait().unwrap() {
            assert_eq!(status.code(), Some(130));
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    panic!("still waiting after five seconds");
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
