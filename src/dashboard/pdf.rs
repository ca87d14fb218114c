//! The report on paper: a picture, then the short form with more rows, as a PDF 1.4 document
//! (ISO 32000-1) whose text can be selected and searched.
//!
//! Text stands in Courier, which every reader of PDF has (section 9.6.2.2), so that columns line up
//! and no font is inside. What its characters (WinAnsi, annex D) do not hold is written as an
//! escape, as everywhere else. The picture is the PNG as it is: PDF knows its compression.

use std::fmt::Write as _;

/// A4 across, in points.
const PAGE: (usize, usize) = (842, 595);
const MARGIN: usize = 36;
/// Size of the text, height of a line, characters of a line, lines of a page: a character of Courier
/// is 0.6 of its size wide.
const SIZE: usize = 8;
const LINE: usize = 10;
const CHARACTERS: usize = 160;
const LINES: usize = 50;

/// A document with this heading, picture (a PNG) and text, whose lines end in a line feed.
#[must_use]
pub fn pdf(title: &str, picture: &[u8], text: &str) -> Vec<u8> {
    let mut lines = vec![title.to_owned(), String::new()];
    text.lines().for_each(|line| wrap(line, &mut lines));
    let pages: Vec<&[String]> = lines.chunks(LINES).collect();
    let image = Image::of(picture);
    let mut file = File::default();
    let first = 5 + usize::from(image.is_some());
    let count = pages.len() + usize::from(image.is_some());
    let kids: Vec<String> = (0..count).map(|at| format!("{} 0 R", first + 2 * at)).collect();
    file.object("<< /Type /Catalog /Pages 2 0 R >>");
    file.object(&format!("<< /Type /Pages /Count {count} /Kids [{}] >>", kids.join(" ")));
    file.object("<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>");
    file.object(&format!("<< /Title {} /Producer (netsift) >>", string(title)));
    let (width, height) = PAGE;
    let mut contents = Vec::new();
    if let Some(image) = &image {
        file.stream(&image.dictionary(), &image.data);
        let (wide, high) = image.fitted(width - 2 * MARGIN, height - 2 * MARGIN);
        let bottom = height - MARGIN - high;
        contents.push(format!("q {wide} 0 0 {high} {MARGIN} {bottom} cm /I Do Q\n"));
    }
    contents.extend(pages.iter().map(|page| written(page)));
    for (at, content) in contents.iter_mut().enumerate() {
        let foot = string(&format!("page {} of {count}", at + 1));
        writeln!(content, "BT /F {SIZE} Tf {MARGIN} 20 Td {foot} Tj ET").unwrap_or_default();
        let image = if image.is_some() { " /XObject << /I 5 0 R >>" } else { "" };
        file.object(&format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] \
             /Resources << /Font << /F 3 0 R >>{image} >> /Contents {} 0 R >>",
            first + 2 * at + 1
        ));
        file.stream("", content.as_bytes());
    }
    file.finish()
}

/// Cuts a line into pieces that a page holds.
fn wrap(line: &str, lines: &mut Vec<String>) {
    let characters: Vec<char> = line.chars().flat_map(shown).collect();
    if characters.is_empty() {
        lines.push(String::new());
    }
    for piece in characters.chunks(CHARACTERS) {
        lines.push(piece.iter().collect());
    }
}

/// A character, or what is written for it.
fn shown(character: char) -> Vec<char> {
    match character {
        ' '..='~' | '\u{a0}'..='\u{ff}' => vec![character],
        '–' | '—' | '─' => vec!['-'],
        '…' => vec!['.', '.', '.'],
        other => format!("\\u{{{:x}}}", u32::from(other)).chars().collect(),
    }
}

/// Lines of text from the top of a page.
fn written(lines: &[String]) -> String {
    let top = PAGE.1 - MARGIN - SIZE;
    let mut content = format!("BT /F {SIZE} Tf {LINE} TL {MARGIN} {top} Td\n");
    for line in lines {
        writeln!(content, "{} Tj T*", string(line)).unwrap_or_default();
    }
    content + "ET\n"
}

/// A string of PDF in hexadecimal, which nothing can end too early (section 7.3.4.3).
fn string(text: &str) -> String {
    let mut string = String::from("<");
    for character in text.chars().flat_map(shown) {
        // WinAnsi is Latin-1 from 160 on.
        write!(string, "{:02x}", u32::from(character) & 0xff).unwrap_or_default();
    }
    string + ">"
}

/// A picture as PDF holds it: the compressed rows of a PNG of eight-bit red, green and blue.
struct Image {
    width: usize,
    height: usize,
    data: Vec<u8>,
}

impl Image {
    /// `None` where it is no such PNG (PNG specification, section 5).
    fn of(png: &[u8]) -> Option<Self> {
        let number = |bytes: &[u8]| -> Option<usize> {
            usize::try_from(u32::from_be_bytes(bytes.try_into().ok()?)).ok()
        };
        let mut rest = png.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
        let (mut size, mut data) = (None, Vec::new());
        while let Some((head, behind)) = rest.split_at_checked(8) {
            let (length, kind) = head.split_at_checked(4)?;
            let (body, behind) = behind.split_at_checked(number(length)?)?;
            match kind {
                b"IHDR" if body.get(8..) == Some(&[8, 2, 0, 0, 0]) => {
                    size = Some((number(body.get(..4)?)?, number(body.get(4..8)?)?));
                }
                b"IDAT" => data.extend_from_slice(body),
                _ => {}
            }
            rest = behind.get(4..)?;
        }
        let (width, height) = size?;
        Some(Self { width, height, data })
    }

    fn dictionary(&self) -> String {
        let Self { width, height, .. } = self;
        format!(
            "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB \
             /BitsPerComponent 8 /Filter /FlateDecode \
             /DecodeParms << /Predictor 15 /Colors 3 /BitsPerComponent 8 /Columns {width} >>"
        )
    }

    /// Its size within this room.
    fn fitted(&self, wide: usize, high: usize) -> (usize, usize) {
        let Self { width, height, .. } = *self;
        if width * high > wide * height {
            (wide, height * wide / width.max(1))
        } else {
            (width * high / height.max(1), high)
        }
    }
}

/// A document that is being written (section 7.5): objects, numbered from 1, and where they begin.
#[derive(Default)]
struct File {
    bytes: Vec<u8>,
    places: Vec<usize>,
}

impl File {
    fn begin(&mut self) {
        if self.bytes.is_empty() {
            self.bytes.extend(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
        }
        self.places.push(self.bytes.len());
        self.bytes.extend(format!("{} 0 obj\n", self.places.len()).bytes());
    }

    fn object(&mut self, text: &str) {
        self.begin();
        self.bytes.extend(text.bytes());
        self.bytes.extend(b"\nendobj\n");
    }

    fn stream(&mut self, dictionary: &str, data: &[u8]) {
        self.begin();
        self.bytes.extend(format!("<< {dictionary} /Length {} >>\nstream\n", data.len()).bytes());
        self.bytes.extend(data);
        self.bytes.extend(b"\nendstream\nendobj\n");
    }

    fn finish(mut self) -> Vec<u8> {
        let (count, table) = (self.places.len() + 1, self.bytes.len());
        let mut end = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for place in &self.places {
            writeln!(end, "{place:010} 00000 n ").unwrap_or_default();
        }
        writeln!(
            end,
            "trailer\n<< /Size {count} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{table}\n%%EOF"
        )
        .unwrap_or_default();
        self.bytes.extend(end.bytes());
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_begins_where_the_table_says() {
        let bytes = pdf("a", b"", &"line\n".repeat(200));
        let text = String::from_utf8_lossy(&bytes);
        let start: usize =
            text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        // Bytes that are not UTF-8 stand in the second line alone; they move nothing here.
        let table = String::from_utf8(bytes[start..].to_vec()).unwrap();
        let places: Vec<usize> = table
            .lines()
            .skip(3)
            .take_while(|line| line.ends_with(" n "))
            .map(|line| line[..10].parse().unwrap())
            .collect();
        assert!(places.len() > 10);
        for (at, place) in places.into_iter().enumerate() {
            assert!(bytes[place..].starts_with(format!("{} 0 obj\n", at + 1).as_bytes()));
        }
    }

    #[test]
    fn no_text_ends_its_string_and_none_is_lost() {
        let bytes = pdf(") Tj ET /JS (x", b"no picture", &"\u{202e}\\)>> endobj ".repeat(40));
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("/JS") && !text.contains("(x"));
        assert_eq!(text.matches("endobj").count(), 4 + 2);
        let words: String = string("endobj").trim_matches(|it| it == '<' || it == '>').to_owned();
        assert!(text.matches(&words).count() >= 35, "some are cut in two by the end of a line");
    }
}
