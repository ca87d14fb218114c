//! Fields of flows in `netsift filter`: what they say of a packet is what `netsift stats flows` says of
//! the record that the packet belongs to.

use std::collections::HashMap;

use super::support::Place;

/// A table of CSV: its cells by the names of columns.
fn table(csv: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row =
        |row: csv::StringRecord| names.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn capture(name: &str) -> String {
    format!("{}/testdata/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The columns of flow records that packets are asked for.
const ASKED: [&str; 8] = [
    "uid",
    "conn_state",
    "history",
    "orig_pkts",
    "resp_pkts",
    "service",
    "duration",
    "first_frame",
];

#[test]
fn a_packet_has_what_the_record_of_its_flow_says() {
    let place = Place::new();
    for name in ["office.pcap", "office.pcapng", "web.pcapng", "snapped.pcap"] {
        let file = capture(name);
        let flows = table(&place.run(&format!("stats flows -q -T csv --limit 0 {file}")).out());
        let fields = ASKED.map(|name| format!(" -e flow.{name}")).concat();
        let words = format!("filter -T csv -e frame.number{fields} -e flow.packets {file}");
        let packets = table(&place.run(&words).ends_with(0).out());
        let mut counted: HashMap<&str, u64> = HashMap::new();
        for packet in packets.iter().filter(|packet| !packet["flow.uid"].is_empty()) {
            let uid = &packet["flow.uid"];
            *counted.entry(uid).or_default() += 1;
            let flow = flows.iter().find(|flow| flow["uid"] == *uid).unwrap();
            for column in ASKED {
                assert_eq!(packet[&format!("flow.{column}")], flow[column], "{name} {uid}");
            }
            let number = |cell: &str| cell.parse::<u64>().unwrap();
            let frame = number(&packet["frame.number"]);
            assert!((number(&flow["first_frame"])..=number(&flow["last_frame"])).contains(&frame));
            let both = number(&flow["orig_pkts"]) + number(&flow["resp_pkts"]);
            assert_eq!(number(&packet["flow.packets"]), both, "{name} {uid}");
        }
        // No packet of a flow is missing.
        assert_eq!(counted.len(), flows.len(), "{name}");
        for flow in &flows {
            let both = flow["orig_pkts"].parse::<u64>().unwrap()
                + flow["resp_pkts"].parse::<u64>().unwrap();
            assert_eq!(counted[flow["uid"].as_str()], both, "{name} {}", flow["uid"]);
        }
    }
}

#[test]
fn expressions_choose_by_whole_flows() {
    let place = Place::new();
    let file = capture("office.pcap");
    let count = |expression: &str, option: &str| {
        let output = place
            .netsift()
            .args(["filter", "--count", option, expression, &file])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().parse::<u64>().unwrap()
    };
    let flows = table(&place.run(&format!("stats flows -q -T csv --limit 0 {file}")).out());
    let sum = |pass: &dyn Fn(&HashMap<String, String>) -> bool| -> u64 {
        let packets = |flow: &HashMap<String, String>| {
            flow["orig_pkts"].parse::<u64>().unwrap() + flow["resp_pkts"].parse::<u64>().unwrap()
        };
        flows.iter().filter(|flow| pass(flow)).map(packets).sum()
    };
    let of_dns = sum(&|flow| flow["service"] == "dns");
    assert!(of_dns > 0);
    assert_eq!(count("flow.service == \"dns\"", "-Y"), of_dns);
    assert_eq!(count("flow.service == \"dns\"", "--flows-where"), of_dns);
    let all = sum(&|_| true);
    assert_eq!(count("flow.uid", "-Y"), all);
    assert_eq!(
        count("flow.id.orig_h == 192.0.2.0/24", "-Y")
            + count("flow.uid and not flow.id.orig_h == 192.0.2.0/24", "-Y"),
        all
    );
    let sent = flows.iter().map(|flow| flow["orig_pkts"].parse::<u64>().unwrap()).sum::<u64>();
    let by_originators = count("ip.src == flow.id.orig_h || ipv6.src == flow.id.orig_h", "-Y");
    assert_eq!(by_originators, sent);
    // Of flows that the bounds cut, what lies inside counts.
    let cut = count("flow.last_frame > 10", "-Y");
    assert_eq!(cut, sum(&|flow| flow["last_frame"].parse::<u64>().unwrap() > 10));
}

#[test]
fn where_the_input_is_read_once_fields_of_flows_are_refused() {
    let place = Place::new();
    let file = capture("office.pcap");
    for words in [
        "stats summary -Y flow.bytes>1".to_owned(),
        "stats top --by flow.uid".to_owned(),
        "stats timeline --series big=flow.bytes>1".to_owned(),
        "plot timeline -o a.svg -Y flow.bytes>1".to_owned(),
        "detect -Y flow.bytes>1".to_owned(),
        "report -o a.html -Y flow.bytes>1".to_owned(),
    ] {
        let err = place.run(&format!("{words} {file}")).ends_with(2).err();
        assert!(err.contains("is known only once its flow is over"), "{words}: {err}");
    }
    let err = place.run_with("filter -Y flow.bytes>1 -", b"").ends_with(2).err();
    assert!(err.contains("flow.bytes needs the input read twice"), "{err}");
    let err = place.run(&format!("filter -e flow.uid --reorder {file}")).ends_with(2).err();
    assert!(err.contains("before packets are put in order"), "{err}");
    let err = place.run(&format!("filter -Y flow.byte>1 {file}")).ends_with(2).err();
    assert!(err.contains("did you mean `flow.bytes`?"), "{err}");
    assert!(place.run("filter --fields -T csv").out().contains("\nflow.conn_state,flow,text,"));
}
