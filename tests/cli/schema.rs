//! Real outputs follow the published schema, as an independent validator says (the jsonschema
//! package of Python).

use std::path::Path;
use std::process::{Command, Stdio};

use super::support::{Place, capture};
use netsift::stats::STATISTICS;

const VALIDATE: &str = "\
import json, sys
from jsonschema import Draft202012Validator as Validator
schema = json.load(open(sys.argv[1]))
Validator.check_schema(schema)
Validator(schema).validate(json.load(open('out.json')))
record = {'$ref': '#/$defs/record', '$defs': schema['$defs']}
for line in open('out.ndjson'):
    Validator(record).validate(json.loads(line))
";

#[test]
fn json_and_ndjson_follow_the_published_schema() {
    let python = Command::new("python3")
        .args(["-c", "import jsonschema"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !python.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: schema of real outputs: no python3 with jsonschema here");
        return;
    }
    let place = Place::new();
    let whole = capture(30);
    place.file("cut.pcap", &whole[..whole.len() - 5]);
    let names: Vec<&str> = STATISTICS.iter().map(|statistic| statistic.name).collect();
    for format in ["json", "ndjson"] {
        let names = names.join(" ");
        place.run(&format!("stats {names} -T {format} -o out.{format} cut.pcap")).ends_with(4);
    }
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/netsift-report.schema.json");
    let ran = Command::new("python3")
        .args(["-c", VALIDATE])
        .arg(schema)
        .current_dir(place.path("."))
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
