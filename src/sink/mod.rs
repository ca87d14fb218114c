//! Where results go: files that are whole or not there, and captures written into them.

mod capture;
mod file;
mod growing;
mod packer;
mod parts;
mod ring;
mod space;

pub use capture::{
    CaptureError, CaptureFormat, CaptureWriter, InterfaceBlock, PacketBlock, Squeeze,
    is_compressed_name,
};
pub use file::{OutputFile, Refusal};
pub use growing::{GrowingCapture, Interface, Statistics};
pub use parts::Parts;
pub use ring::{Ring, Turn};
pub use space::free_bytes;
