//! `--alert`: findings told to somebody, and what of that went wrong.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;

use super::arguments::severity;
use crate::alert::{Address, Message, Outbox, Policy, Secrets, Sink, Told, open};
use crate::cli::arguments::limit;
use crate::cli::exit::Exit;
use crate::cli::output::shown;
use crate::cli::voice::{Voice, problem};
use crate::detect::{Finding, Severity, display_filter};
use crate::output::Zone;
use crate::output::finding::objects;
use crate::report::Section;
use crate::value::{escape, parse_duration_ns};

/// Who is told of findings, and how often.
#[derive(Debug, Args)]
#[command(next_help_heading = "Alerts")]
pub struct AlertArguments {
    /// Tell SINK of each finding: https://HOST/PATH (its JSON by POST), syslog, syslog:/dev/log,
    /// syslog+udp://HOST:514, syslog+tcp://HOST:601 (RFC 5424), smtp://HOST:587?from=A@B&to=C@D (a digest
    /// a minute, by STARTTLS; also smtps://, smtp+plain://), exec:PROGRAM (its JSON on standard input, no
    /// shell), or @FILE with one of these a line. Secrets come from NETSIFT_ALERT_TOKEN,
    /// NETSIFT_SMTP_USER and NETSIFT_SMTP_PASSWORD, or files that NETSIFT_ALERT_TOKEN_FILE … name
    /// (repeatable)
    #[arg(long, value_name = "SINK")]
    alert: Vec<String>,

    /// Tell of findings of this severity and graver ones
    #[arg(long, value_name = "SEVERITY", default_value = "medium", value_parser = severity(), requires = "alert")]
    alert_on: Severity,

    /// Do not tell the same again within this time of the capture
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = span, requires = "alert")]
    alert_cool_down: i64,

    /// Tell no more than N findings a minute of the capture; 0 for any number. What is held back is
    /// told in one sentence
    #[arg(long, value_name = "N", default_value = "60", allow_hyphen_values = true, value_parser = limit, requires = "alert")]
    alert_rate: usize,

    /// Wait so long for sinks at the end
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = span, requires = "alert")]
    alert_timeout: i64,

    /// Certificates in PEM that vouch for servers, instead of the authorities that browsers trust
    #[arg(long, value_name = "FILE", requires = "alert")]
    alert_ca: Option<PathBuf>,
}

/// Sinks by their names, and how often they are told.
pub type Sinks = (Policy, Vec<(String, Box<dyn Sink>)>);

/// Whether programs are started.
pub fn starts_programs(sinks: &Sinks) -> bool {
    sinks.1.iter().any(|(name, _)| name.starts_with("exec:"))
}

impl AlertArguments {
    /// Opens the sinks; nothing is sent yet. `None` where there are none.
    ///
    /// # Errors
    /// When one makes no sense.
    pub fn open(&self) -> Result<Option<Sinks>> {
        if self.alert.is_empty() {
            return Ok(None);
        }
        let mut secrets = Secrets::from_environment()?;
        if let Some(path) = &self.alert_ca {
            let read = fs::read(path).with_context(|| format!("--alert-ca {}", shown(path)))?;
            if !read.windows(10).any(|it| it == b"-----BEGIN") {
                bail!("--alert-ca {}: no certificates in PEM", shown(path));
            }
            secrets.authorities = Some(read);
        }
        let mut sinks = Vec::new();
        for word in &self.alert {
            for address in addresses(word)? {
                let name = address.name();
                let sink = open(&address, &secrets)
                    .map_err(|error| anyhow!("--alert {}: {error}", escape(&name)))?;
                sinks.push((name, sink));
            }
        }
        let policy = Policy {
            least: weight(self.alert_on),
            cool_down_ns: self.alert_cool_down,
            per_minute: self.alert_rate,
            patience: Duration::from_nanos(self.alert_timeout.unsigned_abs()),
            ..Policy::default()
        };
        Ok(Some((policy, sinks)))
    }
}

/// The sinks that a word names: one, or those of a file.
fn addresses(word: &str) -> Result<Vec<Address>> {
    let Some(path) = word.strip_prefix('@') else {
        return Address::parse(word)
            .map(|it| vec![it])
            .map_err(|error| anyhow!("--alert: {error}"));
    };
    let text = fs::read_to_string(path).with_context(|| format!("--alert @{}", escape(path)))?;
    let lines = (1..).zip(text.lines()).map(|(number, line)| (number, line.trim()));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(number, line)| {
            let wrong = |error| anyhow!("--alert @{}: line {number}: {error}", escape(path));
            Address::parse(line).map_err(wrong)
        })
        .collect()
}

fn span(text: &str) -> Result<i64, &'static str> {
    parse_duration_ns(text).ok_or("not a time; write 30s, 10m or 1h")
}

fn weight(severity: Severity) -> u8 {
    let place = Severity::ALL.iter().position(|it| *it == severity);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

/// Tells findings, of which `section` is the report, in the order of time.
pub fn tell(outbox: &mut Outbox, findings: &[Finding], section: &Section) {
    let mut all: Vec<(&Finding, String)> =
        findings.iter().zip(objects(section, &Zone::Utc)).collect();
    all.sort_by_key(|(finding, _)| finding.alarm.first);
    for (finding, json) in all {
        let subject = &finding.alarm.subject;
        let key = format!("{} {subject:?}", finding.detector());
        outbox.offer(&key, &message(finding, json));
    }
}

fn message(finding: &Finding, json: String) -> Message {
    let (alarm, technique) = (&finding.alarm, finding.rule.technique);
    let subject = &alarm.subject;
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: Option<String>| {
        let value = value.filter(|it| !it.is_empty());
        facts.extend(value.map(|value| (name.to_owned(), value)));
    };
    fact("src", subject.source.map(|it| it.to_string()));
    fact("dest", subject.destination.map(|it| it.to_string()));
    fact("port", subject.port.map(|it| it.to_string()));
    fact("technique", Some(technique.id.to_owned()));
    fact("community_id", alarm.effort.community_id());
    fact("filter", Some(display_filter(subject)));
    Message {
        weight: weight(finding.severity),
        severity: finding.severity.name().to_owned(),
        detector: finding.detector(),
        text: alarm.message.clone(),
        facts,
        json,
        at: alarm.first,
    }
}

/// Says what became of the alerts, and answers how the run ends for it.
pub fn say(told: &Told, voice: Voice) -> Exit {
    let Told { told: count, repeated, over_rate, undelivered } = told;
    voice.warning(&format!(
        "{count} alerts, {repeated} held back as repeated, {over_rate} as too many a minute"
    ));
    for sink in undelivered {
        let (name, reason) = (escape(&sink.name), escape(&sink.reason));
        problem(&format!("{name}: {} alerts were not delivered: {reason}", sink.messages));
    }
    if undelivered.is_empty() { Exit::Done } else { Exit::Undelivered }
}
