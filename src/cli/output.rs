//! Where a result goes: standard output or a file, opened before anything is read.

use std::io::{self, BufWriter, IsTerminal, Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::arguments::{Color, Output};
use crate::output::Options;
use crate::sink::OutputFile;
use crate::value::escape;

/// An open destination.
pub enum Destination {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A file that appears when it is whole.
    File(OutputFile),
}

impl Destination {
    /// Opens what `-o` names, or standard output.
    ///
    /// # Errors
    /// When the file is refused; nothing was read yet then.
    pub fn open(arguments: &Output, inputs: &[PathBuf]) -> anyhow::Result<Self> {
        Self::at(arguments.file.as_deref(), arguments.force, inputs)
    }

    /// Opens a file, or standard output where there is none or its name is -.
    ///
    /// # Errors
    /// When the file is refused; nothing was read yet then.
    pub fn at(path: Option<&Path>, force: bool, inputs: &[PathBuf]) -> anyhow::Result<Self> {
        match path {
            Some(path) if path.as_os_str() != "-" => {
                let file = OutputFile::create(path, force, inputs).with_context(|| shown(path))?;
                Ok(Self::File(file))
            }
            _ => Ok(Self::Stdout(BufWriter::with_capacity(1 << 18, stdout()))),
        }
    }

    /// The same, with each line delivered when it is whole, not when many wait. Nothing may have
    /// been written yet.
    #[must_use]
    pub fn line_by_line(self) -> Self {
        match self {
            // The system's own standard output waits for whole lines.
            Self::Stdout(_) => Self::Stdout(BufWriter::with_capacity(0, stdout())),
            file @ Self::File(_) => file,
        }
    }

    /// What the format writes to.
    pub fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(out) => out,
            Self::File(file) => file,
        }
    }

    /// Delivers what waits.
    ///
    /// # Errors
    /// When it cannot be delivered.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush(),
            Self::File(file) => file.finish(),
        }
    }
}

/// What the terminal may change: colour, and cutting of wide lines. Only where the result goes
/// straight to it.
pub fn options(arguments: &Output) -> Options {
    let to_stdout = arguments.file.as_deref().is_none_or(|path| path.as_os_str() == "-");
    let to_terminal = to_stdout && stdout().is_terminal();
    let colour = match arguments.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => to_terminal && is_colour_welcome(),
    };
    let width = if to_terminal { terminal_width() } else { None };
    Options { colour, width, zone: arguments.tz.clone(), ..Options::default() }
}

/// Columns of the terminal that standard output is, where it is one.
pub fn terminal_width() -> Option<usize> {
    let terminal = terminal_size::terminal_size_of(stdout());
    terminal.map(|(width, _)| usize::from(width.0)).filter(|&width| width > 0)
}

/// <https://no-color.org>: set and not empty means no.
fn is_colour_welcome() -> bool {
    let unset = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    unset && std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb")
}

/// A path for people.
pub fn shown(path: &Path) -> String {
    escape(&path.to_string_lossy()).into_owned()
}

/// What to call the destination in an error.
pub fn name(arguments: &Output) -> String {
    name_of(arguments.file.as_deref())
}

/// What to call a destination in an error.
pub fn name_of(path: Option<&Path>) -> String {
    match path {
        Some(path) if path.as_os_str() != "-" => shown(path),
        _ => "standard output".to_owned(),
    }
}
