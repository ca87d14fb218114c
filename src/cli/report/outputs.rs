//! Where the forms of a report go: page, short form, picture, paper. Opened before anything is read.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::arguments::Arguments;
use super::chromium::Chromium;
use crate::cli::output::{Destination, name_of};
use crate::dashboard;
use crate::output::{FORMATS, Options};
use crate::plot::{self, Asked, Chart, Look, Measure, Theme};
use crate::report::Report;

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The page.
    Page,
    /// The short form.
    Markdown,
    /// The picture.
    Picture,
    /// What is to be printed.
    Paper,
}

/// Open outputs.
pub struct Outputs {
    forms: Vec<(Form, Destination)>,
    /// What prints, where it was asked for.
    printer: Option<Chromium>,
}

impl Outputs {
    /// Opens what the arguments name.
    ///
    /// # Errors
    /// When one is refused, two are the same, or there is nothing that prints.
    pub fn open(arguments: &Arguments, inputs: &[PathBuf], force: bool) -> Result<Self> {
        let named = [
            (Form::Page, arguments.file.as_deref()),
            (Form::Markdown, arguments.markdown.as_deref()),
            (Form::Picture, arguments.png.as_deref()),
            (Form::Paper, arguments.pdf.as_deref()),
        ];
        let mut wanted: Vec<(Form, Option<&Path>)> =
            named.into_iter().filter(|(_, path)| path.is_some()).collect();
        if wanted.is_empty() {
            wanted.push((Form::Page, None));
        }
        for (at, (_, path)) in wanted.iter().enumerate() {
            if wanted.iter().skip(at + 1).any(|(_, other)| other == path) {
                bail!("{}: two outputs cannot be the same", name_of(*path));
            }
        }
        let open = |(form, path)| {
            let option = match form {
                Form::Page => "-o",
                Form::Markdown => "--markdown",
                Form::Picture => "--png",
                Form::Paper => "--pdf",
            };
            Ok((form, Destination::at(path, force, inputs).context(option)?))
        };
        let printer = arguments.with_chromium.then(Chromium::find).transpose()?;
        let forms = wanted.into_iter().map(open).collect::<Result<_>>()?;
        Ok(Self { forms, printer })
    }

    /// Writes the forms and puts the files in their places.
    ///
    /// # Errors
    /// When one cannot be delivered.
    pub fn deliver(self, report: &Report, title: &str) -> io::Result<()> {
        for (form, mut destination) in self.forms {
            match form {
                Form::Page => {
                    let page = dashboard::page(report, title);
                    destination.writer().write_all(page.as_bytes())?;
                }
                Form::Markdown => {
                    let text = formatted(&dashboard::brief(report, 1), "markdown")?;
                    destination.writer().write_all(&text)?;
                }
                Form::Picture => destination.writer().write_all(&picture(report, title)?)?,
                Form::Paper if let Some(printer) = &self.printer => {
                    let pdf = printer.print(&dashboard::page(report, title))?;
                    destination.writer().write_all(&pdf)?;
                }
                Form::Paper => {
                    let text = formatted(&dashboard::brief(report, ON_PAPER), "table")?;
                    let text = String::from_utf8_lossy(&text);
                    let pdf = dashboard::pdf(title, &picture(report, title)?, &text);
                    destination.writer().write_all(&pdf)?;
                }
            }
            destination.finish()?;
        }
        Ok(())
    }
}

/// How many times the rows of the short form stand on paper. Chosen by us.
const ON_PAPER: usize = 5;

/// A report in the format of this name.
fn formatted(report: &Report, name: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(description) = FORMATS.iter().find(|format| format.name == name) {
        let mut format = (description.make)(&mut bytes, Options::default());
        crate::output::write(report, None, format.as_mut())?;
        format.finish()?;
    }
    Ok(bytes)
}

/// What `netsift plot dashboard` draws.
fn picture(report: &Report, title: &str) -> io::Result<Vec<u8>> {
    let Some(chart) = Chart::by_name("dashboard") else { return Ok(Vec::new()) };
    let features = crate::plot::FEATURES;
    let asked = Asked { measure: Measure::Packets, limit: 20, features, is_interval_chosen: false };
    let look = Look { width: 1440, height: 960, dpi: 96, theme: Theme::default(), is_log: false };
    let figure = chart.figure(report, &asked, Some(title.to_owned()));
    plot::png(&figure, &look).map_err(io::Error::other)
}
