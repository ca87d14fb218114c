//! Reads fields of hellos, and of messages of the handshake that say the same.

use crate::packet::content::tls::messages::each_handshake;
use crate::packet::content::tls::extensions::{Extensions, LOG_PROOFS};
use crate::packet::content::tls::handshake::Handshake;
use crate::packet::content::tls::hello::Hello;
use crate::packet::content::tls::ja4::Carrier;
use crate::packet::content::tls::{ja3, ja4, signature};
use crate::packet::{Message, Transport};
use crate::value::Value;

/// Where values go.
pub type Out<'a> = &'a mut dyn FnMut(Value<'_>);

/// Hands out the hellos of a message.
pub fn each_hello(message: &Message<'_>, out: &mut dyn FnMut(&Hello<'_>)) {
    each_handshake(message, &mut |handshake| {
        if let Some(hello) = Hello::read(handshake) {
            out(&hello);
        }
    });
}

/// Hands out the hellos of clients.
pub fn each_client_hello(message: &Message<'_>, out: &mut dyn FnMut(&Hello<'_>)) {
    each_hello(message, &mut |hello| {
        if hello.is_clients {
            out(hello);
        }
    });
}

/// Hands out the extensions of each hello, and whether it is a client's.
pub fn each_extensions(message: &Message<'_>, out: &mut dyn FnMut(&Extensions<'_>, bool)) {
    each_hello(message, &mut |hello| out(&hello.extensions, hello.is_clients));
}

/// Signature algorithms of hellos and of other messages, in their order.
pub fn signatures(message: &Message<'_>, out: Out<'_>) {
    each_handshake(message, &mut |handshake: &Handshake<'_>| {
        if let Some(hello) = Hello::read(handshake) {
            hello.extensions.signatures().for_each(|it| out(it.into()));
            for list in hello.extensions.of(LOG_PROOFS) {
                signature::proofs(list, &mut |it| out(it.into()));
            }
        }
        signature::algorithms(handshake, &mut |it| out(it.into()));
    });
}

/// The JA3 line of clients, or of servers.
pub fn ja3_lines(message: &Message<'_>, of_clients: bool, out: &mut dyn FnMut(String)) {
    each_hello(message, &mut |hello| {
        if hello.is_clients == of_clients {
            out(ja3::line(hello));
        }
    });
}

/// The JA4 fingerprint of clients.
pub fn ja4(message: &Message<'_>, out: Out<'_>) {
    let carrier =
        if message.transport == Transport::Udp { Carrier::Quic } else { Carrier::Tcp };
    each_client_hello(message, &mut |hello| out(ja4::fingerprint(hello, carrier).into()));
}

/// Bytes as text, whatever they are.
pub fn text(bytes: &[u8]) -> Value<'_> {
    Value::Text(String::from_utf8_lossy(bytes))
}

/// Bytes as they are.
pub const fn bytes(bytes: &[u8]) -> Value<'_> {
    Value::Bytes(std::borrow::Cow::Borrowed(bytes))
}
