//! The dashboard: a report as one page that any browser opens without a network.
//!
//! The page is a shell (`shell`) with one style and one script, both written by hand in
//! `assets/`, and the numbers as JSON (`data`), which the browser never runs. What of the report
//! is shown, and how many rows, is chosen in `choice`, so that a page stays small however large
//! the capture was. [`brief()`] is the short form for a pull request,
//! [`pdf()`] the one for paper.

mod brief;
mod choice;
mod data;
mod pdf;
mod shell;

use crate::report::Report;

pub use brief::brief;
pub use pdf::pdf;

/// Bytes of a page at most: what a mail or an issue takes. Chosen by us.
pub const MOST_BYTES: usize = 2_000_000;

/// The page of a report. Where it would be larger than [`MOST_BYTES`], long tables are cut further.
#[must_use]
pub fn page(report: &Report, title: &str) -> String {
    let mut share = 1;
    loop {
        let page = shell::page(title, &data::json(report, title, share));
        if page.len() <= MOST_BYTES || share >= 4096 {
            return page;
        }
        share *= 2;
    }
}

#[cfg(test)]
mod tests;
