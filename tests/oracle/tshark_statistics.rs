//! Statistics, held against `tshark -q -z` on every capture of the corpus: hierarchy, endpoints,
//! conversations, lengths, timeline. What differs for a reason stands in `DIFFERENCES.md`.

mod ours;
mod theirs;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;

use super::corpus;

/// A statistic as both sides say it: by the question, rows of a key and numbers.
type Answers = BTreeMap<String, Vec<Row>>;

/// One row.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    key: String,
    cells: Vec<Cell>,
    /// Which of the cells counts packets.
    packets: usize,
}

impl Row {
    fn packets(&self) -> u64 {
        match self.cells.get(self.packets) {
            Some(Cell::Count(packets)) => *packets,
            other => panic!("not a number of packets: {other:?}"),
        }
    }
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

/// What differs in the answers to one question.
struct Difference {
    /// The fewest packets that explain it.
    packets: u64,
    /// The rows.
    text: String,
}

/// A capture and a question.
type Place = (String, String);

/// What is known to differ, and how many packets do: the lists in the second part of
/// `DIFFERENCES.md`, each below a heading with its cause.
fn known_differences() -> BTreeMap<Place, u64> {
    let (_, part) = include_str!("DIFFERENCES.md").split_once("## Statistics").unwrap();
    let mut known = BTreeMap::new();
    for cause in part.split("\n### ").skip(1) {
        let (title, text) = cause.split_once('\n').unwrap();
        let (reason, list) = text.split_once("\n* ").unwrap_or_else(|| panic!("no list: {title}"));
        assert!(!reason.trim().is_empty(), "a cause without a reason: {title}");
        for line in list.split("\n* ") {
            let (capture, questions) = line.split_once(": ").unwrap();
            for question in questions.trim().split(", ") {
                let (question, packets) = question.split_once(' ').unwrap();
                let place = (capture.trim_matches('`').to_owned(), question.to_owned());
                let twice = known.insert(place, packets.parse().unwrap());
                assert!(twice.is_none(), "listed twice: {capture} {question}");
            }
        }
    }
    known
}

/// The differences of one capture, by question.
fn compare(ours: &Answers, theirs: &Answers, packets: u64) -> BTreeMap<String, Difference> {
    let differ = |question: &String| {
        let rows = |answers: &Answers| {
            let rows = answers.get(question).cloned().unwrap_or_default();
            if question == "io,phs" { joined(rows) } else { rows }
        };
        let difference = differing_rows(&rows(ours), &rows(theirs), packets);
        (!difference.text.is_empty()).then(|| (question.clone(), difference))
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

fn differing_rows(ours: &[Row], theirs: &[Row], packets: u64) -> Difference {
    let mut rest: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in theirs {
        rest.entry(&row.key).or_default().push(row);
    }
    let mut text = String::new();
    // By key: packets that ours says and theirs does not, and the other way round.
    let mut surplus: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
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
            surplus.entry(&row.key).or_default().0 += row.packets();
        }
    }
    for row in rest.into_values().flatten() {
        writeln!(text, "      theirs {} {:?}", row.key, row.cells).unwrap();
        surplus.entry(&row.key).or_default().1 += row.packets();
    }
    let (mut more, mut less) = (0, 0);
    for (own, other) in surplus.into_values() {
        // Of as many packets something else is said: of one at least.
        more += own.saturating_sub(other).max(u64::from(own == other));
        less += other.saturating_sub(own);
    }
    Difference { packets: more.max(less).min(packets), text }
}

#[test]
fn statistics_are_those_of_tshark() {
    let Some(folder) = corpus::folder() else { return };
    let names = corpus::captures(&folder);
    let queue = Mutex::new(names.iter());
    let outcomes = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(name) = queue.lock().unwrap().next() else { return };
                    let file = folder.join("captures").join(name);
                    let ours = ours::read(&file);
                    let theirs = theirs::read(&file, ours.interval_s);
                    // Where tshark reads fewer packets, there is nothing to compare: see `capinfos`.
                    if theirs.packets == ours.packets {
                        let found = compare(&ours.answers, &theirs.answers, ours.packets);
                        let asked = theirs.answers.len();
                        outcomes.lock().unwrap().insert(name.clone(), (ours.packets, asked, found));
                    }
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap();
    let mut totals = Totals::default();
    let mut known = known_differences();
    let mut wrong = String::new();
    for (name, (packets, asked, found)) in &outcomes {
        totals.add(*packets, *asked, found);
        for (question, Difference { packets, text }) in found {
            let listed = known.remove(&(name.clone(), question.clone()));
            if show(name, question) {
                eprintln!("  {name} {question} {packets}:\n{text}");
            }
            if listed != Some(*packets) {
                let shown: Vec<&str> = text.lines().take(12).collect();
                let listed = listed.unwrap_or_default();
                writeln!(
                    wrong,
                    "  {name} {question}: {packets} packets differ, {listed} are listed"
                )
                .unwrap();
                writeln!(wrong, "{}", shown.join("\n")).unwrap();
            }
        }
    }
    eprintln!("{totals}");
    let compared = outcomes.len();
    assert!(wrong.is_empty(), "of {compared} captures, see tests/oracle/DIFFERENCES.md:\n{wrong}");
    assert!(known.is_empty(), "no longer different: {known:?}");
    assert!(compared > 395, "only {compared} captures were compared");
    assert!(totals.differing_packets * ONE_OF <= totals.packets, "too much differs: {totals}");
}

/// At most one packet of so many may be counted otherwise, whatever the reasons are.
const ONE_OF: u64 = 200;

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
    answers: usize,
    differing_answers: usize,
}

impl Totals {
    /// Adds a capture: a packet counts once, however many statistics count it otherwise.
    fn add(&mut self, packets: u64, asked: usize, found: &BTreeMap<String, Difference>) {
        self.packets += packets;
        self.differing_packets += found.values().map(|found| found.packets).max().unwrap_or(0);
        self.answers += asked;
        self.differing_answers += found.len();
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { packets, differing_packets, answers, differing_answers } = self;
        write!(
            to,
            "{differing_packets} of {packets} packets are counted otherwise than tshark does, "
        )?;
        write!(to, "in {differing_answers} of {answers} statistics of captures")
    }
}
