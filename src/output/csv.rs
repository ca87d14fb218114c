//! CSV as RFC 4180 has it: header row, quotes where a cell needs them, raw numbers, no units in
//! cells. Lines end in LF, as the RFC's successor allows and every tool of a Unix pipe expects.

use super::separated::Separated;
use super::{Description, Format};

/// This format.
pub const DESCRIPTION: Description = Description {
    name: "csv",
    about: "comma-separated values (RFC 4180), one header row a table",
    says_notes: false,
    is_for_people: false,
    make: |out, options| -> Box<dyn Format> {
        Box::new(Separated::new(out, options, b',', csv::QuoteStyle::Necessary))
    },
};
