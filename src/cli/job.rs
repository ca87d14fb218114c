//! Reading, folding, reporting: what a command that writes a report does once its arguments are
//! understood.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;

use super::account;
use super::arguments::{Input, Output, Work};
use super::enrich::{Enrich, Knowledge};
use super::exit::Exit;
use super::listening::tell;
use super::output::{self, Destination};
use super::reading::{Reading, refuse_pipes};
use super::signals::Signals;
use super::verdict;
use super::voice::{Voice, problem};
use crate::engine::Analyser;
use crate::enrich::Enrichment;
use crate::filter::Sieve;
use crate::output::{Format, Options, plain};
use crate::report::{Ledger, Report, Section};
use crate::sink::Refusal;
use crate::source::expand;
use crate::source::live::{Listening, LiveError};
use crate::value::{Value, escape};

/// What a command asks of packets.
pub trait Question: Sync {
    /// What folds the packets; called once a worker.
    fn analysers(&self) -> Vec<Box<dyn Analyser>>;

    /// What they found, and how the run ends for it.
    fn answer(&self, analysers: Vec<Box<dyn Analyser>>, ledger: &Ledger) -> (Vec<Section>, Exit);

    /// What is left to do when the report is written, with the inputs that can be read again. Answers
    /// how that ended.
    fn afterwards(&self, _: &[PathBuf], _: &Input, _: &Signals) -> Exit {
        Exit::Done
    }

    /// Another view of the report for people, where there is one.
    fn view(&self, _: &Report) -> Option<Report> {
        None
    }
}

/// What is read, and where the result goes.
pub struct Terms {
    /// What is read, and how much of it.
    pub input: Input,
    /// How it is worked on.
    pub work: Work,
    /// What is said besides of addresses and names.
    pub enrich: Enrich,
    /// Where the result goes.
    pub output: Output,
    /// The inputs as they were named.
    pub named: Vec<PathBuf>,
    /// Most flows that live at once.
    pub max_flows: usize,
    /// Packets as they arrive, instead of inputs.
    pub listening: Option<Listening>,
    /// What asks the run to stop.
    pub signals: Signals,
}

/// A run that is ready to start.
pub struct Job<Q> {
    plan: Plan<Q>,
    inputs: Vec<PathBuf>,
    destination: Destination,
}

/// What to do with each group of inputs.
struct Plan<Q> {
    question: Q,
    input: Input,
    sieve: Option<Sieve>,
    work: Work,
    knowledge: Knowledge,
    output: Output,
    max_flows: usize,
    signals: Signals,
    voice: Voice,
    /// What was said of inputs before.
    told: RefCell<BTreeSet<String>>,
    /// Interfaces, instead of inputs.
    listening: RefCell<Option<Listening>>,
}

/// What a reading of inputs found.
struct Folded {
    report: Report,
    /// How the run ends for it.
    answered: Exit,
    /// What is known besides.
    enrichment: Arc<Enrichment>,
}

impl<Q: Question> Job<Q> {
    /// Finds the inputs and opens the output; no packet is read yet.
    ///
    /// # Errors
    /// When an input cannot be read as is asked, or the output is refused.
    pub fn prepare(question: Q, terms: Terms, voice: Voice) -> Result<Self> {
        let Terms { input, work, enrich, output, named, max_flows, listening, signals } = terms;
        let (knowledge, sieve) = (enrich.open(max_flows)?, input.sieve()?);
        let inputs = expand(&named);
        if input.limits().needs_the_end() {
            refuse_pipes(&inputs)?;
        }
        // By whoever it is from here on, who has to be able to put it in its place.
        let account = listening.as_ref().and_then(Listening::account);
        let destination = Destination::open(&output, &inputs);
        let mut destination = destination.map_err(|error| account::hint(error, account))?;
        if listening.as_ref().is_some_and(Listening::is_periodic) {
            destination = destination.line_by_line();
        }
        let (told, listening) = (RefCell::default(), RefCell::new(listening));
        let plan = Plan {
            question,
            input,
            sieve,
            work,
            knowledge,
            output,
            max_flows,
            signals,
            voice,
            told,
            listening,
        };
        Ok(Self { plan, inputs, destination })
    }

    /// Runs and answers how it ended.
    pub fn run(self) -> Exit {
        let Self { plan, inputs, mut destination } = self;
        let arguments = &plan.output;
        let options = Options { jobs: plan.work.jobs(), ..output::options(arguments) };
        let mut format = (arguments.format.make)(destination.writer(), options);
        let written = plan.report_all(&inputs, format.as_mut());
        drop(format);
        let delivered = match written {
            Ok((exit, true)) => destination.finish().map(|()| exit),
            // Nothing to deliver; an unfinished file leaves nothing behind.
            Ok((exit, false)) => Ok(exit),
            Err(error) => Err(error),
        };
        let exit = deliver(arguments, delivered);
        exit.max(plan.question.afterwards(&inputs, &plan.input, &plan.signals))
    }
}

/// How a run ended whose result was delivered, or not.
pub fn deliver(output: &Output, delivered: io::Result<Exit>) -> Exit {
    match delivered {
        Ok(exit) => exit,
        // Whoever read the pipe has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            let place = super::output::name(output);
            problem(&format!("{place}: cannot write the result: {error}"));
            Exit::Undelivered
        }
    }
}

impl<Q: Question> Plan<Q> {
    /// One report on all inputs, or one on each. Answers how it went and whether anything was
    /// written.
    fn report_all(&self, inputs: &[PathBuf], format: &mut dyn Format) -> io::Result<(Exit, bool)> {
        if let Some(listening) = self.listening.borrow_mut().as_mut() {
            return self.report_live(listening, format);
        }
        if !self.work.per_file {
            let (exit, written) = self.report(self.fold(inputs), None, format)?;
            if written {
                format.finish()?;
            }
            return Ok((exit, written));
        }
        let (mut worst, mut any) = (Exit::Done, false);
        for input in inputs {
            let name = input.to_string_lossy();
            let (exit, written) =
                self.report(self.fold(std::slice::from_ref(input)), Some(&name), format)?;
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

    /// A report on what arrives, at the end or each period, with the time at which it began in
    /// place of the capture's name.
    fn report_live(
        &self,
        listening: &mut Listening,
        format: &mut dyn Format,
    ) -> io::Result<(Exit, bool)> {
        let mut worst = Exit::Done;
        let is_periodic = listening.is_periodic();
        while !listening.is_over() {
            let start = plain(&Value::Time(listening.start()), &self.output.tz);
            let folded = self.fold_live(listening);
            let (exit, _) = self.report(folded, is_periodic.then_some(start.as_str()), format)?;
            worst = worst.max(exit);
        }
        format.finish()?;
        if listening.is_own() {
            tell(listening, self.voice);
        }
        Ok((worst, true))
    }

    fn report(
        &self,
        Folded { mut report, answered, enrichment }: Folded,
        capture: Option<&str>,
        format: &mut dyn Format,
    ) -> io::Result<(Exit, bool)> {
        verdict::tell(&report.input, self.voice);
        let asked = &self.input;
        let mut exit = verdict::exit(&report.input, asked.allow_truncated).max(answered);
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
        let description = self.output.format;
        if capture.is_some() && !description.says_notes {
            // Nothing but rows, and many captures: a plain table of each statistic.
            report.sections.iter_mut().for_each(Section::keep_main_table);
        }
        enrichment.apply(&mut report);
        if let Some(view) = self.question.view(&report).filter(|_| description.is_for_people) {
            report = view;
        }
        crate::output::write(&report, capture.map(str::to_owned), format)?;
        if !description.says_notes {
            self.tell_what_the_format_cannot(&report, capture);
        }
        Ok((exit, true))
    }

    /// Reads these inputs as one timeline and lets the analysers fold it.
    fn fold(&self, inputs: &[PathBuf]) -> Folded {
        let Self { question, knowledge, .. } = self;
        let make = || knowledge.join(question.analysers());
        self.answer(self.reading().fold(inputs, &make))
    }

    /// Listens for a period and lets the analysers fold it.
    fn fold_live(&self, listening: &mut Listening) -> Folded {
        let Self { question, knowledge, .. } = self;
        let make = || knowledge.join(question.analysers());
        self.answer(self.reading().fold_live(listening, &make))
    }

    fn reading(&self) -> Reading<'_> {
        let Self { input, work, max_flows, signals, voice, .. } = self;
        let sieve = self.sieve.as_ref();
        Reading { input, sieve, work, max_flows: *max_flows, signals, voice: *voice }
    }

    fn answer(&self, (mut analysers, input): (Vec<Box<dyn Analyser>>, Ledger)) -> Folded {
        let enrichment = self.knowledge.learn(&mut analysers);
        let (sections, answered) = self.question.answer(analysers, &input);
        Folded { report: Report { input, sections }, answered, enrichment }
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

/// Says why a command does not start, and answers how it ended.
pub fn refuse(command: &str, error: &anyhow::Error) -> Exit {
    problem(&format!("{command}: {error:#}"));
    match (error.downcast_ref::<LiveError>(), error.downcast_ref::<Refusal>()) {
        (Some(LiveError::Filter { .. } | LiveError::LinkType { .. }), _) => Exit::Usage,
        (Some(_), _) => Exit::Unreadable,
        (_, Some(Refusal::System(_))) => Exit::Undelivered,
        _ => Exit::Usage,
    }
}
