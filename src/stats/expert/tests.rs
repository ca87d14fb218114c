use super::rules::RULES;
use super::*;
use crate::packet::FieldReader;
use crate::stats::testing::{any_split_says_the_same, column, ipv4, numbers, section, tcp};

#[test]
fn every_rule_reads_fields_that_exist() {
    for condition in RULES.iter().flat_map(|rule| rule.conditions) {
        assert!(FieldReader::by_name(condition.field).is_some(), "{}", condition.field);
    }
}

#[test]
fn remarks_come_by_severity_with_their_first_packets() {
    let (client, server) = ((1, 50_000), (2, 80));
    let mut frames = vec![tcp(0, client, server, 0x02, 7), tcp(1, server, client, 0x14, 0)];
    frames.extend((2..9).map(|at| tcp(at, client, server, 0x04, 8)));
    frames.push(ipv4(9, 3, 1, 1, &[3, 1, 0, 0, 0, 0, 0, 0]));
    let found = section(&STATISTIC, &Settings::default(), &frames);
    let text = |name| {
        let cells = column(&found, "expert", name);
        cells.iter().map(|cell| format!("{cell:?}")).collect::<Vec<_>>().join("|")
    };
    assert_eq!(numbers(&found, "expert", "packets"), [8, 1, 1]);
    let severities = text("severity");
    let place = |word: &str| severities.find(word).unwrap();
    assert!(place("warning") < place("note") && place("note") < place("chat"));
    assert!(text("first_frames").contains("2 3 4 5 6"));
    assert!(text("filter").contains("tcp.flags.reset == 1"));
}

#[test]
fn siblings_say_the_same() {
    any_split_says_the_same(&STATISTIC, &Settings::default());
}
