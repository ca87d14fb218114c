//! Capturing: from interfaces into files, until something ends it.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::arguments::Arguments;
use super::interfaces::{show_interfaces, show_link_types};
use super::taking::Capture;
use super::{lines, statistics};
use crate::cli::exit::Exit;
use crate::cli::output::{Destination, shown};
use crate::cli::signals::Signals;
use crate::cli::voice::Voice;
use crate::source::Batch;
use crate::source::live::devices;

/// Does what is asked for.
pub fn run(arguments: &Arguments, voice: Voice) -> Result<Exit> {
    if let Some(path) = &arguments.read {
        let name = shown(path);
        bail!(
            "{name}: capture listens to interfaces; `netsift filter {name}` shows the packets of a \
             capture, `netsift stats {name}` says what is in it"
        );
    }
    if arguments.list_interfaces {
        return show_interfaces(arguments);
    }
    let interfaces = interfaces(arguments, voice)?;
    if arguments.link_types {
        let [only] = interfaces.as_slice() else { bail!("-L is about one interface") };
        return show_link_types(arguments, only);
    }
    let Some(path) = &arguments.write else {
        return lines::show(arguments, &interfaces, voice);
    };
    write(arguments, path, &interfaces, voice)
}

fn write(arguments: &Arguments, path: &Path, interfaces: &[String], voice: Voice) -> Result<Exit> {
    let statistics = arguments.stats.as_deref().map(statistics::named).transpose()?;
    let output = &arguments.output;
    if statistics.is_none() && output.file.is_some() {
        bail!("-o is for lists and lines; with -w packets go to its FILE");
    }
    if statistics.is_some()
        && path.as_os_str() == "-"
        && output.file.as_deref().is_none_or(|it| it.as_os_str() == "-")
    {
        bail!("packets and statistics both go to standard output; -o FILE is for statistics");
    }
    if output.file.as_deref().is_some_and(|file| file.is_file() || file.is_dir()) {
        // Where it is refused, no capture is begun.
        Destination::open(output, &[])?;
    }
    let signals = Signals::listen_for_turns().context("cannot listen to signals")?;
    let mut capture = Capture::begin(arguments, path, interfaces, signals.clone(), voice)?;
    if let Some(statistics) = statistics {
        return statistics::tell(capture, statistics, arguments, signals, voice);
    }
    let mut batch = Batch::default();
    while capture.next(&mut batch) {}
    Ok(capture.finish())
}

/// The interfaces that are named, or the first there is.
fn interfaces(arguments: &Arguments, voice: Voice) -> Result<Vec<String>> {
    if !arguments.interface.is_empty() {
        return Ok(arguments.interface.clone());
    }
    let Some(first) = devices()?.into_iter().next() else {
        bail!("no interface is there that can be captured on");
    };
    voice.warning(&format!("capturing on {}, the first interface; -i names others", first.name));
    Ok(vec![first.name])
}
