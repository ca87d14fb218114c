//! The shape that IPv6 extension headers share: the next header's number, a length in units of
//! eight bytes, not counting the first eight (RFC 8200 section 4, RFC 6564).

use super::{Fault, Header, Input, Next, Selector};

/// Bytes of the shortest extension header.
pub const SHORTEST: usize = 8;

/// Reads an extension header; what it announces is an IP protocol number.
pub fn decode(input: &Input<'_>) -> Result<Header, Fault> {
    let &[next, length, ..] = input.head::<SHORTEST>()?;
    let length = (usize::from(length) + 1) * 8;
    input.take(length)?;
    Ok(Header::new(length, Next::By(Selector::Ip(next.into()))))
}
