//! The JSON Schema (2020-12) of what the formats JSON and NDJSON write, derived from the columns
//! that each section has. Pretty text, for the published file.

use serde_json::{Map, Value as Json, json};

use super::{SCHEMA, path};
use crate::report::{Column, Section, Table};
use crate::value::Kind;

/// The schema of documents that may have any of these sections. Tables are known by the columns
/// they have here; columns that a user adds (series of a field) are allowed beside them.
#[must_use]
pub fn schema(sections: &[Section]) -> String {
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What netsift says of captures: --format json, and in $defs/record a line of --format ndjson",
        "type": "object",
        "required": ["schema", "tool", "version", "sections", "input"],
        "additionalProperties": false,
        "properties": {
            "schema": {"const": SCHEMA},
            "tool": {"const": "netsift"},
            "version": {"type": "string"},
            "sections": {
                "type": "object",
                "additionalProperties": false,
                "properties": properties(sections.iter().map(|one| (one.name, section(one)))),
            },
            "input": {"$ref": "#/$defs/input"},
        },
        "$defs": definitions(sections),
    });
    // An object without cycles always has a JSON form.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn properties<'a>(named: impl Iterator<Item = (&'a str, Json)>) -> Json {
    Json::Object(named.map(|(name, schema)| (name.to_owned(), schema)).collect::<Map<_, _>>())
}

fn section(section: &Section) -> Json {
    json!({
        "type": "object",
        "required": ["title", "tables", "notes"],
        "additionalProperties": false,
        "properties": {
            "title": {"type": "string"},
            "notes": {"type": "array", "items": {"type": "string"}},
            "tables": {
                "type": "object",
                "additionalProperties": false,
                "properties": properties(section.tables.iter().map(|one| (one.name, table(one)))),
            },
        },
    })
}

fn table(table: &Table) -> Json {
    json!({
        "type": "object",
        "required": ["title", "rows", "rows_shown", "rows_total"],
        "additionalProperties": false,
        "properties": {
            "title": {"type": "string"},
            "rows": {"type": "array", "items": row(table, None)},
            "rows_shown": {"type": "integer", "minimum": 0},
            "rows_total": {"type": "integer", "minimum": 0},
        },
    })
}

/// A row; as a record of NDJSON it says its kind.
fn row(table: &Table, record: Option<&str>) -> Json {
    let mut members = Map::new();
    if let Some(record) = record {
        members.insert("record".to_owned(), json!({"const": record}));
    }
    for column in &table.columns {
        members.insert(column.name.to_owned(), cell(column));
        if column.kind == Kind::Time {
            members.insert(
                format!("{}_ns", column.name),
                json!({"type": ["integer", "null"], "description": "nanoseconds since 1970-01-01T00:00:00Z"}),
            );
        }
    }
    let required: Vec<&String> = members.keys().collect();
    json!({"type": "object", "required": required, "properties": members})
}

fn cell(column: &Column) -> Json {
    let mut schema = match column.kind {
        Kind::Boolean => json!({"type": ["boolean", "null"]}),
        Kind::Unsigned => json!({"type": ["integer", "null"], "minimum": 0}),
        Kind::Signed => json!({"type": ["integer", "null"]}),
        Kind::Float | Kind::Duration => json!({"type": ["number", "null"]}),
        Kind::Time => json!({"type": ["string", "null"], "format": "date-time"}),
        Kind::Ipv4 | Kind::Ipv6 | Kind::Address | Kind::Mac | Kind::Text | Kind::Bytes => {
            json!({"type": ["string", "null"]})
        }
    };
    if let Json::Object(members) = &mut schema {
        let unit = column.unit.name();
        let doc = if unit.is_empty() {
            column.doc.to_owned()
        } else {
            format!("{} [{unit}]", column.doc)
        };
        members.insert("description".to_owned(), Json::String(doc));
    }
    schema
}

fn definitions(sections: &[Section]) -> Json {
    let mut records = vec![
        json!({"$ref": "#/$defs/input", "properties": {"record": {"const": "input"}}}),
        json!({
            "type": "object",
            "required": ["record", "schema", "tool", "version"],
            "properties": {"record": {"const": "netsift"}, "schema": {"const": SCHEMA}},
        }),
        json!({
            "type": "object",
            "required": ["record", "table", "rows_shown", "rows_total"],
            "properties": {"record": {"const": "table"}},
        }),
        json!({
            "type": "object",
            "required": ["record", "section", "text"],
            "properties": {"record": {"const": "note"}},
        }),
    ];
    for section in sections {
        let tables = section.tables.iter();
        records.extend(tables.map(|table| row(table, Some(&path(section.name, table.name)))));
    }
    json!({
        "record": {"type": "object", "required": ["record"], "oneOf": records},
        "input": input(),
        "count": {"type": "integer", "minimum": 0},
        "optional_count": {"type": ["integer", "null"], "minimum": 0},
        "optional_text": {"type": ["string", "null"]},
        "kept": {"type": "object", "required": RECORDS.map(|(name, _)| name), "properties": tally()},
        "fault": {
            "type": "object",
            "required": ["kind", "packet", "offset", "message"],
            "properties": {
                "kind": {"enum": ["unreadable", "truncated", "damaged", "oddity"]},
                "packet": {"$ref": "#/$defs/optional_count"},
                "offset": {"$ref": "#/$defs/optional_count"},
                "message": {"type": "string"},
            },
        },
    })
}

/// The members of a tally, and which definition each follows.
const RECORDS: [(&str, &str); 10] = [
    ("frame_bytes", "count"),
    ("captured_bytes", "count"),
    ("snapped_packets", "count"),
    ("out_of_order_packets", "count"),
    ("shortest_frame_bytes", "optional_count"),
    ("longest_frame_bytes", "optional_count"),
    ("first_seen", "optional_text"),
    ("first_seen_ns", "time"),
    ("last_seen", "optional_text"),
    ("last_seen_ns", "time"),
];

fn tally() -> Map<String, Json> {
    let schema = |definition: &str| match definition {
        "time" => json!({"type": ["integer", "null"]}),
        other => json!({"$ref": format!("#/$defs/{other}")}),
    };
    RECORDS.iter().map(|(name, definition)| ((*name).to_owned(), schema(definition))).collect()
}

fn with_tally(others: Json) -> (Vec<String>, Json) {
    let mut members = tally();
    if let Json::Object(others) = others {
        members.extend(others);
    }
    (members.keys().cloned().collect(), Json::Object(members))
}

fn input() -> Json {
    let count = json!({"$ref": "#/$defs/count"});
    let text = json!({"$ref": "#/$defs/optional_text"});
    let (file_members, file) = with_tally(json!({
        "name": {"type": "string"},
        "format": text,
        "compression": text,
        "bytes_read": count,
        "bytes_skipped": count,
        "packets_read": count,
        "comments": count,
        "sha256": text,
        "faults_total": count,
        "faults": {"type": "array", "items": {"$ref": "#/$defs/fault"}},
    }));
    let (members, input) = with_tally(json!({
        "partial": {"type": "boolean"},
        "packets_read": count,
        "packets_kept": count,
        "bytes_read": count,
        "bytes_skipped": count,
        "kept": {"$ref": "#/$defs/kept"},
        "kernel_drops": {"$ref": "#/$defs/optional_count"},
        "link_types": {"type": "array", "items": {"type": "integer"}},
        "warnings": {"type": "array", "items": {"type": "string"}},
        "files": {
            "type": "array",
            "items": {"type": "object", "required": file_members, "properties": file},
        },
        "interfaces_total": count,
        "interfaces": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["file", "link_type", "snap_length", "packets", "kernel_drops"],
            },
        },
    }));
    json!({"type": "object", "required": members, "properties": input})
}
