//! `--evidence`: the packets of findings as a capture, each with a comment that says which finding it
//! belongs to and why. Written in a second pass over the inputs, by the filters that findings give
//! people to paste.

use std::collections::BTreeMap;
use std::io;
use std::net::IpAddr;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::cli::arguments::Input;
use crate::cli::exit::Exit;
use crate::cli::expressions;
use crate::cli::filter::{Write, refuse_second_pass};
use crate::cli::output::{Destination, name_of};
use crate::cli::reading::last_time;
use crate::cli::signals::Signals;
use crate::cli::voice::{Voice, problem};
use crate::detect::{Finding, display_filter};
use crate::engine;
use crate::filter::{Reach, Sieve};
use crate::packet::Packet;
use crate::sink::CaptureFormat;
use crate::source::{Inputs, Notes, Options, Source, Timeline, Window};
use crate::value::Timestamp;

/// Findings that a comment names.
const MOST_NAMED: usize = 16;
/// Longest part of a comment that is about one finding, in characters.
const MOST_LETTERS: usize = 1000;

/// Where evidence goes.
pub struct Evidence {
    path: PathBuf,
    destination: Destination,
    voice: Voice,
    max_flows: usize,
}

/// What is looked for of one finding.
pub struct Trace {
    comment: String,
    first: Timestamp,
    last: Timestamp,
    hosts: [Option<IpAddr>; 2],
    frames: Vec<u64>,
    sieve: Sieve,
}

impl Trace {
    /// What to look for, of the finding with this number.
    ///
    /// # Errors
    /// When its filter makes no sense, which it always does.
    pub fn of(number: usize, finding: &Finding) -> Result<Self> {
        let alarm = &finding.alarm;
        let filter = display_filter(&alarm.subject);
        let technique = match finding.rule.technique.id {
            "" => String::new(),
            id => format!(" {id}"),
        };
        let (severity, detector) = (finding.severity.name(), finding.detector());
        let message: String = alarm.message.chars().take(MOST_LETTERS).collect();
        let comment =
            format!("netsift finding {number}: {severity} {detector}{technique}: {message}");
        Ok(Self {
            comment,
            first: alarm.first,
            last: alarm.last.max(alarm.effort.until),
            hosts: [alarm.subject.source, alarm.subject.destination],
            frames: alarm.effort.frames.to_vec(),
            sieve: Sieve::new(vec![expressions::parse(&filter)?], false),
        })
    }

    fn has(&mut self, packet: &Packet<'_>) -> bool {
        let raw = packet.raw;
        if self.frames.contains(&raw.number) {
            return true;
        }
        (self.first..=self.last).contains(&raw.at) && self.sieve.passes(packet)
    }
}

/// Traces by the hosts that they are about.
struct Traces {
    all: Vec<Trace>,
    by_host: BTreeMap<IpAddr, Vec<usize>>,
    by_frame: BTreeMap<u64, Vec<usize>>,
    /// Those of packets without hosts.
    others: Vec<usize>,
}

impl Traces {
    fn of(all: Vec<Trace>) -> Self {
        let mut by_host: BTreeMap<IpAddr, Vec<usize>> = BTreeMap::new();
        let mut by_frame: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        let mut others = Vec::new();
        for (place, trace) in all.iter().enumerate() {
            for &frame in &trace.frames {
                by_frame.entry(frame).or_default().push(place);
            }
            for host in trace.hosts.into_iter().flatten() {
                by_host.entry(host).or_default().push(place);
            }
            others.push(place);
        }
        Self { all, by_host, by_frame, others }
    }

    /// Which findings a packet belongs to.
    fn of_packet(&mut self, packet: &Packet<'_>) -> Vec<usize> {
        let mut places: Vec<usize> = match packet.decoded.hosts(packet.raw.data) {
            Some(hosts) => {
                let of = |host| self.by_host.get(&host).into_iter().flatten().copied();
                of(hosts.source).chain(of(hosts.destination)).collect()
            }
            None => self.others.clone(),
        };
        places.extend(self.by_frame.get(&packet.raw.number).into_iter().flatten());
        places.sort_unstable();
        places.dedup();
        places.retain(|&place| self.all.get_mut(place).is_some_and(|it| it.has(packet)));
        places
    }

    fn comment(&self, places: &[usize]) -> String {
        let named = places.iter().take(MOST_NAMED).filter_map(|&place| self.all.get(place));
        let mut lines: Vec<String> = named.map(|trace| trace.comment.clone()).collect();
        if places.len() > MOST_NAMED {
            lines.push(format!("and {} more findings", places.len() - MOST_NAMED));
        }
        lines.join("\n")
    }
}

impl Evidence {
    /// Opens the file; nothing was read yet.
    ///
    /// # Errors
    /// When it is refused, or the inputs cannot be read twice.
    pub fn open(
        path: &Path,
        force: bool,
        inputs: &[PathBuf],
        max_flows: usize,
        voice: Voice,
    ) -> Result<Self> {
        let name = path.to_string_lossy();
        if path.as_os_str() == "-" {
            bail!("--evidence: standard output is for the report; name a file");
        }
        let is_pcap = CaptureFormat::by_file_name(&name) == CaptureFormat::Pcap;
        if is_pcap {
            bail!("--evidence {name}: pcap has no comments; name it .pcapng");
        }
        refuse_second_pass("--evidence", inputs)?;
        let destination = Destination::at(Some(path), force, inputs)?;
        Ok(Self { path: path.to_path_buf(), destination, voice, max_flows })
    }

    /// Reads the inputs again and writes the packets. Answers how it ended.
    pub fn write(
        self,
        traces: Vec<Trace>,
        inputs: &[PathBuf],
        asked: &Input,
        signals: &Signals,
    ) -> Exit {
        let (path, voice) = (self.path.clone(), self.voice);
        if signals.arrived().is_some() {
            voice.warning("interrupted: no evidence was written");
            return Exit::Done;
        }
        match self.try_to_write(Traces::of(traces), inputs, asked, signals) {
            Ok(Some(packets)) => {
                voice.warning(&format!("{packets} packets written to {}", name_of(Some(&path))));
                Exit::Done
            }
            Ok(None) => {
                voice.warning("interrupted: no evidence was written");
                signals.exit()
            }
            Err(error) => {
                let name = name_of(Some(&path));
                problem(&format!("{name}: cannot write the evidence: {error}"));
                Exit::Undelivered
            }
        }
    }

    /// Answers how many packets were written; `None` where the run was interrupted.
    fn try_to_write(
        self,
        mut traces: Traces,
        inputs: &[PathBuf],
        asked: &Input,
        signals: &Signals,
    ) -> io::Result<Option<u64>> {
        let Self { path, mut destination, max_flows, .. } = self;
        let notes = Notes::default();
        let (resync, stop) = (asked.resync, signals.flag());
        let options = Options { resync, stop, notes: Some(notes.clone()), ..Options::default() };
        let mut inputs = Inputs { paths: inputs.to_vec(), options };
        let mut limits = asked.limits();
        if limits.needs_the_end() {
            limits = limits.resolved(last_time(&inputs, signals.stop()).unwrap_or_default());
        }
        if limits.from.is_none() && limits.to.is_none() {
            inputs.options.most = limits.count;
        }
        // The expression was understood before.
        let mut sieve = asked.sieve().map_err(io::Error::other)?;
        let is_fine = inputs.paths.len() > 1;
        let name = path.to_string_lossy();
        let mut write = Write::new(CaptureFormat::Pcapng, &name, &mut destination, notes, is_fine)?;
        let reach = traces.all.iter().map(|it| it.sieve.reach());
        let reach = reach.chain(sieve.as_ref().map(Sieve::reach)).max().unwrap_or_default();
        let mut timeline = Timeline::open(&inputs);
        let mut window;
        let source: &mut dyn Source = if limits.is_open() {
            &mut timeline
        } else {
            window = Window::new(&mut timeline, limits);
            &mut window
        };
        let mut packets = 0_u64;
        let mut written = Ok(());
        let see = &mut |packet: &Packet<'_>, noted: u32| {
            let is_seen = sieve.as_mut().is_none_or(|sieve| sieve.passes(packet));
            let places = if is_seen { traces.of_packet(packet) } else { Vec::new() };
            let passes = !places.is_empty();
            if passes {
                packets += 1;
                write.edits.comment_with(&traces.comment(&places));
            }
            written = write.packet(packet, noted, passes).map_err(io::Error::from);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let reach = reach.max(Reach::Layers);
        let sifted =
            engine::sift(source, engine::Sifter::new(reach, max_flows), signals.stop(), see);
        written?;
        if sifted.partial {
            return Ok(None);
        }
        write.finish()?;
        destination.finish()?;
        Ok(Some(packets))
    }
}
