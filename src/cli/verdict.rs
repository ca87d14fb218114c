//! What a ledger means for the exit code, and what is said about it.

use std::fmt::Write as _;

use super::exit::Exit;
use super::voice::{Voice, problem};
use crate::filter::Sieve;
use crate::report::{FileFaultKind, FileLedger, Ledger};
use crate::value::escape;

/// How a run ends that read this.
pub fn exit(ledger: &Ledger, allow_truncated: bool) -> Exit {
    match ledger.worst() {
        None | Some(FileFaultKind::Oddity) => Exit::Done,
        Some(FileFaultKind::Truncated) if allow_truncated => Exit::Done,
        Some(FileFaultKind::Truncated | FileFaultKind::Damaged) => Exit::Damaged,
        Some(FileFaultKind::Unreadable) => Exit::Unreadable,
    }
}

/// Says what is wrong with the inputs, and why nothing was found where nothing was.
pub fn tell(ledger: &Ledger, voice: Voice) {
    tell_files(ledger, voice);
    let (read, kept) = (ledger.records.packets, ledger.kept.packets);
    // An expression that nothing matched was spoken of before.
    let is_told = ledger.tried.is_some_and(|tried| tried > 0);
    if kept == 0 && read > 0 && !is_told {
        voice.warning(&format!("0 of {read} packets are in the range asked for"));
    } else if read == 0 {
        tell_emptiness(ledger, voice);
    }
}

/// Says what came closest where packets were tried and none matched.
pub fn tell_why_nothing(sieve: &Sieve, voice: Voice) {
    if sieve.passed() > 0 || sieve.seen() == 0 {
        return;
    }
    voice.warning(&format!("0 of {} packets match{}", sieve.seen(), closest(sieve)));
}

/// Each of several conditions, and how many packets match it alone, where nothing matched all.
pub fn closest(sieve: &Sieve) -> String {
    let mut line = String::new();
    for (index, (condition, count)) in sieve.closest().enumerate() {
        line.push_str(if index == 0 { "; " } else { ", " });
        // A `String` takes whatever is written to it.
        write!(line, "{count} match `{}`", escape(condition)).unwrap_or_default();
    }
    line
}

/// Says what is wrong with the inputs, and what could not be followed.
pub fn tell_files(ledger: &Ledger, voice: Voice) {
    for file in &ledger.files {
        tell_file(file, voice);
    }
    if let Some(shortage) = ledger.streams.shortage() {
        voice.warning(&shortage);
    }
}

/// Says that the inputs hold no packet, where all of them was there to be read. Interfaces, which have
/// no format, may well be quiet for a while.
pub fn tell_emptiness(ledger: &Ledger, voice: Voice) {
    let is_read = ledger.files.iter().any(|file| file.format.is_some());
    if is_read && ledger.files.iter().all(is_sound) {
        voice.warning("read 0 packets: the input holds none");
    }
}

fn tell_file(file: &FileLedger, voice: Voice) {
    for fault in &file.faults {
        let line = file.sentence(fault);
        if fault.kind == FileFaultKind::Unreadable {
            problem(&line);
        } else {
            voice.warning(&line);
        }
    }
    let name = escape(&file.name);
    let untold = file.fault_count.saturating_sub(file.faults.len() as u64);
    if untold > 0 {
        voice.warning(&format!("{name}: {untold} more faults"));
    }
    if file.bytes_skipped > 0 {
        voice.warning(&format!("{name}: {} bytes were skipped", file.bytes_skipped));
    }
    if file.records.out_of_order > 0 {
        let packets = match file.records.out_of_order {
            1 => "1 packet is earlier than the one before it".to_owned(),
            several => format!("{several} packets are earlier than the one before them"),
        };
        voice.warning(&format!("{name}: {packets}"));
    }
    if let Some(format) = file.format {
        let (packets, bytes) = (file.records.packets, file.bytes_read);
        let format = format.name();
        voice.detail(&format!("{name}: {format}, {packets} packets, {bytes} bytes read"));
    }
}

/// Whether the file could be read at all.
fn is_readable(file: &FileLedger) -> bool {
    file.worst != Some(FileFaultKind::Unreadable)
}

/// Whether all of the file was there to be read: only then no packet read means none in it.
fn is_sound(file: &FileLedger) -> bool {
    matches!(file.worst, None | Some(FileFaultKind::Oddity))
}

/// Whether there is anything to report on: an input that could be read, or none was needed.
pub fn is_readable_at_all(ledger: &Ledger) -> bool {
    ledger.files.is_empty() || ledger.files.iter().any(is_readable)
}
