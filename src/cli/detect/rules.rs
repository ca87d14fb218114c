//! `netsift detect --rules list`: what the rules look for, and the numbers that decide.

use crate::cli::arguments::Output;
use crate::cli::exit::Exit;
use crate::cli::job::{deliver, refuse};
use crate::cli::output::Destination;
use crate::detect::RULES;
use crate::report::{Column, Report, Section, Table};
use crate::value::{Kind, Unit, Value};

/// Writes a section that needs no capture and answers how that ended.
pub fn deliver_section(output: &Output, section: Section) -> Exit {
    let mut destination = match Destination::open(output, &[]) {
        Ok(destination) => destination,
        Err(error) => return refuse("detect", &error),
    };
    let report = Report { sections: vec![section], ..Report::default() };
    let mut format =
        (output.format.make)(destination.writer(), crate::cli::output::options(output));
    let written =
        crate::output::write(&report, None, format.as_mut()).and_then(|()| format.finish());
    drop(format);
    deliver(output, written.and_then(|()| destination.finish()).map(|()| Exit::Done))
}

/// The rules and their thresholds.
pub fn section() -> Section {
    let columns = vec![
        Column::text("rule", "name of the rule"),
        Column::text("severity", "how much its findings matter"),
        Column::text("technique_id", "technique of MITRE ATT&CK"),
        Column::text("technique", "its name"),
        Column::text("tactic", "what it serves"),
        Column::text("source", "where its numbers come from"),
        Column::text("about", "what it finds"),
    ];
    let mut rules = Table::new("rules", "Rules", columns);
    let columns = vec![
        Column::text("rule", "name of the rule"),
        Column::text("threshold", "name of the number"),
        Column::new("default", Kind::Float, Unit::None, "what it is unless --set says otherwise"),
        Column::text("unit", "what it counts"),
        Column::text("technique_id", "technique of MITRE ATT&CK that the rule finds"),
        Column::text("about", "what it means"),
    ];
    let mut thresholds = Table::new("thresholds", "Thresholds", columns);
    for rule in RULES {
        let technique = rule.technique;
        let texts = [
            rule.name,
            rule.severity.name(),
            technique.id,
            technique.name,
            technique.tactic,
            rule.source,
            rule.about,
        ];
        rules.push(texts.map(Value::from).to_vec());
        for it in rule.thresholds {
            let default = Value::ratio(it.default, 1.0);
            thresholds.push(vec![
                rule.name.into(),
                it.name.into(),
                default,
                it.unit.into(),
                technique.id.into(),
                it.about.into(),
            ]);
        }
    }
    let tables = vec![rules, thresholds];
    Section { name: "rules", title: "Rules of detection".to_owned(), tables, notes: Vec::new() }
}
