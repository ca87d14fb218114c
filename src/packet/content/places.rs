//! Fields that lie at fixed places of a message: numbers, some of their bits, addresses.

use crate::packet::bytes::array_at;
use crate::packet::{Message, Number};
use crate::value::Value;

/// What takes the values of a field.
pub type Out<'a> = dyn FnMut(Value<'_>) + 'a;

/// The big-endian number of `BYTES` bytes at `AT`.
pub fn number<const AT: usize, const BYTES: usize>(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(number) = const { Number::at(AT, BYTES) }.read(message.bytes) {
        out(number.into());
    }
}

/// Of the byte at `AT`, the bits that `MASK` keeps after a shift to the right.
pub fn bits<const AT: usize, const SHIFT: u32, const MASK: u64>(
    message: &Message<'_>,
    out: &mut Out<'_>,
) {
    if let Some(bits) = const { Number::at(AT, 1).bits(SHIFT, MASK) }.read(message.bytes) {
        out(bits.into());
    }
}

/// Whether some bit that `MASK` keeps is set in the byte at `AT`.
pub fn flag<const AT: usize, const MASK: u64>(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(bits) = const { Number::at(AT, 1) }.read(message.bytes) {
        out(Value::Bool(bits & MASK != 0));
    }
}

/// The IPv4 address at `AT`.
pub fn ipv4<const AT: usize>(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(octets) = array_at::<4>(message.bytes, AT) {
        out(Value::Ipv4(octets.into()));
    }
}
