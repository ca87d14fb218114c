//! Messages: fixed fields, and all that is behind them is the protocol's own.

use super::{Fault, Header, Input};

/// Reads a message whose fixed fields take `FIXED` bytes; nothing follows it.
#[inline]
pub fn decode<const FIXED: usize>(input: &Input<'_>) -> Result<Header, Fault> {
    input.head::<FIXED>()?;
    Ok(Header::whole(input.bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Next;
    use crate::packet::testing::{decode_alone, truncations_are_faults};

    #[test]
    fn all_that_was_captured_is_the_message() {
        let header = decode_alone(decode::<4>, &[0; 9]).unwrap();
        assert_eq!((header.length, header.next()), (9, Next::Nothing));
        truncations_are_faults(decode::<4>, &[0; 9], 4);
    }
}
