//! Where results go: files that are whole or not there, and captures written into them.

mod capture;
mod file;

pub use capture::{
    CaptureError, CaptureFormat, CaptureWriter, InterfaceBlock, PacketBlock, Squeeze,
};
pub use file::{OutputFile, Refusal};
