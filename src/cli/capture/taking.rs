//! A capture that is under way: what arrives is written, until something ends it.

use std::io::{self, stdout};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::arguments::Arguments;
use super::limits::{Limits, turn};
use super::tally::{Pace, Tally};
use crate::cli::account;
use crate::cli::exit::Exit;
use crate::cli::expressions;
use crate::cli::output::shown;
use crate::cli::progress::Status;
use crate::cli::signals::Signals;
use crate::cli::voice::{Voice, problem};
use crate::engine::Sifter;
use crate::filter::Sieve;
use crate::packet::RawPacket;
use crate::sink::{CaptureFormat, Interface, Ring, free_bytes, is_compressed_name};
use crate::source::Batch;
use crate::source::live::{Live, Settings, now};
use crate::value::{Timestamp, escape};

/// Flows whose application is remembered for `-Y`.
const MAX_FLOWS: usize = 1 << 20;

/// How often room on the disk is looked for, and what waits is written out.
const LOOK: Duration = Duration::from_secs(1);

/// A capture that is under way.
pub struct Capture {
    path: PathBuf,
    /// Whether each batch is written out at once.
    is_unbuffered: bool,
    /// What the file system has to have left.
    min_free: u64,
    signals: Signals,
    live: Live,
    ring: Ring,
    limits: Limits,
    sieve: Sieve,
    /// Whether the expression leaves packets out.
    chooses: bool,
    /// `None` while it shows packets.
    sifter: Option<Sifter>,
    /// What its packets are cut to, and the BPF expression that chose them.
    taken: (u32, Option<String>),
    tally: Tally,
    looked: Instant,
    status: Status,
    pace: Pace,
    voice: Voice,
    is_over: bool,
    failed: Option<io::Error>,
}

impl Capture {
    /// Opens interfaces, gives up what that took, and begins the first file.
    ///
    /// # Errors
    /// When what is asked for makes no sense, an interface does not open, or the file is refused.
    pub fn begin(
        arguments: &Arguments,
        path: &Path,
        interfaces: &[String],
        signals: Signals,
        voice: Voice,
    ) -> Result<Self> {
        let expression = arguments.expression.as_deref().map(expressions::parse).transpose()?;
        let limits = Limits::of(&arguments.autostop, arguments.count);
        let turn = turn(&arguments.ring, &limits)?;
        let name = path.to_string_lossy();
        let is_stream = name == "-";
        if is_stream && !arguments.ring.is_empty() {
            bail!("-b makes several files; standard output is one");
        }
        if !is_stream
            && CaptureFormat::by_file_name(&name) == CaptureFormat::Pcap
            && interfaces.len() > 1
        {
            bail!("{}: pcap holds one interface; name it .pcapng", shown(path));
        }
        if is_compressed_name(&name) && path.exists() && !path.is_file() {
            bail!("{}: what is compressed has to be a file", shown(path));
        }
        let settings = arguments.settings()?;
        let account = settings.confinement.as_ref().and_then(|it| it.account.clone());
        let live = Live::open(interfaces, &settings, &signals.flag())?;
        let Settings { snap_length, filter, .. } = settings;
        let described: Vec<Interface> = live
            .sources()
            .map(|source| Interface {
                name: source.name.clone(),
                link_type: source.link_type,
                snap_length,
                filter: filter.clone(),
            })
            .collect();
        let start = now();
        let tally = Tally::new(start, described.len());
        let ring = if is_stream {
            Ring::stream(Box::new(stdout()), described)
        } else {
            Ring::begin(path, arguments.output.force, described, turn, start)
        };
        let ring =
            ring.with_context(|| shown(path)).map_err(|it| account::hint(it, account.as_ref()))?;
        let names: Vec<_> = interfaces.iter().map(|name| escape(name)).collect();
        voice.warning(&format!("capturing on {}", names.join(", ")));
        let chooses = expression.is_some();
        let sieve = Sieve::new(expression.into_iter().collect(), false);
        Ok(Self {
            path: path.to_owned(),
            is_unbuffered: arguments.unbuffered,
            min_free: arguments.min_free,
            signals,
            live,
            ring,
            limits,
            sifter: Some(Sifter::new(sieve.reach(), MAX_FLOWS)),
            sieve,
            chooses,
            taken: (snap_length, filter),
            tally,
            looked: Instant::now(),
            status: Status::new(voice.quiet || arguments.every.is_some()),
            pace: Pace::new(),
            voice,
            is_over: false,
            failed: None,
        })
    }

    /// What is captured on.
    pub const fn live(&mut self) -> &mut Live {
        &mut self.live
    }

    /// What packets are cut to, and the BPF expression that chose them.
    pub const fn taken(&self) -> &(u32, Option<String>) {
        &self.taken
    }

    /// Writes what has arrived and is wanted, and leaves that in the batch, numbered as in the file.
    /// `false` when the capture is over.
    pub fn next(&mut self, batch: &mut Batch) -> bool {
        let Some(mut sifter) = self.sifter.take().filter(|_| !self.is_over) else { return false };
        if !sifter.fill(&mut self.live, batch) {
            self.is_over = true;
            return false;
        }
        let before = self.tally.written();
        let written = self.write(&mut sifter, batch);
        // An end cuts a batch.
        let count = usize::try_from(self.tally.written() - before).unwrap_or(usize::MAX);
        batch.records.truncate(count);
        for (number, record) in (before + 1..).zip(&mut batch.records) {
            record.number = number;
        }
        self.sifter = Some(sifter);
        match written {
            Ok(flow) => self.is_over = flow.is_break(),
            Err(error) => {
                self.is_over = true;
                self.failed = Some(error);
            }
        }
        true
    }

    fn write(&mut self, sifter: &mut Sifter, batch: &mut Batch) -> io::Result<ControlFlow<()>> {
        let is_idle = batch.records.is_empty();
        let flow =
            if self.chooses { self.write_chosen(sifter, batch)? } else { self.write_all(batch)? };
        self.between(is_idle)?;
        Ok(flow)
    }

    fn write_all(&mut self, batch: &Batch) -> io::Result<ControlFlow<()>> {
        for raw in batch.packets() {
            if self.store(&raw)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Decodes packets as far as the expression asks, and leaves those in the batch that are wanted.
    fn write_chosen(
        &mut self,
        sifter: &mut Sifter,
        batch: &mut Batch,
    ) -> io::Result<ControlFlow<()>> {
        let (mut failed, mut wanted) = (Ok(()), Vec::with_capacity(batch.records.len()));
        let flow = sifter.show(batch, &mut |packet, _| {
            let passes = self.sieve.passes(packet);
            wanted.push(passes);
            let stored =
                if passes { self.store(packet.raw) } else { Ok(ControlFlow::Continue(())) };
            stored.unwrap_or_else(|error| {
                failed = Err(error);
                ControlFlow::Break(())
            })
        });
        let mut wanted = wanted.into_iter();
        batch.records.retain(|_| wanted.next().unwrap_or(false));
        failed?;
        Ok(flow)
    }

    /// Ends the files, tells what came and what was lost, and answers how it was.
    pub fn finish(mut self) -> Exit {
        self.live.end();
        let finished = match self.failed.take() {
            Some(error) => Err(error),
            None => self.ring.finish(&self.tally.statistics(&self.live, now())),
        };
        self.status.clear();
        self.tally.tell(&self.live, self.voice);
        match finished {
            Ok(()) if self.live.sources().any(|source| source.ended.is_some()) => Exit::Damaged,
            // Zero where a condition ended it.
            Ok(()) => self.signals.arrived().unwrap_or(Exit::Done),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Err(error) => {
                let lost = self.ring.file().lost();
                let name = shown(self.ring.name().unwrap_or(&self.path));
                problem(&format!(
                    "{name}: cannot write: {error}; {lost} packets that were captured are not in \
                     it, what is before them is whole"
                ));
                Exit::Undelivered
            }
        }
    }

    /// Writes one packet. Breaks when the capture is over.
    fn store(&mut self, raw: &RawPacket<'_>) -> io::Result<ControlFlow<()>> {
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
        if self.is_unbuffered {
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
            let is_full = free_bytes(&self.path)?.is_some_and(|free| free < self.min_free);
            if is_full && self.path.as_os_str() != "-" {
                let reason = format!("less than {} bytes are left (--min-free)", self.min_free);
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
}
