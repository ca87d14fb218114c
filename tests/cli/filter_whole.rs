//! `netsift filter -w`: an old file stays whole, whatever happens while a new one is written; and
//! `--anonymize`, as one uses it.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::support::{Place, capture};

#[test]
fn a_run_that_is_killed_leaves_the_old_file_as_it_was() {
    let place = Place::new();
    place.file("out.pcap", b"what was there before");
    let mut child = place
        .netsift()
        .args(["filter", "--force", "-w", "out.pcap", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    // More than any buffer holds, so that some of it was written.
    pipe.write_all(&capture(20_000)).unwrap();
    pipe.flush().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "it waits for more");
    child.kill().unwrap();
    child.wait().unwrap();
    drop(pipe);
    assert_eq!(std::fs::read(place.path("out.pcap")).unwrap(), b"what was there before");
}

#[test]
fn a_full_disk_leaves_the_old_file_as_it_was() {
    let place = Place::new();
    place.file("big.pcap", &capture(20_000));
    std::fs::create_dir(place.path("disk")).unwrap();
    // A disk of 64 KiB, which only this shell sees.
    let script = "mount -t tmpfs -o size=64k none disk || exit 99
        printf before > disk/out.pcap
        \"$0\" filter --force -w disk/out.pcap big.pcap; code=$?
        printf '%s %s %s' \"$code\" \"$(cat disk/out.pcap)\" \"$(ls -A disk)\"";
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", script, env!("CARGO_BIN_EXE_netsift")]);
    command.current_dir(place.path("."));
    let Ok(output) = command.output() else {
        return eprintln!("SKIPPED: a full disk: there is no unshare");
    };
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if out.is_empty() && !err.contains("netsift") {
        return eprintln!("SKIPPED: a full disk: not allowed to mount one: {err}");
    }
    assert_eq!(out, "5 before out.pcap", "{err}");
    assert!(err.contains("disk/out.pcap: cannot write"), "{err}");
}

#[test]
fn packets_are_written_without_their_addresses_the_same_under_the_same_key() {
    let place = Place::new();
    place.file("a.pcap", &capture(5));
    let run = |out: &str, key: Option<&str>| {
        let mut command = place.netsift();
        command.args(["filter", "--anonymize", "-w", out, "a.pcap"]);
        command.env_remove("NETSIFT_ANONYMIZE_KEY");
        if let Some(key) = key {
            command.env("NETSIFT_ANONYMIZE_KEY", key);
        }
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = run("keyless.pcap", None);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("key"), "{said}");
    let (code, said) = run("b.pcap", Some("a key of some length"));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("NOT changed: payloads other than"), "{said}");
    assert_eq!(run("c.pcap", Some("a key of some length")).0, Some(0));
    assert_eq!(run("d.pcap", Some("another key of some length")).0, Some(0));
    let read = |name: &str| std::fs::read(place.path(name)).unwrap();
    assert_eq!(read("b.pcap"), read("c.pcap"));
    assert_ne!(read("b.pcap"), read("d.pcap"));
    // Ports, lengths and times stay, addresses do not.
    let shown = |name: &str| {
        let words = format!(
            "filter -T csv -e frame.time_epoch -e frame.len -e tcp.port -e ip.ttl -e tcp.flags {name}"
        );
        place.run(&words).ends_with(0).out()
    };
    assert_eq!(shown("a.pcap"), shown("b.pcap"));
    let count = |words: &str, name: &str| {
        let mut command = place.netsift();
        let output = command.args(["filter", "--count", "-Y", words, name]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(count("ip.addr == 10.0.0.1", "a.pcap"), "5\n");
    assert_eq!(count("ip.addr == 10.0.0.1", "b.pcap"), "0\n");
}
