//! Reading, choosing, showing: what `netsift filter` does once its arguments are understood.

use std::cell::{Cell, RefCell};
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::arguments::Arguments;
use super::choose::Chooser;
use super::columns::Columns;
use super::export::{Export, ExportOption};
use super::flow_values::FlowValues;
use super::lines::{self, Lines};
use super::passes;
use super::select::refuse_second_pass;
use super::show::Show;
use super::written;
use crate::anonymize::Anonymizer;
use crate::cli::exit::Exit;
use crate::cli::expressions;
use crate::cli::output::{self, Destination};
use crate::cli::progress::Watched;
use crate::cli::reading::fragments_of;
use crate::cli::reading::{last_time, refuse_nonsense, refuse_pipes};
use crate::cli::signals::Signals;
use crate::cli::verdict;
use crate::cli::voice::{Voice, problem};
use crate::engine::{self, Sifted, Sifter};
use crate::filter::{Expression, Reach, Sieve};
use crate::flow::Losses;
use crate::output::Zone;
use crate::packet::{FieldReader, Packet, ProtocolId};
use crate::report::{Ledger, RecordTally, Report, Row, StreamLosses};

use crate::sink::Parts;
use crate::source::{Inputs, Notes, Options, Source, Timeline, Window, expand};
use crate::stats::fields;

/// A run that is ready to start.
pub struct Job {
    plan: Plan,
    columns: Columns,
    /// Lines as tshark's, where these are asked for.
    lines: Option<Lines>,
    destination: Destination,
    /// The files of `--split`.
    parts: Option<Parts>,
}

/// What is read, and how.
pub(super) struct Plan {
    pub(super) arguments: Arguments,
    chosen: Vec<Expression>,
    pub(super) of_flows: Option<Expression>,
    /// The fields of flows that something names, and what they are once it is known.
    pub(super) flow_fields: Vec<FieldReader>,
    /// The protocols of the fields that are shown.
    shown: Vec<ProtocolId>,
    pub(super) flow_values: RefCell<Option<FlowValues>>,
    pub(super) inputs: Vec<PathBuf>,
    signals: Signals,
    pub(super) voice: Voice,
    /// What hides addresses and names, until it is taken.
    pub(super) anonymizer: Cell<Option<Anonymizer>>,
}

impl Job {
    /// Understands the arguments and opens the output; no packet is read yet.
    ///
    /// # Errors
    /// When the arguments make no sense or the output is refused.
    pub fn prepare(arguments: Arguments, voice: Voice) -> Result<Self> {
        let named = arguments.inputs();
        refuse_nonsense(&named, &arguments.input)?;
        if named.is_empty() && !arguments.fields {
            bail!("no capture is named; add a file, a directory, or - for standard input");
        }
        let asked = arguments.input.expressions()?;
        let of_protocols = expressions::of_protocols(&arguments.protocol)?;
        arguments.changes.check()?;
        written::refuse_nonsense_of(&arguments)?;
        let of_streams = arguments.select.of_streams()?;
        let chosen: Vec<_> = asked.into_iter().chain(of_protocols).chain(of_streams).collect();
        if arguments.invert && chosen.is_empty() && !arguments.select.is_asked_for() {
            bail!("--invert turns a choice round; add one with -Y, -f, --protocol or --frames");
        }
        let of_flows = arguments.select.of_flows()?;
        let zone = arguments.output.tz.clone();
        let (columns, lines) = shown_as(&arguments, &zone)?;
        let paths: Vec<PathBuf> = named.into_iter().map(PathBuf::from).collect();
        let inputs = expand(&paths);
        if arguments.input.limits().needs_the_end() {
            refuse_pipes(&inputs)?;
        }
        let flow_fields = passes::flow_fields(&chosen, of_flows.as_ref(), &columns);
        if let Some(option) = arguments.select.reads_twice() {
            refuse_second_pass(option, &inputs)?;
        }
        passes::refuse_flows(&flow_fields, &arguments, &inputs)?;
        let anonymizer = Cell::new(arguments.hide.anonymizer()?);
        let (parts, destination) = written::open(&arguments, &inputs)?;
        let signals = Signals::listen().context("cannot listen to signals")?;
        let flow_values = RefCell::default();
        let shown = columns.fields().iter().map(|reader| reader.protocol).collect();
        let plan = Plan {
            arguments,
            chosen,
            of_flows,
            flow_fields,
            shown,
            flow_values,
            inputs,
            signals,
            voice,
            anonymizer,
        };
        Ok(Self { plan, columns, lines, destination, parts })
    }

    /// Runs and answers how it ended.
    pub fn run(self) -> Exit {
        let Self { plan, columns, mut lines, mut destination, parts } = self;
        let mut chooser = plan.chooser();
        let name = match &plan.arguments.write {
            Some(path) => output::name_of(Some(path)),
            None => output::name(&plan.arguments.output),
        };
        let shown = match (&plan.arguments.write, parts) {
            (Some(path), Some(parts)) => {
                plan.write_parts(&mut chooser, path, parts, &mut destination)
            }
            (Some(path), None) => plan.write(&mut chooser, path, &mut destination),
            (None, _) => match &mut lines {
                Some(lines) => {
                    plan.write_lines(&mut chooser, columns.reach(), lines, &mut destination)
                }
                None => plan.show(&mut chooser, &columns, &mut destination),
            },
        };
        let delivered = match shown {
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
                problem(&format!("{name}: cannot write the result: {error}"));
                Exit::Undelivered
            }
        }
    }
}

/// The columns that are shown, and the lines that take the place of a table.
fn shown_as(arguments: &Arguments, zone: &Zone) -> Result<(Columns, Option<Lines>)> {
    let export = Export::of(&arguments.export);
    let columns = Columns::of(&arguments.field, export.clone(), zone.clone())?;
    if arguments.output.format.name != lines::NAME {
        if let Some(name) = arguments.export.iter().find_map(ExportOption::of_lines) {
            bail!("-E {name}: is for the lines of -T fields");
        }
        return Ok((columns, None));
    }
    let lines = Lines::of(columns.fields(), export, zone)?;
    Ok((columns, Some(lines)))
}

impl Plan {
    /// What decides which packets are taken; reads the inputs a first time where that is asked for.
    fn chooser(&self) -> Chooser {
        self.read_flows();
        let select = &self.arguments.select;
        let new = || {
            let sieve = Sieve::new(self.chosen.clone(), false);
            Chooser::new(sieve, select.selection(), self.arguments.invert)
        };
        let mut chooser = new();
        if let Some(expression) = &self.of_flows {
            chooser.selection.flows = Some(self.flows_where(expression.clone()));
        }
        if let Some(last) = select.last {
            let sieve = Sieve::new(self.chosen.clone(), false);
            let mut counter = Chooser::new(sieve, chooser.selection, false);
            // What the first pass cannot read, the second says.
            self.sift(&mut counter, Reach::Records, None, &mut |_, _, _| Ok(())).ok();
            chooser = new();
            chooser.selection.flows = counter.selection.flows.take();
            chooser.selection.positions = select.positions(last, counter.passed());
        }
        chooser
    }

    /// Reads, and shows what passes. Answers how it went and whether anything was written.
    fn show(
        &self,
        chooser: &mut Chooser,
        columns: &Columns,
        destination: &mut Destination,
    ) -> io::Result<(Exit, bool)> {
        let output = &self.arguments.output;
        if self.arguments.how_many && output.format.is_for_people {
            let ledger = self.sift(chooser, Reach::Records, None, &mut |_, _, _| Ok(()))?;
            let (exit, is_there) = self.told(&ledger, chooser);
            if is_there {
                writeln!(destination.writer(), "{}", chooser.passed())?;
            }
            return Ok((exit, is_there));
        }
        let mut format = (output.format.make)(destination.writer(), output::options(output));
        if self.arguments.fields {
            let report = Report { sections: vec![fields::section()], ..Report::default() };
            crate::output::write(&report, None, format.as_mut())?;
            format.finish()?;
            return Ok((Exit::Done, true));
        }
        let (ledger, show) = if self.arguments.how_many {
            let ledger = self.sift(chooser, Reach::Records, None, &mut |_, _, _| Ok(()))?;
            let mut show = Show::count(format.as_mut());
            show.row(&vec![chooser.passed().into(), chooser.seen().into()])?;
            (ledger, show)
        } else {
            let mut show = Show::packets(format.as_mut(), columns.columns());
            let mut row = Row::new();
            let row = &mut |packet: &Packet<'_>, _: u32, passes: bool| {
                if !passes {
                    return Ok(());
                }
                columns.put_row(packet, &mut row);
                show.row(&row)
            };
            (self.sift(chooser, columns.reach(), None, row)?, show)
        };
        let (exit, is_there) = self.told(&ledger, chooser);
        if is_there {
            show.end(&ledger)?;
        }
        Ok((exit, is_there))
    }

    /// Reads, and writes a line for each packet that passes. Answers as [`Plan::show`] does.
    fn write_lines(
        &self,
        chooser: &mut Chooser,
        reach: Reach,
        lines: &mut Lines,
        destination: &mut Destination,
    ) -> io::Result<(Exit, bool)> {
        let mut has_begun = false;
        let each = &mut |packet: &Packet<'_>, _, passes: bool| {
            let out = destination.writer();
            if !std::mem::replace(&mut has_begun, true) {
                lines.begin(out)?;
            }
            if passes { lines.packet(packet, out) } else { Ok(()) }
        };
        let ledger = self.sift(chooser, reach, None, each)?;
        let (exit, is_there) = self.told(&ledger, chooser);
        if is_there && !has_begun {
            lines.begin(destination.writer())?;
        }
        Ok((exit, is_there))
    }

    /// Shows every packet to `each`, with the number of what was noted of it and whether it passes.
    pub(super) fn sift(
        &self,
        chooser: &mut Chooser,
        reach: Reach,
        notes: Option<Notes>,
        each: &mut dyn FnMut(&Packet<'_>, u32, bool) -> io::Result<()>,
    ) -> io::Result<Ledger> {
        let asked = &self.arguments.input;
        let options =
            Options { resync: asked.resync, stop: self.signals.flag(), ..Options::default() };
        let mut inputs = Inputs { paths: self.inputs.clone(), options };
        let mut limits = asked.limits();
        if limits.needs_the_end() {
            limits = limits.resolved(last_time(&inputs, self.signals.stop()).unwrap_or_default());
        }
        if limits.from.is_none() && limits.to.is_none() {
            inputs.options.most = limits.count;
        }
        let forgotten = notes.clone();
        inputs.options.notes = notes;
        let mut timeline = Timeline::open(&inputs);
        let progress = timeline.progress();
        let mut watched = Watched::new(&mut timeline, progress, self.voice.quiet);
        let mut window;
        let source: &mut dyn Source = if limits.is_open() {
            &mut watched
        } else {
            window = Window::new(&mut watched, limits).forgetting(forgotten.clone());
            &mut window
        };
        let (mut kept, mut before) = (RecordTally::default(), None);
        let mut written = Ok(());
        let mut flow_values = self.flow_values.borrow_mut();
        let mut reach = chooser.reach().max(reach);
        if flow_values.is_some() {
            reach = reach.max(Reach::Layers);
        }
        let (most, stop) = (self.arguments.max_flows, self.signals.stop());
        let mut protocols = chooser.sieve.protocols();
        protocols.extend(&self.shown);
        let see = &mut |packet: &Packet<'_>, noted: u32| {
            let told;
            let packet = match flow_values.as_mut() {
                Some(values) => {
                    told = Packet { of_flow: values.of_packet(packet), ..*packet };
                    &told
                }
                None => packet,
            };
            let passes = chooser.passes(packet);
            if passes {
                let at = packet.raw.at;
                let captured = u32::try_from(packet.raw.captured().len()).unwrap_or(u32::MAX);
                kept.add(at, packet.raw.wire_bytes, captured);
                kept.out_of_order += u64::from(before.is_some_and(|before| at < before));
                before = Some(at);
            }
            written = each(packet, noted, passes);
            let goes_on = written.is_ok() && !chooser.is_over(packet.raw.number);
            if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let (sifted, said) =
            self.arguments.changes.apply(source, forgotten.as_ref(), &mut |source| {
                engine::sift(source, Sifter::new(reach, most).only(protocols.clone()), stop, see)
            });
        for line in &said {
            self.voice.warning(line);
        }
        drop(watched);
        written?;
        let mut ledger = timeline.into_ledger();
        ledger.kept = kept;
        let Sifted { partial, not_remembered, losses, fragments } = sifted;
        (ledger.partial, ledger.not_remembered) = (partial, not_remembered);
        let Losses { gaps, gap_bytes, segments_without_room, streams_emptied } = losses;
        ledger.streams = StreamLosses { gaps, gap_bytes, segments_without_room, streams_emptied };
        ledger.fragments = fragments_of(fragments);
        Ok(ledger)
    }

    /// Says what was wrong with the inputs, and what came closest where nothing matched. Answers how
    /// the run ends, and whether there is anything to deliver.
    pub(super) fn told(&self, ledger: &Ledger, chooser: &Chooser) -> (Exit, bool) {
        verdict::tell_files(ledger, self.voice);
        self.tell_why_nothing(ledger, chooser);
        let asked = &self.arguments.input;
        let mut exit = verdict::exit(ledger, asked.allow_truncated);
        if asked.fail_if_empty && chooser.passed() == 0 {
            exit = exit.max(Exit::Findings);
        }
        if ledger.partial {
            exit = exit.max(self.signals.exit());
            self.voice.warning("interrupted: the result is partial");
        }
        (exit, verdict::is_readable_at_all(ledger))
    }

    fn tell_why_nothing(&self, ledger: &Ledger, chooser: &Chooser) {
        let (read, seen) = (ledger.records.packets, chooser.seen());
        match (chooser.passed(), seen, read) {
            (0, 0, 0) => verdict::tell_emptiness(ledger, self.voice),
            (0, 0, _) => {
                self.voice.warning(&format!("0 of {read} packets are in the range asked for"));
            }
            (0, ..) => {
                let mut line = if chooser.is_inverted() {
                    format!(
                        "0 of {seen} packets are left: all match, and --invert leaves those out"
                    )
                } else if chooser.sieve.passed() > 0 {
                    let matching = chooser.sieve.passed();
                    format!("0 of {seen} packets are taken; {matching} match the expressions")
                } else {
                    format!("0 of {seen} packets match")
                };
                line.push_str(&verdict::closest(&chooser.sieve));
                self.voice.warning(&line);
            }
            _ => {}
        }
    }
}
