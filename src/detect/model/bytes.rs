//! Numbers in a model file: little end first, counts in groups of seven bits. Nothing that a file
//! says reserves memory before the bytes were there.

use super::read::ModelError;

/// Writes numbers.
#[derive(Debug, Default)]
pub struct Writer {
    /// What was written.
    pub bytes: Vec<u8>,
}

impl Writer {
    /// A count, as LEB128 has it.
    #[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
    pub fn count(&mut self, mut count: u64) {
        while count >= 0x80 {
            self.bytes.push(count as u8 | 0x80);
            count >>= 7;
        }
        self.bytes.push(count as u8);
    }

    /// A number of single precision.
    pub fn single(&mut self, number: f32) {
        self.bytes.extend(number.to_le_bytes());
    }

    /// A number of double precision.
    pub fn double(&mut self, number: f64) {
        self.bytes.extend(number.to_le_bytes());
    }
}

/// Reads numbers.
#[derive(Debug)]
pub struct Reader<'a> {
    /// What is left.
    pub bytes: &'a [u8],
}

impl Reader<'_> {
    /// So many bytes.
    pub fn take<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let (taken, rest) = self.bytes.split_first_chunk().ok_or(ModelError::Damaged)?;
        self.bytes = rest;
        Ok(*taken)
    }

    /// A count.
    pub fn count(&mut self) -> Result<u64, ModelError> {
        let mut count = 0_u64;
        for shift in (0..64).step_by(7) {
            let [byte] = self.take()?;
            count |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(count);
            }
        }
        Err(ModelError::Damaged)
    }

    /// A count of things that take at least `each` bytes: never more than there is room for.
    pub fn things(&mut self, each: usize) -> Result<usize, ModelError> {
        let count = usize::try_from(self.count()?).map_err(|_| ModelError::Damaged)?;
        if count > self.bytes.len() / each.max(1) { Err(ModelError::Damaged) } else { Ok(count) }
    }

    /// A count that fits a smaller type.
    pub fn small<T: TryFrom<u64>>(&mut self) -> Result<T, ModelError> {
        T::try_from(self.count()?).map_err(|_| ModelError::Damaged)
    }

    /// A number of single precision, and finite.
    pub fn single(&mut self) -> Result<f32, ModelError> {
        let number = f32::from_le_bytes(self.take()?);
        if number.is_finite() { Ok(number) } else { Err(ModelError::Damaged) }
    }

    /// A number of double precision, and finite.
    pub fn double(&mut self) -> Result<f64, ModelError> {
        let number = f64::from_le_bytes(self.take()?);
        if number.is_finite() { Ok(number) } else { Err(ModelError::Damaged) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_cut_ones_are_errors() {
        let counts = [0, 127, 128, 300, u64::MAX];
        let mut writer = Writer::default();
        for count in counts {
            writer.count(count);
        }
        writer.single(-1.5);
        writer.double(0.1);
        let mut reader = Reader { bytes: &writer.bytes };
        for count in counts {
            assert_eq!(reader.count().unwrap(), count);
        }
        assert!((reader.single().unwrap() + 1.5).abs() < f32::EPSILON);
        assert!((reader.double().unwrap() - 0.1).abs() < f64::EPSILON);
        assert!(reader.count().is_err() && reader.bytes.is_empty());
        for endless in [&[0xff; 20][..], &[0x80], &[]] {
            assert!(Reader { bytes: endless }.count().is_err());
        }
        assert!(Reader { bytes: &[5, 0, 0] }.things(1).is_err());
        assert!(Reader { bytes: &f32::NAN.to_le_bytes() }.single().is_err());
    }
}
