//! What commands that read captures do before they read them.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};

use super::arguments::Input;
use super::output;
use crate::source::{Batch, Inputs, Source, Timeline};
use crate::value::Timestamp;

/// Refuses names of inputs, and parts of them, that cannot be meant.
///
/// # Errors
/// When a name is empty, standard input is named twice, or the range of time can hold nothing.
pub fn refuse_nonsense(inputs: &[OsString], asked: &Input) -> Result<()> {
    if inputs.iter().any(|input| input.is_empty()) {
        bail!("an empty word names no capture; is a variable of the shell unset?");
    }
    if asked.limits().is_empty() {
        bail!("--from has to lie before --to; no packet can be in between");
    }
    if inputs.iter().filter(|input| *input == "-").count() > 1 {
        bail!("standard input (-) is named twice; it can be read once");
    }
    Ok(())
}

/// The time of the last packet, by reading everything once, or until `stop`.
pub fn last_time(inputs: &Inputs, stop: &AtomicBool) -> Option<Timestamp> {
    let mut timeline = Timeline::open(inputs);
    let mut batch = Batch::default();
    while timeline.fill(&mut batch) && !stop.load(Ordering::Relaxed) {}
    timeline.into_ledger().records.last
}

/// Refuses inputs that can be read once only, where a time before the last packet needs two passes.
///
/// # Errors
/// When one is a pipe.
pub fn refuse_pipes(inputs: &[PathBuf]) -> Result<()> {
    for input in inputs {
        let is_pipe = input.as_os_str() == "-"
            || input.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
        if is_pipe {
            bail!(
                "{}: a time before the last packet (-5m) needs the input read twice, and a pipe \
                 can be read once: give --from and --to as points in time, or +90s from the first \
                 packet",
                output::shown(input)
            );
        }
    }
    Ok(())
}
