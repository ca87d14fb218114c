//! Columns of flow records that are there where they are asked for: the first packets one by one,
//! and the features that detectors see.

use crate::flow::features::{FEATURES, Survey};
use crate::flow::{FlowRecord, Step};
use crate::report::Column;
use crate::stats::FlowSchema;
use crate::value::{Kind, Unit, Value, digits};

/// What is shown besides.
pub struct More {
    /// Whose names the first packets have.
    pub schema: FlowSchema,
    /// Whether the first packets are shown.
    pub has_steps: bool,
    /// What the features are made of, where they are shown.
    pub survey: Option<Survey>,
}

const STEPS: [Column; 3] = [
    Column::text(
        "splt_directions",
        "who sent the first packets, comma between: 0 the originator, 1 the responder",
    ),
    Column::text("splt_frame_bytes", "bytes of their frames on the wire, comma between"),
    Column::text(
        "splt_gaps_ns",
        "nanoseconds between each and the one before it, comma between; 0 for the first, and where the clock went back",
    ),
];

const STEPS_OF_NFSTREAM: [Column; 3] = [
    Column::text(
        "splt_direction",
        "who sent the first packets, comma between: 0 the source, 1 the destination",
    ),
    Column::text("splt_ps", "bytes of their frames, comma between"),
    Column::text(
        "splt_piat_ms",
        "whole milliseconds between each and the one before it, comma between",
    ),
];

impl More {
    /// The columns.
    pub fn columns(&self) -> Vec<Column> {
        let steps = match self.schema {
            FlowSchema::Nfstream => STEPS_OF_NFSTREAM,
            _ => STEPS,
        };
        let mut columns: Vec<Column> = steps.into_iter().filter(|_| self.has_steps).collect();
        if self.survey.is_some() {
            let feature = |feature: &crate::flow::features::Feature| {
                Column::new(feature.name, Kind::Float, Unit::None, feature.meaning)
            };
            columns.extend(FEATURES.iter().map(feature));
        }
        columns
    }

    /// The cells of the record at a place.
    pub fn cells(&self, at: usize, record: &FlowRecord, row: &mut Vec<Value<'static>>) {
        if self.has_steps {
            let steps = record.measured.as_ref().map_or(&[][..], |measured| &measured.steps);
            let unit = if self.schema == FlowSchema::Nfstream { 1_000_000 } else { 1 };
            row.push(list(steps, |step| step.by_responder.into()));
            row.push(list(steps, |step| step.frame_bytes.into()));
            row.push(list(steps, |step| step.gap_ns / unit));
        }
        if let Some(survey) = &self.survey {
            row.extend(survey.vector(at, record).map(rounded));
        }
    }

    /// What a reader has to know.
    pub fn notes(&self) -> Vec<String> {
        let Some(survey) = &self.survey else { return Vec::new() };
        let [evicted, uncounted] = survey.left_out();
        let mut notes = vec![FEATURES_NOTE.to_owned()];
        if evicted > 0 {
            notes.push(format!(
                "{evicted} flows were context of others for less than a minute, for want of room; \
                 raise --max-flows"
            ));
        }
        if uncounted > 0 {
            notes.push(format!(
                "{uncounted} ends of flows were not counted, for want of room, and look as rare as \
                 what occurs once; raise --max-flows"
            ));
        }
        notes
    }
}

const FEATURES_NOTE: &str = "features are scaled, and rounded to six decimals: `netsift stats \
    features` says how; context is the flows that ended in the 60 s before, rarity is among all \
    other flows of these captures";

fn list(steps: &[Step], number: impl Fn(&Step) -> u64) -> Value<'static> {
    let mut text = String::new();
    for step in steps {
        if !text.is_empty() {
            text.push(',');
        }
        digits::push_number(&mut text, number(step));
    }
    text.into()
}

/// To six decimals: more says nothing, and would be written as what a float makes of it.
fn rounded(feature: f32) -> Value<'static> {
    Value::Float((f64::from(feature) * 1e6).round() / 1e6)
}
