//! What capinfos says of a capture, and more: counts, times, order, faults, files, interfaces.
//!
//! Nearly all of it comes from the ledger; only malformed packets have to be looked at.

use std::collections::BTreeSet;

use super::ranking::{mean, per_second};
use super::{Make, Setting, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::{FaultKind, Packet, Selector};
use crate::report::{
    Column, Compression, FileFormat, FileLedger, Interface, Ledger, RecordTally, Section, Table,
};
use crate::value::{Kind, LinkType, Unit, Value};

/// The summary.
pub static STATISTIC: Statistic = Statistic {
    name: "summary",
    about: "what capinfos says, and more: packets, bytes, times, rates, order, faults, interfaces",
    on_first_screen: true,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Analyser(|settings| {
        Box::new(Summary { limit: settings.limit, ..Summary::default() })
    }),
};

/// Interfaces that are shown without a limit of the user's; a file may name thousands.
const MOST_INTERFACES: usize = 100;
/// Files that are shown without such a limit.
const MOST_FILES: usize = 1000;

#[derive(Default)]
struct Summary {
    /// Most files and interfaces that are shown, 0 for all.
    limit: Option<usize>,
    /// Packets with a malformation of any kind.
    malformed: u64,
    /// Packets with a fault of each kind, in the order of [`FaultKind::ALL`].
    by_kind: [u64; FaultKind::ALL.len()],
}

impl Fold for Summary {
    fn needs(&self) -> Needs {
        Needs::Odd
    }

    #[inline]
    fn packet(&mut self, packet: &Packet<'_>, _: Partition) {
        let faults = packet.decoded.faults();
        if faults.is_empty() {
            return;
        }
        self.malformed += u64::from(faults.iter().any(|fault| fault.kind.is_malformation()));
        for (kind, count) in FaultKind::ALL.iter().zip(&mut self.by_kind) {
            *count += u64::from(faults.iter().any(|fault| fault.kind == *kind));
        }
    }

    fn absorb(&mut self, sibling: Self) {
        self.malformed += sibling.malformed;
        for (own, other) in self.by_kind.iter_mut().zip(sibling.by_kind) {
            *own += other;
        }
    }

    fn section(self: Box<Self>, ledger: &Ledger) -> Section {
        Section {
            name: STATISTIC.name,
            title: "Summary".to_owned(),
            tables: vec![
                self.totals(ledger),
                faults(&self),
                files(ledger, self.most(MOST_FILES)),
                interfaces(ledger, self.most(MOST_INTERFACES)),
            ],
            notes: notes(ledger),
        }
    }
}

impl Summary {
    /// How many rows are shown where `usual` is our choice.
    fn most(&self, usual: usize) -> usize {
        if self.limit == Some(0) { usize::MAX } else { self.limit.unwrap_or(usual) }
    }

    /// One row: the capture as a whole, as far as `-c` and the time range let it through.
    fn totals(&self, ledger: &Ledger) -> Table {
        let kept = &ledger.kept;
        let duration = kept.duration_ns();
        let rate = |count: u64| duration.map_or(Value::Null, |ns| per_second(count, ns));
        let mut table = Table::new("summary", "Summary", totals_columns());
        let mut row = vec![
            kept.packets.into(),
            kept.wire_bytes.into(),
            kept.captured_bytes.into(),
            kept.first.map_or(Value::Null, Value::Time),
            kept.last.map_or(Value::Null, Value::Time),
            duration.map_or(Value::Null, Value::Duration),
            rate(kept.packets),
            rate(kept.wire_bytes),
            rate(kept.wire_bytes.saturating_mul(8)),
            mean(kept.wire_bytes, kept.packets),
            kept.shortest.into(),
            kept.longest.into(),
            Value::Bool(kept.out_of_order == 0),
            kept.out_of_order.into(),
            kept.snapped.into(),
            self.malformed.into(),
            comments(ledger).into(),
            drops(ledger).into(),
        ];
        row.extend(stored(ledger));
        table.push(row);
        table
    }
}

fn totals_columns() -> Vec<Column> {
    let second = |name, unit, doc| Column::new(name, Kind::Float, unit, doc);
    let time = |name, doc| Column::new(name, Kind::Time, Unit::None, doc);
    vec![
        Column::packets("packets", "packets"),
        Column::bytes("wire_bytes", "bytes on the wire"),
        Column::bytes("captured_bytes", "bytes that the capture kept"),
        time("first", "time of the earliest packet"),
        time("last", "time of the latest packet"),
        Column::new("duration_s", Kind::Duration, Unit::Seconds, "between these two"),
        second("packets_per_s", Unit::PacketsPerSecond, "packets a second, over the duration"),
        second("bytes_per_s", Unit::BytesPerSecond, "bytes on the wire a second"),
        second("bits_per_s", Unit::BitsPerSecond, "bits on the wire a second"),
        second("average_bytes", Unit::Bytes, "mean length on the wire"),
        Column::bytes("shortest_bytes", "shortest length on the wire"),
        Column::bytes("longest_bytes", "longest length on the wire"),
        Column::new(
            "in_order",
            Kind::Boolean,
            Unit::None,
            "no packet is earlier than the one before",
        ),
        Column::packets("out_of_order", "packets earlier than the one before"),
        Column::packets("snapped", "packets of which the capture kept only a part"),
        Column::packets("malformed", "packets that break the rules of a protocol"),
        Column::count("comments", "comments in the files"),
        Column::packets("dropped", "packets that the capture lost, where the files say"),
        Column::text("formats", "the formats of the files"),
        Column::text("compressions", "how files are compressed, where they are"),
        Column::text("link_types", "what packets begin with"),
        Column::bytes("file_bytes", "bytes of the files that were read, as stored"),
        Column::text("sha256", "SHA-256 of the file as stored, where asked for and there is one"),
        Column::count("faults", "what is wrong with the files; see the input ledger"),
    ]
}

/// The files as one: what [`file_row`] says of each.
fn stored(ledger: &Ledger) -> [Value<'static>; 6] {
    let formats = ledger.files.iter().filter_map(|file| file.format).map(FileFormat::name);
    let compressions = ledger.files.iter().filter_map(|file| file.compression);
    let sha256 = match ledger.files.as_slice() {
        [only] => only.sha256.clone(),
        _ => None,
    };
    [
        each_once(formats),
        each_once(compressions.map(Compression::name)),
        link_names(ledger.interfaces.iter()).into(),
        ledger.files.iter().map(|file| file.bytes_read).sum::<u64>().into(),
        sha256.into(),
        ledger.files.iter().map(|file| file.fault_count).sum::<u64>().into(),
    ]
}

/// These names, each once, in the order of the alphabet; nothing where there is none.
fn each_once(names: impl Iterator<Item = &'static str>) -> Value<'static> {
    let names: BTreeSet<_> = names.collect();
    let joined = names.into_iter().collect::<Vec<_>>().join(", ");
    Some(joined).filter(|joined| !joined.is_empty()).into()
}

/// Comments in all files.
fn comments(ledger: &Ledger) -> u64 {
    ledger.files.iter().map(|file| file.comments).sum()
}

/// Drops on all interfaces, `None` where no file says anything.
fn drops(ledger: &Ledger) -> Option<u64> {
    let said: Vec<u64> = ledger.interfaces.iter().filter_map(|found| found.dropped).collect();
    (!said.is_empty()).then(|| said.iter().sum())
}

fn faults(summary: &Summary) -> Table {
    let mut table = Table::new(
        "malformed",
        "Malformed packets",
        vec![
            Column::text("fault", "the kind of fault; a packet may have several"),
            Column::packets("packets", "packets that have it"),
            Column::text("meaning", "what it means"),
        ],
    );
    for (kind, &count) in FaultKind::ALL.iter().zip(&summary.by_kind) {
        if count > 0 {
            table.push(vec![kind.name().into(), count.into(), meaning(*kind).into()]);
        }
    }
    table
}

const fn meaning(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Snapped => "a header is cut by the snap length; not a malformation",
        FaultKind::Short => "a header does not fit in what carries it",
        FaultKind::Length => "a length field contradicts what there is",
        FaultKind::Value => "a field holds a value that its protocol forbids",
        FaultKind::Depth => "more layers than are decoded",
    }
}

fn files(ledger: &Ledger, most: usize) -> Table {
    let mut table = Table::new(
        "files",
        "Files",
        vec![
            Column::text("file", "the name as given"),
            Column::text("format", "the format of the capture"),
            Column::text("compression", "how it is compressed"),
            Column::text("link_types", "what its packets begin with"),
            Column::packets("packets", "packets read"),
            Column::bytes("wire_bytes", "bytes on the wire"),
            Column::bytes("captured_bytes", "bytes that the capture kept"),
            Column::bytes("file_bytes", "bytes of the file that were read, as stored"),
            Column::new("first", Kind::Time, Unit::None, "time of the earliest packet"),
            Column::new("last", Kind::Time, Unit::None, "time of the latest packet"),
            Column::text("sha256", "SHA-256 of the file as stored, where asked for"),
            Column::count("faults", "what is wrong with the file; see the input ledger"),
        ],
    );
    for (place, file) in ledger.files.iter().take(most).enumerate() {
        table.push(file_row(file, link_types(ledger, place)));
    }
    table.rows_total = ledger.files.len() as u64;
    table
}

fn file_row(file: &FileLedger, link_types: String) -> Vec<Value<'static>> {
    let RecordTally { packets, wire_bytes, captured_bytes, first, last, .. } = file.records;
    vec![
        file.name.clone().into(),
        file.format.map(FileFormat::name).into(),
        file.compression.map(Compression::name).into(),
        link_types.into(),
        packets.into(),
        wire_bytes.into(),
        captured_bytes.into(),
        file.bytes_read.into(),
        first.map_or(Value::Null, Value::Time),
        last.map_or(Value::Null, Value::Time),
        file.sha256.clone().into(),
        file.fault_count.into(),
    ]
}

/// The names of a file's link types, each once, in the order of their numbers.
fn link_types(ledger: &Ledger, file: usize) -> String {
    let its = ledger.interfaces.iter().filter(|interface| interface.file as usize == file);
    link_names(its)
}

/// The names of link types, each once, in the order of their numbers.
fn link_names<'a>(interfaces: impl Iterator<Item = &'a Interface>) -> String {
    let types: BTreeSet<_> = interfaces.map(|interface| interface.link_type).collect();
    types.into_iter().map(link_name).collect::<Vec<_>>().join(", ")
}

/// The protocol that packets of a link type begin with, and the number.
fn link_name(link_type: LinkType) -> String {
    let protocol = Selector::Link(link_type.0).find();
    let name = protocol.map_or("unknown", |protocol| protocol.get().title);
    format!("{name} ({})", link_type.0)
}

fn interfaces(ledger: &Ledger, most: usize) -> Table {
    let mut table = Table::new(
        "interfaces",
        "Interfaces",
        vec![
            Column::count("interface", "its number in the input ledger"),
            Column::text("file", "the file that describes it"),
            Column::text("name", "its name"),
            Column::text("link_type", "what its packets begin with"),
            Column::bytes("snap_length_bytes", "most bytes kept of a packet, 0 for no limit"),
            Column::packets("packets", "packets read"),
            Column::packets("dropped", "packets that the capture lost, where the file says"),
        ],
    );
    for (number, interface) in ledger.interfaces.iter().take(most).enumerate() {
        let Interface { file, link_type, snap_length, name, packets, dropped, .. } = interface;
        let file = ledger.files.get(*file as usize).map(|file| file.name.clone());
        table.push(vec![
            Value::Unsigned(number as u64),
            file.into(),
            name.clone().into(),
            link_name(*link_type).into(),
            (*snap_length).into(),
            (*packets).into(),
            (*dropped).into(),
        ]);
    }
    table.rows_total = ledger.interfaces.len() as u64;
    table
}

fn notes(ledger: &Ledger) -> Vec<String> {
    let left_out = ledger.records.packets.saturating_sub(ledger.kept.packets);
    let mut notes = Vec::new();
    if left_out > 0 {
        notes.push(format!(
            "{left_out} of {} packets are outside of the count or time range asked for",
            ledger.records.packets
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Settings;
    use crate::stats::testing::{any_split_says_the_same, column, ipv4, numbers, section, udp};

    #[test]
    fn counts_rates_and_extremes_are_those_of_the_packets() {
        // 42 and 52 bytes on the wire, half a second apart.
        let frames = [udp(0, (1, 7), (2, 7), 0), udp(500, (1, 7), (2, 7), 10)];
        let found = section(&STATISTIC, &Settings::default(), &frames);
        assert_eq!(numbers(&found, "summary", "packets"), [2]);
        assert_eq!(numbers(&found, "summary", "wire_bytes"), [94]);
        assert_eq!(numbers(&found, "summary", "shortest_bytes"), [42]);
        assert_eq!(numbers(&found, "summary", "longest_bytes"), [52]);
        assert_eq!(column(&found, "summary", "average_bytes"), [Value::Float(47.0)]);
        assert_eq!(column(&found, "summary", "packets_per_s"), [Value::Float(4.0)]);
        assert_eq!(column(&found, "summary", "bits_per_s"), [Value::Float(1504.0)]);
        assert_eq!(column(&found, "summary", "duration_s"), [Value::Duration(500_000_000)]);
    }

    #[test]
    fn a_single_packet_has_no_rate() {
        let found = section(&STATISTIC, &Settings::default(), &[udp(0, (1, 7), (2, 7), 0)]);
        assert_eq!(column(&found, "summary", "bytes_per_s"), [Value::Null]);
    }

    #[test]
    fn malformed_packets_are_counted_by_kind() {
        let mut lies = udp(0, (1, 7), (2, 7), 10);
        lies.bytes[14 + 3] = 200; // IPv4 says 200 bytes, there are 38.
        let cut = ipv4(0, 1, 2, 17, &[0; 3]); // UDP needs 8 bytes.
        let good = udp(0, (1, 7), (2, 7), 10);
        let found = section(&STATISTIC, &Settings::default(), &[lies, cut, good]);
        assert_eq!(numbers(&found, "summary", "malformed"), [2]);
        assert_eq!(column(&found, "malformed", "fault"), ["short".into(), "length".into()]);
        assert_eq!(numbers(&found, "malformed", "packets"), [1, 1]);
    }

    #[test]
    fn a_limit_cuts_files_and_zero_shows_them_all() {
        let files = vec![FileLedger::default(); MOST_FILES + 1];
        let ledger = Ledger { files, ..Ledger::default() };
        let shown = |limit| {
            let settings = Settings { limit, ..Settings::default() };
            let section = STATISTIC.analyser(&settings).sections(&ledger).remove(0);
            let files = section.tables.into_iter().find(|table| table.name == "files").unwrap();
            assert_eq!(files.rows_total, MOST_FILES as u64 + 1);
            files.rows.len()
        };
        assert_eq!([None, Some(2), Some(0)].map(shown), [MOST_FILES, 2, MOST_FILES + 1]);
    }

    #[test]
    fn any_split_of_the_packets_says_the_same() {
        any_split_says_the_same(&STATISTIC, &Settings::default());
    }
}
