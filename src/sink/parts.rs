//! One result in many files, NAME_00001.EXT and so on: each is written beside its place, none is held
//! open, and all get their names together when all are whole.
//!
//! Names are the user's with a number: nothing that a packet says becomes part of one.

use std::ffi::{OsStr, OsString};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Squeeze;
use super::file::{Aside, OutputFile, Refusal};
use super::space::settle;

/// The files.
#[derive(Debug)]
pub struct Parts {
    path: PathBuf,
    force: bool,
    inputs: Vec<PathBuf>,
    /// Those that are written; one without a number is the rest.
    files: Vec<Aside>,
    /// Those that were there before under names that are ours.
    before: Vec<PathBuf>,
}

impl Parts {
    /// Parts of what would be `path` alone. `inputs` are the files that will be read.
    ///
    /// # Errors
    /// [`Refusal`] with the file, where one is there that a part would replace: it needs `force`, and
    /// an input is never replaced.
    pub fn begin(path: &Path, force: bool, inputs: &[PathBuf]) -> Result<Self, (PathBuf, Refusal)> {
        if path.is_dir() || path.file_name().is_none() {
            return Err((path.to_owned(), Refusal::Directory));
        }
        let folder = folder_of(path);
        let entries = fs::read_dir(&folder);
        let entries = entries.map_err(|error| (folder.clone(), Refusal::System(error)))?;
        let mut before = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| (folder.clone(), Refusal::System(error)))?;
            if is_part(path, &entry.file_name()) {
                let there = path.with_file_name(entry.file_name());
                // Refuses what cannot be replaced; dropped, it leaves nothing.
                if let Err(refusal) = OutputFile::create(&there, force, inputs) {
                    return Err((there, refusal));
                }
                before.push(there);
            }
        }
        before.sort();
        let (path, inputs) = (path.to_owned(), inputs.to_vec());
        Ok(Self { path, force, inputs, files: Vec::new(), before })
    }

    /// Begins the next file, or the one for the rest. Gives its place among all.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn add(&mut self, is_rest: bool) -> io::Result<usize> {
        let word = if is_rest { "rest".to_owned() } else { format!("{:05}", self.files.len() + 1) };
        let path = part_of(&self.path, &word);
        let file = OutputFile::create(&path, self.force, &self.inputs).map_err(|refusal| {
            let shown = path.display();
            match refusal {
                Refusal::System(error) => error,
                other => io::Error::new(io::ErrorKind::AlreadyExists, format!("{shown}: {other}")),
            }
        })?;
        let Some(aside) = file.set_aside() else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "a part has to be a file"));
        };
        self.files.push(aside);
        Ok(self.files.len() - 1)
    }

    /// Adds bytes to a file, compressed as its name says.
    ///
    /// # Errors
    /// When the system cannot store them.
    pub fn append(&self, place: usize, bytes: &[u8]) -> io::Result<()> {
        let Some(file) = self.files.get(place) else { return Ok(()) };
        let out = OpenOptions::new().append(true).open(file.part())?;
        // A compressed file may have many members (RFC 1952 section 2.2), many frames (RFC 8878
        // section 3): each is one.
        let mut out = Squeeze::by_file_name(&self.path.to_string_lossy(), out)?;
        out.write_all(bytes)?;
        out.finish()?;
        Ok(())
    }

    /// The name that a file will have.
    #[must_use]
    pub fn name(&self, place: usize) -> Option<&OsStr> {
        self.files.get(place)?.path().file_name()
    }

    /// How long a file is so far.
    #[must_use]
    pub fn bytes(&self, place: usize) -> u64 {
        let found = self.files.get(place).and_then(|file| fs::metadata(file.part()).ok());
        found.map_or(0, |found| found.len())
    }

    /// Makes all durable and gives them their names. Answers with the files of an earlier run that
    /// this one did not replace.
    ///
    /// # Errors
    /// When the system cannot store them.
    pub fn finish(mut self) -> io::Result<Vec<PathBuf>> {
        let parts: Vec<&Path> = self.files.iter().map(Aside::part).collect();
        settle(&folder_of(&self.path), &parts)?;
        let mut left = std::mem::take(&mut self.before);
        for file in self.files.drain(..) {
            left.retain(|there| there.file_name() != file.path().file_name());
            file.finish()?;
        }
        Ok(left)
    }
}

fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or_else(|| Path::new(".")).to_owned()
}

/// Stem and extensions of a name: `a.pcapng.gz` is `a` and `.pcapng.gz`.
fn split(path: &Path) -> (OsString, OsString) {
    let name = path.file_name().unwrap_or_default().to_owned();
    let whole = Path::new(&name);
    let is_squeezed =
        |end: &&OsStr| ["gz", "zst"].iter().any(|word| end.eq_ignore_ascii_case(word));
    let (stem, behind) = match whole.extension().filter(is_squeezed) {
        Some(end) => (whole.file_stem().unwrap_or_default(), Some(end)),
        None => (whole.as_os_str(), None),
    };
    let inner = Path::new(stem);
    let mut extensions = OsString::new();
    for extension in [inner.extension(), behind].into_iter().flatten() {
        extensions.push(".");
        extensions.push(extension);
    }
    (inner.file_stem().unwrap_or_default().to_owned(), extensions)
}

fn part_of(path: &Path, word: &str) -> PathBuf {
    let (mut name, extensions) = split(path);
    name.push(format!("_{word}"));
    name.push(extensions);
    path.with_file_name(name)
}

/// Whether a file in the same folder has a name that a part may get.
fn is_part(path: &Path, name: &OsStr) -> bool {
    let (stem, extensions) = split(path);
    let name = name.as_encoded_bytes();
    let word = name
        .strip_prefix(stem.as_encoded_bytes())
        .and_then(|rest| rest.strip_prefix(b"_"))
        .and_then(|rest| rest.strip_suffix(extensions.as_encoded_bytes()));
    word.is_some_and(|word| {
        word == b"rest" || (word.len() >= 5 && word.iter().all(u8::is_ascii_digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_users_with_a_number_before_all_extensions() {
        let named = |path: &str, word: &str| part_of(Path::new(path), word);
        assert_eq!(named("d/a.pcapng", "00001"), Path::new("d/a_00001.pcapng"));
        assert_eq!(named("a.b.pcap.gz", "00002"), Path::new("a.b_00002.pcap.gz"));
        assert_eq!(named("a", "rest"), Path::new("a_rest"));
        assert_eq!(named(".pcap", "00001"), Path::new(".pcap_00001"));
        let is = |name: &str| is_part(Path::new("d/a.pcap.zst"), OsStr::new(name));
        assert!(is("a_00001.pcap.zst") && is("a_100000.pcap.zst") && is("a_rest.pcap.zst"));
        assert!(!is("a_1.pcap.zst") && !is("a_0000x.pcap.zst") && !is("b_00001.pcap.zst"));
    }

    #[test]
    fn files_appear_together_and_older_ones_are_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.txt");
        let there = |name: &str| directory.path().join(name);
        fs::write(there("a_00001.txt"), "old").unwrap();
        fs::write(there("a_00003.txt"), "old").unwrap();
        assert!(matches!(Parts::begin(&path, false, &[]), Err((_, Refusal::Exists))));
        let inputs = [there("a_00003.txt")];
        assert!(matches!(Parts::begin(&path, true, &inputs), Err((_, Refusal::Input))));
        let mut parts = Parts::begin(&path, true, &[]).unwrap();
        let one = parts.add(false).unwrap();
        let two = parts.add(false).unwrap();
        parts.append(two, b"2").unwrap();
        parts.append(one, b"new").unwrap();
        parts.append(two, b"2").unwrap();
        assert_eq!(fs::read(there("a_00001.txt")).unwrap(), b"old");
        assert_eq!((parts.bytes(two), parts.name(two)), (2, Some(OsStr::new("a_00002.txt"))));
        assert_eq!(parts.finish().unwrap(), [there("a_00003.txt")]);
        assert_eq!(fs::read(there("a_00001.txt")).unwrap(), b"new");
        assert_eq!(fs::read(there("a_00002.txt")).unwrap(), b"22");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 3);
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let mut parts = Parts::begin(&directory.path().join("a"), false, &[]).unwrap();
        let one = parts.add(false).unwrap();
        parts.append(one, b"x").unwrap();
        drop(parts);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
