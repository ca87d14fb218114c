//! `netsift detect --alert` as a user runs it, against servers that are made here.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::detect::{place, run};

/// A server that takes one POST, and what it was sent.
fn webhook() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (said, heard) = channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut front, mut length) = (String::new(), 0);
        while !front.ends_with("\r\n\r\n") {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            front += &line;
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        stream.write_all(b"HTTP/1.1 204 X\r\nConnection: close\r\n\r\n").unwrap();
        said.send(front + &String::from_utf8(body).unwrap()).unwrap();
    });
    (url, heard)
}

#[test]
fn a_finding_is_told_with_a_secret_from_a_file() {
    let place = place();
    let (url, heard) = webhook();
    place.file("token", b"quiet\n");
    place.file("sinks", format!("# where alerts go\n\n{url}\n").as_bytes());
    let ran = place
        .netsift()
        .args(["detect", "--alert", "@sinks", "--alert", "exec:tee told.json", "scan.pcap"])
        .env("NETSIFT_ALERT_TOKEN_FILE", "token")
        .output()
        .unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(0), "{said}");
    assert!(said.contains("1 alerts, 0 held back"), "{said}");
    let request = heard.recv_timeout(Duration::from_secs(9)).unwrap();
    let (front, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(front.to_ascii_lowercase().contains("authorization: bearer quiet"), "{front}");
    let finding: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(finding["record"], "finding");
    assert_eq!(finding["detector"], "rule:port-scan");
    assert_eq!(finding["frames"][0], 1);
    let told = std::fs::read_to_string(place.path("told.json")).unwrap();
    assert_eq!(told.trim_end(), body);
}

#[test]
fn what_is_below_the_severity_or_allowed_is_not_told() {
    let place = place();
    place.file("allow", b"rule port-scan");
    for more in [&["--alert-on", "high"][..], &["--allow", "allow"]] {
        let words = [&["--alert", "exec:false", "scan.pcap"], more].concat();
        let (code, _, said) = run(&place, &words);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("0 alerts"), "{said}");
    }
}

#[test]
fn a_dead_sink_is_exit_code_five_after_the_whole_report() {
    let place = place();
    let (code, out, said) = run(&place, &["--alert", "exec:false", "-T", "ndjson", "scan.pcap"]);
    assert_eq!(code, Some(5), "{said}");
    assert!(out.contains("rule:port-scan") && out.contains("\"record\":\"input\""), "{out}");
    assert!(said.contains("exec:false: 1 alerts were not delivered: exit status: 1"), "{said}");
    // One that says nothing is waited for as long as is allowed.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/key", silent.local_addr().unwrap());
    let since = Instant::now();
    let (code, _, said) = run(
        &place,
        &["--alert", &url, "--alert-timeout", "500ms", "--fail-on", "info", "scan.pcap"],
    );
    assert_eq!(code, Some(5), "{said}");
    assert!(said.contains("in time") && !said.contains("/key"), "{said}");
    assert!(since.elapsed() < Duration::from_secs(8), "{:?}", since.elapsed());
}

#[test]
fn sinks_that_make_no_sense_are_refused_before_anything_is_read() {
    let place = place();
    for (words, why) in [
        (&["--alert", "mail me", "scan.pcap"][..], "not a sink"),
        (&["--alert", "https://me:secret@example.com/", "scan.pcap"], "NETSIFT_ALERT_TOKEN"),
        (&["--alert", "@missing", "scan.pcap"], "@missing"),
        (&["--alert", "smtp://host?from=x&to=y", "scan.pcap"], "no mail address"),
        (&["--alert", "syslog", "--alert-ca", "scan.pcap", "scan.pcap"], "PEM"),
        (&["--alert-rate", "5", "scan.pcap"], "--alert"),
    ] {
        let (code, out, said) = run(&place, words);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{words:?}: {said}");
        assert!(said.contains(why), "{words:?}: {said}");
    }
}
