//! `-w` from end to end: what is refused before anything is read, what is opened, what is written and
//! what is said of it.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::arguments::Arguments;
use super::choose::Chooser;
use super::hide;
use super::job::Plan;
use super::pieces::{Pieces, Written};
use super::write::{Edits, Write};
use crate::cli::exit::Exit;
use crate::cli::output::{self, Destination};
use crate::filter::Reach;
use crate::packet::Packet;
use crate::report::Report;
use crate::sink::{CaptureFormat, Parts};
use crate::source::Notes;

/// The format that is written.
fn format_of(arguments: &Arguments, path: &Path) -> CaptureFormat {
    let by_name = || CaptureFormat::by_file_name(&path.to_string_lossy());
    arguments.to_format.unwrap_or_else(by_name)
}

/// Refuses what cannot be meant of what is written.
///
/// # Errors
/// When options contradict each other.
pub fn refuse_nonsense_of(arguments: &Arguments) -> Result<()> {
    let Some(path) = &arguments.write else { return Ok(()) };
    let is_pcap = format_of(arguments, path) == CaptureFormat::Pcap;
    if arguments.changes.comment.is_some() && is_pcap {
        bail!("--comment: pcap has no comments; write pcapng (--to-format pcapng)");
    }
    if arguments.split.is_none() {
        if arguments.output.file.is_some() {
            bail!("-o: -w names the file already; -o is for the list that --split makes");
        }
        if arguments.output.format.name != "table" {
            bail!(
                "-T: -w writes a capture (--to-format pcap or pcapng); -T is for the list that --split makes"
            );
        }
    } else if path.as_os_str() == "-" {
        bail!("--split: standard output is one file; name a file with -w");
    } else if path.exists() && !path.is_file() && !path.is_dir() {
        bail!("--split: {} is no file whose name could get numbers", output::shown(path));
    }
    Ok(())
}

/// Opens what is written: the files of `--split`, and one file or the place of the list.
///
/// # Errors
/// When a file is refused.
pub fn open(arguments: &Arguments, inputs: &[PathBuf]) -> Result<(Option<Parts>, Destination)> {
    let force = arguments.output.force;
    match &arguments.write {
        None => Ok((None, Destination::open(&arguments.output, inputs)?)),
        Some(path) if arguments.split.is_none() => {
            Ok((None, Destination::at(Some(path), force, inputs)?))
        }
        Some(path) => {
            let parts = match Parts::begin(path, force, inputs) {
                Ok(parts) => parts,
                Err((path, refusal)) => {
                    return Err(refusal).with_context(|| output::shown(&path));
                }
            };
            Ok((Some(parts), Destination::open(&arguments.output, inputs)?))
        }
    }
}

impl Plan {
    fn edits(&self) -> Edits {
        // Where several files come together, one may tell more than microseconds.
        let mut edits = Edits::of(&self.arguments.changes, self.inputs.len() > 1);
        edits.anonymizer = self.anonymizer.take();
        edits
    }

    fn say_hidden(&self, edits: &Edits) {
        if let Some(anonymizer) = &edits.anonymizer {
            let is_cut = self.arguments.hide.cut_payload;
            for line in hide::said(anonymizer.tally(), edits.hidden, is_cut) {
                self.voice.warning(&line);
            }
        }
    }

    fn say_left_out(&self, blocks: u64) {
        if blocks > 0 {
            self.voice
                .warning(&format!("{blocks} blocks and comments were left out: too many at once"));
        }
    }

    /// Reads, and writes what passes as a capture. Answers as [`Plan::show`] does.
    pub fn write(
        &self,
        chooser: &mut Chooser,
        path: &Path,
        destination: &mut Destination,
    ) -> io::Result<(Exit, bool)> {
        let name = path.to_string_lossy();
        let format = format_of(&self.arguments, path);
        let notes = Notes::default();
        let mut write = Write::new(format, &name, destination, notes.clone(), false)?;
        write.edits = self.edits();
        let each = &mut |packet: &Packet<'_>, noted, passes| {
            write.packet(packet, noted, passes).map_err(io::Error::from)
        };
        let ledger = self.sift(chooser, Reach::Records, Some(notes), each)?;
        let (exit, is_there) = self.told(&ledger, chooser);
        let (left_out, edits) = write.finish()?;
        self.say_left_out(left_out);
        self.say_hidden(&edits);
        Ok((exit, is_there))
    }

    /// Reads, writes what passes as many captures, and lists them. Answers as [`Plan::show`] does.
    pub fn write_parts(
        &self,
        chooser: &mut Chooser,
        path: &Path,
        parts: Parts,
        destination: &mut Destination,
    ) -> io::Result<(Exit, bool)> {
        let Some(split) = self.arguments.split else { return Ok((Exit::Done, false)) };
        let notes = Notes::default();
        let format = format_of(&self.arguments, path);
        let zone = self.arguments.output.tz.clone();
        let most = self.arguments.split_files;
        let mut pieces = Pieces::new(split, most, format, parts, notes.clone(), self.edits(), zone);
        let each = &mut |packet: &Packet<'_>, noted, passes| {
            pieces.packet(packet, noted, passes).map_err(io::Error::from)
        };
        let ledger = self.sift(chooser, split.reach(), Some(notes), each)?;
        let (exit, is_there) = self.told(&ledger, chooser);
        if !is_there {
            return Ok((exit, false));
        }
        let Written { section, files, left_out, in_rest, parts, edits } = pieces.finish()?;
        self.say_left_out(left_out);
        self.say_hidden(&edits);
        if in_rest > 0 {
            self.voice.warning(&format!(
                "{in_rest} packets are in the file for the rest, as more than {most} files would be needed; \
                 --split-files N allows more"
            ));
        }
        let left = parts.finish()?;
        if let (Some(first), Some(last)) = (left.first(), left.last()) {
            self.voice.warning(&format!(
                "{} files of an earlier run are still there, {} to {}: this one made {files}",
                left.len(),
                output::shown(first),
                output::shown(last)
            ));
        }
        let arguments = &self.arguments.output;
        let mut format = (arguments.format.make)(destination.writer(), output::options(arguments));
        let report = Report { sections: vec![section], input: ledger };
        crate::output::write(&report, None, format.as_mut())?;
        format.finish()?;
        Ok((exit, true))
    }
}
