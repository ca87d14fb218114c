//! A name for each record of a flow, in the shape of Zeek's `uid`. Zeek draws random numbers; ours
//! follow from the flow: its community id, the time of its first packet and that packet's position,
//! so that the same capture gives the same names.

use sha1::{Digest, Sha1};

use super::record::FlowRecord;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// `C` and 17 digits to the base of 62: of the SHA-1 of community id, nanoseconds since 1970 and
/// position of the first packet (the last two as eight big-endian bytes), the first eight bytes
/// give nine digits and the next eight give eight, the lowest digit first.
#[must_use]
pub fn uid(record: &FlowRecord, community_id: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(community_id);
    hash.update(record.account.first.0.to_be_bytes());
    hash.update(record.account.first_frame.to_be_bytes());
    let digest = hash.finalize();
    let (halves, _) = digest.as_chunks::<8>();
    let mut name = String::with_capacity(18);
    name.push('C');
    for (half, count) in halves.iter().zip([9, 8]) {
        let mut rest = u64::from_be_bytes(*half);
        for _ in 0..count {
            let digit = usize::try_from(rest % 62).unwrap_or_default();
            name.push(DIGITS.get(digit).map_or('0', |&digit| char::from(digit)));
            rest /= 62;
        }
    }
    name
}
