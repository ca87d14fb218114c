//! `netsift filter`.

use super::support::{Place, capture};

fn place() -> Place {
    let place = Place::new();
    place.file("a.pcap", &capture(5));
    place
}

#[test]
fn matching_packets_are_counted() {
    let place = place();
    let count = |words: &str| {
        let mut command = place.netsift();
        let output = command.args(["filter", "--count", "a.pcap", "-Y", words]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(count("tcp"), "5\n");
    assert_eq!(count("tcp.dstport == 80 and frame.number > 2"), "3\n");
    assert_eq!(count("udp"), "0\n");
    assert_eq!(place.run("filter --count a.pcap").ends_with(0).out(), "5\n");
    assert_eq!(place.run("filter --count --protocol udp,tcp a.pcap").ends_with(0).out(), "5\n");
    assert_eq!(place.run("filter --count --invert -Y udp a.pcap").ends_with(0).out(), "5\n");
    assert_eq!(place.run("filter --count -c 2 -Y tcp a.pcap").ends_with(0).out(), "2\n");
    let json = place.run("filter --count -T json -Y frame.number==1 a.pcap").ends_with(0).json();
    let row = &json["sections"]["count"]["tables"]["count"]["rows"][0];
    assert_eq!((row["packets_matched"].as_u64(), row["packets_read"].as_u64()), (Some(1), Some(5)));
    assert_eq!(json["input"]["packets_kept"].as_u64(), Some(1), "{json}");
}

#[test]
fn fields_are_shown_as_rows() {
    let place = place();
    let ran =
        place.run("filter -Y frame.number<3 -T csv -e frame.number -e ip.src -e tcp.port a.pcap");
    assert_eq!(
        ran.ends_with(0).out(),
        "frame.number,ip.src,tcp.port\n1,10.0.0.1,\"40000,80\"\n2,10.0.0.1,\"40001,80\"\n"
    );
    let ran = place.run("filter -c 1 -T tsv -e tcp.port -E occurrence=l a.pcap").ends_with(0);
    assert_eq!(ran.out(), "tcp.port\n80\n");
    let ran = place.run("filter -c 1 -T tsv -e tcp.port -E aggregator=; a.pcap").ends_with(0);
    assert_eq!(ran.out(), "tcp.port\n40000;80\n");
}

#[test]
fn mistakes_are_usage_errors_with_a_place_and_a_way_out() {
    let place = place();
    let said = |words: &[&str]| {
        let output = place.netsift().args(words).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    let wrong = said(&["filter", "a.pcap", "-Y", "tcp.prot == 80"]);
    assert_eq!(
        wrong,
        "filter: -Y: no field `tcp.prot`; did you mean `tcp.port`?\n  tcp.prot == 80\n  ^^^^^^^^\n"
    );
    assert!(said(&["filter", "a.pcap", "-Y", "lenn(frame) == 1"]).contains("did you mean `len`"));
    assert!(said(&["filter", "a.pcap", "-e", "ip.scr"]).contains("did you mean `ip.src`"));
    assert!(said(&["filter", "a.pcap", "--protocol", "dnss"]).contains("did you mean `dns`"));
    assert!(said(&["filter", "-Y", "tcp"]).contains("no capture is named"));
    assert!(said(&["filter", "--invert", "a.pcap"]).contains("add one with -Y"));
}

#[test]
fn it_says_what_came_closest_where_nothing_matches() {
    let place = place();
    let output = place
        .netsift()
        .args(["filter", "a.pcap", "-Y", "tcp and udp.port == 53"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "0 of 5 packets match; 5 match `tcp`, 0 match `udp.port == 53`\n");
    assert_eq!(place.run("filter -Y udp --fail-if-empty a.pcap").code(), 1);
    place.run("filter -Y udp nowhere.pcap").ends_with(3);
}

#[test]
fn all_fields_are_listed_without_a_capture() {
    let listed = Place::new().run("filter --fields -T csv").ends_with(0).out();
    assert!(listed.lines().any(|line| line.starts_with("tcp.port,tcp,unsigned")), "{listed}");
}
