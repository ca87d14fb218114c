//! Numbers packed to as few bytes as they need, seven bits in each (LEB128), so that a million
//! flows that ended fit where a quarter of them lived.

/// Takes numbers.
#[derive(Debug)]
pub struct Packer<'a> {
    /// Where they go.
    pub bytes: &'a mut Vec<u8>,
}

impl Packer<'_> {
    /// Adds a number.
    pub fn put(&mut self, mut number: u64) {
        while number > 0x7f {
            #[expect(clippy::cast_possible_truncation, reason = "takes the lowest bits")]
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        #[expect(clippy::cast_possible_truncation, reason = "seven bits are left")]
        self.bytes.push(number as u8);
    }

    /// Adds a number that may be negative: the sign goes last, so that small ones stay small.
    pub fn put_signed(&mut self, number: i64) {
        self.put(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    /// Adds a number that may be missing.
    pub fn put_option(&mut self, number: Option<u64>) {
        self.put(number.map_or(0, |number| number.saturating_add(1)));
    }

    /// Adds bytes, whose number the reader knows.
    pub fn put_bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }
}

/// Gives numbers back in their order. Behind the last one there are zeros.
#[derive(Debug)]
pub struct Unpacker<'a> {
    /// What is left.
    pub bytes: &'a [u8],
}

impl Unpacker<'_> {
    /// The next number.
    pub fn take(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        while let Some((&byte, rest)) = self.bytes.split_first() {
            self.bytes = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }

    /// The next number that may be negative.
    pub fn take_signed(&mut self) -> i64 {
        let number = self.take();
        (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
    }

    /// The next number that may be missing.
    pub fn take_option(&mut self) -> Option<u64> {
        self.take().checked_sub(1)
    }

    /// The next number, as far as it fits.
    pub fn take_as<T: TryFrom<u64> + Default>(&mut self) -> T {
        T::try_from(self.take()).unwrap_or_default()
    }

    /// The next bytes.
    pub fn take_bytes<const N: usize>(&mut self) -> [u8; N] {
        let Some((bytes, rest)) = self.bytes.split_first_chunk() else { return [0; N] };
        self.bytes = rest;
        *bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_zeros_behind_them() {
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let signed = [0, -1, 1, i64::MIN, i64::MAX];
        let mut bytes = Vec::new();
        let mut packer = Packer { bytes: &mut bytes };
        for number in numbers {
            packer.put(number);
        }
        for number in signed {
            packer.put_signed(number);
        }
        packer.put_option(None);
        packer.put_option(Some(7));
        packer.put_bytes(&[9, 8]);
        let mut unpacker = Unpacker { bytes: &bytes };
        assert_eq!(numbers.map(|_| unpacker.take()), numbers);
        assert_eq!(signed.map(|_| unpacker.take_signed()), signed);
        assert_eq!((unpacker.take_option(), unpacker.take_option()), (None, Some(7)));
        assert_eq!(unpacker.take_bytes(), [9, 8]);
        assert_eq!(unpacker.take(), 0);
    }
}
