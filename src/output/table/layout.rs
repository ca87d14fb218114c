//! Where the columns of a table stand: widths as a terminal counts them, cut to what it has.

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

    /// One line of cells. Columns that do not fit are left out whole, since half a number is a
    /// wrong one.
    pub fn line<T: AsRef<str>>(&self, cells: &[T]) -> String {
        let mut line = String::new();
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
                line.push_str(&" ".repeat(GAP));
                end += GAP;
            }
            end += column;
            let text = match self.limit {
                Some(_) => cut(cell.as_ref(), Some(column)),
                None => cell.as_ref().to_owned(),
            };
            let space = " ".repeat(column.saturating_sub(width(&text)));
            if right {
                line.push_str(&space);
            }
            line.push_str(&text);
            if !right {
                line.push_str(&space);
            }
        }
        line.truncate(line.trim_end().len());
        cut(&line, self.limit)
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

/// How many columns of a terminal the text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `limit` columns, with `…` where something was left out.
pub fn cut(text: &str, limit: Option<usize>) -> String {
    let Some(limit) = limit.filter(|&limit| width(text) > limit) else {
        return text.to_owned();
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
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(layout.line(&rows[0]), "a-very-long-name-…  1,000,000");
    }

    #[test]
    fn a_number_is_left_out_rather_than_cut() {
        let headings = ["name".to_owned(), "bytes".to_owned(), "packets".to_owned()];
        let rows = [vec!["192.0.2.1".to_owned(), "1,000,000".to_owned(), "7,777".to_owned()]];
        let layout = Layout::new(&headings, &rows, vec![false, true, true], Some(23));
        assert_eq!(layout.line(&rows[0]), "192.0.2.1  1,000,000 …");
    }

    #[test]
    fn nothing_is_cut_without_a_terminal() {
        let headings = ["name".to_owned()];
        let rows = [vec!["x".repeat(500)]];
        let layout = Layout::new(&headings, &rows, vec![false], None);
        assert_eq!(layout.line(&rows[0]).len(), 500);
    }
}
