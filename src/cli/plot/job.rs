//! Reading, folding, drawing: what `netsift plot` does once its arguments are understood.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::arguments::{Arguments, Kind, Numbers};
use crate::cli::arguments::Work;
use crate::cli::detect::by_itself;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Destination};
use crate::cli::reading::{Reading, refuse_pipes};
use crate::cli::signals::Signals;
use crate::cli::verdict;
use crate::cli::voice::{Voice, problem};
use crate::detect::{self, Detector};
use crate::engine::Analyser;
use crate::filter::Sieve;
use crate::output::Options;
use crate::plot::{self, Figure, Look};
use crate::report::Report;
use crate::source::expand;
use crate::stats::{self, Request, Settings};
use crate::value::escape;

/// A run that is ready to start.
pub struct Job<'a> {
    arguments: &'a Arguments,
    inputs: Vec<PathBuf>,
    requests: Vec<Request>,
    looking: Arc<detect::Settings>,
    sieve: Option<Sieve>,
    look: Look,
    kind: Kind,
    picture: Destination,
    numbers: Option<(Numbers, Destination)>,
    signals: Signals,
    voice: Voice,
}

/// Flows whose scores are drawn, the least usual first.
const RANKS: usize = 2000;
/// Columns of a preview that goes to no terminal.
const PREVIEW_WIDTH: usize = 100;

impl<'a> Job<'a> {
    /// Understands the arguments and opens the outputs; no packet is read yet.
    ///
    /// # Errors
    /// When the arguments make no sense or an output is refused.
    pub fn prepare(arguments: &'a Arguments, voice: Voice) -> Result<Self> {
        let inputs = expand(&arguments.inputs()?);
        if arguments.input.limits().needs_the_end() {
            refuse_pipes(&inputs)?;
        }
        let (requests, look, kind) = (arguments.requests()?, arguments.look()?, arguments.kind()?);
        let numbers = arguments.numbers()?;
        let looking = Arc::new(by_itself(Settings::default().max_entries, RANKS)?);
        if numbers.is_some() && arguments.data == arguments.file {
            bail!("the picture and its numbers cannot be the same file");
        }
        let open = |file: Option<&Path>| Destination::at(file, arguments.force, &inputs);
        let numbers = match numbers {
            Some(numbers) => Some((numbers, open(arguments.data.as_deref()).context("--data")?)),
            None => None,
        };
        let sieve = arguments.input.sieve()?;
        let picture = open(arguments.file.as_deref())?;
        let signals = Signals::listen().context("cannot listen to signals")?;
        Ok(Self {
            arguments,
            inputs,
            requests,
            looking,
            sieve,
            look,
            kind,
            picture,
            numbers,
            signals,
            voice,
        })
    }

    /// Runs and answers how it ended.
    pub fn run(self) -> Exit {
        let work = Work { per_file: false, sha256: false, jobs: self.arguments.jobs };
        let reading = Reading {
            input: &self.arguments.input,
            sieve: self.sieve.as_ref(),
            work: &work,
            max_flows: Settings::default().max_entries,
            signals: &self.signals,
            voice: self.voice,
        };
        let wants_findings = self.arguments.chart.statistics.contains(&"detect");
        let looking = Arc::clone(&self.looking);
        let make = || {
            let mut analysers = stats::analysers(&self.requests);
            if wants_findings {
                analysers.push(Box::new(Detector::new(&looking)));
            }
            analysers
        };
        let (mut analysers, input) = reading.fold(&self.inputs, &make);
        let detector = if wants_findings { analysers.pop() } else { None };
        let mut sections = stats::sections(&self.requests, analysers, &input);
        sections.extend(detector.into_iter().flat_map(|it| Analyser::sections(it, &input)));
        let report = Report { input, sections };
        verdict::tell(&report.input, self.voice);
        let asked = &self.arguments.input;
        let mut exit = verdict::exit(&report.input, asked.allow_truncated);
        if asked.fail_if_empty && report.input.kept.packets == 0 {
            exit = exit.max(Exit::Findings);
        }
        if report.input.partial {
            exit = exit.max(self.signals.exit());
            self.voice.warning("interrupted: the picture is partial");
        }
        if !verdict::is_readable_at_all(&report.input) {
            return exit;
        }
        self.tell_notes(&report);
        match self.deliver(report) {
            Ok(()) => exit,
            // Whoever read the pipe has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Err(error) => {
                problem(&format!("plot: cannot write the result: {error}"));
                Exit::Undelivered
            }
        }
    }

    fn deliver(self, report: Report) -> io::Result<()> {
        let Self { arguments, look, kind, mut picture, numbers, .. } = self;
        let title = arguments.title.clone();
        let figure = arguments.chart.figure(&report, &arguments.asked(), title);
        let bytes = match kind {
            Kind::Svg => plot::svg(&figure, &look).map_err(io::Error::other)?,
            Kind::Png => plot::png(&figure, &look).map_err(io::Error::other)?,
            Kind::Text => {
                let to_file = matches!(picture, Destination::File(_));
                let width = output::terminal_width().filter(|_| !to_file);
                plot::preview(&figure, width.unwrap_or(PREVIEW_WIDTH), look.is_log).into_bytes()
            }
        };
        picture.writer().write_all(&bytes)?;
        if let Some((numbers, mut destination)) = numbers {
            write_numbers(numbers, &figure, report, &mut destination)?;
            destination.finish()?;
        }
        picture.finish()
    }

    /// What a reader has to know of the statistics. That fine bins were joined is as it should be.
    fn tell_notes(&self, report: &Report) {
        let sections = report.sections.iter();
        for section in sections.filter(|section| section.name != "timeline") {
            for note in &section.notes {
                self.voice.warning(&format!("{}: {}", section.name, escape(note)));
            }
        }
    }
}

fn write_numbers(
    numbers: Numbers,
    figure: &Figure,
    report: Report,
    destination: &mut Destination,
) -> io::Result<()> {
    let writer = destination.writer();
    match numbers {
        Numbers::VegaLite => writer.write_all(plot::vega_lite(figure).as_bytes()),
        Numbers::Report(description) => {
            let report = Report { sections: vec![figure.section()], ..report };
            let mut format = (description.make)(writer, Options::default());
            crate::output::write(&report, None, format.as_mut())?;
            format.finish()
        }
    }
}
