//! Ranges: `[i:j]` and its kin, which take bytes; `#[i-j]`, which takes layers.

/// One part of a slice. Negative places count from the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    start: i64,
    end: End,
}

/// Where a part ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// So many bytes behind its start.
    Length(u64),
    /// At this place, which belongs to it.
    Place(i64),
    /// At the end of all.
    Open,
}

/// Parts that are put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice(Vec<Part>);

/// Which of the layers of one protocol, counted from 1 at the outside, or from -1 at the inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layers(Vec<(i64, i64)>);

impl Part {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((start, length)) = text.split_once(':') {
            let (start, length) = (start.trim(), length.trim());
            let start = if start.is_empty() { 0 } else { place(start)? };
            let end = if length.is_empty() {
                End::Open
            } else {
                End::Length(length.parse().ok().filter(|length| *length > 0)?)
            };
            return Some(Self { start, end });
        }
        if let Some((start, end)) = split_at_dash(text) {
            return Some(Self { start: place(start)?, end: End::Place(place(end)?) });
        }
        Some(Self { start: place(text)?, end: End::Length(1) })
    }

    /// The bytes that it takes; `None` where they are not all there.
    fn of(self, bytes: &[u8]) -> Option<&[u8]> {
        let length = i64::try_from(bytes.len()).ok()?;
        let from_front =
            |place: i64| if place < 0 { length.checked_add(place) } else { Some(place) };
        let start = usize::try_from(from_front(self.start)?).ok()?;
        let end = match self.end {
            End::Open => bytes.len(),
            End::Length(length) => start.checked_add(usize::try_from(length).ok()?)?,
            End::Place(place) => usize::try_from(from_front(place)?).ok()?.checked_add(1)?,
        };
        bytes.get(start..end).filter(|part| !part.is_empty())
    }
}

/// A place in decimal or hexadecimal, signed.
fn place(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let size: i64 = match digits.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16).ok()?,
        None => digits.parse().ok()?,
    };
    // No packet has so many bytes; sums of two of them fit.
    (0..=i64::from(u32::MAX)).contains(&size).then_some(sign * size)
}

/// The two sides of a dash that is no sign.
fn split_at_dash(text: &str) -> Option<(&str, &str)> {
    let dash = text.char_indices().skip(1).find(|(_, one)| *one == '-').map(|(at, _)| at)?;
    Some((text.get(..dash)?, text.get(dash + 1..)?))
}

impl Slice {
    /// Reads what stands between brackets: `0:2`, `4`, `-4:`, `:4`, `1-3,9`.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let parts: Option<Vec<Part>> = text.split(',').map(Part::read).collect();
        parts.map(Self).ok_or(
            "not a slice; write [start:length], [first-last], [place], [:length] or [start:]",
        )
    }

    /// Hands the bytes that it takes to `see`, if they are all there. One part is not copied.
    pub fn take(&self, bytes: &[u8], see: &mut dyn FnMut(&[u8])) {
        if let [part] = self.0.as_slice() {
            if let Some(found) = part.of(bytes) {
                see(found);
            }
            return;
        }
        let mut joined = Vec::new();
        for part in &self.0 {
            let Some(found) = part.of(bytes) else { return };
            joined.extend_from_slice(found);
        }
        see(&joined);
    }
}

impl Layers {
    /// The outermost.
    #[must_use]
    pub fn outer() -> Self {
        Self(vec![(1, 1)])
    }

    /// The innermost.
    #[must_use]
    pub fn inner() -> Self {
        Self(vec![(-1, -1)])
    }

    /// Reads what stands behind `#`: `1`, `-1`, `1-2`, `1,3`.
    ///
    /// # Errors
    /// When it is none of these.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let part = |text: &str| {
            let text = text.trim();
            let (first, last) = match split_at_dash(text) {
                Some((first, last)) => (place(first)?, place(last)?),
                None => match text.split_once(':') {
                    Some((first, count)) => {
                        let first = place(first)?;
                        (first, first + place(count)? - 1)
                    }
                    None => (place(text)?, place(text)?),
                },
            };
            (first != 0 && last != 0).then_some((first, last))
        };
        let parts: Option<Vec<(i64, i64)>> = text.split(',').map(part).collect();
        parts.map(Self).ok_or("not a layer; write #1, #-1 for the innermost, #[1-2] or #[1,3]")
    }

    /// Whether the layer at `index` (from 0) of `count` is one of them.
    #[must_use]
    pub fn has(&self, index: usize, count: usize) -> bool {
        let (Ok(index), Ok(count)) = (i64::try_from(index), i64::try_from(count)) else {
            return false;
        };
        let place = index + 1;
        let resolved = |bound: i64| if bound < 0 { count + 1 + bound } else { bound };
        self.0.iter().any(|&(first, last)| (resolved(first)..=resolved(last)).contains(&place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(slice: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut found = None;
        Slice::read(slice).unwrap().take(bytes, &mut |bytes| found = Some(bytes.to_vec()));
        found
    }

    #[test]
    fn slices_take_what_wireshark_takes() {
        let bytes = [0, 1, 2, 3, 4, 5];
        assert_eq!(taken("1:2", &bytes), Some(vec![1, 2]));
        assert_eq!(taken("1-2", &bytes), Some(vec![1, 2]));
        assert_eq!(taken("4", &bytes), Some(vec![4]));
        assert_eq!(taken(":2", &bytes), Some(vec![0, 1]));
        assert_eq!(taken("4:", &bytes), Some(vec![4, 5]));
        assert_eq!(taken("-2:", &bytes), Some(vec![4, 5]));
        assert_eq!(taken("-4--3", &bytes), Some(vec![2, 3]));
        assert_eq!(taken("0,5", &bytes), Some(vec![0, 5]));
        assert_eq!(taken("5:2", &bytes), None);
        assert_eq!(taken("-7:2", &bytes), None);
        for nonsense in ["", "a", "1:0", "1:2:3", "-", "99999999999999999999"] {
            assert!(Slice::read(nonsense).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn layers_count_from_either_side() {
        let has = |text: &str, index, count| Layers::read(text).unwrap().has(index, count);
        assert!(has("1", 0, 2) && !has("1", 1, 2));
        assert!(has("-1", 1, 2) && !has("-1", 0, 2));
        assert!(has("1-2", 1, 3) && !has("1-2", 2, 3));
        assert!(has("1,-1", 0, 3) && has("1,-1", 2, 3) && !has("1,-1", 1, 3));
        assert!(Layers::read("0").is_err());
    }
}
