//! Names that would act where somebody obeyed them, in every form that the program draws or writes
//! for people: nothing in any of them executes, loads, links or breaks out of its place.

use super::support::Place;

/// Labels of DNS that mean something to browsers, spreadsheets, terminals, Markdown or PDF.
const NAMES: [&str; 17] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title></text><svg onload=alert(1)>",
    "[x](javascript:alert(1))",
    "![i](http://bad.example/p.png)",
    "<http://bad.example/>",
    "=cmd|' /c calc'!A1",
    "+1+cmd",
    "-1+cmd",
    "@SUM(1)",
    "a|b`c`*d*_e_",
    "\u{202e}gnp.exe",
    "\u{1b}]0;x\u{7}\u{9b}31m",
    "a\nb\r\n# heading",
    "\"');alert(1)//",
    "&lt;b&gt;]]>--><!--",
    ") Tj ET /JS (app.alert(1))",
];

/// A capture of queries for these names, each as one label, two for each.
fn hostile() -> Vec<u8> {
    let mut capture = vec![0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0]; // pcap 2.4, microseconds
    capture.extend([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0]); // Ethernet
    for (second, name) in (1_700_000_000_u32..).zip(NAMES.iter().chain(&NAMES)) {
        let mut message = vec![0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]; // one question
        message.push(u8::try_from(name.len()).unwrap());
        message.extend(name.bytes());
        message.extend([0, 0, 1, 0, 1]); // root, A, IN
        let length = u16::try_from(message.len()).unwrap();
        let mut frame = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0]; // Ethernet
        frame.extend([0x45, 0]);
        frame.extend((28 + length).to_be_bytes());
        frame.extend([0, 0, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]); // IPv4, UDP
        frame.extend([0x0f, 0xa0, 0, 53]); // ports
        frame.extend((8 + length).to_be_bytes());
        frame.extend([0, 0]);
        frame.extend(message);
        let length = u32::try_from(frame.len()).unwrap();
        for number in [second, 0, length, length] {
            capture.extend(number.to_le_bytes());
        }
        capture.extend(frame);
    }
    capture
}

/// Characters that act on a terminal or change what is read.
fn acts(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

fn read(place: &Place, name: &str) -> String {
    let text = String::from_utf8(std::fs::read(place.path(name)).unwrap()).unwrap();
    let found = text.chars().find(|character| acts(*character) && *character != '\r');
    assert!(found.is_none(), "{name}: {found:?}");
    text
}

/// Every output of a capture, looked at.
fn look(place: &Place, input: &str) {
    place
        .run(&format!(
            "report -q --force {input} -o page.html --markdown short.md --pdf paper.pdf --png p.png"
        ))
        .ends_with(0);
    let page = read(place, "page.html");
    assert_eq!(page.matches("<script").count(), 2, "{input}: the numbers, and the page's own");
    assert_eq!(page.matches("</script").count(), 2, "{input}");
    for word in ["<img", "<svg", "<!--", "onerror=alert(1)>", "<b>"] {
        assert!(!page.contains(word), "{input}: {word}");
    }
    assert_eq!(page.matches("<title").count(), 1, "{input}");
    markdown(&read(place, "short.md"), input);
    let paper = std::fs::read(place.path("paper.pdf")).unwrap();
    let paper = String::from_utf8_lossy(&paper);
    for word in ["/JS", "/JavaScript", "/OpenAction", "/AA", "/URI", "/Launch", "/EmbeddedFile"] {
        assert!(!paper.contains(word), "{input}: {word}");
    }
    for field in ["dns.qry.name", "ip.addr"] {
        place
            .run(&format!("plot top -q --by {field} {input} --force -o top.svg --data top.csv"))
            .ends_with(0);
        picture(&read(place, "top.svg"), input);
        spreadsheet(&read(place, "top.csv"), input);
        let words = format!("plot timeline -q --by {field} {input} --force -o t.svg --data t.tsv");
        place.run(&words).ends_with(0);
        picture(&read(place, "t.svg"), input);
    }
    place.run(&format!("plot dashboard -q {input} --force -o d.svg --data d.vl.json")).ends_with(0);
    picture(&read(place, "d.svg"), input);
    let _: serde_json::Value = serde_json::from_str(&read(place, "d.vl.json")).unwrap();
    spreadsheet(&place.run(&format!("stats dns -q -T csv {input} --limit 0")).out(), input);
}

/// Nothing but shapes and text, whose content is escaped.
fn picture(svg: &str, input: &str) {
    let mut rest = svg;
    while let Some((_, behind)) = rest.split_once('<') {
        let name: String = behind.chars().take_while(|it| !" />\n".contains(*it)).collect();
        let end = behind.find('>').unwrap();
        let inside = &behind[..end];
        let known = ["svg", "rect", "text", "polyline", "line", "path", "polygon", "circle"];
        let is_known = behind.starts_with('/') || known.contains(&name.as_str());
        assert!(is_known, "{input}: <{inside}>");
        assert!(!inside.contains(" on") && !inside.contains("href"), "{input}: <{inside}>");
        rest = &behind[end..];
    }
    assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count(), "{input}");
}

/// No cell that a spreadsheet would run.
fn spreadsheet(csv: &str, input: &str) {
    for line in csv.lines() {
        for cell in line.split(',') {
            let cell = cell.trim_start_matches('"');
            let is_number = cell.parse::<f64>().is_ok();
            assert!(is_number || !cell.starts_with(['=', '+', '-', '@']), "{input}: {line}");
        }
    }
}

/// Names stand in spans of code, which show what is in them, and each row keeps its cells.
fn markdown(text: &str, input: &str) {
    let mut cells = 0;
    for line in text.lines() {
        if !line.starts_with('|') {
            cells = 0;
            assert!(!line.contains(['<', '[', '!']), "{input}: {line}");
            continue;
        }
        let count = line.replace("\\|", "").matches('|').count();
        assert!(cells == 0 || cells == count, "{input}: {line}");
        cells = count;
        for (at, _) in line.match_indices(['<', '[', '@', '*']) {
            let ticks = line[..at].matches('`').count();
            assert!(ticks > 0, "{input}: {line}");
        }
    }
}

#[test]
fn nothing_in_a_hostile_capture_acts_in_any_form() {
    let place = Place::new();
    place.file("hostile.pcap", &hostile());
    let names = place.run("stats dns -T json --limit 0 hostile.pcap").ends_with(0).json();
    let names = &names["sections"]["dns"]["tables"]["names"]["rows"];
    assert_eq!(names.as_array().unwrap().len(), NAMES.len(), "all of them are there");
    look(&place, "hostile.pcap");
}

#[test]
fn nothing_in_the_stored_hostile_captures_acts_either() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/badinputs");
    for name in ["55_name_esc.pcapng", "73_dns_terminal.pcap", "74_dns_csv_formula.pcap"] {
        let Ok(bytes) = std::fs::read(folder.join(name)) else {
            eprintln!("SKIPPED: {name} is not here");
            continue;
        };
        let place = Place::new();
        place.file(name, &bytes);
        look(&place, name);
    }
}
