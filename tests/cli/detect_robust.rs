//! `netsift detect` on little, on nothing, and on what is not as it should be.

use super::detect::{place, run};
use super::support::capture;

#[test]
fn a_capture_without_packets_has_no_findings_and_is_no_baseline() {
    let place = place();
    place.file("empty.pcap", &capture(0));
    let (code, out, said) = run(&place, &["-T", "csv", "empty.pcap", "--ranks", "0"]);
    assert_eq!((code, out.lines().count()), (Some(0), 5), "{out}{said}");
    for words in [["--train", "empty.pcap", "scan.pcap"], ["--train", "empty.pcap", "empty.pcap"]] {
        let (code, out, said) = run(&place, &words);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{said}");
        assert!(said.contains("the baseline holds no packets"), "{said}");
    }
    let (code, _, said) = run(&place, &["--train", "scan.pcap", "empty.pcap"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, ..) = run(&place, &["--fail-if-empty", "empty.pcap"]);
    assert_eq!(code, Some(1));
}

#[test]
fn a_baseline_of_one_flow_is_said_to_be_too_little_and_rules_go_on() {
    let place = place();
    place.file("one.pcap", &capture(1));
    let (code, out, said) = run(&place, &["-T", "json", "--train", "one.pcap", "scan.pcap"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.contains("too few for findings of the model"), "{out}");
    assert!(out.contains("rule:port-scan"), "{out}");
    assert!(!out.contains("NaN") && !out.contains("inf\""), "{out}");
}

#[test]
fn what_a_baseline_full_of_attacks_has_is_counted_as_usual() {
    let place = place();
    let train = ["--train", "scan.pcap", "--save-model", "bad.model"];
    assert_eq!(run(&place, &train).0, Some(0));
    let (code, out, said) = run(&place, &["-T", "json", "--model", "bad.model", "scan.pcap"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!out.contains("\"rule:port-scan\""), "{out}");
    assert!(out.contains("1 findings are usual, by the baseline, and not shown"), "{out}");
}

#[test]
fn a_cut_capture_is_looked_at_as_far_as_it_goes_and_the_exit_code_says_so() {
    let place = place();
    let whole = std::fs::read(place.path("scan.pcap")).unwrap();
    place.file("cut.pcap", &whole[..whole.len() - 7]);
    let (code, out, said) = run(&place, &["-T", "json", "cut.pcap"]);
    assert_eq!(code, Some(4), "{said}");
    assert!(out.contains("rule:port-scan"), "{out}");
    assert!(said.contains("cut.pcap") && said.contains("packet 16"), "{said}");
    let (code, ..) = run(&place, &["--allow-truncated", "cut.pcap"]);
    assert_eq!(code, Some(0));
    // A baseline that was cut is learned as far as it goes, and that is said.
    let (code, _, said) = run(&place, &["--train", "cut.pcap", "quiet.pcap"]);
    assert_eq!(code, Some(4), "{said}");
    assert!(said.contains("cut.pcap"), "{said}");
}

#[test]
fn a_damaged_model_is_refused_wherever_the_damage_is() {
    let place = place();
    let save = ["--train", "scan.pcap", "--train", "quiet.pcap", "--save-model", "a.model"];
    assert_eq!(run(&place, &save).0, Some(0));
    let bytes = std::fs::read(place.path("a.model")).unwrap();
    for at in (0..bytes.len()).step_by(bytes.len() / 12) {
        let mut huge = bytes.clone();
        huge[at..].iter_mut().take(8).for_each(|byte| *byte = 0xff);
        let mut twice = bytes.clone();
        twice.splice(at..at, bytes.iter().copied());
        for (what, bytes) in [("cut", &bytes[..at]), ("huge", &huge), ("twice", &twice)] {
            place.file("b.model", bytes);
            let (code, out, said) = run(&place, &["--model", "b.model", "quiet.pcap"]);
            assert_eq!((code, out.as_str()), (Some(2), ""), "{what} at {at}: {said}");
            assert!(said.contains("b.model"), "{what} at {at}: {said}");
        }
    }
}
