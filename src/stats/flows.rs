//! Flows: one record for each, with the names and meanings of Zeek's `conn.log`, and what it has
//! not: who was taken for the originator and why, frames, flags, handshake times.

mod columns;
mod more;
mod schemas;

use super::{FlowSchema, Make, Setting, Settings, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::flow::features::Survey;
use crate::flow::{FlowRecord, FlowTable, LeftOut, Timeouts};
use crate::packet::{FieldReader, Packet, flow_fields};
use crate::report::{Column, Ledger, Rows, Section, Table};
use crate::value::Value;
use columns::{COLUMNS, SUMS, Shown};
use more::More;

/// Flows.
pub static STATISTIC: Statistic = Statistic {
    name: "flows",
    about: "one record a flow: ends, times, bytes, state and history, as Zeek's conn.log",
    on_first_screen: false,
    settings: &[
        Setting::Limit,
        Setting::IdleTimeout,
        Setting::ActiveTimeout,
        Setting::Schema,
        Setting::Features,
        Setting::Steps,
    ],
    orders: &[],
    make: Make::Analyser(|settings| Box::new(Flows::new(settings))),
};

const ORDER: &str = "ordered by the time of the first packet, then by its position; bytes of orig \
    and resp are payload by TCP sequence numbers or datagram lengths";

struct Flows {
    table: FlowTable,
    timeouts: Timeouts,
    schema: FlowSchema,
    limit: Option<usize>,
    features: bool,
    steps: usize,
    most: usize,
}

impl Flows {
    fn new(settings: &Settings) -> Self {
        let &Settings { timeouts, schema, features, steps, max_entries: most, .. } = settings;
        let mut table = FlowTable::new(timeouts, most);
        if features || steps > 0 {
            table = table.measuring(steps);
        }
        let limit = settings.limit.filter(|&limit| limit > 0);
        Self { table, timeouts, schema, limit, features, steps, most }
    }
}

impl Fold for Flows {
    fn needs(&self) -> Needs {
        Needs::Applications
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        self.table.packet(packet, partition.0);
    }

    fn absorb(&mut self, sibling: Self) {
        self.table.absorb(sibling.table);
    }

    fn section(self: Box<Self>, ledger: &Ledger) -> Section {
        let Self { table, timeouts, schema, limit, features, steps, most } = *self;
        let (finished, left_out) = table.finish(ledger.kept.last.unwrap_or_default());
        let cells = schemas::columns(schema);
        let survey = features.then(|| Survey::of(&finished, most));
        let more = More { schema, has_steps: steps > 0, survey };
        let mut columns: Vec<Column> = cells.iter().map(|cell| cell.column.clone()).collect();
        columns.extend(more.columns());
        let notes = more.notes();
        let mut shown = Table::new(schema.table(), "Flows", columns);
        shown.rows_total = finished.len() as u64;
        let width = shown.columns.len();
        let make = move |at: usize| {
            let Some(record) = finished.get(at) else { return Vec::new() };
            let shown = Shown::new(&record);
            let mut row = Vec::with_capacity(width);
            row.extend(cells.iter().map(|column| column.cell(&shown)));
            more.cells(at, &record, &mut row);
            row
        };
        let count = usize::try_from(shown.rows_total).unwrap_or(usize::MAX);
        let count = limit.map_or(count, |limit| limit.min(count));
        shown.rows = Rows::Made { count, make: Box::new(make) };
        let mut section = Section { name: STATISTIC.name, ..Section::of(shown) };
        section.notes = vec![timeouts.sentence(), ORDER.to_owned()];
        section.notes.extend(shortage(&left_out));
        section.notes.extend(notes);
        section
    }
}

/// What a record says of some fields of flows: those that are columns here, or sums of two columns.
#[must_use]
pub fn values(
    record: &FlowRecord,
    fields: &[FieldReader],
) -> Box<[(&'static str, Value<'static>)]> {
    let shown = Shown::new(record);
    let value = |reader: &FieldReader| {
        let name = reader.field.name;
        let column = name.strip_prefix(flow_fields::PREFIX)?;
        let found = COLUMNS.iter().chain(SUMS).find(|its| its.name == column)?;
        Some((name, (found.read)(&shown)))
    };
    fields.iter().filter_map(value).collect()
}

/// What a reader has to know is not there.
fn shortage(left_out: &LeftOut) -> impl Iterator<Item = String> {
    let LeftOut { evicted, flows, packets, frame_bytes, without_flow } = *left_out;
    let ended = (evicted > 0).then(|| {
        format!(
            "{evicted} flows ended early for want of room (end_reason lack_of_resources); raise \
             --max-flows to keep them"
        )
    });
    let dropped = (flows > 0).then(|| {
        format!(
            "{flows} flows ({packets} packets, {frame_bytes} bytes) are not shown: more ended than \
             records are kept; raise --max-flows to see them"
        )
    });
    let without = (without_flow > 0).then(|| {
        format!(
            "{without_flow} IP packets belong to no flow: fragments without ports, protocols other \
             than TCP, UDP, SCTP and ICMP, cut headers"
        )
    });
    [ended, dropped, without].into_iter().flatten()
}

#[cfg(test)]
mod tests;
