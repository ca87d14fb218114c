//! From what people name to files: directories are searched, patterns that the shell left alone
//! are matched.

use std::fs;
use std::path::{Path, PathBuf};

use super::stored::is_stdin;
use super::{compression, format, front};

/// The files that are meant, in the order in which they were named.
///
/// * A directory stands for the captures in it and below, sorted by name; whether a file is one
///   is told by its content, and others are passed over; what may not be read stays named, so that
///   it is reported. Links to directories are not followed.
/// * A name with `*`, `?` or `[` that is no file stands for the files that match it, sorted.
/// * Anything else is left as it is, also what does not exist or holds no capture: reading it says
///   what is wrong.
#[must_use]
pub fn expand(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        let before = files.len();
        if !is_stdin(path) && path.is_dir() {
            search(path, &mut files);
        } else if !path.exists() && is_pattern(path) {
            for found in matches(path) {
                if found.is_dir() { search(&found, &mut files) } else { files.push(found) }
            }
        }
        if files.len() == before {
            files.push(path.clone());
        }
    }
    files
}

/// Adds the captures in a directory and below.
fn search(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(directory) else {
        files.push(directory.to_owned());
        return;
    };
    let mut entries: Vec<fs::DirEntry> = entries.flatten().collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => search(&path, files),
            // Only regular files are opened: a FIFO would be waited for.
            Ok(_) if path.is_file() && is_capture(&path) => files.push(path),
            _ => {}
        }
    }
}

/// Whether the file's content is a capture, compressed or not, or may be one: it cannot be read.
fn is_capture(path: &Path) -> bool {
    let Some(head) = front::of_file(path) else { return true };
    match compression::detect(&head) {
        None => format::detect(&head).is_some(),
        Some(compression) => {
            front::within(path, compression).is_none_or(|head| format::detect(&head).is_some())
        }
    }
}

fn is_pattern(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.contains(['*', '?', '[']))
}

/// The files and directories that match, sorted by name; none if the pattern is not valid.
fn matches(pattern: &Path) -> Vec<PathBuf> {
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..Default::default() };
    let found = pattern.to_str().and_then(|text| glob::glob_with(text, options).ok());
    found.into_iter().flatten().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty little-endian pcap file.
    const CAPTURE: &[u8] =
        &[0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0];

    fn names(root: &Path, found: &[PathBuf]) -> Vec<String> {
        let name = |path: &PathBuf| path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        found.iter().map(name).collect()
    }

    #[test]
    fn a_directory_stands_for_its_captures_sorted_and_told_by_content() {
        use std::io::Write;
        let root = tempfile::tempdir().unwrap();
        let path = root.path();
        fs::create_dir_all(path.join("b/deep")).unwrap();
        fs::write(path.join("c.txt"), CAPTURE).unwrap();
        fs::write(path.join("a.pcap"), "no capture").unwrap();
        fs::write(path.join("b/deep/1.pcap"), CAPTURE).unwrap();
        let level = flate2::Compression::fast();
        for (name, content) in [("b/0.gz", CAPTURE), ("b/2.gz", &b"no capture, but compressed"[..])]
        {
            let file = fs::File::create(path.join(name)).unwrap();
            let mut encoder = flate2::write::GzEncoder::new(file, level);
            encoder.write_all(content).unwrap();
            encoder.finish().unwrap();
        }
        assert_eq!(names(path, &expand(&[path.to_owned()])), ["b/0.gz", "b/deep/1.pcap", "c.txt"]);
    }

    #[test]
    fn what_is_too_broken_to_be_told_in_a_directory_is_not_passed_over() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("cut.gz"), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b]).unwrap();
        let found = expand(&[root.path().to_owned()]);
        assert_eq!(names(root.path(), &found), ["cut.gz"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_may_not_be_read_in_a_directory_stays_named() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let path = root.path();
        fs::write(path.join("a.pcap"), CAPTURE).unwrap();
        fs::create_dir(path.join("b")).unwrap();
        let lock = |name, mode| {
            fs::set_permissions(path.join(name), fs::Permissions::from_mode(mode)).unwrap();
        };
        lock("a.pcap", 0);
        lock("b", 0);
        let is_enforced = fs::File::open(path.join("a.pcap")).is_err();
        let found = expand(&[path.to_owned()]);
        lock("b", 0o700);
        // The superuser may read everything.
        assert_eq!(
            names(path, &found),
            if is_enforced { vec!["a.pcap", "b"] } else { vec!["a.pcap"] }
        );
    }

    #[test]
    fn a_pattern_is_matched_only_where_no_file_has_that_name() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path();
        for name in ["b.pcap", "a.pcap", "c.txt", ".hidden.pcap"] {
            fs::write(path.join(name), CAPTURE).unwrap();
        }
        assert_eq!(names(path, &expand(&[path.join("*.pcap")])), ["a.pcap", "b.pcap"]);
        fs::write(path.join("*.pcap"), CAPTURE).unwrap();
        assert_eq!(names(path, &expand(&[path.join("*.pcap")])), ["*.pcap"]);
    }

    #[test]
    fn what_does_not_exist_and_what_holds_no_capture_stays_as_named() {
        let root = tempfile::tempdir().unwrap();
        let named = [
            root.path().join("missing"),
            root.path().to_owned(),
            root.path().join("*.x"),
            "-".into(),
        ];
        assert_eq!(expand(&named), named);
    }
}
