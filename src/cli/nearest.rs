//! "Did you mean": the known word that is nearest to what was typed.

/// The candidate with the fewest edits (insert, delete, change, swap of neighbours) from `word`,
/// if there are at most one for every three letters (and always one); of several, the first.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).max(1);
    candidates
        .map(|candidate| (edits(word, candidate), candidate))
        .filter(|&(edits, _)| edits <= most)
        .min_by_key(|&(edits, _)| edits)
        .map(|(_, candidate)| candidate)
}

/// The restricted Damerau-Levenshtein distance (optimal string alignment).
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut last = None;
    for (row, letter) in left.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, &other) in right.iter().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX);
            let change = at(&above, column) + usize::from(letter != other);
            let gap = at(&above, column + 1).min(at(&current, column)) + 1;
            let mut best = change.min(gap);
            let neighbour = column.checked_sub(1).and_then(|place| right.get(place).copied());
            if column > 0 && last == Some(other) && neighbour == Some(letter) {
                best = best.min(at(&before, column - 1).saturating_add(1));
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
        last = Some(letter);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_edits() {
        assert_eq!(edits("summary", "summary"), 0);
        assert_eq!(edits("sumary", "summary"), 1);
        assert_eq!(edits("smumary", "summary"), 1);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
    }

    #[test]
    fn only_near_words_are_suggested() {
        let words = ["summary", "protocols", "ports", "top"];
        assert_eq!(nearest("protocol", words.into_iter()), Some("protocols"));
        assert_eq!(nearest("tpo", words.into_iter()), Some("top"));
        assert_eq!(nearest("capture.pcap", words.into_iter()), None);
        assert_eq!(nearest("http", words.into_iter()), None);
    }
}
