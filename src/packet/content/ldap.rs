//! Messages of LDAP (RFC 4511 section 4.1.1): a number and an operation in a sequence. Streams and
//! datagrams carry the same.

use super::ber;
use crate::packet::bytes::u8_at;
use crate::packet::{Confidence, Payload};

/// The first byte of every message.
pub const FIRST: u8 = ber::SEQUENCE;

/// How much the payload looks like such a message; nothing where it does not.
pub fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let message = ber::Value::tagged(bytes, 0, ber::SEQUENCE)?;
    let number = ber::Value::tagged(bytes, message.content, ber::INTEGER)?;
    // The application tags of RFC 4511 section 4.2 to 4.14.
    let operation = u8_at(bytes, number.end())?;
    let known = matches!(operation, 0x42 | 0x4a | 0x50 | 0x60 | 0x61 | 0x63..=0x69 | 0x6b..=0x6f | 0x73 | 0x77..=0x79);
    if !known || !(1..=4).contains(&number.length) {
        return None;
    }
    let inner = ber::Value::at(bytes, number.end());
    let nested = inner.is_none_or(|inner| inner.end() <= message.end());
    Some(Confidence::Possible.or_certain_if(nested && payload.is_whole(message.end())))
}
