//! Words, ranges and options of `netsift stats`.

use super::support::{Place, capture, summary};
use netsift::stats::STATISTICS;

fn place() -> Place {
    let place = Place::new();
    place.file("a.pcap", &capture(10));
    place
}

fn packets(place: &Place, options: &str) -> u64 {
    let ran = place.run(&format!("stats summary -T json {options} a.pcap")).ends_with(0);
    summary(&ran.json())["packets"].as_u64().unwrap()
}

#[test]
fn every_statistic_answers_in_every_format_to_its_name() {
    let place = place();
    for statistic in STATISTICS {
        for format in netsift::output::FORMATS {
            let words = format!("stats {} -T {} a.pcap", statistic.name, format.name);
            assert!(!place.run(&words).ends_with(0).out().is_empty(), "{words}");
        }
        let document = place.run(&format!("stats {} -T json a.pcap", statistic.name)).json();
        let sections = document["sections"].as_object().unwrap();
        assert_eq!(sections.keys().collect::<Vec<_>>(), [statistic.name]);
    }
}

#[test]
fn without_a_statistic_the_first_screen_is_shown_and_fits_a_screen() {
    let place = place();
    let document = place.run("stats -T json a.pcap").ends_with(0).json();
    let mut shown: Vec<&str> = STATISTICS
        .iter()
        .filter(|statistic| statistic.on_first_screen)
        .map(|statistic| statistic.name)
        .collect();
    shown.sort_unstable();
    assert_eq!(document["sections"].as_object().unwrap().keys().collect::<Vec<_>>(), shown);
    let lines = place.run("stats a.pcap").out().lines().count();
    assert!(lines <= 45, "{lines} lines");
}

#[test]
fn a_statistic_named_twice_is_one_section() {
    let text = place().run("stats summary summary -T json a.pcap").ends_with(0).out();
    assert_eq!(text.matches("\"summary\":{\"title\"").count(), 2, "section and table: {text}");
}

#[test]
fn any_number_of_jobs_is_one_that_the_machine_can_bear() {
    let place = place();
    let alone = place.run("stats -j 1 a.pcap").ends_with(0).out();
    assert_eq!(place.run("stats -j 99999999999 a.pcap").ends_with(0).out(), alone);
}

#[test]
fn no_packet_read_means_none_there_only_where_all_was_read() {
    let place = place();
    place.file("none.pcap", &capture(0));
    place.file("cut.pcap", &capture(1)[..60]);
    let said = |words: &str| place.run(words).err();
    assert!(said("stats summary none.pcap").contains("holds none"));
    assert!(!said("stats summary cut.pcap").contains("holds none"));
}

#[test]
fn a_statistic_named_twice_keeps_the_layers_of_both() {
    let place = place();
    let layers = |words: &str| {
        let document = place.run(&format!("stats {words} -T json a.pcap")).ends_with(0).json();
        let tables = document["sections"]["conversations"]["tables"].as_object().unwrap();
        tables.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(layers("-z conv,ip -z conv,tcp"), ["ipv4", "tcp"]);
    let all = layers("conversations");
    assert!(all.len() > 1, "{all:?}");
    assert_eq!(layers("conversations -z conv,ip"), all);
}

/// The packets of each row, by table.
fn rows_of(words: &str, section: &str) -> Vec<(String, Vec<u64>)> {
    let place = Place::new();
    let web = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/web.pcapng");
    place.file("web.pcapng", &std::fs::read(web).unwrap());
    let document = place.run(&format!("stats {words} -T json web.pcapng")).ends_with(0).json();
    let tables = document["sections"][section]["tables"].as_object().unwrap();
    let packets = |row: &serde_json::Value| row["packets"].as_u64().unwrap();
    let rows = |table: &serde_json::Value| {
        table["rows"].as_array().unwrap().iter().map(packets).collect::<Vec<_>>()
    };
    tables.iter().map(|(name, table)| (name.clone(), rows(table))).collect()
}

/// The numbers are those of `tshark -q -z conv,ip` and so on.
#[test]
fn in_tshark_s_words_ip_is_ipv4_and_ipv6_is_a_question_of_its_own() {
    let table = |name: &str, packets: &[u64]| (name.to_owned(), packets.to_vec());
    assert_eq!(rows_of("-z conv,ip", "conversations"), [table("ipv4", &[44, 6])]);
    assert_eq!(rows_of("-z conv,ipv6", "conversations"), [table("ipv6", &[12])]);
    assert_eq!(rows_of("-z endpoints,ip", "endpoints"), [table("ipv4", &[88, 12])]);
    assert_eq!(rows_of("-z endpoints,ipv6", "endpoints"), [table("ipv6", &[24])]);
    let both = [table("ipv4", &[44, 6]), table("ipv6", &[12])];
    assert_eq!(rows_of("-z conv,ipv6 -z conv,ip", "conversations"), both);
}

#[test]
fn a_level_is_all_addresses_or_those_of_one_family() {
    let table = |name: &str, packets: &[u64]| (name.to_owned(), packets.to_vec());
    let all = [table("ip", &[44, 12, 6])];
    assert_eq!(rows_of("conversations --level ip", "conversations"), all);
    let one = [table("ipv6", &[12])];
    assert_eq!(rows_of("conversations --level ipv6", "conversations"), one);
}

#[test]
fn a_statistic_named_twice_keeps_the_series_of_both_and_one_interval() {
    let place = place();
    let words = "stats -z io,stat,1,SUM(frame.len)frame.len -z io,stat,1,MAX(ip.ttl)ip.ttl a.pcap";
    let text = place.run(words).ends_with(0).out();
    assert!(text.contains("sum(frame.len)") && text.contains("max(ip.ttl)"), "{text}");
    let ran = place.run("stats -z io,stat,1 -z io,stat,2 a.pcap").ends_with(2);
    assert!(ran.err().contains("two intervals"), "{}", ran.err());
}

#[test]
fn a_number_that_cannot_be_is_named_with_its_option() {
    let place = place();
    for (words, said) in [
        ("-c 0", "no packet would be read"),
        ("-c -1", "'-1' for '-c <N>': not a count"),
        ("-j 0", "not a number of threads"),
        ("-j -1", "'-1' for '-j <N>': not a number of threads"),
        ("--limit -1", "'-1' for '--limit <N>': not a count"),
        ("--max-flows -1", "'-1' for '--max-flows <N>': not a count"),
        ("timeline --interval -1s", "'-1s' for '--interval <DURATION>': not a duration"),
        ("--tz -3", "'-3' for '--tz <ZONE>': no such time zone"),
    ] {
        let ran = place.run(&format!("stats {words} a.pcap")).ends_with(2);
        assert!(ran.err().contains(said), "{words}: {}", ran.err());
    }
}

#[test]
fn a_series_of_what_is_no_number_is_refused() {
    let ran = place().run("stats timeline --series AVG(ip.src) a.pcap").ends_with(2);
    assert!(ran.err().contains("is no number"), "{}", ran.err());
    place().run("stats timeline --series COUNT(ip.src) a.pcap").ends_with(0);
}

#[test]
fn an_empty_word_is_no_capture() {
    let place = place();
    for words in [&["stats", ""][..], &["stats", "summary", "", "a.pcap"], &["stats", "-r", ""]] {
        let output = place.netsift().args(words).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("an empty word"));
    }
}

#[test]
fn an_option_that_changes_nothing_is_refused_with_the_names_of_those_it_is_for() {
    let place = place();
    for (words, names) in [
        ("--by ip.src", "`top`"),
        ("summary --by ip.src", "`top`"),
        ("protocols --limit 3", "`conversations`"),
        ("fields --limit 3", "`top`"),
        ("timeline --order bytes", "`endpoints`"),
        ("top --interval 1s", "`timeline`"),
        ("top --series COUNT(ip.src)", "`timeline`"),
        ("-z plen,tree --level ip", "`conversations`"),
    ] {
        let ran = place.run(&format!("stats {words} a.pcap")).ends_with(2);
        assert_eq!(ran.out(), "");
        assert!(ran.err().contains(names), "{words}: {}", ran.err());
    }
    for words in [
        "--limit 2",
        "--order duration",
        "--level tcp",
        "summary --limit 2",
        "protocols top --by ip.src",
        "-z io,phs -z conv,ip --limit 2",
    ] {
        place.run(&format!("stats {words} a.pcap")).ends_with(0);
    }
}

#[test]
fn an_order_that_a_statistic_has_not_is_refused() {
    let place = place();
    for order in ["first", "duration"] {
        let ran = place.run(&format!("stats conversations top --order {order} a.pcap"));
        assert!(ran.ends_with(2).err().contains("`top` has no order"), "{order}");
    }
    place.run("stats conversations top --order key a.pcap").ends_with(0);
}

#[test]
fn a_spelling_of_tsharks_and_an_option_agree() {
    let place = place();
    let ran = place.run("stats -z io,stat,5 --interval 2s a.pcap").ends_with(2);
    assert!(ran.err().contains("--interval says something else"), "{}", ran.err());
    place.run("stats -z io,stat,5 --interval 5s a.pcap").ends_with(0);
    let ran = place.run("stats -z conv,tcp --level ip a.pcap").ends_with(2);
    assert!(ran.err().contains("--level says something else"), "{}", ran.err());
}

#[test]
fn standard_input_is_read_once() {
    let ran = place().run("stats - -r -").ends_with(2);
    assert!(ran.err().contains("named twice"), "{}", ran.err());
}

#[test]
fn a_misspelt_statistic_gets_the_right_spelling() {
    let ran = place().run("stats protocol a.pcap").ends_with(2);
    assert!(ran.err().contains("did you mean `protocols`?"), "{}", ran.err());
}

#[test]
fn a_filter_word_is_explained_not_read() {
    for words in ["stats udp", "stats udp a.pcap", "stats a.pcap port"] {
        let ran = place().run(words).ends_with(2);
        assert!(ran.err().contains("filter expression"), "{}", ran.err());
    }
}

#[test]
fn a_statistic_behind_a_file_is_explained() {
    let ran = place().run("stats a.pcap summary").ends_with(2);
    assert!(ran.err().contains("statistics come first"), "{}", ran.err());
}

#[test]
fn a_count_and_a_range_let_only_their_packets_through() {
    let place = place();
    assert_eq!(packets(&place, ""), 10);
    assert_eq!(packets(&place, "-c 4"), 4);
    assert_eq!(packets(&place, "--from +2s"), 8);
    assert_eq!(packets(&place, "--to +2s"), 2);
    assert_eq!(packets(&place, "--from -2s"), 3);
    assert_eq!(packets(&place, "--from 1700000001.5 --to 2023-11-14T22:13:25Z"), 3);
    assert_eq!(packets(&place, "--from +2s -c 3"), 3);
}

#[test]
fn a_range_from_the_end_is_refused_on_a_pipe_and_told_why() {
    let ran = place().run_with("stats --from -5m -", &capture(3)).ends_with(2);
    assert!(ran.err().contains("a pipe can be read once"), "{}", ran.err());
    let ran = place().run_with("stats summary -T json --from +1s -", &capture(3)).ends_with(0);
    assert_eq!(summary(&ran.json())["packets"], 2);
}

#[test]
fn the_ledger_tells_read_from_kept() {
    let input = &place().run("stats -T json --from +2s a.pcap").json()["input"];
    assert_eq!(input["packets_read"], 10);
    assert_eq!(input["packets_kept"], 8);
    assert_eq!(input["kept"]["first_seen_ns"], 1_700_000_002_000_000_000_i64);
}

#[test]
fn sha256_is_that_of_the_file_as_stored() {
    let place = Place::new();
    place.file("none.pcap", &capture(0));
    let document = place.run("stats --sha256 -T json none.pcap").json();
    // Truth: sha256sum of coreutils on the 24 bytes of the header.
    let truth = std::process::Command::new("sha256sum")
        .arg(place.path("none.pcap"))
        .output()
        .map(|output| String::from_utf8(output.stdout).unwrap());
    let Ok(truth) = truth else {
        eprintln!("SKIPPED: no sha256sum here");
        return;
    };
    assert_eq!(document["input"]["files"][0]["sha256"].as_str(), truth.split(' ').next());
}

#[test]
fn completions_and_man_pages_can_be_printed() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(place.run(&format!("completions {shell}")).ends_with(0).out().contains("netsift"));
    }
    assert!(place.run("man stats").ends_with(0).out().contains("EXIT STATUS"));
}

#[test]
fn malformed_packets_are_counted_whatever_else_is_asked_for() {
    let place = Place::new();
    let mut bytes = capture(3);
    // The version of the first packet's network header.
    bytes[24 + 16 + 14] = 0x75;
    place.file("a.pcap", &bytes);
    for words in ["summary", "summary lengths", "summary timeline", "summary protocols"] {
        let document = place.run(&format!("stats {words} -T json a.pcap")).ends_with(0).json();
        assert_eq!(summary(&document)["malformed"], 1, "{words}");
    }
}

#[test]
fn files_of_the_users_add_columns_or_are_named_in_the_error() {
    let place = Place::new();
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    place.file("list", b"# warned of\n192.0.2.0/30\nexample.com\n");
    let run = |words: &[&str]| {
        let mut command = place.netsift();
        command.arg("stats").args(words).arg(data.join("office.pcapng"));
        command.output().unwrap()
    };
    let database = data.join("enrich/countries.mmdb");
    let geoip = ["endpoints", "--level", "ip", "-T", "csv", "--geoip", database.to_str().unwrap()];
    let answer = run(&[&geoip[..], &["--blocklist", "list"]].concat());
    let text = String::from_utf8(answer.stdout).unwrap();
    assert!(text.lines().next().unwrap().ends_with(",address_country,listed"), "{text}");
    let ends = |front: &str, end: &str| {
        text.lines().any(|line| line.starts_with(front) && line.ends_with(end))
    };
    assert!(ends("192.0.2.1,", ",NL,192.0.2.0/30") && ends("198.51.100.1,", ",JP,"), "{text}");
    // Answers of DNS are read whatever packets are counted.
    let beside = run(&["endpoints", "--level", "ip", "-T", "csv", "--names", "-Y", "tcp"]);
    let beside = String::from_utf8(beside.stdout).unwrap();
    assert!(beside.lines().next().unwrap().ends_with(",address_name"), "{beside}");
    let is_named =
        |line: &str| line.starts_with("192.0.2.1,") && line.ends_with(",intranet.example.org");
    assert!(beside.lines().any(is_named), "{beside}");
    let names = run(&["dns", "-T", "json", "--blocklist", "list"]);
    let names = String::from_utf8(names.stdout).unwrap();
    assert!(names.contains(r#""listed":"example.com""#), "{names}");
    for option in ["--geoip", "--blocklist", "--oui"] {
        let refused = run(&["summary", option, "missing"]);
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains("missing: No such file"), "{said}");
    }
}

#[test]
fn an_expression_chooses_what_is_counted_and_leaves_streams_whole() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/office.pcapng");
    let place = Place::new();
    let run = |words: &[&str]| {
        let ran = place.netsift().arg("stats").args(words).arg(&data).output().unwrap();
        (ran.status.code(), String::from_utf8(ran.stdout).unwrap(), ran.stderr)
    };
    let packets = |expression: &str, jobs: &str| {
        let (_, text, _) = run(&["summary", "-T", "json", "-j", jobs, "-Y", expression]);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["input"]["packets_read"], 137, "all are read");
        json["sections"]["summary"]["tables"]["summary"]["rows"][0]["packets"].as_u64().unwrap()
    };
    assert_eq!(packets("ip", "1") + packets("not ip", "3"), 137);
    let (_, whole, _) = run(&["http", "-T", "csv"]);
    for jobs in ["1", "2", "8"] {
        // The expression matches the last segment of each message; the others are not lost.
        let (_, chosen, _) = run(&["http", "-T", "csv", "-j", jobs, "-Y", "http"]);
        assert_eq!(chosen, whole);
    }
    let (code, _, said) = run(&["summary", "-Y", "tcp.port == 81 and ip"]);
    let said = String::from_utf8(said).unwrap();
    assert_eq!(code, Some(0));
    assert!(said.contains("0 of 137 packets match; 0 match `tcp.port == 81`"), "{said}");
    let (code, _, said) = run(&["summary", "-Y", "tcp.prt == 81"]);
    let said = String::from_utf8(said).unwrap();
    assert!(code == Some(2) && said.contains("did you mean `tcp.port`?"), "{said}");
}
