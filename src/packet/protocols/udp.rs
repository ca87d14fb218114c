//! UDP: ports and a length. The payload ends where the length says.

use pnet_packet::udp::UdpPacket;

use crate::packet::{Fault, Field, Header, Input, Next, Number, Protocol, Role, Selector, Transport};

/// Bytes of the header.
const HEADER: usize = 8;

/// UDP.
pub const PROTOCOL: Protocol = Protocol {
    name: "udp",
    title: "User Datagram Protocol",
    source: "RFC 768",
    role: Role::Transport,
    selectors: &[Selector::Ip(17)],
    decode,
    fields: &[
        Field::number("udp.srcport", "source port", &[Number::at(0, 2)]),
        Field::number("udp.dstport", "destination port", &[Number::at(2, 2)]),
        Field::number("udp.port", "source or destination port", &[Number::at(0, 2), Number::at(2, 2)]),
        Field::length("udp.length", "length of header and payload", &[Number::at(4, 2)]),
        Field::number("udp.checksum", "checksum, 0 for none", &[Number::at(6, 2)]),
    ],
    ..Protocol::EMPTY
};

#[inline]
fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let available = input.bytes.len();
    let header = UdpPacket::new(input.bytes).ok_or_else(|| Fault::short(HEADER, available))?;
    let (source, destination) = (header.get_source(), header.get_destination());
    let found = Header::new(HEADER, Next::Ports { transport: Transport::Udp, source, destination });
    Ok(match usize::from(header.get_length()) {
        // RFC 2675 section 4: a jumbogram does not fit in the field.
        0 => found,
        length if length < HEADER => {
            Header::whole(HEADER).with_fault(Fault::length(HEADER, length))
        }
        length => found.with_total(length),
    })
}
