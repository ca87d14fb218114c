//! What is printed for people to paste works when it is pasted.

use std::path::Path;
use std::process::Command;

use super::support::{Place, capture};
use netsift::cli::examples;

fn shell(place: &Place, line: &str) -> (bool, String) {
    let bin = Path::new(env!("CARGO_BIN_EXE_netsift")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-ec", line])
        .current_dir(place.path("."))
        .env("PATH", format!("{}:{path}", bin.display()))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let wrote_a_file = line.contains(" -o ") && !line.contains(" -o -");
    (output.status.success() && (wrote_a_file || !output.stdout.is_empty()), said)
}

/// A folder with the files that examples name.
fn place() -> Place {
    let place = Place::new();
    place.file("capture.pcapng", &capture(5));
    let enrich = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/enrich");
    place.file("GeoLite2-Country.mmdb", &std::fs::read(enrich.join("countries.mmdb")).unwrap());
    place.file("list.txt", b"192.0.2.0/24\nbad.example\n");
    place
}

#[test]
fn every_example_of_the_help_runs() {
    let place = place();
    for (command, _) in examples() {
        let (fine, said) = shell(&place, command);
        assert!(fine, "{command}: {said}");
    }
}

#[test]
fn every_line_of_the_readme_that_runs_netsift_runs() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let place = place();
    place.file("monday.pcap", &capture(5));
    place.file("tuesday.pcap", &capture(5));
    let mut ran = 0;
    let mut in_shell = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            in_shell = line == "```sh";
        } else if in_shell
            && ["stats", "filter", "detect", "plot", "report"]
                .iter()
                .any(|it| line.contains(&format!("netsift {it}")))
            && !line.contains("cargo")
            && !line.starts_with("netsift capture")
            && !line.contains(" -i ")
        {
            let needs_jq = line.contains("jq ");
            if needs_jq && Command::new("jq").arg("--version").output().is_err() {
                eprintln!("SKIPPED: no jq here for: {line}");
                continue;
            }
            let (fine, said) = shell(&place, line);
            assert!(fine, "{line}: {said}");
            ran += 1;
        }
    }
    assert!(ran >= 10, "only {ran} lines");
}
