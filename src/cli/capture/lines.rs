//! Without `-w`: a line for each packet as it arrives, or its fields in any format.

use std::fmt::Write as _;
use std::io;
use std::ops::ControlFlow;

use anyhow::{Context, Result, bail};

use super::arguments::Arguments;
use crate::cli::account;
use crate::cli::exit::Exit;
use crate::cli::expressions;
use crate::cli::filter::{Columns, Export, Show};
use crate::cli::job::deliver;
use crate::cli::listening::{ends, tell};
use crate::cli::output::{Destination, options};
use crate::cli::signals::Signals;
use crate::cli::verdict;
use crate::cli::voice::Voice;
use crate::engine::Sifter;
use crate::filter::{Reach, Sieve};
use crate::output::{Zone, plain};
use crate::packet::{FieldReader, Packet};
use crate::report::{Ledger, RecordTally, Row};
use crate::source::Batch;
use crate::source::live::{Ends, Listening, Period};
use crate::value::{Value, escape};

/// Flows whose application and streams are remembered.
const MAX_FLOWS: usize = 1 << 20;

/// What else a line says of a packet that has it: the fields that tell most in the fewest words.
const TELLING: &[&str] = &[
    "tcp.flags",
    "tcp.len",
    "icmp.type",
    "icmpv6.type",
    "arp.opcode",
    "dns.qry.name",
    "http.request.method",
    "http.request.uri",
    "http.response.code",
    "tls.handshake.extensions_server_name",
];

/// Shows packets until something ends it.
pub fn show(arguments: &Arguments, interfaces: &[String], voice: Voice) -> Result<Exit> {
    let output = &arguments.output;
    let expression = arguments.expression.as_deref().map(expressions::parse).transpose()?;
    let mut sieve = Sieve::new(expression.into_iter().collect(), false);
    let columns = Columns::of(&arguments.field, Export::of(&arguments.export), output.tz.clone())?;
    expressions::refuse_flows("-e", columns.fields())?;
    // Counted are packets that are shown, not those that the expression leaves out.
    let Ends { duration_ns, packets, .. } = ends(&arguments.autostop, arguments.count)?;
    let ends = Ends { duration_ns, ..Ends::default() };
    if output.format.is_for_people && output.format.name != "table" {
        bail!(
            "-T {}: packets without end make no such table; csv, tsv and ndjson do",
            output.format.name
        );
    }
    let signals = Signals::listen().context("cannot listen to signals")?;
    let settings = arguments.settings()?;
    let account = settings.confinement.as_ref().and_then(|it| it.account.clone());
    let mut listening = Listening::begin(interfaces, settings, ends, signals.flag())?;
    // By whoever it is from here on, who has to be able to put it in its place.
    let destination = Destination::open(output, &[]);
    let mut destination =
        destination.map_err(|error| account::hint(error, account.as_ref()))?.line_by_line();
    let names: Vec<_> = interfaces.iter().map(|name| escape(name)).collect();
    voice.warning(&format!("listening on {}", names.join(", ")));

    let lines = Lines { columns, telling: telling(), zone: output.tz.clone() };
    let most = packets.unwrap_or(u64::MAX);
    let mut kept = RecordTally::default();
    let shown = if output.format.name == "table" {
        let out = destination.writer();
        let reach = lines.reach();
        let each = &mut |packet: &Packet<'_>| out.write_all(lines.line(packet).as_bytes());
        sift(&mut listening, &mut sieve, (reach, most), &mut kept, each)
    } else {
        let mut format = (output.format.make)(destination.writer(), options(output));
        let mut show = Show::packets(format.as_mut(), lines.columns.columns());
        let reach = lines.columns.reach();
        let each = &mut |packet: &Packet<'_>| show.row(&lines.columns.row(packet));
        let shown = sift(&mut listening, &mut sieve, (reach, most), &mut kept, each);
        listening.end();
        let ledger = Ledger { kept, ..listening.take_ledger() };
        shown.and_then(|()| show.end(&ledger))
    };
    listening.end();
    let ledger = listening.take_ledger();
    tell(&listening, voice);
    verdict::tell_files(&ledger, voice);
    let exit = verdict::exit(&ledger, false).max(signals.arrived().unwrap_or(Exit::Done));
    let finished = shown.and_then(|()| destination.finish());
    Ok(deliver(output, finished.map(|()| exit)))
}

/// Shows every packet that passes to `each`, as many as are wanted.
fn sift(
    listening: &mut Listening,
    sieve: &mut Sieve,
    (reach, most): (Reach, u64),
    kept: &mut RecordTally,
    each: &mut dyn FnMut(&Packet<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut sifter = Sifter::new(sieve.reach().max(reach), MAX_FLOWS);
    let (mut batch, mut failed) = (Batch::default(), Ok(()));
    let mut period = Period::of(listening);
    while sifter.fill(&mut period, &mut batch) {
        let seen = sifter.show(&batch, &mut |packet, _| {
            if !sieve.passes(packet) {
                return ControlFlow::Continue(());
            }
            failed = each(packet);
            let captured = u32::try_from(packet.raw.data.len()).unwrap_or(u32::MAX);
            let before = kept.last;
            kept.add(packet.raw.at, packet.raw.wire_bytes, captured);
            kept.out_of_order += u64::from(before.is_some_and(|last| packet.raw.at < last));
            if failed.is_ok() && kept.packets < most {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        if seen.is_break() {
            break;
        }
    }
    failed
}

fn telling() -> Vec<FieldReader> {
    TELLING.iter().filter_map(|name| FieldReader::by_name(name)).collect()
}

/// What lines are made of.
struct Lines {
    columns: Columns,
    telling: Vec<FieldReader>,
    zone: Zone,
}

impl Lines {
    fn reach(&self) -> Reach {
        let told = self.telling.iter().map(Reach::of_field).max().unwrap_or_default();
        match self.columns {
            Columns::Usual => self.columns.reach().max(told),
            Columns::Fields(..) => self.columns.reach(),
        }
    }

    /// One line: the fields that were asked for, separated by tabs, or
    /// `TIME SOURCE:PORT > DESTINATION:PORT protocol BYTES bytes`, and what tells most.
    fn line(&self, packet: &Packet<'_>) -> String {
        let row = self.columns.row(packet);
        let mut line = match self.columns {
            Columns::Usual => self.usual(&row),
            Columns::Fields(..) => {
                row.iter().map(|value| self.text(value)).collect::<Vec<_>>().join("\t")
            }
        };
        if matches!(self.columns, Columns::Usual) {
            for field in &self.telling {
                let mut values = Vec::new();
                field.read(packet, &mut |value| values.push(self.told(field.field.name, &value)));
                if !values.is_empty() {
                    let said = values.join(",");
                    write!(line, " {}={said}", field.field.name).unwrap_or_default();
                }
            }
        }
        line.push('\n');
        line
    }

    fn usual(&self, row: &Row) -> String {
        let [_, time, source, source_port, destination, destination_port, protocol, bytes] =
            row.as_slice()
        else {
            return String::new();
        };
        format!(
            "{} {} > {} {} {} bytes",
            self.text(time),
            self.place(source, source_port),
            self.place(destination, destination_port),
            self.text(protocol),
            self.text(bytes)
        )
    }

    /// An address with its port, where there is one.
    fn place(&self, address: &Value<'_>, port: &Value<'_>) -> String {
        match (address, port) {
            (Value::Null, _) => "-".to_owned(),
            (_, Value::Null) => self.text(address),
            (Value::Ipv6(address), _) => format!("[{address}]:{}", self.text(port)),
            _ => format!("{}:{}", self.text(address), self.text(port)),
        }
    }

    fn told(&self, name: &str, value: &Value<'_>) -> String {
        match value {
            Value::Unsigned(flags) if name == "tcp.flags" => flag_letters(*flags),
            other => self.text(other),
        }
    }

    fn text(&self, value: &Value<'_>) -> String {
        match value {
            Value::Text(text) => escape(text).into_owned(),
            other => plain(other, &self.zone),
        }
    }
}

/// The flags of TCP by tcpdump's letters, a dot for an acknowledgement.
fn flag_letters(flags: u64) -> String {
    const LETTERS: [(u64, char); 8] = [
        (0x01, 'F'),
        (0x02, 'S'),
        (0x04, 'R'),
        (0x08, 'P'),
        (0x20, 'U'),
        (0x40, 'E'),
        (0x80, 'W'),
        (0x10, '.'),
    ];
    let set = LETTERS.iter().filter(|(bit, _)| flags & bit != 0).map(|(_, letter)| letter);
    let letters: String = set.collect();
    if letters.is_empty() { "none".to_owned() } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_tells_something_is_known() {
        assert_eq!(telling().len(), TELLING.len());
    }

    #[test]
    fn flags_are_tcpdumps_letters() {
        assert_eq!(flag_letters(0x02), "S");
        assert_eq!(flag_letters(0x12), "S.");
        assert_eq!(flag_letters(0x18), "P.");
        assert_eq!(flag_letters(0), "none");
    }
}
