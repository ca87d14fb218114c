//! How rare the ends are.

use super::Subject;

pub(super) fn port(of: &Subject<'_>) -> f64 {
    of.rare.port
}

pub(super) fn service(of: &Subject<'_>) -> f64 {
    of.rare.service
}

pub(super) fn usage(of: &Subject<'_>) -> f64 {
    of.rare.usage
}

pub(super) fn host(of: &Subject<'_>) -> f64 {
    of.rare.host
}

pub(super) fn name_type(of: &Subject<'_>) -> f64 {
    of.rare.name_type
}
