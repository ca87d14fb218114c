//! What a run found, as plain data: the ledger of the input, sections of tables, findings.
//! Formats and charts read this and know nothing of packets.

mod ledger;
mod losses;
mod rows;
mod table;

pub use ledger::{
    Compression, FileFault, FileFaultKind, FileFormat, FileLedger, Interface, Ledger, RecordTally,
};
pub use losses::{FragmentLosses, StreamLosses};
pub use rows::{Row, Rows};
pub use table::{Column, Section, Table};

/// Everything that one run says.
#[derive(Debug, Default)]
pub struct Report {
    /// What was read, and what was not.
    pub input: Ledger,
    /// The answers, in the order in which they were asked for.
    pub sections: Vec<Section>,
}
