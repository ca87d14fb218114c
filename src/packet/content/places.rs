//! Fields of messages, and readers of those that lie at fixed places: numbers, some of their bits,
//! addresses.

use crate::packet::bytes::array_at;
use crate::packet::{Field, Message, Number};
use crate::value::{Kind, Unit, Value};

/// What takes the values of a field.
pub type Out<'a> = dyn FnMut(Value<'_>) + 'a;

/// A field of messages that is read by `read` and counts nothing.
pub const fn field(
    name: &'static str,
    kind: Kind,
    doc: &'static str,
    read: fn(&Message<'_>, &mut Out<'_>),
) -> Field {
    Field::message(name, kind, Unit::None, doc, read)
}

/// Whether the end with one of these well-known ports sent a message; where both or none has one,
/// the end with the lower port.
pub fn is_from(message: &Message<'_>, ports: &[u16]) -> bool {
    let [from, to] = [message.source, message.destination].map(|port| ports.contains(&port));
    if from == to { message.source < message.destination } else { from }
}

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
