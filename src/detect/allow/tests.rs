use super::*;
use crate::detect::alarm::{Alarm, Effort};
use crate::detect::testing::{at, inside, outside};

fn finding(rule: &str, subject: Subject) -> Finding {
    let rule = RULES.iter().find(|it| it.name == rule).unwrap();
    let alarm = Alarm {
        subject,
        first: at(0.0),
        last: at(1.0),
        effort: Effort::default(),
        severity: None,
        evidence: Vec::new(),
        message: String::new(),
    };
    Finding { rule, severity: rule.severity, alarm, anomaly: None }
}

fn guessing() -> Finding {
    finding("brute-force", Subject::service(inside(5), outside(9), 22))
}

fn holds(line: &str, finding: Finding) -> bool {
    let mut allow = Allow::default();
    allow.add("list", line).unwrap();
    let mut findings = vec![finding];
    let known = BTreeSet::from([(outside(9), "cdn.example.com".into())]);
    allow.hold_back(&mut findings, &known);
    findings.is_empty()
}

#[test]
fn all_conditions_of_a_line_have_to_hold() {
    for line in [
        "10.0.0.5",
        "203.0.113.0/24",
        "10.0.0.5 203.0.113.9",
        "src 10.0.0.0/8",
        "dst 203.0.113.9 port 22 proto tcp rule brute-force src 10.0.0.5",
        "port 80,20-23",
        "SRC=10.0.0.5 rule=rule:brute-force",
        "host example.com",
        "host *.example.com rule port-scan,brute-force",
    ] {
        assert!(holds(line, guessing()), "{line}");
    }
    for line in [
        "dst 10.0.0.5",
        "src 203.0.113.9",
        "10.0.0.6",
        "10.0.0.5 port 23",
        "10.0.0.5 rule port-scan",
        "proto udp",
        "host ample.com",
        "host www.cdn.example.com",
        "",
        "# 10.0.0.5",
    ] {
        assert!(!holds(line, guessing()), "{line}");
    }
}

#[test]
fn what_a_finding_does_not_say_is_not_allowed() {
    let flood = || {
        let destination = Some(inside(2));
        finding("flood", Subject { destination, ..Subject::default() })
    };
    assert!(holds("dst 10.0.0.2", flood()));
    for line in ["src 0.0.0.0/0", "dst 10.0.0.2 port 0-65535", "proto tcp"] {
        assert!(!holds(line, flood()), "{line}");
    }
    let what = Some("tunnel.example.com".to_owned());
    let tunnel = Subject { source: Some(inside(5)), what, ..Subject::default() };
    assert!(holds("host example.com", finding("dns-tunnel", tunnel)));
}

#[test]
fn what_each_line_held_back_is_counted_and_the_first_one_counts() {
    let mut allow = Allow::default();
    allow.add("a.txt", "\u{feff}# nothing\n\n rule   port-scan # seen\nsrc 10.0.0.5\n").unwrap();
    allow.add("b.txt", "10.0.0.5").unwrap();
    let mut findings = vec![guessing(), guessing(), finding("dga", Subject::default())];
    let said = allow.hold_back(&mut findings, &BTreeSet::new());
    assert_eq!(findings.len(), 1);
    assert_eq!(
        said,
        [
            "2 findings are held back by the allow-list",
            "a.txt:4: `src 10.0.0.5` held back 2 findings"
        ]
    );
    assert!(allow.hold_back(&mut findings, &BTreeSet::new()).is_empty());
}

#[test]
fn a_line_that_makes_no_sense_is_named() {
    for (line, wrong) in [
        ("10.0.0.0/33", Wrong::Word("10.0.0.0/33".to_owned())),
        ("src", Wrong::Lonely("src")),
        ("src 10.0.0.1,x", Wrong::Network("x".to_owned())),
        ("port 70000", Wrong::Port("70000".to_owned())),
        ("port 9-8", Wrong::Port("9-8".to_owned())),
        ("rule scans", Wrong::Rule("scans".to_owned())),
        ("proto http", Wrong::Protocol("http".to_owned())),
        ("host a/b", Wrong::Host("a/b".to_owned())),
        ("everything", Wrong::Word("everything".to_owned())),
    ] {
        let found = Allow::default().add("list", &format!("# one\n{line}"));
        assert_eq!(found, Err(NoLine { line: 2, problem: wrong }));
    }
}
