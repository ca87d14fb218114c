//! Man pages, completions and the JSON Schema in the repository are those of the program.
//!
//! `NETSIFT_BLESS=1 cargo test --test generated` rewrites them.

#![cfg(test)]

use std::path::Path;

#[test]
fn committed_files_are_what_the_program_generates() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, content) in netsift::cli::generated::files().unwrap() {
        let path = root.join(name);
        if std::env::var_os("NETSIFT_BLESS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &content).unwrap();
        }
        let committed = std::fs::read(&path).unwrap_or_default();
        assert!(
            committed == content,
            "{name} is stale; `NETSIFT_BLESS=1 cargo test --test generated` rewrites it"
        );
    }
}

#[test]
fn nothing_else_lies_among_the_generated_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = netsift::cli::generated::files().unwrap();
    for folder in ["man", "completions", "schema"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let name = format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy());
            assert!(files.iter().any(|(file, _)| *file == name), "{name}");
        }
    }
}
