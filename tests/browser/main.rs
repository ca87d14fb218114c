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
    let place = tempfile::tempdir().unwrap();
    let page = place.path().join("page.html");
    let made = Command::new(env!("CARGO_BIN_EXE_netsift"))
        .args(["report", "-q", "-o"])
        .args([&page, input])
        .status()
        .unwrap();
    assert!(made.success(), "{}", input.display());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/drive.py");
    let driven = Command::new("python3")
        .arg(script)
        .args([browser, kind])
        .args([page.as_path(), place.path()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&driven.stdout);
    let complained = String::from_utf8_lossy(&driven.stderr);
    assert!(driven.status.success(), "{}:\n{said}{complained}", input.display());
    eprintln!("{}: {}", input.display(), said.trim().lines().last().unwrap_or_default());
}

fn own(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
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

#[test]
fn nothing_in_a_hostile_capture_executes() {
    let Some(browser) = browser() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/badinputs");
    for name in ["55_name_esc.pcapng", "73_dns_terminal.pcap", "74_dns_csv_formula.pcap"] {
        let input = folder.join(name);
        if input.exists() {
            drive(browser, "loads", &input);
        } else {
            eprintln!("SKIPPED: {name} is not here");
        }
    }
}
