//! What was asked of the domain name system, what it answered, and how soon.
//!
//! An answer belongs to the query with the same ends, identifier and first name, whatever the case
//! of its letters. A query that is sent again while it waits is counted as repeated, and its answer
//! is timed from the first. mDNS and LLMNR, where many may answer or nobody, are not counted.

use super::counts::Counts;
use super::ends::Ends;
use super::histogram::Histogram;
use super::ranking::percent;
use super::waiting::Waiting;
use super::{Make, Setting, Settings, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::packet::content::dns::DnsMessage;
use crate::packet::{Message, Packet, ProtocolId, Transport};
use crate::report::{Column, Ledger, Section, Table};
use crate::value::{Kind, Unit, Value};

/// Queries and answers.
pub static STATISTIC: Statistic = Statistic {
    name: "dns",
    about: "DNS: queries, answers, codes, types, names, latency",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Analyser(|settings| Box::new(Dns::new(settings))),
};

/// Names that are shown where no number is named.
const DEFAULT_ROWS: usize = 10;
/// The code of a name that does not exist (RFC 1035 section 4.1.1).
const NO_SUCH_NAME: u16 = 3;
/// The code of a server that failed.
const SERVER_FAILURE: u16 = 2;

struct Dns {
    limit: Option<usize>,
    totals: Totals,
    codes: [u64; 16],
    latency: Histogram,
    types: Counts,
    names: Counts,
    missing: Counts,
    ends: Ends,
    waiting: Waiting,
}

#[derive(Default)]
struct Totals {
    queries: u64,
    answers: u64,
    matched: u64,
    repeated: u64,
    truncated: u64,
    over_tcp: u64,
}

impl Dns {
    fn new(settings: &Settings) -> Self {
        let most = settings.max_entries;
        Self {
            limit: Some(settings.limit.unwrap_or(DEFAULT_ROWS)),
            totals: Totals::default(),
            codes: [0; 16],
            latency: Histogram::default(),
            types: Counts::new(most),
            names: Counts::new(most),
            missing: Counts::new(most),
            ends: Ends::new(settings),
            waiting: Waiting::new(most),
        }
    }

    fn message(&mut self, packet: &Packet<'_>, message: &Message<'_>, partition: Partition) {
        let dns = DnsMessage { bytes: message.bytes };
        let Some(id) = dns.id() else { return };
        let question = dns.questions().next();
        let name = question.and_then(|question| dns.name(question.name));
        let name = name.as_ref().map_or("", |name| name.as_str()).to_ascii_lowercase();
        let asks = !dns.is_response();
        self.totals.over_tcp += u64::from(message.transport == Transport::Tcp);
        let key = self.waiting.key(packet, message, asks, (id, &name));
        let at = packet.raw.at;
        if asks {
            self.totals.queries += 1;
            if let Some(question) = question {
                let kind = type_name(question.kind);
                self.types.add(partition, kind.as_bytes());
                self.ends.add(packet, partition, "types", &kind);
                self.ends.add(packet, partition, "names", &name);
                self.names.add(partition, name.as_bytes());
            }
            match key {
                Some(key) if self.waiting.waits(key) => self.totals.repeated += 1,
                Some(key) => self.waiting.ask(partition, key, at),
                None => {}
            }
            return;
        }
        self.totals.answers += 1;
        self.totals.truncated += u64::from(dns.flags().is_some_and(|flags| flags & 0x0200 != 0));
        let code = dns.code().unwrap_or_default();
        if let Some(count) = self.codes.get_mut(usize::from(code)) {
            *count += 1;
        }
        self.ends.add(packet, partition, "rcodes", &code.to_string());
        if code == NO_SUCH_NAME && !name.is_empty() {
            self.missing.add(partition, name.as_bytes());
            self.ends.add(packet, partition, "nxdomain", &name);
        }
        if let Some(asked) = key.and_then(|key| self.waiting.answer(partition, key)) {
            self.totals.matched += 1;
            self.latency.add(at.since(asked));
        }
    }

    fn totals(&self) -> Table {
        let mut columns = vec![
            Column::count("queries", "messages that ask"),
            Column::count("answers", "messages that answer"),
            Column::count("matched", "answers to a query that was seen"),
            Column::count("unanswered", "queries without an answer, repeated ones once"),
            Column::count("unasked", "answers without a query that was seen"),
            Column::count("repeated", "queries that were sent again while they waited"),
            Column::count("nxdomain", "answers that there is no such name"),
            Column::count("servfail", "answers that the server failed"),
            Column::count("truncated", "answers that did not fit"),
            Column::count("over_tcp", "messages of both kinds over TCP"),
        ];
        columns.extend(Histogram::columns());
        let Totals { queries, answers, matched, repeated, truncated, over_tcp } = self.totals;
        let code = |code: u16| self.codes.get(usize::from(code)).copied().unwrap_or_default();
        let numbers = [
            queries,
            answers,
            matched,
            self.waiting.unanswered(),
            answers - matched,
            repeated,
            code(NO_SUCH_NAME),
            code(SERVER_FAILURE),
            truncated,
            over_tcp,
        ];
        let mut table = Table::new(STATISTIC.name, "DNS", columns);
        table.push(numbers.map(Value::Unsigned).into_iter().chain(self.latency.cells()).collect());
        table
    }

    fn codes(&self) -> Table {
        let columns = vec![
            Column::count("rcode", "the code of an answer, four bits"),
            Column::text("name", "its name in the registry of IANA"),
            Column::count("answers", "answers that have it"),
            Column::new("percent", Kind::Float, Unit::Percent, "share of all answers"),
        ];
        let mut table = Table::new("rcodes", "Codes of answers", columns);
        for (code, &count) in (0_u64..).zip(&self.codes) {
            if count > 0 {
                let share = percent(count, self.totals.answers);
                table.push(vec![code.into(), code_name(code).into(), count.into(), share]);
            }
        }
        table
    }
}

impl Fold for Dns {
    fn needs(&self) -> Needs {
        Needs::Messages
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        for message in packet.messages().filter(|message| message.protocol == ProtocolId::Dns) {
            self.message(packet, &message, partition);
        }
    }

    fn absorb(&mut self, sibling: Self) {
        let Totals { queries, answers, matched, repeated, truncated, over_tcp } = sibling.totals;
        self.totals.queries += queries;
        self.totals.answers += answers;
        self.totals.matched += matched;
        self.totals.repeated += repeated;
        self.totals.truncated += truncated;
        self.totals.over_tcp += over_tcp;
        for (own, other) in self.codes.iter_mut().zip(sibling.codes) {
            *own += other;
        }
        self.latency.absorb(&sibling.latency);
        self.types.absorb(sibling.types);
        self.names.absorb(sibling.names);
        self.missing.absorb(sibling.missing);
        self.ends.absorb(sibling.ends);
        self.waiting.absorb(&sibling.waiting);
    }

    fn section(self: Box<Self>, ledger: &Ledger) -> Section {
        let mut notes = ledger.loss_notes();
        notes.extend(self.waiting.note());
        notes.extend(self.names.note("names"));
        notes.extend(self.missing.note("names that do not exist"));
        let mut tables = vec![self.totals(), self.codes()];
        let Self { limit, types, names, missing, ends, .. } = *self;
        let name = ("name", "the name in lower case");
        tables.extend([
            types.table("types", "Types asked for", ("type", "the type, by name or number"), limit),
            names.table("names", "Names asked for", name, limit),
            missing.table("nxdomain", "Names that do not exist", name, limit),
        ]);
        ends.report((&mut tables, &mut notes));
        Section { name: STATISTIC.name, title: "DNS".to_owned(), tables, notes }
    }
}

/// The name of a code (RFC 6895 section 2.3).
const fn code_name(code: u64) -> &'static str {
    match code {
        0 => "NOERROR",
        1 => "FORMERR",
        2 => "SERVFAIL",
        3 => "NXDOMAIN",
        4 => "NOTIMP",
        5 => "REFUSED",
        6 => "YXDOMAIN",
        7 => "YXRRSET",
        8 => "NXRRSET",
        9 => "NOTAUTH",
        10 => "NOTZONE",
        11 => "DSOTYPENI",
        _ => "",
    }
}

/// The name of a type, or its number (RFC 3597 section 5).
fn type_name(kind: u16) -> String {
    let name = match kind {
        1 => "A",
        2 => "NS",
        5 => "CNAME",
        6 => "SOA",
        10 => "NULL",
        12 => "PTR",
        15 => "MX",
        16 => "TXT",
        28 => "AAAA",
        33 => "SRV",
        35 => "NAPTR",
        43 => "DS",
        46 => "RRSIG",
        47 => "NSEC",
        48 => "DNSKEY",
        52 => "TLSA",
        64 => "SVCB",
        65 => "HTTPS",
        252 => "AXFR",
        255 => "ANY",
        257 => "CAA",
        other => return format!("TYPE{other}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests;
