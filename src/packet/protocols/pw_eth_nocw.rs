//! An Ethernet pseudowire without a control word.

use crate::packet::{Fault, Header, Input, Next, Protocol, Role, Selector};

/// Ethernet pseudowire. Its header is empty.
pub const PROTOCOL: Protocol = Protocol {
    name: "pwethnocw",
    title: "Ethernet PW (no CW)",
    source: "RFC 4448 section 4.6",
    role: Role::Link,
    selectors: &[Selector::Pseudowire(2)],
    decode,
    ..Protocol::EMPTY
};

#[expect(clippy::unnecessary_wraps, reason = "the signature of decoders")]
fn decode(_: &Input<'_>) -> Result<Header, Fault> {
    Ok(Header::new(0, Next::By(Selector::Link(1))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::decode_alone;

    #[test]
    fn ethernet_follows_at_once() {
        let header = decode_alone(decode, &[2]).unwrap();
        assert_eq!(header.length, 0);
        assert!(matches!(header.next(), Next::By(Selector::Link(1))));
    }
}
