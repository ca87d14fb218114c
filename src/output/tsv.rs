//! Tab-separated values: never quoted, since escaping leaves no tab and no line break in a cell.

use super::separated::Separated;
use super::{Description, Format};

/// This format.
pub const DESCRIPTION: Description = Description {
    name: "tsv",
    about: "tab-separated values, never quoted, for cut and awk",
    says_notes: false,
    is_for_people: false,
    make: |out, options| -> Box<dyn Format> {
        Box::new(Separated::new(out, options, b'\t', csv::QuoteStyle::Never))
    },
};
