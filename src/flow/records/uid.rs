//! A name for each record of a flow, in the shape of Zeek's `uid`. Zeek draws random numbers; ours
//! follow from the flow: its community id, the time of its first packet and that packet's position,
//! so that the same capture gives the same names.

use sha1::{Digest, Sha1};

use super::community_id::community_id;
use super::record::FlowRecord;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Digits behind the `C`: 101 bits.
const LENGTH: usize = 17;

/// `C` and 17 digits to the base of 62: the SHA-1 of community id, nanoseconds since 1970 and
/// position of the first packet, the last two as eight big-endian bytes.
#[must_use]
pub fn uid(record: &FlowRecord) -> String {
    let mut hash = Sha1::new();
    hash.update(community_id(&record.account.key));
    hash.update(record.account.first.0.to_be_bytes());
    hash.update(record.account.first_frame.to_be_bytes());
    let digest = hash.finalize();
    let number = digest.first_chunk().map_or(0, |bytes| u128::from_be_bytes(*bytes));
    let mut name = String::with_capacity(LENGTH + 1);
    name.push('C');
    let mut rest = number;
    for _ in 0..LENGTH {
        let digit = usize::try_from(rest % 62).unwrap_or_default();
        name.push(DIGITS.get(digit).map_or('0', |&digit| char::from(digit)));
        rest /= 62;
    }
    name
}
