//! What a person should look at: every remark with its severity, how many packets, the first of
//! them, and a filter to paste. tshark's `-z expert`, as data.

mod analysis;
mod condition;
mod remark;
mod rules;

use super::ends::Ends;
use super::ranking::fill;
use super::{Make, Setting, Settings, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::{FaultKind, Packet};
use crate::report::{Column, Ledger, Section, Table};
use analysis::Analysis;
use condition::Compiled;
use remark::{Remark, Sightings};

/// The expert's remarks.
pub static STATISTIC: Statistic = Statistic {
    name: "expert",
    about: "what to look at: errors, warnings and notes with counts, first packets and a filter",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Analyser(|settings| Box::new(Expert::new(settings))),
};

struct Expert {
    limit: Option<usize>,
    rules: Vec<Compiled>,
    by_rule: Vec<Sightings>,
    by_fault: [Sightings; FaultKind::ALL.len()],
    analysis: Analysis,
    ends: Ends,
    needs: Needs,
}

impl Expert {
    fn new(settings: &Settings) -> Self {
        let rules: Vec<_> = rules::RULES.iter().map(Compiled::new).collect();
        let needs = rules.iter().map(Compiled::needs).max().unwrap_or_default();
        // Streams are followed where their packets come in order.
        let needs = needs.max(Needs::Hosts);
        Self {
            limit: settings.limit,
            by_rule: vec![Sightings::default(); rules.len()],
            rules,
            by_fault: std::array::from_fn(|_| Sightings::default()),
            analysis: Analysis::new(settings.max_entries),
            ends: Ends::new(settings),
            needs,
        }
    }
}

impl Fold for Expert {
    fn needs(&self) -> Needs {
        self.needs
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        let mut add = |remark: &Remark| {
            self.ends.add(packet, partition, STATISTIC.name, remark.summary);
        };
        self.analysis.packet(packet, partition.0, &mut add);
        let rules = self.rules.iter().zip(rules::RULES).zip(&mut self.by_rule);
        for ((compiled, rule), seen) in rules {
            if compiled.holds(packet) {
                seen.add(packet.raw.number);
                add(&rule.remark);
            }
        }
        let faults = packet.decoded.faults();
        for (kind, seen) in FaultKind::ALL.iter().zip(&mut self.by_fault) {
            if faults.iter().any(|fault| fault.kind == *kind) {
                seen.add(packet.raw.number);
                add(rules::fault(*kind));
            }
        }
    }

    fn absorb(&mut self, sibling: Self) {
        self.analysis.absorb(sibling.analysis);
        self.ends.absorb(sibling.ends);
        let others = sibling.by_rule.into_iter().chain(sibling.by_fault);
        for (own, other) in self.by_rule.iter_mut().chain(&mut self.by_fault).zip(others) {
            own.absorb(&other);
        }
    }

    fn section(self: Box<Self>, _: &Ledger) -> Section {
        let Self { limit, by_rule, by_fault, analysis, ends, .. } = *self;
        let left_out = analysis.left_out();
        let of_rules = rules::RULES.iter().map(|rule| &rule.remark).zip(by_rule);
        let of_faults = FaultKind::ALL.iter().map(|kind| rules::fault(*kind)).zip(by_fault);
        let mut found: Vec<_> = of_rules
            .chain(analysis.into_remarks())
            .chain(of_faults)
            .filter(|(_, seen)| seen.packets > 0)
            .collect();
        // Stable: remarks of one weight stay in the order of the table.
        found.sort_by_key(|(remark, seen)| (remark.severity, std::cmp::Reverse(seen.packets)));
        let mut table = Table::new(STATISTIC.name, "Expert", columns());
        fill(&mut table, found, limit, |(remark, seen)| row(remark, seen));
        let mut notes = Vec::new();
        notes.extend((left_out > 0).then(|| {
            format!(
                "{left_out} segments belong to streams that there was no room to follow; raise \
                 --max-flows"
            )
        }));
        let mut section = Section::of(table);
        ends.report((&mut section.tables, &mut notes));
        Section { notes, ..section }
    }
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("severity", "error, warning, note or chat"),
        Column::text("group", "what sort of remark"),
        Column::text("protocol", "what it is about"),
        Column::text("summary", "the remark"),
        Column::packets("packets", "packets that earn it"),
        Column::text("first_frames", "numbers of the first of them in the timeline"),
        Column::text("filter", "a display filter that finds them in Wireshark"),
    ]
}

fn row(remark: &Remark, seen: &Sightings) -> crate::report::Row {
    let frames: Vec<_> = seen.first().iter().map(u64::to_string).collect();
    vec![
        remark.severity.name().into(),
        remark.group.name().into(),
        remark.protocol.into(),
        remark.summary.into(),
        seen.packets.into(),
        frames.join(" ").into(),
        remark.filter.into(),
    ]
}

#[cfg(test)]
mod tests;
