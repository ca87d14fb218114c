//! SSDP: lines of HTTP in datagrams, by which devices of UPnP find each other.

use crate::packet::content::text::{is_text, begins_with};
use crate::packet::{Confidence, Payload, Protocol, ProtocolId, Role, Selector};

/// Simple Service Discovery Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "ssdp",
    title: "Simple Service Discovery Protocol",
    source: "UPnP Device Architecture 2.0 section 1",
    role: Role::Application,
    selectors: &[Selector::Udp(1900)],
    recognise: Some(recognise),
    begins: &[b'H'..=b'H', b'M'..=b'M', b'N'..=b'N', b'h'..=b'h', b'm'..=b'm', b'n'..=b'n'],
    messages_like: Some(ProtocolId::Http),
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    let bytes = payload.bytes;
    let known = ["M-SEARCH * HTTP/1.", "NOTIFY * HTTP/1.", "HTTP/1.1 200"];
    let known = known.iter().any(|word| begins_with(bytes, word));
    let datagram = !payload.is_stream();
    Confidence::possible_if(datagram && is_text(bytes)).or_certain_if(datagram && known)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::udp(50000, 1900, Certain, b"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n\r\n"),
        Sample::udp(1900, 50000, Certain, b"HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n\r\n"),
        Sample::udp(50000, 1900, Possible, b"hello"),
        Sample::tcp(80, 50000, No, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ]
};
