//! Sequence numbers count in a circle of 32 bits: which of two is later, and how far apart they
//! are (RFC 9293 section 3.4).

/// Whether `one` comes after `other`: less than half the circle ahead of it.
pub const fn is_after(one: u32, other: u32) -> bool {
    ahead(one, other) > 0
}

/// Whether `one` comes before `other`.
pub const fn is_before(one: u32, other: u32) -> bool {
    ahead(one, other) < 0
}

/// How far `one` is ahead of `other`; negative where it is behind.
pub const fn ahead(one: u32, other: u32) -> i32 {
    one.wrapping_sub(other).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_after_the_last_is_zero() {
        assert!(is_after(0, u32::MAX));
        assert!(is_before(u32::MAX - 9, 5));
        assert_eq!(ahead(4, u32::MAX - 5), 10);
    }

    #[test]
    fn no_number_is_before_or_after_itself() {
        assert!(!is_after(7, 7) && !is_before(7, 7));
    }
}
