//! What the page promises whatever is in a capture.

use super::*;
use crate::report::{Column, Section, Table};
use crate::value::Value;

fn report(names: &[&str]) -> Report {
    let columns = vec![Column::text("name", "a name"), Column::packets("messages", "how many")];
    let mut table = Table::new("names", "Names", columns);
    for name in names {
        table.push(vec![(*name).to_owned().into(), Value::Unsigned(3)]);
    }
    let section =
        Section { name: "dns", title: "DNS".to_owned(), tables: vec![table], notes: vec![] };
    Report { sections: vec![section], ..Report::default() }
}

/// What stands between two marks.
fn between<'a>(page: &'a str, begin: &str, end: &str) -> &'a str {
    let (_, rest) = page.split_once(begin).unwrap();
    rest.split_once(end).unwrap().0
}

const DATA: &str = "<script type=\"application/json\" id=\"data\">";

#[test]
fn no_name_ends_the_script_that_it_stands_in() {
    let nasty = ["</script><script>alert(1)</script>", "<!--", "]]>", "&lt;", "\u{2028}\u{202e}"];
    let page = page(&report(&nasty), "</title><script>alert(2)</script>");
    assert_eq!(page.matches("<script").count(), 2, "the numbers, and the page's own");
    assert_eq!(page.matches("</script").count(), 2);
    assert!(!page.contains("<!--") && !page.contains('\u{2028}') && !page.contains('\u{202e}'));
    let data: serde_json::Value = serde_json::from_str(between(&page, DATA, "</script>")).unwrap();
    assert_eq!(data["tables"]["dns.names"]["rows"][0][0], nasty[0]);
}

#[test]
fn the_policy_names_exactly_the_style_and_the_script_that_are_there() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let page = page(&report(&["a"]), "t");
    let hash = |text: &str| {
        let sum = sha2::Sha256::digest(text.as_bytes());
        format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(sum))
    };
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(policy.contains(&hash(between(&page, "<style>", "</style>"))));
    assert!(policy.contains(&hash(between(&page, "<script>", "</script>"))));
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[test]
fn long_tables_and_endless_names_do_not_make_a_large_page() {
    let long = "x".repeat(100_000);
    let names: Vec<&str> = (0..5000).map(|_| long.as_str()).collect();
    let page = page(&report(&names), "t");
    assert!(page.len() < MOST_BYTES, "{} bytes", page.len());
    let data: serde_json::Value = serde_json::from_str(between(&page, DATA, "</script>")).unwrap();
    assert_eq!(data["tables"]["dns.names"]["total"], 5000);
}

#[test]
fn the_scripts_never_parse_markup_or_text_as_code() {
    let page = page(&report(&[]), "t");
    let script = between(&page, "<script>", "</script>");
    for word in ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function("]
    {
        assert!(!script.contains(word), "{word}");
    }
    let links = page.matches("://").count();
    assert_eq!(links, 1, "the name of SVG alone looks like an address");
}
