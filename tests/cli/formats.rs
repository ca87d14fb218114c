//! One record model behind every format: rows, totals and the ledger agree.

use super::support::{Place, capture, summary};
use netsift::output::FORMATS;

#[test]
fn every_format_has_the_same_rows() {
    let place = Place::new();
    place.file("a.pcap", &capture(40));
    let run = |format: &str| {
        place.run(&format!("stats conversations --level tcp -T {format} a.pcap")).ends_with(0).out()
    };
    let document: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    let tables = document["sections"]["conversations"]["tables"].as_object().unwrap();
    let (name, table) = tables.iter().next().unwrap();
    let rows = table["rows"].as_array().unwrap();
    assert_eq!(rows.len() as u64, table["rows_shown"].as_u64().unwrap());
    let packets: u64 = rows.iter().map(|row| row["packets"].as_u64().unwrap()).sum();

    let csv = run("csv");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let column = reader.headers().unwrap().iter().position(|name| name == "packets").unwrap();
    let csv_rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(csv_rows.len(), rows.len());
    let csv_packets: u64 = csv_rows.iter().map(|row| row[column].parse::<u64>().unwrap()).sum();
    assert_eq!(csv_packets, packets);

    let tsv = run("tsv");
    assert_eq!(tsv.lines().count(), rows.len() + 1);

    let record = format!("conversations.{name}");
    let ndjson = run("ndjson");
    let lines: Vec<serde_json::Value> =
        ndjson.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| line["record"].is_string()));
    let nd_rows: Vec<_> = lines.iter().filter(|line| line["record"] == *record).collect();
    assert_eq!(nd_rows.len(), rows.len());
    for (nd_row, row) in nd_rows.iter().zip(rows) {
        for (key, value) in row.as_object().unwrap() {
            assert_eq!(&nd_row[key], value);
        }
    }
    let markdown = run("markdown");
    assert_eq!(
        markdown.lines().filter(|line| line.starts_with("| 10.0.0.1 |")).count(),
        rows.len()
    );
    let table = run("table");
    assert_eq!(table.lines().filter(|line| line.starts_with("10.0.0.1 ")).count(), rows.len());
}

#[test]
fn numbers_are_numbers_and_times_are_exact() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    let ran = place.run("stats summary -T json a.pcap").ends_with(0);
    let document = ran.json();
    assert_eq!(document["schema"], netsift::output::SCHEMA);
    assert_eq!(document["tool"], "netsift");
    assert_eq!(document["version"], env!("CARGO_PKG_VERSION"));
    let row = summary(&document);
    assert_eq!(row["packets"], 3);
    assert_eq!(row["first"], "2023-11-14T22:13:20.000000000Z");
    assert_eq!(row["first_ns"], 1_700_000_000_000_000_000_i64);
    assert!(ran.out().contains("\"duration_s\":2.000000000"), "{}", ran.out());
}

#[test]
fn a_time_zone_changes_texts_and_not_times() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    for (zone, first) in [
        ("Asia/Kolkata", "2023-11-15T03:43:20.000000000+05:30"),
        ("+05:30", "2023-11-15T03:43:20.000000000+05:30"),
        ("-03:00", "2023-11-14T19:13:20.000000000-03:00"),
        ("Z", "2023-11-14T22:13:20.000000000Z"),
    ] {
        let words = format!("stats summary -T json --tz {zone} a.pcap");
        let document = place.run(&words).ends_with(0).json();
        assert_eq!(summary(&document)["first"], first);
        assert_eq!(summary(&document)["first_ns"], 1_700_000_000_000_000_000_i64);
    }
}

#[test]
fn csv_of_one_table_and_many_files_is_one_plain_table() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    place.file("=b.pcap", &capture(2));
    let words = "stats protocols -T csv --per-file a.pcap =b.pcap";
    let text = place.run(words).ends_with(0).out();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap().iter().next(), Some("capture"));
    let captures: Vec<String> =
        reader.records().map(|row| row.unwrap().get(0).unwrap().to_owned()).collect();
    assert_eq!(captures, ["a.pcap", "a.pcap", "a.pcap", "'=b.pcap", "'=b.pcap", "'=b.pcap"]);
}

#[test]
fn summary_of_many_files_is_one_header_and_one_row_a_file() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    place.file("b.pcap", &capture(2));
    for (format, separator) in [("csv", b','), ("tsv", b'\t')] {
        let words = format!("stats summary --sha256 -T {format} --per-file a.pcap b.pcap");
        let text = place.run(&words).ends_with(0).out();
        let mut reader =
            csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let column = |name: &str| {
            let place = header.iter().position(|column| column == name).unwrap();
            rows.iter().map(|row| row[place].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(column("capture"), ["a.pcap", "b.pcap"]);
        assert_eq!(column("packets"), ["3", "2"]);
        assert_eq!(column("formats"), ["pcap", "pcap"]);
        assert_eq!(column("link_types"), ["Ethernet (1)", "Ethernet (1)"]);
        assert_eq!(column("file_bytes"), ["234", "164"]);
        assert!(column("sha256").iter().all(|digest| digest.len() == 64));
        assert_eq!(text.lines().count(), 3, "{text}");
    }
}

#[test]
fn a_note_that_holds_for_every_file_is_said_once() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    place.file("b.pcap", &capture(2));
    let ran = place.run("stats ports -T csv --per-file a.pcap b.pcap").ends_with(0);
    assert_eq!(ran.err().matches("ports: the service is").count(), 1, "{}", ran.err());
}

#[test]
fn rows_that_a_limit_left_out_are_told_in_every_format() {
    let place = Place::new();
    place.file("a.pcap", &capture(40));
    for format in FORMATS {
        let name = format.name;
        let ran = place.run(&format!("stats conversations --level tcp --limit 7 -T {name} a.pcap"));
        let said = if format.says_notes { ran.out() } else { ran.err() };
        let total = said.contains("40") || said.contains("33 more");
        assert!(total, "{name}: {said}");
    }
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let place = Place::new();
    place.file("a.pcap", &capture(3));
    assert!(!place.run("stats a.pcap").out().contains('\x1b'));
    assert!(place.run("stats --color always a.pcap").out().contains("\x1b[1m"));
    assert!(!place.run("stats --color always -T json a.pcap").out().contains('\x1b'));
}
