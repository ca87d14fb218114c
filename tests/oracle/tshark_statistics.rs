//! Statistics, held against `tshark -q -z` on every capture of the corpus: hierarchy, endpoints,
//! conversations, lengths, timeline. What differs for a reason stands in `DIFFERENCES.md`.

mod choice;
mod chosen;
mod listed;
mod ours;
mod search;
mod theirs;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::sync::Mutex;

use super::corpus;
use choice::{Choice, Numbers};
use listed::Listed;

/// A statistic as both sides say it: by the question, rows of a key and numbers.
type Answers = BTreeMap<String, Vec<Row>>;

/// What is asked: `io,phs`, `conv,ip` ...
fn questions() -> Vec<String> {
    let mut questions: Vec<String> = ["io,phs", "plen,tree", "io,stat"].map(String::from).into();
    for level in ["eth", "ip", "ipv6", "tcp", "udp", "sctp"] {
        questions.extend([format!("conv,{level}"), format!("endpoints,{level}")]);
    }
    questions
}

/// A question as both programs take it after `-z`.
fn spelling(question: &str, interval_s: u64) -> String {
    if question == "io,stat" { format!("io,stat,{interval_s}") } else { question.to_owned() }
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    key: String,
    cells: Vec<Cell>,
}

/// A number, as exact as its side knows it.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    /// Exact.
    Count(u64),
    /// Between two, which belong to it: bytes are cut to thousands, millions ...
    Between { least: u64, most: u64 },
    /// Within `error` of the truth.
    About { value: f64, error: f64 },
    /// Nothing.
    Nothing,
}

impl Cell {
    /// Whether both may be the same number; `self` is exact.
    fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Count(own), Self::Between { least, most }) => (least..=most).contains(&own),
            (Self::About { value: own, .. }, Self::About { value, error }) => {
                (own - value).abs() <= error + own.abs() * 1e-12
            }
            (own, other) => own == other,
        }
    }
}

/// The rows that differ, by question.
type Differences = BTreeMap<String, String>;

fn compare(ours: &Answers, theirs: &Answers) -> Differences {
    let differ = |question: &String| {
        let rows = |answers: &Answers| {
            let rows = answers.get(question).cloned().unwrap_or_default();
            if question == "io,phs" { joined(rows) } else { rows }
        };
        let text = differing_rows(&rows(ours), &rows(theirs));
        (!text.is_empty()).then(|| (question.clone(), text))
    };
    theirs.keys().filter_map(differ).collect()
}

/// Rows of one path as one: names that one side leaves out make equal what it keeps apart.
fn joined(rows: Vec<Row>) -> Vec<Row> {
    let mut joined: BTreeMap<String, Row> = BTreeMap::new();
    for row in rows {
        let Some(first) = joined.get_mut(&row.key) else {
            joined.insert(row.key.clone(), row);
            continue;
        };
        for cells in first.cells.iter_mut().zip(row.cells) {
            let (Cell::Count(sum), Cell::Count(more)) = cells else { panic!("{}", row.key) };
            *sum += more;
        }
    }
    joined.into_values().collect()
}

fn differing_rows(ours: &[Row], theirs: &[Row]) -> String {
    let mut rest: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in theirs {
        rest.entry(&row.key).or_default().push(row);
    }
    let mut text = String::new();
    for row in ours {
        let same = |other: &&Row| {
            row.cells.len() == other.cells.len()
                && row.cells.iter().zip(&other.cells).all(|(own, other)| own.agrees(other))
        };
        let others = rest.entry(&row.key).or_default();
        if let Some(place) = others.iter().position(same) {
            others.remove(place);
        } else {
            writeln!(text, "      ours   {} {:?}", row.key, row.cells).unwrap();
        }
    }
    for row in rest.into_values().flatten() {
        writeln!(text, "      theirs {} {:?}", row.key, row.cells).unwrap();
    }
    text
}

/// What was found in one capture.
struct Outcome {
    packets: u64,
    /// How many questions were answered.
    asked: usize,
    /// When every packet counts.
    all: Differences,
    /// When those that are listed do not count.
    rest: Differences,
    /// Where there is a rest: packets whose listing may explain it.
    proposal: Numbers,
}

/// Captures of more packets are not searched for those that differ: it takes too long.
const SEARCHED: u64 = 400;

/// Compares a capture; `None` where tshark reads fewer packets: see `capinfos`.
fn examine(file: &Path, listed: &Listed) -> Option<Outcome> {
    let every = Choice::all();
    let ours = ours::read(file, &every);
    let theirs = theirs::read(file, ours.interval_s, &every);
    if theirs.packets != ours.packets {
        return None;
    }
    let differences = |choice: &Choice| {
        let theirs = theirs::read(file, ours.interval_s, choice);
        compare(&ours::read(file, choice).answers, &theirs.answers)
    };
    let all = compare(&ours.answers, &theirs.answers);
    let rest = if listed.packets.0.is_empty() {
        all.clone()
    } else {
        differences(&Choice::AllBut(listed.packets.clone()))
    };
    let proposal = if rest.is_empty() || ours.packets > SEARCHED {
        Numbers::default()
    } else {
        search::differing(ours.packets, &|choice| !differences(choice).is_empty())
    };
    Some(Outcome { packets: ours.packets, asked: theirs.answers.len(), all, rest, proposal })
}

#[test]
fn statistics_are_those_of_tshark() {
    let Some(folder) = corpus::folder() else { return };
    let mut listed = listed::listed();
    let names = corpus::captures(&folder);
    let queue = Mutex::new(names.iter().filter(|name| chosen(name)));
    let outcomes = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(name) = queue.lock().unwrap().next() else { return };
                    let known = listed.get(name).cloned().unwrap_or_default();
                    let file = folder.join("captures").join(name);
                    if let Some(outcome) = examine(&file, &known) {
                        eprint!("{}", complaint(name, &known, &outcome));
                        outcomes.lock().unwrap().insert(name.clone(), (known, outcome));
                    }
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap();
    let mut totals = Totals::default();
    let mut wrong = String::new();
    for (name, (known, outcome)) in &outcomes {
        listed.remove(name);
        totals.add(known, outcome);
        wrong += &complaint(name, known, outcome);
        for (question, text) in outcome.all.iter().filter(|(question, _)| show(name, question)) {
            eprintln!("  {name} {question}:\n{text}");
        }
    }
    eprintln!("{totals}");
    let compared = outcomes.len();
    assert!(wrong.is_empty(), "of {compared} captures, see tests/oracle/DIFFERENCES.md:\n{wrong}");
    if std::env::var_os("NETSIFT_ORACLE_CAPTURE").is_some() {
        return;
    }
    assert!(listed.is_empty(), "not compared: {:?}", listed.keys());
    assert!(compared > 395, "only {compared} captures were compared");
    assert!(totals.promised * ONE_OF <= totals.packets, "too much differs: {totals}");
}

/// What is not as it is listed.
fn complaint(name: &str, known: &Listed, outcome: &Outcome) -> String {
    let mut text = String::new();
    let found: BTreeSet<String> = outcome.all.keys().cloned().collect();
    if found != known.questions {
        writeln!(text, "  {name}: {found:?} differ, {:?} are listed", known.questions).unwrap();
    }
    for (question, rows) in &outcome.rest {
        let rows: Vec<&str> = rows.lines().take(12).collect();
        writeln!(text, "  {name} {question}: differs without the listed packets too").unwrap();
        writeln!(text, "{}", rows.join("\n")).unwrap();
    }
    if !outcome.rest.is_empty() {
        writeln!(text, "  {name}: perhaps packets {}", outcome.proposal).unwrap();
    }
    text
}

/// At most one packet of so many may be counted otherwise by hierarchy, endpoints and
/// conversations, whatever the reasons are.
const ONE_OF: u64 = 200;

/// Whether `NETSIFT_ORACLE_CAPTURE`, if it is set, is a part of the capture's name.
fn chosen(capture: &str) -> bool {
    std::env::var("NETSIFT_ORACLE_CAPTURE").map_or(true, |part| capture.contains(&part))
}

/// Whether `NETSIFT_ORACLE_SHOW` is a part of the capture's name and the question.
fn show(capture: &str, question: &str) -> bool {
    let asked = std::env::var("NETSIFT_ORACLE_SHOW");
    asked.is_ok_and(|part| format!("{capture} {question}").contains(&part))
}

/// How much differs.
#[derive(Default)]
struct Totals {
    packets: u64,
    differing_packets: u64,
    /// Those that hierarchy, endpoints or conversations count otherwise.
    promised: u64,
    answers: usize,
    differing_answers: usize,
}

impl Totals {
    /// Adds a capture: a packet counts once, however many statistics count it otherwise.
    fn add(&mut self, known: &Listed, outcome: &Outcome) {
        self.packets += outcome.packets;
        self.differing_packets += known.packets.0.len() as u64;
        self.promised += known.promised.0.len() as u64;
        self.answers += outcome.asked;
        self.differing_answers += outcome.all.len();
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { packets, differing_packets, promised, answers, differing_answers } = self;
        write!(
            to,
            "{promised} of {packets} packets are counted otherwise than tshark does by hierarchy, \
             endpoints and conversations, {differing_packets} with timeline and lengths, "
        )?;
        write!(to, "in {differing_answers} of {answers} statistics of captures")
    }
}
