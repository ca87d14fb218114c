//! `netsift detect` as a user runs it.

use super::support::{Place, capture};

/// A capture in which one host tries sixteen ports of another, a second apart, without an answer.
fn scan() -> Vec<u8> {
    let mut file = Vec::new();
    for number in [0xa1b2_c3d4_u32, 0x0004_0002, 0, 0, 65535, 1] {
        file.extend(number.to_le_bytes());
    }
    for port in 1..=16_u16 {
        let mut frame = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0];
        frame.extend([0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]);
        frame.extend(50_000_u16.to_be_bytes());
        frame.extend(port.to_be_bytes());
        frame.extend([0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 4, 0, 0, 0, 0, 0]);
        let length = u32::try_from(frame.len()).unwrap();
        for number in [1_700_000_000 + u32::from(port), 0, length, length] {
            file.extend(number.to_le_bytes());
        }
        file.extend(frame);
    }
    file
}

pub fn place() -> Place {
    let place = Place::new();
    place.file("scan.pcap", &scan());
    place.file("quiet.pcap", &capture(5));
    place
}

pub fn run(place: &Place, words: &[&str]) -> (Option<i32>, String, String) {
    let ran = place.netsift().arg("detect").args(words).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ran.status.code(), text(ran.stdout), text(ran.stderr))
}

#[test]
fn a_scan_is_found_and_says_on_what_that_rests() {
    let (code, out, _) = run(&place(), &["-T", "json", "scan.pcap"]);
    assert_eq!(code, Some(0));
    for said in [
        "\"detector\":\"rule:port-scan\"",
        "\"technique_id\":\"T1046\"",
        "\"incidents\"",
        "\"finding_numbers\":\"1\"",
        "\"src_ip\":\"10.0.0.1\"",
        "\"frames\":\"1 2 3 4 5 6 7 8\"",
        "\"display_filter\":\"ip.addr == 10.0.0.1 && ip.addr == 10.0.0.2 && tcp\"",
        "\"measure\":\"failed_ports\"",
    ] {
        let compact = out.replace(": ", ":");
        assert!(compact.contains(said), "{said} is not in {out}");
    }
}

#[test]
fn people_get_short_lines_and_filters_to_paste() {
    let (_, out, _) = run(&place(), &["scan.pcap"]);
    assert!(out.contains("10.0.0.1 tried 16 times"), "{out}");
    assert!(out.contains("ip.addr == 10.0.0.1 && ip.addr == 10.0.0.2 && tcp"), "{out}");
    assert!(out.contains("T1046") && !out.contains("community"), "{out}");
}

#[test]
fn the_exit_code_says_whether_something_grave_was_found() {
    let place = place();
    let code = |words: &[&str]| run(&place, words).0;
    assert_eq!(code(&["scan.pcap"]), Some(0));
    assert_eq!(code(&["--fail-on", "medium", "scan.pcap"]), Some(1));
    assert_eq!(code(&["--fail-on", "critical", "scan.pcap"]), Some(0));
    assert_eq!(code(&["--fail-on", "info", "quiet.pcap"]), Some(0));
    assert_eq!(code(&["--max-findings", "0", "scan.pcap"]), Some(1));
    assert_eq!(code(&["--max-findings", "9", "scan.pcap"]), Some(0));
}

#[test]
fn what_the_baseline_has_is_no_finding() {
    let place = place();
    let (code, _, said) =
        run(&place, &["--train", "scan.pcap", "--fail-on", "info", "-T", "csv", "scan.pcap"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("usual"), "{said}");
    let (code, _, said) = run(&place, &["--train", "missing.pcap", "scan.pcap"]);
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn rules_can_be_set_and_left_out() {
    let place = place();
    let findings = |words: &[&str]| run(&place, words).1.contains("port-scan");
    assert!(!findings(&["--set", "port-scan.ports=17", "scan.pcap"]));
    assert!(!findings(&["--disable", "port-scan", "scan.pcap"]));
    let (code, _, said) = run(&place, &["--set", "port-scan.port=17", "scan.pcap"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("did you mean `ports`?"), "{said}");
    let (code, out, _) = run(&place, &["--rules", "list", "-T", "csv"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("syn-flood") && out.contains("threshold"), "{out}");
}

#[test]
fn what_is_allowed_is_held_back_and_counted_in_every_format() {
    let place = place();
    place.file("allow.txt", b"# ours\nsrc 10.0.0.0/30 rule port-scan # the scanner\n");
    for format in ["table", "csv", "tsv", "json", "ndjson", "markdown"] {
        let (code, out, said) =
            run(&place, &["--allow", "allow.txt", "--fail-on", "info", "-T", format, "scan.pcap"]);
        assert!(!out.contains("tried 16 times"), "{out}");
        let all = out + &said;
        assert!(all.contains("1 finding is held back by the allow-list"), "{all}");
        assert!(all.contains("allow.txt:2: `src 10.0.0.0/30 rule port-scan`"), "{all}");
        assert_eq!(code, Some(0));
    }
    place.file("wrong.txt", b"\nrule port-scna\n");
    let (code, _, said) = run(&place, &["--allow", "wrong.txt", "scan.pcap"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("line 2: no rule `port-scna`; did you mean `port-scan`?"), "{said}");
    let (code, _, said) = run(&place, &["--allow", "missing.txt", "scan.pcap"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("--allow missing.txt: "), "{said}");
}

#[test]
fn alerts_of_eve_have_the_fields_of_suricata() {
    let place = place();
    let (code, out, said) = run(&place, &["--schema", "eve", "scan.pcap"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(out.lines().count(), 1, "{out}");
    let event: serde_json::Value = serde_json::from_str(&out).unwrap();
    for (path, expected) in [
        ("/event_type", "alert"),
        ("/timestamp", "2023-11-14T22:13:21.000000+0000"),
        ("/src_ip", "10.0.0.1"),
        ("/dest_ip", "10.0.0.2"),
        ("/proto", "TCP"),
        ("/alert/action", "allowed"),
        ("/alert/metadata/mitre_technique_id/0", "T1046"),
        ("/alert/metadata/mitre_tactic_id/0", "TA0007"),
        ("/netsift/reasons/0/measure", "failed_ports"),
    ] {
        let found = event.pointer(path).and_then(|it| it.as_str());
        assert_eq!(found, Some(expected), "{path}");
    }
    assert_eq!(event["alert"]["severity"], 2);
    assert_eq!(event["pcap_cnt"], 1);
    assert_eq!(event["netsift"]["frames"][7], 8);
    assert!(event["community_id"].as_str().unwrap().starts_with("1:"), "{out}");
    assert!(event["flow_id"].as_u64().unwrap() < 1 << 53, "{out}");
    assert_eq!(run(&place, &["--schema", "eve", "-T", "csv", "scan.pcap"]).0, Some(2));
    assert_eq!(run(&place, &["--schema", "eve", "--fail-on", "info", "scan.pcap"]).0, Some(1));
}

#[test]
fn no_two_rules_have_the_same_number_in_alerts() {
    let numbers: std::collections::BTreeSet<u32> = netsift::detect::RULES
        .iter()
        .map(|rule| netsift::output::signature_id(&format!("rule:{}", rule.name)))
        .chain(["model:eif+", "model:eif", "model:iforest"].map(netsift::output::signature_id))
        .collect();
    assert_eq!(numbers.len(), netsift::detect::RULES.len() + 3);
    assert!(numbers.iter().all(|number| (1_000_000..2_000_000).contains(number)));
}

#[test]
fn evidence_holds_the_packets_of_findings_and_says_why() {
    let place = place();
    let office = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/office.pcap");
    let words = ["--rules", "only", "--evidence", "evidence.pcapng", office, "scan.pcap"];
    let (code, out, said) = run(&place, &words);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("16 packets written to evidence.pcapng"), "{said}");
    let stored =
        place.run("filter -e frame.number -e frame.time_epoch -T csv evidence.pcapng").out();
    assert_eq!(stored.lines().count(), 17, "{stored}");
    let bytes = std::fs::read(place.path("evidence.pcapng")).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    let why = "netsift finding 1: medium rule:port-scan T1046: 10.0.0.1 tried 16 times";
    assert_eq!(text.matches(why).count(), 16);
    // The evidence is itself a capture in which the same is found.
    let (_, again, _) = run(&place, &["evidence.pcapng"]);
    assert!(out.contains(why.split(": ").last().unwrap()) && again.contains("port-scan"));
    // A finding that is held back leaves no packets, and an existing file stays.
    place.file("allow.txt", b"rule port-scan");
    assert_eq!(run(&place, &words).0, Some(2));
    let (code, _, said) = run(&place, &[&words[..], &["--force", "--allow", "allow.txt"]].concat());
    assert_eq!(code, Some(0));
    assert!(said.contains("0 packets written to evidence.pcapng"), "{said}");
}

#[test]
fn evidence_is_refused_where_it_cannot_be_written() {
    let place = place();
    for (words, why) in [
        (&["--evidence", "e.pcapng", "-"][..], "read twice"),
        (&["--evidence", "e.pcap", "scan.pcap"], "pcap has no comments"),
        (&["--evidence", "scan.pcap.pcapng", "--per-file", "scan.pcap"], "--per-file"),
        (&["--evidence", "e.pcapng", "-i", "lo"], "netsift capture -w"),
        (&["--evidence", "-", "scan.pcap"], "standard output"),
        (&["--evidence", "missing/e.pcapng", "scan.pcap"], "missing"),
        (&["--evidence", "e.pcapng", "-o", "e.pcapng", "scan.pcap"], "same file"),
    ] {
        let (code, _, said) = run(&place, words);
        assert!(matches!(code, Some(2 | 5)), "{words:?}: {code:?} {said}");
        assert!(said.contains(why), "{words:?}: {said}");
    }
    assert!(!place.names().iter().any(|name| name.contains("pcapng")), "{:?}", place.names());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let place = place();
    let reference = run(&place, &["-j", "1", "-T", "json", "scan.pcap", "quiet.pcap"]).1;
    for jobs in ["2", "8"] {
        assert_eq!(
            run(&place, &["-j", jobs, "-T", "json", "scan.pcap", "quiet.pcap"]).1,
            reference
        );
    }
}

#[test]
fn without_a_baseline_flows_are_ranked_and_that_is_said() {
    let (code, out, _) = run(&place(), &["-T", "json", "quiet.pcap"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("mode: self") && out.contains("\"ranks\""), "{out}");
    let (_, out, _) = run(&place(), &["-T", "json", "--rules", "only", "quiet.pcap"]);
    assert!(!out.contains("mode: self") && !out.contains("\"ranks\""), "{out}");
}

#[test]
fn a_model_is_the_same_for_any_threads_and_order_of_files() {
    let place = place();
    let model = |name: &str, words: &[&str]| {
        let learn =
            [&["--train", "scan.pcap", "--train", "quiet.pcap", "--save-model", name], words];
        let (code, out, said) = run(&place, &learn.concat());
        assert_eq!(code, Some(0), "{said}");
        assert!(out.contains("least_alpha"), "{out}");
        std::fs::read(place.path(name)).unwrap()
    };
    let reference = model("1.model", &["-j", "1"]);
    assert_eq!(model("2.model", &["-j", "8"]), reference);
    let turned = ["--train", "quiet.pcap", "--train", "scan.pcap", "--save-model", "3.model"];
    assert_eq!(run(&place, &turned).0, Some(0));
    assert_eq!(std::fs::read(place.path("3.model")).unwrap(), reference);
    assert_ne!(model("4.model", &["--seed", "2"]), reference);
    // The model says what the baseline says.
    let by = |words: &[&str]| run(&place, &[words, &["-T", "csv", "scan.pcap"]].concat()).1;
    assert_eq!(
        by(&["--train", "scan.pcap", "--train", "quiet.pcap", "--ranks", "3"]),
        by(&["--model", "1.model", "--ranks", "3"])
    );
}

#[test]
fn an_alpha_that_cannot_fire_is_refused_and_one_that_can_fires() {
    let place = place();
    let (code, _, said) = run(&place, &["--train", "quiet.pcap", "--alpha", "0.001", "scan.pcap"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("could never fire"), "{said}");
    let (code, _, said) = run(&place, &["--alpha", "0.01", "scan.pcap"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("needs a baseline"), "{said}");
    for wrong in ["0", "1", "-1", "nan", "2"] {
        let (code, _, said) =
            run(&place, &["--train", "quiet.pcap", "--alpha", wrong, "scan.pcap"]);
        assert_eq!(code, Some(2), "{wrong}: {said}");
    }
}

#[test]
fn what_is_no_model_is_refused_and_says_why() {
    let place = place();
    let save = ["--train", "scan.pcap", "--save-model", "a.model"];
    assert_eq!(run(&place, &save).0, Some(0));
    let (code, _, said) = run(&place, &save);
    assert_eq!(code, Some(2), "an existing model was replaced: {said}");
    let bytes = std::fs::read(place.path("a.model")).unwrap();
    let changed = |at: usize| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        bytes
    };
    let other = [b"netsift-model 9\n", &bytes[16..]].concat();
    for (what, bytes, why) in [
        ("empty", Vec::new(), "not a model"),
        ("a capture", capture(3), "not a model"),
        ("a later version", other, "format 9"),
        ("cut", bytes[..bytes.len() / 2].to_vec(), "cut or damaged"),
        ("short", bytes[..20].to_vec(), "cut or damaged"),
        ("changed", changed(bytes.len() / 2), "cut or damaged"),
    ] {
        place.file("b.model", &bytes);
        let (code, out, said) = run(&place, &["--model", "b.model", "quiet.pcap"]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{what}");
        assert!(said.contains("b.model") && said.contains(why), "{what}: {said}");
    }
    let (code, _, said) = run(&place, &["--model", "missing.model", "quiet.pcap"]);
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn labels_say_how_good_a_model_is() {
    let place = place();
    let header =
        "start_time,end_time,src_ip,src_port,dst_ip,dst_port,proto,label,attack,technique\n";
    let line = |port: u16| {
        // Labels of a flow may have its ends the other way round.
        let attack = if port > 8 { "1,scan,T1046" } else { "0,," };
        format!("1700000000,1700000020.5,10.0.0.2,{port},10.0.0.1,50000,tcp,{attack}\n")
    };
    let labels: String = (1..=15).map(line).collect();
    place.file("labels.csv", (header.to_owned() + &labels).as_bytes());
    let (code, out, said) =
        run(&place, &["-T", "csv", "--eval", "labels.csv", "scan.pcap", "--ranks", "0"]);
    assert_eq!(code, Some(0), "{said}");
    for row in ["benign_flows,8", "attack_flows,7", "unlabelled_flows,1", "scan,T1046,7,"] {
        assert!(out.contains(row), "{row} is not in {out}");
    }
    for (text, why) in [
        (String::new(), "no column `start_time`"),
        (header.to_owned(), "no labels"),
        (header.to_owned() + "x,1,10.0.0.2,1,10.0.0.1,2,tcp,0,,\n", "line 2: `x` is no time"),
        (header.to_owned() + "1,1,host,1,10.0.0.1,2,tcp,0,,\n", "`host` is no address"),
        (header.to_owned() + "1,1,10.0.0.2,1,10.0.0.1,2,tcp,9,,\n", "`9` is no label"),
        (header.to_owned() + "1,1\n", "fields"),
    ] {
        place.file("wrong.csv", text.as_bytes());
        let (code, _, said) = run(&place, &["--eval", "wrong.csv", "scan.pcap"]);
        assert_eq!(code, Some(2), "{text}: {said}");
        assert!(said.contains(why), "{text}: {said}");
    }
    assert_eq!(run(&place, &["--eval", "missing.csv", "scan.pcap"]).0, Some(2));
}

#[test]
fn any_table_of_numbers_can_be_scored() {
    let place = place();
    let line = |at: i32| {
        let y = if at == 41 { 90 } else { at % 5 };
        format!("row {at},{},{y}\n", at % 7)
    };
    let text = "name,x,y\n".to_owned() + &(0..60).map(line).collect::<String>();
    place.file("numbers.csv", text.as_bytes());
    let scored = |words: &[&str]| run(&place, &[&["-T", "csv", "--features-from"], words].concat());
    let (code, out, said) = scored(&["numbers.csv"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("left out: name"), "{said}");
    let score = |line: &str| line.split(',').nth(1).unwrap().parse::<f64>().unwrap();
    let numbers: Vec<f64> = out.lines().skip(1).map(score).collect();
    let most = (0..60).max_by(|&one, &other| numbers[one].total_cmp(&numbers[other]));
    assert_eq!((numbers.len(), most), (60, Some(41)));
    assert_eq!(scored(&["numbers.csv", "-j", "8"]).1, scored(&["numbers.csv", "-j", "1"]).1);
    let (code, out, said) = scored(&["numbers.csv", "--train", "numbers.csv"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.lines().nth(1).is_some_and(|line| !line.ends_with(',')), "{out}");
    place.file("words.csv", b"a,b\nc,d\n");
    place.file("odd.csv", b"x,y\n1,nan\n,inf\n2,3\n");
    assert_eq!(scored(&["words.csv"]).0, Some(2));
    assert_eq!(scored(&["odd.csv"]).0, Some(0));
    assert_eq!(scored(&["missing.csv"]).0, Some(2));
    assert_eq!(scored(&["numbers.csv", "scan.pcap"]).0, Some(2));
    let (code, out, _) = run(&place, &["--explain-features", "-T", "csv"]);
    assert_eq!((code, out.lines().count()), (Some(0), 59));
}
