//! The picture of the architecture, held against the code: who may import whom, how long a file
//! may be, where each outside crate lives, that every leaf stands in its table.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom, by the folders of `src/`. `cli` may import everything.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("value", &[]),
    ("sink", &["value"]),
    ("alert", &["value"]),
    ("report", &["value"]),
    ("packet", &["value"]),
    ("output", &["report", "value"]),
    ("enrich", &["report", "value"]),
    ("plot", &["report", "value"]),
    ("dashboard", &["report", "value"]),
    ("source", &["packet::RawPacket", "report", "value"]),
    ("flow", &["packet", "value"]),
    ("filter", &["packet", "value"]),
    ("edit", &["source", "packet", "value"]),
    ("anonymize", &["packet", "value"]),
    ("select", &["flow", "packet", "value"]),
    ("engine", &["source", "packet", "flow", "filter", "report", "value"]),
    ("stats", &["engine", "filter", "flow", "packet", "report", "value"]),
    ("detect", &["engine", "flow", "packet", "report", "value"]),
];

/// Where each outside crate may be used, besides tests. A new dependency adds a line here and a
/// reason in `Cargo.toml`.
const HOMES: &[(&str, &[&str])] = &[
    ("anyhow", &["cli/"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/generated.rs"]),
    ("clap_mangen", &["cli/generated.rs"]),
    ("indicatif", &["cli/progress.rs"]),
    ("signal_hook", &["cli/signals.rs"]),
    ("terminal_size", &["cli/output.rs"]),
    ("csv", &["output/", "cli/detect/"]),
    ("maxminddb", &["enrich/geography.rs"]),
    ("ureq", &["alert/webhook.rs"]),
    ("lettre", &["alert/mail.rs"]),
    ("plotters", &["plot/canvas.rs"]),
    ("dejavu", &["plot/canvas.rs"]),
    ("png", &["plot/png.rs"]),
    ("itoa", &["value/digits.rs"]),
    ("zmij", &["output/"]),
    ("jiff", &["output/zone.rs"]),
    ("serde", &["output/"]),
    ("serde_json", &["output/", "plot/vega.rs", "dashboard/data.rs"]),
    ("unicode_width", &["output/table/", "plot/terminal.rs"]),
    ("hashbrown", &["flow/", "stats/"]),
    ("foldhash", &["flow/", "stats/", "edit/"]),
    (
        "sha2",
        &[
            "source/",
            "detect/model/",
            "packet/content/tls/",
            "packet/protocols/application/quic/keys.rs",
            "dashboard/shell.rs",
            "cli/filter/hide.rs",
        ],
    ),
    ("hkdf", &["packet/protocols/application/quic/keys.rs"]),
    ("aes_gcm", &["packet/protocols/application/quic/keys.rs", "anonymize/cryptopan.rs"]),
    ("md_5", &["packet/content/"]),
    ("sha1", &["flow/records/"]),
    ("base64", &["flow/records/", "dashboard/shell.rs"]),
    ("flate2", &["source/", "sink/"]),
    ("zstd", &["source/", "sink/"]),
    ("lz4_flex", &["source/"]),
    ("liblzma", &["source/"]),
    ("bzip2", &["source/"]),
    ("glob", &["source/expand.rs"]),
    // Error enums may be anywhere.
    ("thiserror", &[""]),
    ("regex", &["filter/"]),
    ("pcap", &["source/live/"]),
    ("netsift_libpcap", &["source/live/"]),
    ("rustix", &["sink/space.rs", "source/live/confine.rs"]),
    ("landlock", &["source/live/confine.rs"]),
    ("pnet_packet", &["packet/"]),
];

/// Lines of code a file may have, its tests not counted.
const MOST_LINES: usize = 400;

fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// The code without its tests, which are the last module where they stand in the same file.
fn code(text: &str) -> &str {
    text.find("\n#[cfg(test)]\nmod tests {").map_or(text, |at| &text[..at])
}

fn is_test(name: &str) -> bool {
    name.ends_with("tests.rs") || name.ends_with("testing.rs") || name.contains("/tests/")
}

/// Every code file that is no test, with its tests cut off.
fn code_files() -> Vec<(String, String)> {
    let files = sources().into_iter().filter(|(name, _)| !is_test(name));
    files.map(|(name, text)| (name, code(&text).to_owned())).collect()
}

#[test]
fn nobody_imports_what_the_picture_forbids() {
    let mut offences = Vec::new();
    for (name, text) in code_files() {
        let Some((folder, _)) = name.split_once('/') else { continue };
        if folder == "cli" {
            continue;
        }
        let rule = MAY_IMPORT.iter().find(|(module, _)| *module == folder);
        let (_, allowed) = rule.unwrap_or_else(|| panic!("src/{folder} is not in the picture"));
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for (at, _) in line.match_indices("crate::") {
                // `$crate` and `some_crate::` are something else.
                let before = line[..at].chars().next_back();
                if before.is_some_and(|one| one.is_alphanumeric() || one == '_' || one == '$') {
                    continue;
                }
                let path = &line[at + "crate::".len()..];
                let is_own = path.starts_with(folder);
                if !is_own && !allowed.iter().any(|module| path.starts_with(module)) {
                    offences.push(format!("src/{name}: {}", line.trim()));
                }
            }
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

#[test]
fn every_module_of_the_crate_is_in_the_picture() {
    for (name, _) in sources() {
        let Some((folder, _)) = name.split_once('/') else { continue };
        let known = folder == "cli" || MAY_IMPORT.iter().any(|(module, _)| *module == folder);
        assert!(known, "src/{folder} is not in the picture");
    }
}

#[test]
fn no_file_is_longer_than_four_hundred_lines_without_its_tests() {
    for (name, text) in code_files() {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "src/{name} has {lines} lines");
    }
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    for (name, text) in sources() {
        assert!(is_test(&name) || text.starts_with("//! "), "src/{name}");
    }
}

#[test]
fn every_outside_crate_stays_in_its_home() {
    for (crate_name, homes) in HOMES {
        for (name, text) in code_files() {
            let uses =
                text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
                    line.match_indices(&format!("{crate_name}::")).any(|(at, _)| {
                        let before = line[..at].chars().next_back();
                        before.is_none_or(|one| !one.is_alphanumeric() && one != '_' && one != ':')
                    })
                });
            let is_home = homes.iter().any(|home| name.starts_with(home));
            assert!(!uses || is_home, "src/{name} uses {crate_name}, which lives in {homes:?}");
        }
    }
}

#[test]
fn every_dependency_says_why_it_is_there_and_has_a_home() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let manifest = fs::read_to_string(manifest).unwrap();
    let dependencies =
        manifest.split("\n[").find(|part| part.starts_with("dependencies]")).unwrap();
    for line in dependencies.lines().skip(1).filter(|line| line.contains('=')) {
        assert!(line.contains("# "), "no reason: {line}");
        let name = line.split_whitespace().next().unwrap().replace('-', "_");
        assert!(HOMES.iter().any(|(known, _)| *known == name), "{name} has no home in HOMES");
    }
}

/// Tables of leaves: the folder, the file with the table, and what registers `NAME.rs`.
const TABLES: &[(&str, &str, &[&str])] = &[
    // What several formats share is no format.
    (
        "output/",
        "output/mod.rs",
        &["cell", "finding", "json_text", "ledger", "schema", "separated", "spread", "zone", "mod"],
    ),
];

#[test]
fn every_format_is_registered() {
    let sources = sources();
    for (folder, table, others) in TABLES {
        let text = &sources[*table];
        for name in sources.keys().filter(|name| !is_test(name)) {
            let Some(leaf) = name.strip_prefix(folder).and_then(|rest| rest.strip_suffix(".rs"))
            else {
                continue;
            };
            if leaf.contains('/') || others.contains(&leaf) {
                continue;
            }
            assert!(text.contains(&format!("&{leaf}::DESCRIPTION")), "src/{name} is in no table");
        }
    }
}

#[test]
fn every_statistic_is_registered() {
    let sources = sources();
    let table = &sources["stats/mod.rs"];
    for (name, text) in &sources {
        let Some(leaf) = name.strip_prefix("stats/").and_then(|rest| rest.strip_suffix(".rs"))
        else {
            continue;
        };
        let leaf = leaf.strip_suffix("/mod").unwrap_or(leaf).replace('/', "::");
        if text.contains("pub static STATISTIC: Statistic") {
            assert!(table.contains(&format!("&{leaf}::STATISTIC")), "src/{name} is in no table");
        }
    }
}

#[test]
fn every_protocol_is_registered() {
    let sources = sources();
    let table = &sources["packet/protocols/mod.rs"];
    for name in sources.keys() {
        let leaf = name.strip_prefix("packet/protocols/").and_then(|rest| rest.strip_suffix(".rs"));
        let Some(leaf) = leaf.filter(|leaf| *leaf != "mod" && !leaf.contains('/')) else {
            continue;
        };
        let is_there = table.contains(&format!(" {leaf}")) || table.contains(&format!("{leaf}::"));
        assert!(is_there || is_test(name), "src/{name} is in no table");
    }
}

#[test]
fn a_leaf_never_mentions_another_leaf() {
    let sources = sources();
    for (folder, marker) in
        [("stats/", "pub static STATISTIC: Statistic"), ("output/", "pub const DESCRIPTION:")]
    {
        let leaves: Vec<&str> = sources
            .iter()
            .filter(|(name, text)| name.starts_with(folder) && text.contains(marker))
            .filter_map(|(name, _)| name.strip_prefix(folder)?.strip_suffix(".rs"))
            .collect();
        assert!(leaves.len() >= 4, "{leaves:?}");
        for leaf in &leaves {
            let text = code(&sources[&format!("{folder}{leaf}.rs")]).to_owned();
            for other in leaves.iter().filter(|other| other != &leaf) {
                let mention = format!("super::{}::", other.replace('/', "::"));
                assert!(!text.contains(&mention), "src/{folder}{leaf}.rs mentions {other}");
            }
        }
    }
}
