//! The one loop: read batches, decode packets, hand them to analysers, join what these found.

mod analyser;
mod chosen;
mod dealt;
mod desk;
mod partition;
mod run;
mod sift;
mod worker;

pub use analyser::{Analyser, Fold, Needs};
pub use chosen::Chosen;
pub use partition::Partition;
pub use run::{Options, Outcome, run};
pub use sift::{Sifted, Sifter, sift};
