//! The program as a user meets it: exit codes, streams, formats, files, signals.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    missing_docs,
    reason = "tests fail by panicking, and say what they skip"
)]

mod exit_codes;
mod files;
mod formats;
mod many_and_moving;
mod readme;
mod reproducible;
mod schema;
mod signals;
mod stats;
mod support;
