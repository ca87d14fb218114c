//! What was asked of web servers, what they answered, and how soon: HTTP/1 in the clear.
//!
//! Answers come in the order of their requests on each connection. A message counts with the packet
//! that completes it, body and all; latency is from the one that completes the request to the one
//! that completes the answer. Bytes are those of messages as sent, heads and bodies.

use super::counts::Counts;
use super::ends::Ends;
use super::histogram::Histogram;
use super::tallies::{self, Tally};
use super::waiting::Waiting;
use super::{Make, Setting, Settings, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::content::http::{FirstLine, Head, status};
use crate::packet::content::text::legible;
use crate::packet::{Message, Packet, ProtocolId};
use crate::report::{Column, Ledger, Section, Table};
use crate::value::Value;

/// Requests and answers.
pub static STATISTIC: Statistic = Statistic {
    name: "http",
    about: "HTTP/1: methods, status codes, hosts, user agents, content types, latency",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Analyser(|settings| Box::new(Http::new(settings))),
};

/// Rows that are shown where no number is named.
const DEFAULT_ROWS: usize = 10;

/// What is counted.
const COUNTED: [Tally; 5] = [
    Tally::new("methods", "Methods", "method", "the method of requests"),
    Tally::new("statuses", "Status codes", "status", "the status code of answers"),
    Tally::new("hosts", "Hosts", "host", "the host that was asked, in lower case"),
    Tally::new("user_agents", "User agents", "user_agent", "the program that asked"),
    Tally::new("content_types", "Content types", "content_type", "the type of the body of answers"),
];

struct Http {
    limit: Option<usize>,
    totals: Totals,
    latency: Histogram,
    counts: [Counts; COUNTED.len()],
    ends: Ends,
    waiting: Waiting,
}

#[derive(Default)]
struct Totals {
    requests: u64,
    answers: u64,
    matched: u64,
    request_bytes: u64,
    answer_bytes: u64,
}

impl Http {
    fn new(settings: &Settings) -> Self {
        Self {
            limit: Some(settings.limit.unwrap_or(DEFAULT_ROWS)),
            totals: Totals::default(),
            latency: Histogram::default(),
            counts: Tally::counts(&COUNTED, settings.max_entries),
            ends: Ends::new(settings),
            waiting: Waiting::new(settings.max_entries),
        }
    }

    fn message(&mut self, packet: &Packet<'_>, message: &Message<'_>, partition: Partition) {
        let head = Head::of(message.bytes);
        let Some(first_line) = head.first_line() else { return };
        let asks = matches!(first_line, FirstLine::Request(_));
        let key = self.waiting.key(packet, message, asks, ());
        let [methods, statuses, hosts, agents, types] = &mut self.counts;
        match first_line {
            FirstLine::Request([method, ..]) => {
                self.totals.requests += 1;
                self.totals.request_bytes += message.wire_bytes;
                let mut add = |counts: &mut Counts, table, value: &str| {
                    counts.add(partition, value.as_bytes());
                    self.ends.add(packet, partition, table, value);
                };
                add(methods, "methods", &legible(method));
                if let Some(host) = head.values("host").next() {
                    add(hosts, "hosts", &legible(host).to_ascii_lowercase());
                }
                if let Some(agent) = head.values("user-agent").next() {
                    add(agents, "user_agents", &legible(agent));
                }
                if let Some(key) = key {
                    self.waiting.ask(partition, key, packet.raw.at);
                }
            }
            FirstLine::Response([_, code, _]) => {
                self.totals.answers += 1;
                self.totals.answer_bytes += message.wire_bytes;
                statuses.add(partition, legible(code).as_bytes());
                self.ends.add(packet, partition, "statuses", &legible(code));
                if let Some(kind) = head.values("content-type").next() {
                    let kind = kind.split(|byte| *byte == b';').next().unwrap_or(kind);
                    let kind = legible(kind.trim_ascii()).to_ascii_lowercase();
                    types.add(partition, kind.as_bytes());
                }
                // The final answer is still to come (RFC 9110 section 15.2).
                if status(code).is_some_and(|code| (100..200).contains(&code) && code != 101) {
                    return;
                }
                if let Some(asked) = key.and_then(|key| self.waiting.answer(partition, key)) {
                    self.totals.matched += 1;
                    self.latency.add(packet.raw.at.since(asked));
                }
            }
        }
    }

    fn totals(&self) -> Table {
        let mut columns = vec![
            Column::count("requests", "messages that ask"),
            Column::count("answers", "messages that answer"),
            Column::count("matched", "answers to a request that was seen"),
            Column::count("unanswered", "requests without an answer that was seen whole"),
            Column::bytes("request_bytes", "bytes of requests, heads and bodies"),
            Column::bytes("answer_bytes", "bytes of answers, heads and bodies"),
        ];
        columns.extend(Histogram::columns());
        let Totals { requests, answers, matched, request_bytes, answer_bytes } = self.totals;
        let unanswered = self.waiting.unanswered();
        let numbers = [requests, answers, matched, unanswered, request_bytes, answer_bytes];
        let mut table = Table::new(STATISTIC.name, "HTTP", columns);
        table.push(numbers.map(Value::Unsigned).into_iter().chain(self.latency.cells()).collect());
        table
    }
}

impl Fold for Http {
    fn needs(&self) -> Needs {
        Needs::Messages
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        for message in packet.messages().filter(|message| message.protocol == ProtocolId::Http) {
            self.message(packet, &message, partition);
        }
    }

    fn absorb(&mut self, sibling: Self) {
        let Totals { requests, answers, matched, request_bytes, answer_bytes } = sibling.totals;
        self.totals.requests += requests;
        self.totals.answers += answers;
        self.totals.matched += matched;
        self.totals.request_bytes += request_bytes;
        self.totals.answer_bytes += answer_bytes;
        self.latency.absorb(&sibling.latency);
        tallies::absorb(&mut self.counts, sibling.counts);
        self.ends.absorb(sibling.ends);
        self.waiting.absorb(&sibling.waiting);
    }

    fn section(self: Box<Self>, ledger: &Ledger) -> Section {
        let mut notes = ledger.loss_notes();
        notes.extend(self.waiting.note());
        let mut tables = vec![self.totals()];
        let Self { limit, counts, ends, .. } = *self;
        Tally::report(&COUNTED, counts, limit, (&mut tables, &mut notes));
        ends.report((&mut tables, &mut notes));
        Section { name: STATISTIC.name, title: "HTTP".to_owned(), tables, notes }
    }
}

#[cfg(test)]
mod tests;
