//! The program as a user meets it: exit codes, streams, formats, files, signals.

#![cfg(test)]

mod alerts;
mod detect;
mod detect_robust;
mod exit_codes;
mod files;
mod filter;
mod filter_changes;
mod filter_flows;
mod filter_select;
mod filter_split;
mod filter_whole;
mod formats;
mod hostile;
mod many_and_moving;
mod readme;
mod report;
mod reproducible;
mod schema;
mod signals;
mod stats;
mod stats_series;
mod support;
