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
