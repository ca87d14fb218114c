//! What was asked of the domain name system.

use super::Subject;
use super::volume::measured;
use crate::flow::records::Names;

fn names(of: &Subject<'_>) -> Names {
    let names = measured(of).and_then(|measured| measured.names.as_deref());
    names.copied().unwrap_or_default()
}

pub(super) fn longest(of: &Subject<'_>) -> f64 {
    names(of).longest.into()
}

/// Of eight bits a character, as shares are.
pub(super) fn entropy(of: &Subject<'_>) -> f64 {
    f64::from(names(of).entropy_millibits) / 8000.0
}

pub(super) fn missing(of: &Subject<'_>) -> f64 {
    let Names { answers, missing, .. } = names(of);
    if answers > 0 { f64::from(missing) / f64::from(answers) } else { 0.0 }
}

pub(super) fn queries(of: &Subject<'_>) -> f64 {
    names(of).queries.into()
}
