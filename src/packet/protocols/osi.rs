//! OSI: the network layer protocols of ISO, each of which begins with its identifier.

use crate::packet::{Fault, Header, Input, Next, Protocol, Role, Selector};

/// OSI. Its header is empty: the identifier belongs to the protocol it names.
pub const PROTOCOL: Protocol = Protocol {
    name: "osi",
    title: "OSI",
    source: "ISO/IEC TR 9577",
    role: Role::Link,
    selectors: &[
        Selector::Llc(0xfe), Selector::Llc(0x14), Selector::Llc(0x20), Selector::Llc(0x34), Selector::Llc(0x54),
        Selector::Chdlc(0xfefe), Selector::Ppp(0x0023),
    ],
    decode,
    ..Protocol::EMPTY
};

fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[identifier] = input.head::<1>()?;
    // IP is named behind its identifier, OSI protocols with it.
    let length = usize::from(matches!(identifier, 0xcc | 0x8e | 0xcf));
    Ok(Header::new(length, Next::By(Selector::Nlpid(identifier.into()))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{decode_alone, names, truncations_are_faults};

    #[test]
    fn the_identifier_stays_with_its_protocol() {
        let header = decode_alone(decode, &[0x83, 0x1b]).unwrap();
        assert_eq!(header.length, 0);
        assert_eq!(names(104, &[0x8f, 0, 0xfe, 0xfe, 0x03, 0x83, 0x1b]), "chdlc:osi:isis");
    }

    #[test]
    fn no_byte_is_a_fault() {
        truncations_are_faults(decode, &[0x81], 1);
    }
}
