//! Rows alone, with tabs between their cells and no header: what `tshark -T fields` is by default.
//! Fields of packets are written by `netsift filter` itself, cell by cell as tshark writes them.

use super::separated::Separated;
use super::{Description, Format};

/// This format.
pub const DESCRIPTION: Description = Description {
    name: "fields",
    about: "lines as `tshark -T fields -e FIELD...` writes them (filter only)",
    says_notes: false,
    is_for_people: false,
    make: |out, options| -> Box<dyn Format> {
        Box::new(Separated::new(out, options, b'\t', csv::QuoteStyle::Never))
    },
};
