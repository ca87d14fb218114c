//! The distributed table of BitTorrent: dictionaries in bencoding.

use crate::packet::{Confidence, Payload, Protocol, Role};

/// BitTorrent DHT Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "bt-dht",
    title: "BitTorrent DHT Protocol",
    source: "BEP 5",
    role: Role::Application,
    recognise: Some(recognise),
    begins: &[b'd'..=b'd'],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    let bytes = payload.bytes;
    let begins = [&b"d1:ad2:id20:"[..], b"d1:rd2:id20:", b"d1:el", b"d2:ip"];
    let known = begins.iter().any(|begin| bytes.starts_with(begin));
    Confidence::certain_if(!payload.is_stream() && known)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        Sample::udp(50000, 6881, Certain, b"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe"),
        Sample::udp(6881, 50000, Certain, b"d1:rd2:id20:mnopqrstuvwxyz123456e1:t2:aa1:y1:re"),
        Sample::udp(50000, 6881, No, b"d1:xd2:id20:"),
    ]
};
