//! Fields of flows against flow records, joined here, on every capture of the corpus.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::corpus;

fn rows(capture: &Path, words: &[&str]) -> Vec<Vec<String>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netsift"));
    let output = command.args(words).arg(capture).output().unwrap();
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(b'\t').quoting(false).from_reader(&output.stdout[..]);
    let cells = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    reader.records().map(|row| cells(row.unwrap())).collect()
}

#[test]
fn every_packet_belongs_to_the_record_that_counted_it() {
    let Some(folder) = corpus::folder() else { return };
    let columns =
        ["uid", "orig_pkts", "resp_pkts", "conn_state", "history", "orig_ip_bytes", "last"];
    let (mut packets, mut flows) = (0, 0);
    for name in corpus::captures(&folder) {
        let file = folder.join("captures").join(&name);
        let fields: Vec<String> = columns.iter().map(|name| format!("flow.{name}")).collect();
        let mut words = vec!["filter", "-q", "-T", "tsv"];
        words.extend(fields.iter().flat_map(|field| ["-e", field.as_str()]));
        let mut counted: BTreeMap<Vec<String>, u64> = BTreeMap::new();
        for row in rows(&file, &words).into_iter().filter(|row| !row[0].is_empty()) {
            packets += 1;
            *counted.entry(row).or_default() += 1;
        }
        let words = ["stats", "flows", "-q", "-T", "tsv", "--limit", "0"];
        let header = header(&file, &words);
        let place = |name: &str| header.iter().position(|column| column == name);
        let records = rows(&file, &words).into_iter().map(|row| {
            let cell = |column: &&str| row[place(column).unwrap()].clone();
            let row: Vec<String> = columns.iter().map(cell).collect();
            let both = row[1].parse::<u64>().unwrap() + row[2].parse::<u64>().unwrap();
            (row, both)
        });
        let records: BTreeMap<Vec<String>, u64> = records.collect();
        flows += records.len();
        assert_eq!(counted, records, "{name}");
    }
    assert!(packets > 250_000 && flows > 50_000, "{packets} packets of {flows} flows");
}

fn header(capture: &Path, words: &[&str]) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netsift"));
    let output = command.args(words).arg(capture).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().unwrap_or_default().split('\t').map(str::to_owned).collect()
}
