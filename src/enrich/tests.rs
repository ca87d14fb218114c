use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;
use crate::report::Section;
use crate::value::Unit;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/enrich").join(name)
}

fn address(text: &str) -> Value<'static> {
    match text.parse().unwrap() {
        IpAddr::V4(address) => Value::Ipv4(address),
        IpAddr::V6(address) => Value::Ipv6(address),
    }
}

fn text(text: &str) -> Value<'static> {
    Value::Text(text.to_owned().into())
}

/// What a source adds to a table with one column.
fn added(
    source: impl Source + 'static,
    kind: Kind,
    name: &'static str,
    value: Value<'static>,
) -> Row {
    let mut table = Table::new("t", "", vec![Column::new(name, kind, Unit::None, "")]);
    table.push(vec![value]);
    let mut report = Report { sections: vec![Section::of(table)], ..Report::default() };
    let mut all = Enrichment::default();
    all.push(source);
    Arc::new(all).apply(&mut report);
    let table = &report.sections[0].tables[0];
    assert_eq!(table.columns.len(), table.rows.get(0).unwrap().len());
    table.rows.get(0).unwrap()[1..].to_vec()
}

fn list(lines: &str) -> Result<Blocklist, Unusable> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list");
    fs::write(&file, lines).unwrap();
    Blocklist::open(&[file])
}

/// The entry under which an address or a name is listed.
fn listed(lines: &str, what: &str) -> Option<String> {
    let list = list(lines).unwrap();
    let value = if what.parse::<IpAddr>().is_ok() { address(what) } else { text(what) };
    let kind = if matches!(value, Value::Text(_)) { Kind::Text } else { Kind::Address };
    match added(list, kind, "name", value).as_slice() {
        [Value::Text(entry)] => Some(entry.to_string()),
        [Value::Null] => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_address_is_listed_under_its_narrowest_network() {
    let lines = "10.0.0.0/8\n10.1.0.0/16 # inner\n10.1.2.3\n2001:db8::/32\n";
    for (what, entry) in [
        ("10.1.2.3", Some("10.1.2.3")),
        ("10.1.2.4", Some("10.1.0.0/16")),
        ("10.9.9.9", Some("10.0.0.0/8")),
        ("11.0.0.1", None),
        ("2001:db8::1", Some("2001:db8::/32")),
        ("2001:db9::1", None),
        // Not the IPv4 address 10.0.0.1, whose number it would be without IPv6's own place for it.
        ("::a00:1", None),
    ] {
        assert_eq!(listed(lines, what).as_deref(), entry, "{what}");
    }
}

#[test]
fn the_widest_networks_cover_only_their_own_family() {
    assert_eq!(listed("0.0.0.0/0", "192.0.2.1").as_deref(), Some("0.0.0.0/0"));
    assert_eq!(listed("0.0.0.0/0", "2001:db8::1"), None);
    assert_eq!(listed("::/0", "2001:db8::1").as_deref(), Some("::/0"));
}

#[test]
fn a_domain_stands_for_the_names_below_it() {
    let lines =
        "Bad.Example.com\n*.evil.example ; all of it\n0.0.0.0 ads.example\n127.0.0.1 localhost\n";
    for (what, entry) in [
        ("bad.example.com", Some("bad.example.com")),
        ("a.b.BAD.example.com.", Some("bad.example.com")),
        ("notbad.example.com", None),
        ("example.com", None),
        ("evil.example", Some("evil.example")),
        ("ads.example", Some("ads.example")),
        ("localhost", None),
        ("no name at all", None),
    ] {
        assert_eq!(listed(lines, what).as_deref(), entry, "{what}");
    }
}

#[test]
fn a_line_that_is_no_entry_is_named() {
    for (lines, number) in [("192.0.2.1\n192.0.2.0/33\n", 2), ("a b\n", 1), ("\n\n!!\n", 3)] {
        let error = list(lines).err().unwrap().to_string();
        assert!(error.contains(&format!("line {number}: ")), "{error}");
    }
    assert!(Blocklist::open(&["/nowhere/list"]).is_err());
}

#[test]
fn tables_without_addresses_or_names_stay_as_they_are() {
    assert!(
        added(list("10.0.0.1").unwrap(), Kind::Unsigned, "packets", Value::Unsigned(1)).is_empty()
    );
    assert!(added(list("a.example").unwrap(), Kind::Text, "path", text("a.example")).is_empty());
}

#[test]
fn countries_and_systems_come_from_several_databases() {
    let of = |what: &str| {
        let databases = [data("countries.mmdb"), data("systems.mmdb")];
        added(Geography::open(&databases).unwrap(), Kind::Address, "address", address(what))
    };
    let example = [text("NL"), Value::Unsigned(64496), text("Example Network")];
    assert_eq!(of("192.0.2.1"), example);
    assert_eq!(of("192.0.2.200"), [text("NL"), Value::Null, Value::Null]);
    assert_eq!(of("2001:db8:1::1"), [text("NL"), Value::Null, Value::Null]);
    assert_eq!(of("198.51.100.1"), [text("JP"), Value::Null, Value::Null]);
    assert_eq!(of("203.0.113.9"), [Value::Null, Value::Unsigned(64511), text("Another")]);
    assert_eq!(of("10.0.0.1"), [Value::Null, Value::Null, Value::Null]);
}

#[test]
fn a_database_says_only_what_its_kind_holds() {
    let countries = Geography::open(&[data("countries.mmdb")]).unwrap();
    assert_eq!(added(countries, Kind::Ipv4, "ip", address("192.0.2.1")), [text("NL")]);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let error = Geography::open(&[data("make.py")]).err().unwrap().to_string();
    assert!(error.starts_with(&data("make.py").display().to_string()), "{error}");
}

#[test]
fn makers_are_read_from_every_form_of_registry() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registry");
    let lines = "00-00-0C   (hex)\t\tCISCO SYSTEMS, INC.\n00000C     (base 16)\t\tCISCO\n\
        MA-L,0050C2,\"Some, Inc.\",\"a street\"\nMA-M,5CF286D,Medium,street\n\
        # manuf\n08:00:69\tSGI\tSilicon Graphics\n00:1B:C5:00:00:00/36\tSmall\tSmall Block\n";
    fs::write(&file, lines).unwrap();
    let of = |octets| {
        let makers = Makers::open(&[&file]).unwrap();
        added(makers, Kind::Mac, "address", Value::Mac(octets))
    };
    assert_eq!(of([0, 0, 0x0c, 1, 2, 3]), [text("CISCO SYSTEMS, INC.")]);
    assert_eq!(of([0, 0x50, 0xc2, 1, 2, 3]), [text("Some, Inc.")]);
    assert_eq!(of([0x5c, 0xf2, 0x86, 0xd1, 2, 3]), [text("Medium")]);
    assert_eq!(of([0x5c, 0xf2, 0x86, 0xe1, 2, 3]), [Value::Null]);
    assert_eq!(of([8, 0, 0x69, 1, 2, 3]), [text("Silicon Graphics")]);
    assert_eq!(of([0, 0x1b, 0xc5, 0, 0x0f, 0xff]), [text("Small Block")]);
    assert_eq!(of([0xff; 6]), [Value::Null]);
    fs::write(&file, "nothing here\n").unwrap();
    assert!(Makers::open(&[&file]).is_err());
}
