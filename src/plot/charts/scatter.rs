//! Two features of all flows against each other, those marked that findings name.

use std::collections::BTreeMap;

use super::Asked;
use crate::plot::figure::{Cloud, Marks, Panel};
use crate::plot::reading::{each, nanoseconds, number, table, text, time};
use crate::report::{Column, Report, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// The plane of two features.
pub fn panel(report: &Report, asked: &Asked) -> Panel {
    let [across, up] = asked.features;
    let flows = table(report, "flows", "flows");
    let findings = Named::read(report);
    let mut clouds = [
        Cloud { name: "a flow", points: Vec::new() },
        Cloud { name: "a flow that a finding names", points: Vec::new() },
    ];
    let names = ["ts", "total_duration", "id.orig_h", "id.resp_h", "id.resp_p", across, up];
    if let Some(flows) = flows {
        each(flows, names, |[at, lasts, from, to, port, x, y]| {
            let (x, y) = (number(x), number(y));
            let (true, true, Some(first)) = (x.is_finite(), y.is_finite(), time(at)) else {
                return;
            };
            let last = Timestamp(first.0.saturating_add(nanoseconds(lasts)));
            let is_named = findings.name([from, to, port], (first, last));
            if let Some(cloud) = clouds.get_mut(usize::from(is_named)) {
                cloud.points.push((x, y));
            }
        });
    }
    let column = |name: &'static str| {
        let doc = flows.map_or("", |flows| meaning(flows, name));
        Column::new(name, Kind::Float, Unit::None, doc)
    };
    Panel {
        name: "features",
        title: "Two features of all flows".to_owned(),
        values: column(up),
        marks: Marks::Scatter { across: column(across), clouds: clouds.into() },
        note: String::new(),
    }
}

fn meaning(flows: &Table, name: &str) -> &'static str {
    flows.columns.iter().find(|column| column.name == name).map_or("", |column| column.doc)
}

/// What findings say of the flows that they are about: a time, and perhaps a port.
type About = (Option<String>, Timestamp, Timestamp);

/// Findings by the ends that they name.
struct Named(BTreeMap<[Option<String>; 2], Vec<About>>);

impl Named {
    fn read(report: &Report) -> Self {
        let mut by_ends: BTreeMap<_, Vec<About>> = BTreeMap::new();
        if let Some(table) = table(report, "detect", "findings") {
            let names = ["src_ip", "dest_ip", "dest_port", "first_seen", "last_seen"];
            each(table, names, |[from, to, port, first, last]| {
                let ends = [known(from), known(to)];
                let (Some(first), Some(last)) = (time(first), time(last)) else { return };
                if ends.iter().any(Option::is_some) {
                    by_ends.entry(ends).or_default().push((known(port), first, last));
                }
            });
        }
        Self(by_ends)
    }

    /// Whether a finding is about a flow between these, at this time.
    fn name(
        &self,
        [from, to, port]: [&Value<'static>; 3],
        (first, last): (Timestamp, Timestamp),
    ) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let (from, to, port) = (known(from), known(to), known(port));
        let is_about = |(its, begin, end): &About| {
            let is_port = its.is_none() || *its == port;
            is_port && *begin <= last && first <= *end
        };
        [[from.clone(), to.clone()], [from, None], [None, to]]
            .iter()
            .any(|ends| self.0.get(ends).is_some_and(|all| all.iter().any(is_about)))
    }
}

fn known(value: &Value<'static>) -> Option<String> {
    (*value != Value::Null).then(|| text(value))
}
