//! What a timeline knows of inputs before it reads them, and what it says of those that it cannot
//! open.

use std::fs::File;
use std::io;

use super::super::Batch;
use super::super::input::Input;
use super::super::interfaces::Interfaces;
use super::super::stored::{Origin, Stored};
use super::{MERGE_CHUNK, Options};
use crate::report::{FileFault, FileFaultKind, FileLedger};
use crate::value::Timestamp;

/// Too many open files, in the numbers of Unix; it has no [`io::ErrorKind`] of its own.
pub(super) const TOO_MANY: i32 = 24;

/// Whether one more descriptor can be had.
pub(super) fn has_room() -> bool {
    File::open("/dev/null").is_ok()
}

/// The ledger of an input that could not be opened while `open` others were.
pub(super) fn refuse(mut file: FileLedger, error: &io::Error, open: usize) -> Box<FileLedger> {
    let message = match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a directory without captures".to_owned(),
        _ if error.raw_os_error() == Some(TOO_MANY) => format!(
            "{open} inputs that overlap in time are open, no more are allowed; raise the limit with \
                 `ulimit -n`"
        ),
        _ => error.to_string(),
    };
    let kind = FileFaultKind::Unreadable;
    file.add_fault(FileFault { kind, packet: None, offset: None, message });
    Box::new(file)
}

/// The time of the first packet of an input that can be opened again; the beginning of time where
/// there is none, so that what is wrong with it is found out at once.
pub(super) fn first_time(origin: Origin) -> Timestamp {
    let nothing = Timestamp(i64::MIN);
    let Ok(stored) = Stored::open(origin, &Options::default(), None) else { return nothing };
    let Ok(mut input) = Input::open(stored, FileLedger::default(), 0, MERGE_CHUNK, false, false)
    else {
        return nothing;
    };
    let mut batch = Batch::default();
    input.fill(&mut batch, MERGE_CHUNK, &mut Interfaces::default(), &mut 0, u64::MAX);
    batch.records.first().map_or(nothing, |record| record.at)
}
