//! Where the columns of a table stand: widths as a terminal counts them, cut to what it has.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Between two columns.
pub const GAP: usize = 2;
/// A column of text is not cut below this width.
const LEAST: usize = 16;

/// The columns of one table.
pub struct Layout {
    widths: Vec<usize>,
    right: Vec<bool>,
    limit: Option<usize>,
}

impl Layout {
    /// Columns as wide as the widest of their cells; where the terminal has not enough room, the
    /// widest columns of text give way first.
    pub fn new(
        headings: &[String],
        rows: &[Vec<String>],
        right: Vec<bool>,
        limit: Option<usize>,
    ) -> Self {
        let mut widths: Vec<usize> = headings.iter().map(|name| width(name)).collect();
        for row in rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(width(cell));
            }
        }
        if let Some(limit) = limit {
            narrow(&mut widths, &right, limit);
        }
        Self { widths, right, limit }
    }

    /// Writes cells into `line`, over what was there. Columns that do not fit are left out whole,
    /// since half a number is a wrong one.
    pub fn fill<T: AsRef<str>>(&self, line: &mut String, cells: &[T]) {
        line.clear();
        let mut end = 0;
        let columns = self.widths.iter().zip(&self.right);
        for (index, (cell, (&column, &right))) in cells.iter().zip(columns).enumerate() {
            // Behind all but the last column there has to be room for the mark.
            let mark = if index + 1 < self.widths.len() { GAP } else { 0 };
            if self.limit.is_some_and(|limit| index > 0 && end + GAP + column + mark > limit) {
                line.push_str(" …");
                break;
            }
            if index > 0 {
                push_spaces(line, GAP);
                end += GAP;
            }
            end += column;
            let text = cut(cell.as_ref(), self.limit.map(|_| column));
            let space = column.saturating_sub(width(&text));
            if right {
                push_spaces(line, space);
            }
            line.push_str(&text);
            if !right {
                push_spaces(line, space);
            }
        }
        line.truncate(line.trim_end().len());
        if let Cow::Owned(shorter) = cut(line, self.limit) {
            *line = shorter;
        }
    }
}

/// Takes columns off the widest left-aligned column until all fit. Where that cannot be reached,
/// nothing is taken: the last columns are left out then.
fn narrow(widths: &mut [usize], right: &[bool], limit: usize) {
    let gaps = widths.len().saturating_sub(1) * GAP;
    let least = widths.iter().zip(right);
    let least = least.map(|(&width, &right)| if right { width } else { width.min(LEAST) });
    if least.sum::<usize>() + gaps > limit {
        return;
    }
    loop {
        let total = widths.iter().sum::<usize>() + gaps;
        let over = total.saturating_sub(limit);
        let widest = widths
            .iter_mut()
            .zip(right)
            .filter(|(column, right)| !**right && **column > LEAST)
            .map(|(column, _)| column)
            .max();
        match widest {
            Some(column) if over > 0 => *column -= 1,
            _ => return,
        }
    }
}

fn push_spaces(line: &mut String, mut count: usize) {
    const SPACES: &str = "                                ";
    while count > 0 {
        let some = SPACES.get(..count).unwrap_or(SPACES);
        line.push_str(some);
        count -= some.len();
    }
}

/// How many columns of a terminal the text takes.
pub fn width(text: &str) -> usize {
    // Nearly every cell is plain ASCII, a column a byte.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) { text.len() } else { text.width() }
}

/// The text in at most `limit` columns, with `…` where something was left out.
pub fn cut(text: &str, limit: Option<usize>) -> Cow<'_, str> {
    let Some(limit) = limit.filter(|&limit| width(text) > limit) else {
        return Cow::Borrowed(text);
    };
    let mut room = limit.saturating_sub(1);
    let mut kept = String::new();
    for character in text.chars() {
        let takes = character.width().unwrap_or(0);
        if takes > room {
            break;
        }
        room -= takes;
        kept.push(character);
    }
    kept.push('…');
    Cow::Owned(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(layout: &Layout, cells: &[String]) -> String {
        let mut line = "what was there".to_owned();
        layout.fill(&mut line, cells);
        line
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(width("漢字"), 4);
        assert_eq!(cut("漢字漢字", Some(6)), "漢字…");
        assert_eq!(cut("abc", Some(3)), "abc");
    }

    #[test]
    fn text_gives_way_before_numbers() {
        let headings = ["name".to_owned(), "bytes".to_owned()];
        let rows = [vec!["a-very-long-name-indeed".to_owned(), "1,000,000".to_owned()]];
        let layout = Layout::new(&headings, &rows, vec![false, true], Some(29));
        assert_eq!(line(&layout, &rows[0]), "a-very-long-name-…  1,000,000");
    }

    #[test]
    fn a_number_is_left_out_rather_than_cut() {
        let headings = ["name".to_owned(), "bytes".to_owned(), "packets".to_owned()];
        let rows = [vec!["192.0.2.1".to_owned(), "1,000,000".to_owned(), "7,777".to_owned()]];
        let layout = Layout::new(&headings, &rows, vec![false, true, true], Some(23));
        assert_eq!(line(&layout, &rows[0]), "192.0.2.1  1,000,000 …");
    }

    #[test]
    fn nothing_is_cut_without_a_terminal() {
        let headings = ["name".to_owned()];
        let rows = [vec!["x".repeat(500)]];
        let layout = Layout::new(&headings, &rows, vec![false], None);
        assert_eq!(line(&layout, &rows[0]).len(), 500);
    }
}
