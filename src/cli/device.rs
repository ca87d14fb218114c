//! How interfaces are opened, and what is given up when they are.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::account;
use super::arguments::count;
use crate::source::live::{Confinement, Settings, TimeSource};

/// Bytes of a packet that are kept where nobody says: more than any interface carries.
const SNAP_LENGTH: u32 = 262_144;

/// The kernel's buffer for each interface, in MiB, where nobody says.
const BUFFER_MIB: u32 = 64;

/// How interfaces are captured on.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Live input")]
pub struct Device {
    /// Keep N bytes of each packet that arrives at most; 0 for all
    #[arg(short = 's', long, value_name = "N", value_parser = snap_length)]
    snap_length: Option<u32>,

    /// Do not put the interface into promiscuous mode
    #[arg(short = 'p', long)]
    no_promiscuous: bool,

    /// Put a wireless interface into monitor mode
    #[arg(short = 'I', long)]
    monitor: bool,

    /// The kernel's buffer for each interface, in MiB (default: 64)
    #[arg(short = 'B', long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..=2047))]
    buffer: Option<u32>,

    /// The link type, by a name that `netsift capture -L` lists
    #[arg(short = 'y', long, value_name = "TYPE")]
    link_type: Option<String>,

    /// Where time stamps are made
    #[arg(long, value_name = "SOURCE", value_parser = time_source())]
    time_stamp_type: Option<TimeSource>,

    /// As root: be this user, by name or number, when the interfaces are open (default: who ran
    /// sudo; `-Z root` stays root)
    #[arg(short = 'Z', long = "relinquish-privileges", value_name = "USER")]
    user: Option<String>,
}

/// What may still be written when interfaces are open.
#[derive(Clone, Copy, Debug)]
pub enum Writes<'a> {
    /// These files, and what is beside them.
    Files(&'a [&'a Path]),
    /// Whatever programs write that are started.
    Anything,
}

impl Device {
    /// Whether a wireless interface is to show all that is in the air.
    pub const fn is_monitor(&self) -> bool {
        self.monitor
    }

    /// Refuses what says how interfaces are opened where none is.
    ///
    /// # Errors
    /// When something was given; it says what.
    pub fn refuse(&self) -> Result<()> {
        let Self { snap_length, no_promiscuous, monitor, buffer, link_type, time_stamp_type, user } =
            self;
        let given = [
            ("-s", snap_length.is_some()),
            ("-p", *no_promiscuous),
            ("-I", *monitor),
            ("-B", buffer.is_some()),
            ("-y", link_type.is_some()),
            ("--time-stamp-type", time_stamp_type.is_some()),
            ("-Z", user.is_some()),
        ];
        match given.into_iter().find(|(_, is_given)| *is_given) {
            Some((name, _)) => bail!("{name} is about interfaces; name one with -i"),
            None => Ok(()),
        }
    }

    /// What interfaces are opened with, and what is given up then.
    ///
    /// # Errors
    /// When -Z names nobody.
    pub fn settings(&self, filter: Option<String>, writes: Writes<'_>) -> Result<Settings> {
        let writable = match writes {
            Writes::Files(files) => Some(files.iter().filter_map(|file| folder(file)).collect()),
            Writes::Anything => None,
        };
        let account = account::choose(self.user.as_deref())?;
        Ok(Settings {
            snap_length: self.snap_length.unwrap_or(SNAP_LENGTH),
            is_promiscuous: !self.no_promiscuous,
            is_monitor: self.monitor,
            buffer_bytes: self.buffer.unwrap_or(BUFFER_MIB) << 20,
            filter,
            link_type: self.link_type.clone(),
            time_source: self.time_stamp_type,
            confinement: Some(Confinement { account, writable, keeps_network: self.monitor }),
        })
    }
}

/// The folder of a file; standard output has none.
fn folder(file: &Path) -> Option<PathBuf> {
    if file.as_os_str() == "-" {
        return None;
    }
    Some(match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    })
}

fn snap_length(text: &str) -> Result<u32, &'static str> {
    match count(text)? {
        0 => Ok(SNAP_LENGTH),
        bytes => Ok(u32::try_from(bytes).unwrap_or(SNAP_LENGTH).min(SNAP_LENGTH)),
    }
}

fn time_source() -> impl TypedValueParser<Value = TimeSource> {
    PossibleValuesParser::new(TimeSource::ALL.map(|(name, _)| name)).try_map(|name| {
        let found = TimeSource::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, source)| source).ok_or("no such source")
    })
}
