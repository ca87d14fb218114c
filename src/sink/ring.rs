//! A capture in several files, one after the other, of which the oldest may go. Files whose name ends
//! in `.gz` or `.zst` are compressed when they are whole.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

use super::packer::{Packer, remove};
use super::{CaptureFormat, GrowingCapture, Interface, Refusal, Statistics, is_compressed_name};
use crate::value::Timestamp;

/// When the next file begins. Each condition stands by itself; whichever holds first turns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// The file has so many bytes.
    pub bytes: Option<u64>,
    /// The file has so many packets.
    pub packets: Option<u64>,
    /// The file began so many nanoseconds ago.
    pub duration_ns: Option<i64>,
    /// The clock passes a multiple of so many nanoseconds since 1970.
    pub interval_ns: Option<i64>,
    /// So many files are kept; older ones are removed.
    pub files: Option<usize>,
}

impl Turn {
    /// Whether anything but the number of files is asked for.
    #[must_use]
    pub const fn is_conditional(&self) -> bool {
        self.bytes.is_some()
            || self.packets.is_some()
            || self.duration_ns.is_some()
            || self.interval_ns.is_some()
    }

    /// Whether a file of so many bytes and packets, begun then, is over at `now`.
    fn is_due(&self, bytes: u64, packets: u64, began: Timestamp, now: Timestamp) -> bool {
        let is_next = |interval: i64| {
            let nth = |at: Timestamp| at.0.div_euclid(interval.max(1));
            nth(now) > nth(began)
        };
        self.bytes.is_some_and(|most| bytes >= most)
            || self.packets.is_some_and(|most| packets >= most)
            || self.duration_ns.is_some_and(|most| now.since(began) >= most)
            || self.interval_ns.is_some_and(is_next)
    }
}

/// Files that follow each other.
pub struct Ring {
    path: PathBuf,
    force: bool,
    format: CaptureFormat,
    interfaces: Vec<Interface>,
    turn: Turn,
    file: GrowingCapture,
    began: Timestamp,
    /// How many files were begun.
    number: u64,
    /// Every file that is there, the current one last, by its name before it is compressed.
    names: VecDeque<PathBuf>,
    packer: Option<Packer>,
}

impl Ring {
    /// Begins the first file. It has the name itself where no other is foreseen, and otherwise
    /// number and time as `NAME_00001_20231114221320.EXT`, in UTC.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn begin(
        path: &Path,
        force: bool,
        interfaces: Vec<Interface>,
        turn: Turn,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let format = CaptureFormat::by_file_name(&path.to_string_lossy());
        let (path, packer) = match path.extension() {
            Some(ending) if is_compressed_name(&path.to_string_lossy()) => {
                (path.with_extension(""), Some(Packer::start(&ending.to_string_lossy())?))
            }
            _ => (path.to_owned(), None),
        };
        let name = if turn.is_conditional() { numbered(&path, 1, now) } else { path.clone() };
        let file = begin(&name, force, format, &interfaces, packer.as_ref())?;
        let (number, names) = (1, VecDeque::from([name]));
        Ok(Self { path, force, format, interfaces, turn, file, began: now, number, names, packer })
    }

    /// Writes pcapng to a pipe, which is one file for ever.
    ///
    /// # Errors
    /// When the header cannot be written.
    pub fn stream(
        out: Box<dyn io::Write + Send>,
        interfaces: Vec<Interface>,
    ) -> Result<Self, Refusal> {
        let format = CaptureFormat::Pcapng;
        Ok(Self {
            path: PathBuf::new(),
            force: false,
            format,
            file: GrowingCapture::stream(out, format, &interfaces)?,
            interfaces,
            turn: Turn::default(),
            began: Timestamp::default(),
            number: 1,
            names: VecDeque::new(),
            packer: None,
        })
    }

    /// Whether another file can follow.
    fn is_file(&self) -> bool {
        !self.names.is_empty()
    }

    /// The file that is being written.
    pub const fn file(&mut self) -> &mut GrowingCapture {
        &mut self.file
    }

    /// The name of the file that is being written, before it is compressed; a stream has none.
    #[must_use]
    pub fn name(&self) -> Option<&Path> {
        self.names.back().map(PathBuf::as_path)
    }

    /// How many files were begun.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// Whether a packet of that time belongs into the next file.
    #[must_use]
    pub fn is_due(&mut self, at: Timestamp) -> bool {
        self.turn.is_due(self.file.bytes(), self.file.packets(), self.began, at)
    }

    /// Ends the file and begins the next, where it is a file; removes the oldest where more than wanted are there.
    ///
    /// # Errors
    /// When the system cannot store it, or the name is taken.
    pub fn next(&mut self, statistics: &[Statistics], now: Timestamp) -> io::Result<()> {
        if !self.is_file() {
            return self.file.flush();
        }
        self.file.finish(statistics)?;
        self.pack();
        let name = numbered(&self.path, self.number + 1, now);
        let packer = self.packer.as_ref();
        self.file =
            begin(&name, self.force, self.format, &self.interfaces, packer).map_err(|refusal| {
                match refusal {
                    Refusal::System(error) => error,
                    other => io::Error::new(io::ErrorKind::AlreadyExists, other.to_string()),
                }
            })?;
        self.number += 1;
        self.began = now;
        self.names.push_back(name);
        while self.turn.files.is_some_and(|most| self.names.len() > most.max(1)) {
            let Some(oldest) = self.names.pop_front() else { break };
            match &self.packer {
                Some(packer) => packer.remove(&oldest)?,
                None => remove(&oldest)?,
            }
        }
        Ok(())
    }

    /// Ends the last file with what was counted on each interface, and waits for what is compressed.
    ///
    /// # Errors
    /// When the system cannot store it.
    pub fn finish(&mut self, statistics: &[Statistics]) -> io::Result<()> {
        self.file.finish(statistics)?;
        self.pack();
        self.packer.take().map_or(Ok(()), Packer::finish)
    }

    /// Lets the file that is whole be compressed, where that is asked for.
    fn pack(&self) {
        if let (Some(packer), Some(name)) = (&self.packer, self.names.back()) {
            packer.add(name.clone());
        }
    }
}

/// Begins a file whose compressed form may not replace anything either.
fn begin(
    name: &Path,
    force: bool,
    format: CaptureFormat,
    interfaces: &[Interface],
    packer: Option<&Packer>,
) -> Result<GrowingCapture, Refusal> {
    if !force && packer.is_some_and(|packer| packer.name(name).symlink_metadata().is_ok()) {
        return Err(Refusal::Exists);
    }
    GrowingCapture::create(name, force, format, interfaces)
}

fn numbered(path: &Path, number: u64, now: Timestamp) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default();
    let time: String = now.rfc3339(0).chars().take(19).filter(char::is_ascii_digit).collect();
    let mut name = stem.to_owned();
    name.push(format!("_{number:05}_{time}"));
    if let Some(extension) = path.extension() {
        name.push(".");
        name.push(extension);
    }
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::value::LinkType;

    const SECOND: i64 = 1_000_000_000;

    #[test]
    fn each_condition_turns_by_itself() {
        let none = Turn::default();
        let due = |turn: Turn, bytes, packets, began, now| {
            turn.is_due(bytes, packets, Timestamp(began), Timestamp(now))
        };
        assert!(!due(none, u64::MAX, u64::MAX, 0, i64::MAX));
        assert!(due(Turn { bytes: Some(10), ..none }, 10, 0, 0, 0));
        assert!(!due(Turn { bytes: Some(10), ..none }, 9, 99, 0, 99));
        assert!(due(Turn { packets: Some(2), ..none }, 0, 2, 0, 0));
        assert!(due(Turn { duration_ns: Some(5), ..none }, 0, 0, 7, 12));
        // On the hour, however short before it the file began.
        assert!(due(Turn { interval_ns: Some(100), ..none }, 0, 0, 199, 200));
        assert!(!due(Turn { interval_ns: Some(100), ..none }, 0, 0, 100, 199));
    }

    #[test]
    fn files_are_named_by_number_and_time_and_the_oldest_go() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("web.pcapng");
        let interface = Interface { link_type: LinkType(1), ..Interface::default() };
        let turn = Turn { packets: Some(1), files: Some(2), ..Turn::default() };
        let start = 1_700_000_000 * SECOND;
        let at = |second: i64| Timestamp(start + second * SECOND);
        let mut ring = Ring::begin(&path, false, vec![interface], turn, at(0)).unwrap();
        for second in 0..3 {
            if ring.is_due(at(second)) {
                ring.next(&[Statistics::default()], at(second)).unwrap();
            }
            ring.file().packet(0, at(second), 60, &[0; 60]).unwrap();
        }
        assert_eq!(ring.number(), 3);
        let entries = fs::read_dir(directory.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["web_00002_20231114221321.pcapng", "web_00003_20231114221322.pcapng"]);
    }
}
