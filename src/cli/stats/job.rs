//! Reading, folding, reporting: what `netsift stats` does once its arguments are understood.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::arguments::{Arguments, Understood};
use super::first_screen;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Destination};
use crate::cli::progress::Watched;
use crate::cli::reading::{last_time, refuse_pipes};
use crate::cli::signals::Signals;
use crate::cli::verdict;
use crate::cli::voice::{Voice, problem};
use crate::engine::{self, Analyser};
use crate::flow::Losses;
use crate::output::Format;
use crate::report::{Report, Section, StreamLosses};
use crate::source::{Inputs, Options, Source, Timeline, Window, expand};
use crate::stats::{self, Request};
use crate::value::escape;

/// A run that is ready to start.
pub struct Job {
    plan: Plan,
    inputs: Vec<PathBuf>,
    destination: Destination,
}

/// What to do with each group of inputs.
struct Plan {
    arguments: Arguments,
    requests: Vec<Request>,
    is_first_screen: bool,
    signals: Signals,
    voice: Voice,
    /// What was said of inputs before.
    told: RefCell<BTreeSet<String>>,
}

impl Job {
    /// Understands the arguments and opens the output; no packet is read yet.
    ///
    /// # Errors
    /// When the arguments make no sense or the output is refused.
    pub fn prepare(arguments: Arguments, voice: Voice) -> Result<Self> {
        let Understood { requests, is_first_screen, inputs } = arguments.understood()?;
        let named: Vec<PathBuf> = inputs.into_iter().map(PathBuf::from).collect();
        let inputs = expand(&named);
        if arguments.input.limits().needs_the_end() {
            refuse_pipes(&inputs)?;
        }
        let destination = Destination::open(&arguments.output, &inputs)?;
        let signals = Signals::listen().context("cannot listen to signals")?;
        let plan =
            Plan { arguments, requests, is_first_screen, signals, voice, told: RefCell::default() };
        Ok(Self { plan, inputs, destination })
    }

    /// Runs and answers how it ended.
    pub fn run(self) -> Exit {
        let Self { plan, inputs, mut destination } = self;
        let arguments = &plan.arguments.output;
        let options = output::options(arguments);
        let mut format = (arguments.format.make)(destination.writer(), options);
        let written = plan.report_all(&inputs, format.as_mut());
        drop(format);
        let delivered = match written {
            Ok((exit, true)) => destination.finish().map(|()| exit),
            // Nothing to deliver; an unfinished file leaves nothing behind.
            Ok((exit, false)) => Ok(exit),
            Err(error) => Err(error),
        };
        match delivered {
            Ok(exit) => exit,
            // Whoever read the pipe has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Err(error) => {
                let place = output::name(arguments);
                problem(&format!("{place}: cannot write the result: {error}"));
                Exit::Undelivered
            }
        }
    }
}

impl Plan {
    /// One report on all inputs, or one on each. Answers how it went and whether anything was
    /// written.
    fn report_all(&self, inputs: &[PathBuf], format: &mut dyn Format) -> io::Result<(Exit, bool)> {
        if !self.arguments.work.per_file {
            let (exit, written) = self.report(inputs, None, format)?;
            if written {
                format.finish()?;
            }
            return Ok((exit, written));
        }
        let (mut worst, mut any) = (Exit::Done, false);
        for input in inputs {
            let name = input.to_string_lossy();
            let (exit, written) = self.report(std::slice::from_ref(input), Some(&name), format)?;
            worst = worst.max(exit);
            any |= written;
            if exit >= Exit::Interrupted {
                break;
            }
        }
        if any {
            format.finish()?;
        }
        Ok((worst, any))
    }

    fn report(
        &self,
        inputs: &[PathBuf],
        capture: Option<&str>,
        format: &mut dyn Format,
    ) -> io::Result<(Exit, bool)> {
        let mut report = self.fold(inputs);
        verdict::tell(&report.input, self.voice);
        let asked = &self.arguments.input;
        let mut exit = verdict::exit(&report.input, asked.allow_truncated);
        if asked.fail_if_empty && report.input.kept.packets == 0 {
            exit = exit.max(Exit::Findings);
        }
        if report.input.partial {
            exit = exit.max(self.signals.exit());
            self.voice.warning("interrupted: the result is partial");
        }
        if !verdict::is_readable_at_all(&report.input) {
            return Ok((exit, false));
        }
        let description = self.arguments.output.format;
        if capture.is_some() && !description.says_notes {
            // Nothing but rows, and many captures: a plain table of each statistic.
            report.sections.iter_mut().for_each(Section::keep_main_table);
        }
        if self.is_first_screen && description.is_for_people {
            report = first_screen::view(&report, self.arguments.limit);
        }
        crate::output::write(&report, capture.map(str::to_owned), format)?;
        if !description.says_notes {
            self.tell_what_the_format_cannot(&report, capture);
        }
        Ok((exit, true))
    }

    /// Reads these inputs as one timeline and lets the statistics fold it.
    fn fold(&self, inputs: &[PathBuf]) -> Report {
        let asked = &self.arguments.input;
        let (resync, sha256) = (asked.resync, self.arguments.work.sha256);
        let options = Options { resync, sha256, stop: self.signals.flag(), ..Options::default() };
        let mut inputs = Inputs { paths: inputs.to_vec(), options };
        let mut limits = asked.limits();
        if limits.needs_the_end() {
            limits = limits.resolved(last_time(&inputs, self.signals.stop()).unwrap_or_default());
        }
        if limits.from.is_none() && limits.to.is_none() {
            inputs.options.most = limits.count;
        }
        let requests = &self.requests;
        let make = || -> Vec<Box<dyn Analyser>> { stats::analysers(requests) };
        let mut timeline = Timeline::open(&inputs);
        let progress = timeline.progress();
        let mut watched = Watched::new(&mut timeline, progress, self.voice.quiet);
        let run = |source: &mut dyn Source| {
            let options = engine::Options {
                jobs: self.arguments.work.jobs(),
                max_flows: self.arguments.max_flows,
            };
            engine::run(source, &make, options, self.signals.stop())
        };
        let (outcome, kept) = if limits.is_open() {
            (run(&mut watched), None)
        } else {
            let mut window = Window::new(&mut watched, limits);
            (run(&mut window), Some(window.into_kept()))
        };
        drop(watched);
        let mut input = timeline.into_ledger();
        input.kept = kept.unwrap_or_else(|| input.records.clone());
        input.partial = outcome.partial;
        input.not_remembered = outcome.not_remembered;
        let Losses { gaps, gap_bytes, segments_without_room, streams_emptied } = outcome.losses;
        input.streams = StreamLosses { gaps, gap_bytes, segments_without_room, streams_emptied };
        let sections = stats::sections(&self.requests, outcome.analysers, &input);
        Report { input, sections }
    }

    /// Notes and limits on standard error, for formats that hold nothing but rows.
    fn tell_what_the_format_cannot(&self, report: &Report, capture: Option<&str>) {
        let capture = capture.map(|name| format!("{}: ", escape(name))).unwrap_or_default();
        for section in &report.sections {
            for table in &section.tables {
                let (shown, total) = (table.rows.len() as u64, table.rows_total);
                if shown < total {
                    let name = table.name;
                    self.voice.warning(&format!(
                        "{capture}{name}: {shown} of {total} rows; --limit 0 shows all"
                    ));
                }
            }
            for note in &section.notes {
                self.tell_once(format!("{}: {}", section.name, escape(note)));
            }
        }
    }

    /// A warning that does not come back with every input.
    fn tell_once(&self, warning: String) {
        if self.told.borrow().contains(&warning) {
            return;
        }
        self.voice.warning(&warning);
        self.told.borrow_mut().insert(warning);
    }
}
