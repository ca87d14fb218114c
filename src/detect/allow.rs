//! The allow-list: findings that somebody knows of and does not want to see again. It is applied when
//! all is found, so that it changes nothing else, and what it held back is counted by line.
//!
//! Each line is a list of conditions that all have to hold; what follows `#` is a comment.
//!
//! ```text
//! src 10.0.0.5 rule port-scan          # the vulnerability scanner
//! dst 192.0.2.0/24 port 443,8443
//! 10.0.0.9                             # whoever it is, as source or as destination
//! host updates.example.com rule beacon
//! ```

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;

use thiserror::Error;

use super::alarm::Subject;
use super::anomaly::MODEL;
use super::finding::Finding;
use super::home::HomeNet;
use super::observed::protocol_name;
use super::rules::RULES;

/// What may be there.
#[derive(Clone, Debug, Default)]
pub struct Allow {
    lines: Vec<Line>,
}

/// One line.
#[derive(Clone, Debug)]
struct Line {
    /// Its file and number, `allow.txt:3`.
    place: String,
    /// As it was written, without its comment.
    text: String,
    conditions: Vec<Condition>,
}

/// One condition, with what it takes; one of them is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition {
    Source(HomeNet),
    Destination(HomeNet),
    Either(HomeNet),
    Port(Vec<(u16, u16)>),
    Protocol(Vec<String>),
    Rule(Vec<String>),
    Host(Vec<String>),
}

/// Why a line makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {problem}")]
pub struct NoLine {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: Wrong,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A word is neither a condition nor an address.
    Word(String),
    /// A condition without a value.
    Lonely(&'static str),
    /// A value that is no network.
    Network(String),
    /// A value that is no port.
    Port(String),
    /// A value that is no rule.
    Rule(String),
    /// A value that is no name of a host.
    Host(String),
    /// A value that is no protocol of findings.
    Protocol(String),
}

/// Words that begin a condition.
pub const WORDS: [&str; 7] = ["src", "dst", "addr", "port", "proto", "rule", "host"];
/// What findings call protocols.
const PROTOCOLS: [&str; 5] = ["tcp", "udp", "icmp", "sctp", "ip"];

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => {
                write!(out, "`{word}` is neither an address nor one of {}", WORDS.join(", "))
            }
            Self::Lonely(word) => write!(out, "`{word}` has no value"),
            Self::Network(word) => write!(
                out,
                "`{word}` is no network; write 10.20.0.0/16, 2001:db8::/32, or one address"
            ),
            Self::Port(word) => write!(out, "`{word}` is no port; write 443, 80,443 or 8000-8100"),
            Self::Rule(word) => write!(out, "no rule `{word}`"),
            Self::Host(word) => write!(out, "`{word}` is no name of a host"),
            Self::Protocol(word) => {
                write!(out, "no protocol `{word}`; there are {}", PROTOCOLS.join(", "))
            }
        }
    }
}

/// Every name that a condition `rule` may have.
pub fn rule_names() -> impl Iterator<Item = &'static str> + Clone {
    RULES.iter().map(|rule| rule.name).chain([MODEL.name])
}

impl Allow {
    /// Adds what a file says; `file` is its name for people.
    ///
    /// # Errors
    /// At the first line that makes no sense.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), NoLine> {
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let text = line.split('#').next().unwrap_or_default().trim();
            let parsed = conditions(text).map_err(|problem| NoLine { line: number, problem })?;
            if !parsed.is_empty() {
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                let place = format!("{file}:{number}");
                self.lines.push(Line { place, text, conditions: parsed });
            }
        }
        Ok(())
    }

    /// Whether nothing is allowed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether the addresses of a name have to be known: some line speaks of it.
    #[must_use]
    pub fn names(&self, name: &str) -> bool {
        self.hosts().any(|host| is_below(name, host))
    }

    /// Whether any line speaks of a name.
    #[must_use]
    pub fn has_names(&self) -> bool {
        self.hosts().next().is_some()
    }

    fn hosts(&self) -> impl Iterator<Item = &str> {
        let conditions = self.lines.iter().flat_map(|line| &line.conditions);
        conditions.flat_map(|condition| match condition {
            Condition::Host(names) => names.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        })
    }

    /// Takes out the findings that are allowed, and says how many each line held back. `known` says
    /// which address has which name, as far as captured answers tell.
    pub fn hold_back(
        &self,
        findings: &mut Vec<Finding>,
        known: &BTreeSet<(IpAddr, Box<str>)>,
    ) -> Vec<String> {
        let mut counts = vec![0_u64; self.lines.len()];
        findings.retain(|finding| {
            let subject = &finding.alarm.subject;
            let place = self.lines.iter().position(|line| {
                line.conditions.iter().all(|it| it.holds(finding.rule.name, subject, known))
            });
            if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                *count += 1;
            }
            place.is_none()
        });
        let all: u64 = counts.iter().sum();
        if all == 0 {
            return Vec::new();
        }
        let total = format!("{all} {} held back by the allow-list", things(all));
        let each = self.lines.iter().zip(counts).filter(|(_, count)| *count > 0);
        let each = each.map(|(Line { place, text, .. }, count)| {
            format!("{place}: `{text}` held back {count} {}", plural(count))
        });
        std::iter::once(total).chain(each).collect()
    }
}

fn plural(count: u64) -> &'static str {
    if count == 1 { "finding" } else { "findings" }
}

fn things(count: u64) -> &'static str {
    if count == 1 { "finding is" } else { "findings are" }
}

fn conditions(text: &str) -> Result<Vec<Condition>, Wrong> {
    let mut words = text.split(|it: char| it.is_whitespace() || it == '=');
    let mut words = words.by_ref().filter(|word| !word.is_empty());
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        let Some(name) = WORDS.into_iter().find(|it| it.eq_ignore_ascii_case(word)) else {
            let network = HomeNet::network(word).map_err(|_| Wrong::Word(shown(word)))?;
            found.push(Condition::Either(HomeNet::new(vec![network])));
            continue;
        };
        let value = words.next().ok_or(Wrong::Lonely(name))?;
        let values: Vec<&str> = value.split(',').filter(|it| !it.is_empty()).collect();
        found.push(match name {
            "src" => Condition::Source(networks(&values)?),
            "dst" => Condition::Destination(networks(&values)?),
            "addr" => Condition::Either(networks(&values)?),
            "port" => Condition::Port(values.into_iter().map(ports).collect::<Result<_, _>>()?),
            "proto" => {
                Condition::Protocol(values.into_iter().map(protocol).collect::<Result<_, _>>()?)
            }
            "rule" => Condition::Rule(values.into_iter().map(rule).collect::<Result<_, _>>()?),
            _ => Condition::Host(values.into_iter().map(host).collect::<Result<_, _>>()?),
        });
    }
    Ok(found)
}

fn shown(word: &str) -> String {
    crate::value::escape(word).into_owned()
}

fn networks(values: &[&str]) -> Result<HomeNet, Wrong> {
    let one = |word: &&str| HomeNet::network(word).map_err(|_| Wrong::Network(shown(word)));
    values.iter().map(one).collect::<Result<_, _>>().map(HomeNet::new)
}

fn ports(word: &str) -> Result<(u16, u16), Wrong> {
    let (from, to) = word.split_once('-').unwrap_or((word, word));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) if from <= to => Ok((from, to)),
        _ => Err(Wrong::Port(shown(word))),
    }
}

fn protocol(word: &str) -> Result<String, Wrong> {
    let word = word.to_ascii_lowercase();
    let is_known = PROTOCOLS.contains(&word.as_str());
    if is_known { Ok(word) } else { Err(Wrong::Protocol(shown(&word))) }
}

fn rule(word: &str) -> Result<String, Wrong> {
    let name = word.strip_prefix("rule:").unwrap_or(word).to_ascii_lowercase();
    let is_known = rule_names().any(|it| it == name);
    if is_known { Ok(name) } else { Err(Wrong::Rule(shown(word))) }
}

fn host(word: &str) -> Result<String, Wrong> {
    let name = word.strip_prefix("*.").unwrap_or(word).trim_matches('.').to_ascii_lowercase();
    let is_name = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '.');
    let is_one = !name.is_empty() && name.len() < 254 && name.chars().all(is_name);
    if is_one { Ok(name) } else { Err(Wrong::Host(shown(word))) }
}

/// Whether a name is this host's or below it.
fn is_below(name: &str, host: &str) -> bool {
    name.strip_suffix(host).is_some_and(|front| front.is_empty() || front.ends_with('.'))
}

impl Condition {
    fn holds(&self, name: &str, subject: &Subject, known: &BTreeSet<(IpAddr, Box<str>)>) -> bool {
        let Subject { source, destination, port, protocol, what, .. } = subject;
        let is_in =
            |networks: &HomeNet, host: &Option<IpAddr>| host.is_some_and(|host| networks.has(host));
        match self {
            Self::Source(networks) => is_in(networks, source),
            Self::Destination(networks) => is_in(networks, destination),
            Self::Either(networks) => is_in(networks, source) || is_in(networks, destination),
            Self::Port(ranges) => port
                .is_some_and(|port| ranges.iter().any(|&(from, to)| (from..=to).contains(&port))),
            Self::Protocol(names) => protocol
                .is_some_and(|protocol| names.iter().any(|it| it == protocol_name(protocol))),
            Self::Rule(names) => names.iter().any(|it| it == name),
            Self::Host(hosts) => {
                let is_one = |name: &str| hosts.iter().any(|host| is_below(name, host));
                what.as_deref().is_some_and(is_one)
                    || [source, destination].into_iter().flatten().any(|&address| {
                        let names = known.range((address, Box::from(""))..);
                        let mut names = names.take_while(|(it, _)| *it == address);
                        names.any(|(_, name)| is_one(name))
                    })
            }
        }
    }
}

#[cfg(test)]
mod tests;
