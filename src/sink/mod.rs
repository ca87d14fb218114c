//! Where results go: files that are whole or not there.

mod file;

pub use file::{OutputFile, Refusal};
