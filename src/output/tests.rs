use super::*;
use crate::report::{FileFault, FileFaultKind, FileLedger};
use crate::value::{Kind, Timestamp, Unit, is_unsafe};

const NASTY: &str = "=a,\"b\"\x1b[31m|\u{202e}\n`x`";

fn report() -> Report {
    let columns = || {
        vec![
            Column::text("name", "a name"),
            Column::packets("packets", "how many"),
            Column::new("first_seen", Kind::Time, Unit::None, "when"),
            Column::new("duration_s", Kind::Duration, Unit::Seconds, "how long"),
            Column::new("share_percent", Kind::Float, Unit::Percent, "of all"),
        ]
    };
    let at = Value::Time(Timestamp(1_700_000_000_009_999_000));
    let mut first = Table::new("first", "First table", columns());
    first.push(vec![
        NASTY.into(),
        u64::MAX.into(),
        at.clone(),
        Value::Duration(1_500_000_000),
        Value::Float(12.5),
    ]);
    first.push(vec!["b".into(), 1234_u64.into(), at, Value::Null, Value::Null]);
    first.rows_total = 9;
    let mut second = Table::new("second", "Second table", columns());
    second.push(vec!["c".into(), 1_u64.into(), Value::Null, Value::Null, Value::Null]);
    let file = FileLedger {
        name: "a\x1b.pcap".into(),
        faults: vec![FileFault {
            kind: FileFaultKind::Truncated,
            packet: Some(3),
            offset: Some(99),
            message: "record cut".into(),
        }],
        fault_count: 1,
        ..FileLedger::default()
    };
    let sections = vec![
        Section {
            name: "pair",
            title: "Two".into(),
            tables: vec![first, second],
            notes: vec!["a note".into()],
        },
        Section::of(Table::new("empty", "Nothing here", columns())),
    ];
    Report { input: Ledger { files: vec![file], ..Ledger::default() }, sections }
}

fn written(report: &Report, name: &str) -> String {
    let format = FORMATS.iter().find(|format| format.name == name).unwrap();
    let mut bytes = Vec::new();
    let mut writer = (format.make)(&mut bytes, Options::default());
    write(report, None, writer.as_mut()).unwrap();
    writer.finish().unwrap();
    drop(writer);
    String::from_utf8(bytes).unwrap()
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn nothing_that_acts_on_a_terminal_leaves_any_format() {
    for format in FORMATS {
        let text = written(&report(), format.name);
        let found = text.chars().find(|&one| is_unsafe(one) && one != '\n' && one != '\t');
        assert_eq!(found, None, "{}: {text}", format.name);
    }
}

#[test]
fn row_counts_agree_between_formats() {
    let report = report();
    let document = json(&written(&report, "json"));
    let lines: Vec<_> = written(&report, "ndjson").lines().map(json).collect();
    let csv = written(&report, "csv");
    let tsv = written(&report, "tsv");
    let markdown = written(&report, "markdown");
    for section in &report.sections {
        for table in &section.tables {
            let path = path(section.name, table.name);
            let rows = table.rows.len();
            let shown = &document["sections"][section.name]["tables"][table.name];
            assert_eq!(shown["rows"].as_array().unwrap().len(), rows);
            assert_eq!(shown["rows_total"], table.rows_total);
            assert_eq!(lines.iter().filter(|line| line["record"] == *path).count(), rows);
            let counts =
                lines.iter().find(|line| line["record"] == "table" && line["table"] == *path);
            assert_eq!(counts.unwrap()["rows_total"], table.rows_total);
            assert_eq!(counts.unwrap()["rows_shown"], rows);
            let starting = |text: &str, start: String| {
                text.lines().filter(|line| line.starts_with(&start)).count()
            };
            assert_eq!(starting(&csv, format!("{path},")), rows);
            assert_eq!(starting(&tsv, format!("{path}\t")), rows);
            assert!(markdown.contains(&table.title));
        }
    }
    assert!(markdown.contains("2 of 9 rows"));
    assert!(written(&report, "table").contains("… 7 more"));
}

#[test]
fn json_keeps_text_numbers_and_times_exact() {
    let text = written(&report(), "json");
    let row = &json(&text)["sections"]["pair"]["tables"]["first"]["rows"][0];
    assert_eq!(row["name"], NASTY);
    assert_eq!(row["packets"], u64::MAX);
    assert_eq!(row["first_seen"], "2023-11-14T22:13:20.009999000Z");
    assert_eq!(row["first_seen_ns"], 1_700_000_000_009_999_000_i64);
    assert!(text.contains("\"duration_s\":1.500000000,"));
}

#[test]
fn the_ledger_is_in_the_machine_formats() {
    let report = report();
    let in_json = json(&written(&report, "json"))["input"].clone();
    assert_eq!(in_json["files"][0]["name"], "a\x1b.pcap");
    assert_eq!(in_json["files"][0]["faults"][0]["kind"], "truncated");
    assert_eq!(in_json["warnings"][0], "a\\u{1b}.pcap: packet 3 at byte 99: record cut");
    let mut in_ndjson = json(written(&report, "ndjson").lines().last().unwrap());
    assert_eq!(in_ndjson["record"], "input");
    in_ndjson.as_object_mut().unwrap().remove("record");
    assert_eq!(in_ndjson, in_json);
}

#[test]
fn no_json_object_repeats_a_key() {
    // serde_json keeps the last of two; a visitor that counts sees both.
    struct Unique;
    impl<'de> serde::de::DeserializeSeed<'de> for Unique {
        type Value = ();
        fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
            reader.deserialize_any(self)
        }
    }
    impl<'de> serde::de::Visitor<'de> for Unique {
        type Value = ();
        fn expecting(&self, text: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            text.write_str("JSON")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            let mut seen = std::collections::BTreeSet::new();
            while let Some(key) = map.next_key::<String>()? {
                assert!(seen.insert(key.clone()), "{key} twice");
                map.next_value_seed(Unique)?;
            }
            Ok(())
        }
        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
            while list.next_element_seed(Unique)?.is_some() {}
            Ok(())
        }
        fn visit_unit<E>(self) -> Result<(), E> {
            Ok(())
        }
        fn visit_bool<E>(self, _: bool) -> Result<(), E> {
            Ok(())
        }
        fn visit_u64<E>(self, _: u64) -> Result<(), E> {
            Ok(())
        }
        fn visit_i64<E>(self, _: i64) -> Result<(), E> {
            Ok(())
        }
        fn visit_f64<E>(self, _: f64) -> Result<(), E> {
            Ok(())
        }
        fn visit_str<E>(self, _: &str) -> Result<(), E> {
            Ok(())
        }
    }
    use serde::de::DeserializeSeed;
    let text = written(&report(), "json");
    Unique.deserialize(&mut serde_json::Deserializer::from_str(&text)).unwrap();
}

#[test]
fn csv_of_one_table_is_plain_and_reads_back() {
    let mut report = report();
    report.sections[0].tables.truncate(1);
    report.sections.truncate(1);
    let text = written(&report, "csv");
    let mut reader = csv_reader(&text);
    assert_eq!(
        reader.headers().unwrap(),
        vec!["name", "packets", "first_seen", "duration_s", "share_percent"]
    );
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(&row[0], "'=a,\"b\"\\u{1b}[31m|\\u{202e}\\n`x`");
    assert_eq!(&row[1], "18446744073709551615");
    assert_eq!(&row[3], "1.500000000");
}

fn csv_reader(text: &str) -> ::csv::Reader<&[u8]> {
    ::csv::Reader::from_reader(text.as_bytes())
}

#[test]
fn people_get_headings_separators_and_no_colour_unless_asked() {
    let text = written(&report(), "table");
    assert_eq!(
        text.lines().skip(4).collect::<Vec<_>>(),
        vec![
            "… 7 more (--limit 0 shows all)",
            "",
            "Second table",
            "name  packets  first seen  duration  share %",
            "c           1  -                  -        -",
            "note: a note",
            "",
            "Nothing here",
            "nothing",
        ]
    );
    assert!(text.contains("18,446,744,073,709,551,615"));
    assert!(text.contains("1.500000    12.50"));
    assert!(!text.contains('\x1b'));
}

#[test]
fn a_terminals_width_cuts_lines_and_only_that() {
    let mut bytes = Vec::new();
    let options = Options { width: Some(40), ..Options::default() };
    write(&report(), None, (super::table::DESCRIPTION.make)(&mut bytes, options).as_mut()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
}

#[test]
fn a_single_wide_row_stands_upright() {
    let names = ["first_name_that_is_long", "second_name_that_is_long", "third_name_that_is_long"];
    let mut columns: Vec<Column> = names.map(|name| Column::count(name, "")).into();
    columns.push(Column::bytes("fourth_name_that_is_long", ""));
    let mut table = Table::new("wide", "Wide", columns);
    table.push(vec![1_u64.into(), 2_u64.into(), 3_u64.into(), 20_000_u64.into()]);
    let report = Report { sections: vec![Section::of(table)], ..Report::default() };
    let text = written(&report, "table");
    assert!(
        text.ends_with("third name that is long   3\nfourth name that is long  20,000 (20.0 kB)\n")
    );
}

#[test]
fn the_schema_describes_every_column() {
    let text = schema::schema(&report().sections);
    let schema = json(&text);
    let row = &schema["properties"]["sections"]["properties"]["pair"]["properties"]["tables"]["properties"]
        ["first"]["properties"]["rows"]["items"];
    assert_eq!(row["properties"]["packets"]["description"], "how many [packets]");
    assert_eq!(row["properties"]["first_seen_ns"]["type"][0], "integer");
}

/// Two reports on one capture each.
fn written_twice(report: &Report, name: &str) -> String {
    let format = FORMATS.iter().find(|format| format.name == name).unwrap();
    let mut bytes = Vec::new();
    let mut writer = (format.make)(&mut bytes, Options::default());
    for capture in ["a.pcap", "=b.pcap"] {
        write(report, Some(capture.to_owned()), writer.as_mut()).unwrap();
    }
    writer.finish().unwrap();
    drop(writer);
    String::from_utf8(bytes).unwrap()
}

#[test]
fn one_table_of_many_captures_is_one_plain_csv() {
    let mut report = report();
    report.sections[0].tables.truncate(1);
    report.sections.truncate(1);
    let text = written_twice(&report, "csv");
    let mut reader = csv_reader(&text);
    assert_eq!(reader.headers().unwrap().iter().next(), Some("capture"));
    let captures: Vec<String> =
        reader.records().map(|row| row.unwrap().get(0).unwrap().to_owned()).collect();
    assert_eq!(captures, ["a.pcap", "a.pcap", "'=b.pcap", "'=b.pcap"]);
}

#[test]
fn reports_on_several_captures_stay_valid_json() {
    let documents = json(&written_twice(&report(), "json"));
    assert_eq!(documents.as_array().unwrap().len(), 2);
    let lines: Vec<_> = written_twice(&report(), "ndjson").lines().map(json).collect();
    assert!(lines.iter().all(|line| line["capture"].is_string()));
}
