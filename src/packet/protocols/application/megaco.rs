//! Megaco: how a controller orders media gateways about, in text.

use crate::packet::content::text::{is_text, begins_with};
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// MEGACO.
pub const PROTOCOL: Protocol = Protocol {
    name: "megaco",
    title: "MEGACO",
    source: "RFC 3525",
    role: Role::Application,
    selectors: &[Selector::Udp(2944), Selector::Tcp(2944)],
    recognise: Some(recognise),
    begins: &[],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    let known = begins_with(payload.bytes, "MEGACO/") || payload.bytes.starts_with(b"!/");
    Confidence::possible_if(known && is_text(payload.bytes))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::udp(2944, 2944, Possible, b"MEGACO/1 [192.0.2.1]:2944 Transaction = 1 {"),
        Sample::udp(2944, 2944, Possible, b"!/1 [192.0.2.1] T=1{"),
        Sample::udp(2944, 2944, No, b"GET / HTTP/1.1\r\n\r\n"),
    ]
};
