//! `--allow`: files that say which findings are known of.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::arguments::suggestion;
use crate::cli::output::shown;
use crate::detect::{Allow, WORDS, Wrong, rule_names};

/// Largest list that is read, in bytes.
const MOST_BYTES: u64 = 1 << 24;

/// Reads lists.
///
/// # Errors
/// When a file cannot be read, or a line of it makes no sense: the line is named.
pub fn read(paths: &[PathBuf]) -> Result<Allow> {
    let mut allow = Allow::default();
    for path in paths {
        let name = shown(path);
        let mut text = String::new();
        let file = File::open(path).with_context(|| format!("--allow {name}"))?;
        let bytes = file.take(MOST_BYTES + 1).read_to_string(&mut text);
        if bytes.with_context(|| format!("--allow {name}"))? as u64 > MOST_BYTES {
            bail!("--allow {name}: longer than the {MOST_BYTES} bytes that a list may have");
        }
        if let Err(wrong) = allow.add(&name, &text) {
            let near = match &wrong.problem {
                Wrong::Word(word) => suggestion(word, WORDS.into_iter()),
                Wrong::Rule(word) => suggestion(word, rule_names()),
                _ => String::new(),
            };
            bail!("--allow {name}: {wrong}{near}");
        }
    }
    Ok(allow)
}
