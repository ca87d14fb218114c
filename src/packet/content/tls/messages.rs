//! Takes messages apart: into records, and what records hold into messages of the handshake. From
//! QUIC, messages of the handshake come without records.

use std::borrow::Cow;

use super::handshake::{self, Handshake};
use super::record::{ALERT, HANDSHAKE, HEADER, Record};
use crate::packet::bytes::array_at;
use crate::packet::{Message, Transport};

/// The records of a message and what was kept of their contents.
pub fn records<'a>(message: &Message<'a>) -> impl Iterator<Item = (Record, &'a [u8])> + use<'a> {
    let bytes = if message.transport == Transport::Udp { &[] } else { message.bytes };
    let mut at = 0;
    std::iter::from_fn(move || {
        let record = Record::or_empty_at(bytes, at)?;
        let content = at + HEADER;
        at = (content + record.length).min(bytes.len());
        Some((record, bytes.get(content..at).unwrap_or_default()))
    })
}

/// Alerts that are not encrypted: level and description.
pub fn alerts(message: &Message<'_>) -> impl Iterator<Item = [u8; 2]> {
    let alerts = records(message).filter(|(record, _)| record.kind == ALERT && record.length == 2);
    alerts.filter_map(|(_, content)| array_at(content, 0))
}

/// Hands out the messages of the handshake.
pub fn each_handshake(message: &Message<'_>, out: &mut dyn FnMut(&Handshake<'_>)) {
    let bytes = handshake_bytes(message);
    handshake::messages(&bytes).for_each(|one| out(&one));
}

/// What the records of the handshake hold, joined where there are several.
fn handshake_bytes<'a>(message: &Message<'a>) -> Cow<'a, [u8]> {
    if message.transport == Transport::Udp {
        return Cow::Borrowed(message.bytes);
    }
    let mut contents = records(message).filter(|(record, _)| record.kind == HANDSHAKE);
    let first = contents.next().map_or(&[][..], |(_, content)| content);
    let mut joined = Cow::Borrowed(first);
    for (_, content) in contents {
        joined.to_mut().extend_from_slice(content);
    }
    joined
}
