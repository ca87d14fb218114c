//! The page of a report in a real browser. `NETSIFT_BROWSER=1` turns this test on; it needs
//! Chromium and Python, and says loudly what is missing. `drive.py` speaks with the browser over a
//! pipe and acts as a user would; nothing but the page is ever loaded.

#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// The names that browsers go by.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

fn browser() -> Option<&'static str> {
    if std::env::var_os("NETSIFT_BROWSER").is_none() {
        eprintln!("SKIPPED: the page in a browser; NETSIFT_BROWSER=1 turns it on");
        return None;
    }
    let found = BROWSERS.into_iter().find(|name| {
        Command::new(name).arg("--version").output().is_ok_and(|it| it.status.success())
    });
    if found.is_none() {
        eprintln!("SKIPPED: the page in a browser; there is no chromium here");
    }
    found
}

/// Makes the page of a capture and lets the browser act on it.
fn drive(browser: &str, kind: &str, input: &Path) {
    drive_with(&[], browser, kind, input);
}

/// The same with more options for the page.
fn drive_with(options: &[&str], browser: &str, kind: &str, input: &Path) {
    let place = tempfile::tempdir().unwrap();
    let page = place.path().join("page.html");
    let made = Command::new(env!("CARGO_BIN_EXE_netsift"))
        .args(["report", "-q", "-o"])
        .args([&page, input])
        .args(options)
        .status()
        .unwrap();
    assert!(made.success(), "{}", input.display());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/drive.py");
    let mut driving = Command::new("python3");
    driving.arg(script).args([browser, kind]).args([page.as_path(), place.path()]);
    // Pictures for whoever wants to look.
    driving.args(std::env::var_os("NETSIFT_SCREENSHOTS"));
    let driven = driving.output().unwrap();
    let said = String::from_utf8_lossy(&driven.stdout);
    let complained = String::from_utf8_lossy(&driven.stderr);
    assert!(driven.status.success(), "{}:\n{said}{complained}", input.display());
    eprintln!("{}: {}", input.display(), said.trim().lines().last().unwrap_or_default());
}

fn own(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

/// A packet of a capture that is made here: Ethernet, IPv4, and what it carries.
fn frame(ends: [[u8; 4]; 2], protocol: u8, transport: &[u8]) -> Vec<u8> {
    let length = u16::try_from(20 + transport.len()).unwrap().to_be_bytes();
    let mut frame = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0]; // Ethernet
    frame.extend([0x45, 0, length[0], length[1], 0, 0, 0x40, 0, 64, protocol, 0, 0]); // IPv4
    frame.extend(ends.concat());
    frame.extend(transport);
    frame
}

/// A datagram of DNS about a name.
fn dns(ports: [u16; 2], flags: u16, name: &str) -> Vec<u8> {
    let mut message = vec![0x12, 0x34]; // identifier
    message.extend(flags.to_be_bytes());
    message.extend([0, 1, 0, 0, 0, 0, 0, 0]); // one question
    for label in name.split('.') {
        message.push(u8::try_from(label.len()).unwrap());
        message.extend(label.bytes());
    }
    message.extend([0, 0, 1, 0, 1]); // root, A, IN
    let length = u16::try_from(8 + message.len()).unwrap();
    let mut datagram: Vec<u8> =
        [ports[0], ports[1], length, 0].iter().flat_map(|it| it.to_be_bytes()).collect();
    datagram.extend(message);
    datagram
}

/// A segment of TCP without options.
fn tcp(ports: [u16; 2], numbers: [u32; 2], flags: u8, payload: &[u8]) -> Vec<u8> {
    let mut segment: Vec<u8> = ports.iter().flat_map(|it| it.to_be_bytes()).collect();
    segment.extend(numbers.iter().flat_map(|it| it.to_be_bytes()));
    segment.extend([0x50, flags, 0x20, 0, 0, 0, 0, 0]);
    segment.extend(payload);
    segment
}

/// A capture of many hosts: host i of 300 asks 15 times, a millisecond apart, for name i mod 30 at
/// server i mod 6, every tenth in vain; the first twenty ask a web server.
fn many_hosts() -> Vec<u8> {
    let mut frames = Vec::new();
    let host = |at: u16| [10, 0, u8::try_from(at / 250).unwrap(), u8::try_from(at % 250).unwrap()];
    let web = [192, 0, 2, 80];
    for at in 0..20 {
        let (here, ports) = (host(at), [40000, 80]);
        let back = [ports[1], ports[0]];
        frames.push(frame([here, web], 6, &tcp(ports, [1, 0], 0x02, b"")));
        frames.push(frame([web, here], 6, &tcp(back, [1, 2], 0x12, b"")));
        let asks = b"GET / HTTP/1.1\r\nHost: web.example\r\n\r\n";
        frames.push(frame([here, web], 6, &tcp(ports, [2, 2], 0x18, asks)));
        let says = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        frames.push(frame([web, here], 6, &tcp(back, [2, 42], 0x18, says)));
    }
    for time in 0..15 {
        for at in 0..300 {
            let (here, server) = (host(at), [192, 0, 2, u8::try_from(at % 6).unwrap() + 1]);
            let (ports, name) = ([20_000 + time, 53], format!("name{}.example", at % 30));
            let code = if at % 10 == 0 { 0x8183 } else { 0x8180 };
            frames.push(frame([here, server], 17, &dns(ports, 0x0100, &name)));
            frames.push(frame([server, here], 17, &dns([53, ports[0]], code, &name)));
        }
    }
    let mut capture = vec![0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0]; // pcap 2.4, microseconds
    capture.extend([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0]); // Ethernet
    for (at, frame) in (0_u32..).zip(&frames) {
        let length = u32::try_from(frame.len()).unwrap();
        let second = 1_700_000_000 + at / 1000;
        for number in [second, at % 1000 * 1000, length, length] {
            capture.extend(number.to_le_bytes());
        }
        capture.extend(frame);
    }
    capture
}

#[test]
fn what_is_chosen_among_many_hosts_is_chosen_everywhere() {
    let Some(browser) = browser() else { return };
    let place = tempfile::tempdir().unwrap();
    let input = place.path().join("many.pcap");
    std::fs::write(&input, many_hosts()).unwrap();
    drive(browser, "many", &input);
}

#[test]
fn what_files_know_of_hosts_stands_beside_them() {
    let Some(browser) = browser() else { return };
    let place = tempfile::tempdir().unwrap();
    let list = place.path().join("list.txt");
    std::fs::write(&list, "192.0.2.0/24\n").unwrap();
    let countries = own("enrich/countries.mmdb");
    let options = ["--geoip", countries.to_str().unwrap(), "--blocklist", list.to_str().unwrap()];
    drive_with(&options, browser, "enriched", &own("office.pcapng"));
}

#[test]
fn the_page_does_what_it_promises() {
    let Some(browser) = browser() else { return };
    drive(browser, "full", &own("office.pcapng"));
    drive(browser, "loads", &own("web.pcapng"));
    drive(browser, "loads", &own("snapped.pcap"));
}

/// The words of the pages of a PDF.
fn words(pdf: &Path) -> Option<Vec<String>> {
    let mut reader = Command::new("pdftotext");
    let read = reader.args(["-raw".as_ref(), pdf.as_os_str(), "-".as_ref()]).output();
    let Ok(read) = read else {
        eprintln!("SKIPPED: the text of the PDF; there is no pdftotext here");
        return None;
    };
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let text = String::from_utf8(read.stdout).unwrap();
    Some(text.split_whitespace().map(str::to_owned).collect())
}

fn netsift(words: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_netsift")).args(words).output().unwrap()
}

#[test]
fn the_printed_page_says_as_text_what_the_statistics_say() {
    if browser().is_none() {
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let pdf = place.path().join("page.pdf");
    let input = own("office.pcapng");
    let input = input.to_str().unwrap();
    let ran = netsift(&["report", input, "--pdf", pdf.to_str().unwrap(), "--with-chromium"]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let left: Vec<_> = std::fs::read_dir(place.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    let Some(words) = words(&pdf) else { return };
    let stats = netsift(&["stats", "summary", "endpoints", "flows", "-T", "json", input]);
    let stats: serde_json::Value = serde_json::from_slice(&stats.stdout).unwrap();
    let rows = |section: &str, table: &str| {
        stats["sections"][section]["tables"][table]["rows"].as_array().unwrap().clone()
    };
    let says = |value: &serde_json::Value| {
        let text = value.as_str().map_or_else(|| grouped(value), str::to_owned);
        assert!(words.contains(&text), "{text} is not on paper: {words:?}");
    };
    says(&rows("summary", "summary")[0]["packets"]);
    says(&rows("summary", "summary")[0]["wire_bytes"]);
    let hosts = rows("endpoints", "ip");
    assert!(hosts.len() > 5);
    for host in &hosts {
        for name in ["address", "packets", "frame_bytes"] {
            says(&host[name]);
        }
    }
    // More than the ten rows that the screen has at first.
    let flows = rows("flows", "flows");
    assert!(flows.len() > 20);
    for flow in &flows {
        // Ports are not grouped.
        let port = flow["id.orig_p"].to_string();
        assert!(words.contains(&port), "{port} is not on paper");
    }
}

/// A number with commas between thousands.
fn grouped(number: &serde_json::Value) -> String {
    let digits = number.as_u64().unwrap().to_string();
    let group = |(at, digit): (usize, char)| {
        let comma = at > 0 && (digits.len() - at).is_multiple_of(3);
        comma.then_some(',').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(group).collect()
}

/// Nothing runs, loads or leads anywhere from the page on paper.
fn printed_harmless(input: &Path) {
    let place = tempfile::tempdir().unwrap();
    let pdf = place.path().join("page.pdf");
    let (from, to) = (input.to_str().unwrap(), pdf.to_str().unwrap());
    let ran = netsift(&["report", "-q", from, "--pdf", to, "--with-chromium"]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let bytes = std::fs::read(&pdf).unwrap();
    let bytes = String::from_utf8_lossy(&bytes);
    for word in ["/JS", "/JavaScript", "/OpenAction", "/AA", "/URI", "/Launch", "/EmbeddedFile"] {
        let found = bytes.match_indices(word).any(|(at, _)| {
            !bytes[at + word.len()..].starts_with(|next: char| next.is_ascii_alphanumeric())
        });
        assert!(!found, "{from}: {word}");
    }
}

#[test]
fn nothing_in_a_hostile_capture_executes() {
    let Some(browser) = browser() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/badinputs");
    for name in ["55_name_esc.pcapng", "73_dns_terminal.pcap", "74_dns_csv_formula.pcap"] {
        let input = folder.join(name);
        if input.exists() {
            drive(browser, "loads", &input);
            printed_harmless(&input);
        } else {
            eprintln!("SKIPPED: {name} is not here");
        }
    }
}
