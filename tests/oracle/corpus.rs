//! Where the reference captures are, and whether this run looks at them.

use std::path::{Path, PathBuf};

/// The folder of the reference captures, or `None`, said loudly, where this run does without.
pub fn folder() -> Option<PathBuf> {
    if !super::asked_for() {
        return None;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !folder.join("MANIFEST.tsv").is_file() {
        super::skip("../shared/corpus is missing");
        return None;
    }
    Some(folder)
}

/// The names of the captures in the manifest, in its order.
pub fn captures(folder: &Path) -> Vec<String> {
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let names = manifest.lines().skip(1).filter_map(|line| line.split('\t').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
