//! Capturing: from interfaces into files, until something ends it.

use std::io::{self, stdout};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail};

use super::account;
use super::arguments::Arguments;
use super::condition::Condition;
use super::interfaces::{show_interfaces, show_link_types};
use super::lines;
use super::tally::{Pace, Tally};
use crate::cli::exit::Exit;
use crate::cli::expressions;
use crate::cli::output::shown;
use crate::cli::progress::Status;
use crate::cli::signals::Signals;
use crate::cli::voice::{Voice, problem};
use crate::engine::Sifter;
use crate::filter::Sieve;
use crate::packet::Packet;
use crate::sink::{CaptureFormat, Interface, Ring, Turn, free_bytes, is_compressed_name};
use crate::source::Batch;
use crate::source::live::{Live, Settings, devices};
use crate::value::{Timestamp, escape};

/// Flows whose application is remembered for `-Y`.
const MAX_FLOWS: usize = 1 << 20;

/// How often room on the disk is looked for, and what waits is written out.
const LOOK: Duration = Duration::from_secs(1);

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
    if arguments.output.file.is_some() {
        bail!("-o is for lists and lines; with -w packets go to its FILE");
    }
    let capture = Capture::begin(arguments, path, &interfaces, voice)?;
    Ok(capture.run())
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

/// What ends a capture, all of it optional.
#[derive(Default)]
struct Limits {
    packets: Option<u64>,
    duration_ns: Option<i64>,
    file_bytes: Option<u64>,
    files: Option<u64>,
}

/// A capture that is under way.
struct Capture<'a> {
    arguments: &'a Arguments,
    path: &'a Path,
    signals: Signals,
    live: Live,
    ring: Ring,
    limits: Limits,
    sieve: Sieve,
    tally: Tally,
    looked: Instant,
    status: Status,
    pace: Pace,
    voice: Voice,
}

impl<'a> Capture<'a> {
    fn begin(
        arguments: &'a Arguments,
        path: &'a Path,
        interfaces: &[String],
        voice: Voice,
    ) -> Result<Self> {
        let expression = arguments.expression.as_deref().map(expressions::parse).transpose()?;
        let limits = limits(arguments);
        let turn = turn(&arguments.ring);
        let is_stream = path.as_os_str() == "-";
        if is_stream && !arguments.ring.is_empty() {
            bail!("-b makes several files; standard output is one");
        }
        if turn.files.is_some() && !turn.is_conditional() {
            bail!(
                "-b files:N says how many are kept; add when the next begins, as -b filesize:10000"
            );
        }
        if limits.files.is_some() && !turn.is_conditional() {
            bail!("-a files:N counts files; add when the next begins, as -b filesize:10000");
        }
        if !is_stream
            && CaptureFormat::by_file_name(&path.to_string_lossy()) == CaptureFormat::Pcap
            && interfaces.len() > 1
        {
            bail!("{}: pcap holds one interface; name it .pcapng", shown(path));
        }
        if !is_stream && is_compressed_name(&path.to_string_lossy()) {
            bail!(
                "{}: captures are written as they come, not compressed; name it .pcapng or .pcap, \
                 and compress it with netsift filter -w when it is whole",
                shown(path)
            );
        }
        let signals = Signals::listen_for_turns().context("cannot listen to signals")?;
        let confinement = arguments.confinement()?;
        let account = confinement.account.clone();
        let settings = Settings { confinement: Some(confinement), ..arguments.settings() };
        let live = Live::open(interfaces, &settings, &signals.flag())?;
        let described: Vec<Interface> = live
            .sources()
            .map(|source| Interface {
                name: source.name.clone(),
                link_type: source.link_type,
                snap_length: settings.snap_length,
                filter: settings.filter.clone(),
            })
            .collect();
        let start = now();
        let tally = Tally::new(start, described.len());
        let ring = if is_stream {
            Ring::stream(Box::new(stdout()), described)
        } else {
            Ring::begin(path, arguments.output.force, described, turn, start)
        };
        let ring = ring.with_context(|| shown(path)).map_err(|it| account::hint(it, account))?;
        let names: Vec<_> = interfaces.iter().map(|name| escape(name)).collect();
        voice.warning(&format!("capturing on {}", names.join(", ")));
        let sieve = Sieve::new(expression.into_iter().collect(), false);
        Ok(Self {
            arguments,
            path,
            signals,
            live,
            ring,
            limits,
            sieve,
            tally,
            looked: Instant::now(),
            status: Status::new(voice.quiet),
            pace: Pace::new(),
            voice,
        })
    }

    /// Captures to the end and answers how it was.
    fn run(mut self) -> Exit {
        let written = self.write();
        self.live.end();
        let written = written.and_then(|()| self.finish());
        self.status.clear();
        self.tally.tell(&self.live, self.voice);
        match written {
            Ok(()) if self.live.sources().any(|source| source.ended.is_some()) => Exit::Damaged,
            // Zero where a condition ended it.
            Ok(()) => self.signals.arrived().unwrap_or(Exit::Done),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Err(error) => {
                let (name, lost) = (shown(self.path), self.ring.file().lost());
                problem(&format!(
                    "{name}: cannot write: {error}; {lost} packets that were captured are not in \
                     it, what is before them is whole"
                ));
                Exit::Undelivered
            }
        }
    }

    fn write(&mut self) -> io::Result<()> {
        let mut sifter = Sifter::new(self.sieve.reach(), MAX_FLOWS);
        let mut batch = Batch::default();
        while sifter.fill(&mut self.live, &mut batch) {
            let mut failed = Ok(());
            let shown = sifter.show(&batch, &mut |packet, _| self.take(packet, &mut failed));
            failed?;
            self.between(batch.records.is_empty())?;
            if shown.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Writes one packet if it is wanted. Breaks when the capture is over.
    fn take(&mut self, packet: &Packet<'_>, failed: &mut io::Result<()>) -> ControlFlow<()> {
        if !self.sieve.passes(packet) {
            return ControlFlow::Continue(());
        }
        match self.store(packet) {
            Ok(flow) => flow,
            Err(error) => {
                *failed = Err(error);
                ControlFlow::Break(())
            }
        }
    }

    fn store(&mut self, packet: &Packet<'_>) -> io::Result<ControlFlow<()>> {
        let raw = packet.raw;
        if self.limits.duration_ns.is_some_and(|most| raw.at.since(self.tally.start) >= most) {
            return Ok(ControlFlow::Break(()));
        }
        if self.ring.is_due(raw.at) {
            if self.limits.files.is_some_and(|most| self.ring.number() >= most) {
                return Ok(ControlFlow::Break(()));
            }
            self.turn(raw.at)?;
        }
        self.ring.file().packet(raw.interface, raw.at, raw.wire_bytes, raw.captured())?;
        self.tally.add(raw.interface);
        let is_enough = self.limits.packets.is_some_and(|most| self.tally.written() >= most)
            || self.limits.file_bytes.is_some_and(|most| self.ring.file().bytes() >= most);
        Ok(if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }

    /// What is to be done between packets, whether any came or not.
    fn between(&mut self, is_idle: bool) -> io::Result<()> {
        if self.arguments.unbuffered {
            self.ring.file().flush()?;
        }
        if self.signals.takes_turn() {
            self.turn(now())?;
        }
        let time = now();
        if self.limits.duration_ns.is_some_and(|most| time.since(self.tally.start) >= most) {
            self.signals.ask_to_stop();
        }
        if is_idle
            && self.ring.is_due(time)
            && self.limits.files.is_none_or(|most| self.ring.number() < most)
        {
            self.turn(time)?;
        }
        if self.looked.elapsed() >= LOOK {
            self.looked = Instant::now();
            self.ring.file().flush()?;
            let Self { tally, live, ring, pace, .. } = self;
            self.status.say(|| tally.line(live, ring.file().bytes(), pace));
            let is_full = free_bytes(self.path)?.is_some_and(|free| free < self.arguments.min_free);
            if is_full && self.path.as_os_str() != "-" {
                let reason =
                    format!("less than {} bytes are left (--min-free)", self.arguments.min_free);
                self.ring.file().finish(&self.tally.statistics(&self.live, time))?;
                return Err(io::Error::new(io::ErrorKind::StorageFull, reason));
            }
        }
        Ok(())
    }

    /// Begins the next file.
    fn turn(&mut self, at: Timestamp) -> io::Result<()> {
        let statistics = self.tally.statistics(&self.live, at);
        self.ring.next(&statistics, at)
    }

    fn finish(&mut self) -> io::Result<()> {
        let statistics = self.tally.statistics(&self.live, now());
        self.ring.file().finish(&statistics)
    }
}

fn limits(arguments: &Arguments) -> Limits {
    let mut limits = Limits { packets: arguments.count, ..Limits::default() };
    // The first that holds is the smallest of its kind.
    let least = |old: Option<u64>, new: u64| Some(old.map_or(new, |old| old.min(new)));
    for condition in &arguments.autostop {
        match *condition {
            Condition::Duration(span) | Condition::Interval(span) => {
                limits.duration_ns = Some(limits.duration_ns.map_or(span, |old| old.min(span)));
            }
            Condition::FileSize(bytes) => limits.file_bytes = least(limits.file_bytes, bytes),
            Condition::Files(files) => limits.files = least(limits.files, files),
            Condition::Packets(packets) => limits.packets = least(limits.packets, packets),
        }
    }
    limits
}

fn turn(conditions: &[Condition]) -> Turn {
    let mut turn = Turn::default();
    for condition in conditions {
        match *condition {
            Condition::Duration(span) => turn.duration_ns = Some(span),
            Condition::Interval(span) => turn.interval_ns = Some(span),
            Condition::FileSize(bytes) => turn.bytes = Some(bytes),
            Condition::Packets(packets) => turn.packets = Some(packets),
            Condition::Files(files) => turn.files = usize::try_from(files).ok(),
        }
    }
    turn
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}
