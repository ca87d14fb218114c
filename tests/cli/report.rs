//! `netsift report`: the page, the short form, the picture, and reading again what grows.

use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::support::{Place, capture, is_there};

/// The numbers of a page.
fn data(page: &str) -> serde_json::Value {
    let (_, rest) = page.split_once("id=\"data\">").unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn the_page_has_the_numbers_of_the_statistics() {
    let place = Place::new();
    place.file("a.pcap", &capture(50));
    place.run("report a.pcap -o page.html").ends_with(0);
    let page = std::fs::read_to_string(place.path("page.html")).unwrap();
    let data = data(&page);
    assert_eq!(data["title"], "a.pcap");
    assert_eq!(data["input"]["packets_kept"], 50);
    let stats = place.run("stats flows -T json a.pcap").ends_with(0).json();
    let flows = &stats["sections"]["flows"]["tables"]["flows"];
    assert_eq!(data["tables"]["flows.flows"]["total"], flows["rows_total"]);
    let columns = data["tables"]["flows.flows"]["columns"].as_array().unwrap();
    let port = columns.iter().position(|column| column[0] == "id.orig_p").unwrap();
    for (shown, row) in data["tables"]["flows.flows"]["rows"]
        .as_array()
        .unwrap()
        .iter()
        .zip(flows["rows"].as_array().unwrap())
    {
        assert_eq!(shown[port], row["id.orig_p"]);
    }
}

#[test]
fn the_number_of_threads_changes_no_byte_of_the_page() {
    let place = Place::new();
    place.file("a.pcap", &capture(300));
    let one = place.run("report -j 1 a.pcap").ends_with(0).out();
    assert_eq!(one, place.run("report -j 8 a.pcap").ends_with(0).out());
}

#[test]
fn what_hosts_had_of_a_value_is_all_that_the_value_has() {
    let place = Place::new();
    let capture = format!("{}/testdata/office.pcapng", env!("CARGO_MANIFEST_DIR"));
    let page = place.run(&format!("report -j 1 {capture}")).ends_with(0).out();
    assert_eq!(page, place.run(&format!("report -j 8 {capture}")).ends_with(0).out());
    let data = data(&page);
    let mut compared = 0;
    for (section, table, count) in [
        ("dns", "names", "messages"),
        ("dns", "types", "messages"),
        ("dns", "rcodes", "answers"),
        ("http", "hosts", "messages"),
        ("http", "statuses", "messages"),
        ("http", "methods", "messages"),
        ("http", "user_agents", "messages"),
        ("tls", "server_names", "messages"),
        ("tls", "versions", "messages"),
        ("tls", "ciphers", "messages"),
        ("expert", "expert", "packets"),
    ] {
        let shown = &data["tables"][format!("{section}.{table}")];
        let columns = shown["columns"].as_array().unwrap();
        let place = |name: &str| columns.iter().position(|column| column[0] == name);
        let (value, count) = (place("summary").unwrap_or(0), place(count).unwrap());
        let ends = data["tables"][format!("{section}.ends")]["rows"].as_array().unwrap();
        for row in shown["rows"].as_array().unwrap() {
            let text = row[value].as_str().map_or_else(|| row[value].to_string(), str::to_owned);
            let same = ends.iter().filter(|end| end[0] == table && end[1] == text);
            let sum: u64 = same.map(|end| end[4].as_u64().unwrap()).sum();
            assert_eq!(sum, row[count].as_u64().unwrap(), "{section}.{table}: {text}");
            compared += 1;
        }
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn the_short_form_says_what_a_list_knows() {
    let place = Place::new();
    place.file("a.pcap", &capture(5));
    place.file("list.txt", b"10.0.0.1\n");
    let short = place.run("report -q a.pcap --markdown - --blocklist list.txt").ends_with(0).out();
    let row = short.lines().find(|line| line.starts_with("| 10.0.0.1 |")).unwrap();
    assert!(short.contains("| listed |") && row.ends_with("| 10.0.0.1 |"), "{short}");
}

#[test]
fn one_reading_gives_page_short_form_and_picture() {
    let place = Place::new();
    place.file("a.pcap", &capture(5));
    place.run("report a.pcap -o a.html --markdown a.md --png a.png --title Monday").ends_with(0);
    assert_eq!(place.names(), ["a.html", "a.md", "a.pcap", "a.png"]);
    let short = std::fs::read_to_string(place.path("a.md")).unwrap();
    assert!(short.contains("| packets |") && short.len() < 4000, "{short}");
    assert!(std::fs::read(place.path("a.png")).unwrap().starts_with(b"\x89PNG"));
    assert!(std::fs::read_to_string(place.path("a.html")).unwrap().contains("<title>Monday<"));
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_written() {
    let place = Place::new();
    place.file("a.pcap", &capture(5));
    place.file("there.html", b"");
    for words in [
        "report",
        "report a.pcap -o there.html",
        "report a.pcap -o a.pcap --force",
        "report a.pcap -o a.html --markdown a.html",
        "report a.pcap --markdown - --png -",
        "report a.pcap --watch 1s",
        "report - --watch 1s -o a.html",
        "report -i lo --watch 1s",
        "report -i lo --from -5m -o a.html",
        "report -i lo -a files:3 -o a.html",
    ] {
        let ran = place.run(words).ends_with(2);
        assert!(ran.err().starts_with("report: "), "{}", ran.err());
    }
    assert_eq!(place.names(), ["a.pcap", "there.html"]);
}

#[test]
fn a_damaged_input_gives_a_page_that_says_so_and_a_missing_one_none() {
    let place = Place::new();
    let mut bytes = capture(5);
    bytes.truncate(bytes.len() - 10);
    place.file("cut.pcap", &bytes);
    let page = place.run("report cut.pcap").ends_with(4).out();
    let data = data(&page);
    assert_eq!(data["input"]["sound"], false);
    assert!(data["input"]["faults"][0].as_str().unwrap().contains("cut.pcap"));
    place.run("report missing.pcap -o page.html").ends_with(3);
    assert!(!is_there(&place.path("page.html")));
}

#[test]
fn a_capture_without_packets_gives_a_page() {
    let place = Place::new();
    place.file("none.pcap", &capture(0));
    let page = place.run("report none.pcap").ends_with(0).out();
    assert_eq!(data(&page)["start_ns"], serde_json::Value::Null);
}

#[test]
fn the_pdf_says_the_same_numbers_as_text() {
    let place = Place::new();
    place.file("a.pcap", &capture(1234));
    place.run("report a.pcap --pdf a.pdf").ends_with(0);
    assert!(std::fs::read(place.path("a.pdf")).unwrap().starts_with(b"%PDF-1.4"));
    let mut reader = std::process::Command::new("pdftotext");
    let read = reader.arg("-layout").arg(place.path("a.pdf")).arg("-").output();
    let Ok(read) = read else {
        eprintln!("SKIPPED: the text of the PDF; there is no pdftotext here");
        return;
    };
    let text = String::from_utf8(read.stdout).unwrap();
    assert!(read.stderr.is_empty(), "{}", String::from_utf8_lossy(&read.stderr));
    assert!(text.contains("1,234") && text.contains("10.0.0.1"), "{text}");
}

#[test]
fn without_chromium_nobody_prints_by_it_and_nothing_is_written() {
    let place = Place::new();
    place.file("a.pcap", &capture(5));
    let mut command = place.netsift();
    command.args(["report", "a.pcap", "--pdf", "a.pdf", "--with-chromium"]).env("PATH", "/nowhere");
    let ran = super::support::Ran(command.output().unwrap()).ends_with(2);
    assert!(ran.err().contains("--pdf alone needs none"), "{}", ran.err());
    assert_eq!(place.names(), ["a.pcap"]);
    place.run("report a.pcap --with-chromium").ends_with(2);
}

#[cfg(unix)]
#[test]
fn a_chromium_that_fails_is_an_output_that_could_not_be_delivered() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    place.file("a.pcap", &capture(5));
    let program = place.file("chromium", b"#!/bin/sh\nexit 7\n");
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = place.netsift();
    command.args(["report", "a.pcap", "--pdf", "a.pdf", "--with-chromium"]);
    command.env("PATH", format!("{}:/bin:/usr/bin", place.path("").display()));
    let ran = super::support::Ran(command.output().unwrap()).ends_with(5);
    assert!(ran.err().contains("did not print the page"), "{}", ran.err());
    assert_eq!(place.names(), ["a.pcap", "chromium"]);
}

#[cfg(unix)]
#[test]
fn watching_replaces_the_page_as_the_capture_grows() {
    let place = Place::new();
    let whole = capture(9);
    let path = place.file("grows.pcap", &whole[..24 + 70 * 3]);
    let mut child = place
        .netsift()
        .args(["report", "grows.pcap", "-o", "page.html", "--watch", "50ms"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let packets = || -> Option<u64> {
        let page = std::fs::read_to_string(place.path("page.html")).ok()?;
        data(&page)["input"]["packets_kept"].as_u64()
    };
    let reaches = |wanted| {
        let since = Instant::now();
        while packets() != Some(wanted) {
            assert!(since.elapsed() < Duration::from_mins(1), "{:?}", packets());
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    reaches(3);
    let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(&whole[24 + 70 * 3..]).unwrap();
    reaches(9);
    let stopped = std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(stopped.success());
    assert_eq!(child.wait().unwrap().code(), Some(143));
}

#[cfg(unix)]
#[test]
fn what_came_since_the_last_page_is_on_the_page_after_the_interrupt() {
    let place = Place::new();
    let whole = capture(9);
    let path = place.file("grows.pcap", &whole[..24 + 70 * 3]);
    let mut child = place
        .netsift()
        .args(["report", "grows.pcap", "-o", "page.html", "--every", "1h"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let since = Instant::now();
    while !is_there(&place.path("page.html")) {
        assert!(since.elapsed() < Duration::from_mins(1));
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(&whole[24 + 70 * 3..]).unwrap();
    let id = child.id().to_string();
    assert!(
        std::process::Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let page = data(&std::fs::read_to_string(place.path("page.html")).unwrap());
    assert_eq!(page["input"]["packets_kept"], 9);
    assert_eq!(page["input"]["sound"], true);
    assert_eq!(place.names(), ["grows.pcap", "page.html"]);
}

#[cfg(unix)]
#[test]
fn a_capture_that_does_not_grow_is_not_read_again() {
    let place = Place::new();
    place.file("still.pcap", &capture(3));
    let mut child = place
        .netsift()
        .args(["report", "still.pcap", "-o", "page.html", "--watch", "20ms"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let written = || std::fs::metadata(place.path("page.html")).and_then(|it| it.modified()).ok();
    let since = Instant::now();
    while written().is_none() {
        assert!(since.elapsed() < Duration::from_mins(1));
        std::thread::sleep(Duration::from_millis(20));
    }
    let first = written();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(written(), first);
    assert!(
        std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap().success()
    );
    child.wait().unwrap();
}
