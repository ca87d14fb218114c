//! Series of `stats timeline` with filters of their own, under our names and tshark's.

use super::support::Place;

#[test]
fn series_have_filters_of_their_own() {
    let place = Place::new();
    let office = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/office.pcapng");
    let run = |series: &[&str]| {
        let mut command = place.netsift();
        command.args(["stats", "timeline", "--interval", "10s", "-T", "csv", office]);
        for one in series {
            command.args(["--series", one]);
        }
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, out) = run(&["web=tcp.port == 80", "names=dns", "MAX(frame.len)"]);
    assert_eq!(code, Some(0));
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split(',').collect()).collect();
    let columns = ["web.packets", "web.frame_bytes", "names.packets", "names.frame_bytes"];
    assert_eq!(rows[0][5..9], columns);
    assert_eq!(rows[0][9], "max(frame.len)");
    // What `tshark -q -z io,stat,10,tcp.port==80,dns` says.
    assert_eq!(rows[1][5..9], ["52", "25401", "12", "972"]);
    for wrong in [&["web=tcp.prot == 80"][..], &["web="], &["a=tcp", "a=udp"], &["dns"]] {
        assert_eq!(run(wrong).0, Some(2), "{wrong:?}");
    }
}

#[test]
fn io_stat_takes_filters_as_tshark_does() {
    let place = Place::new();
    let office = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/office.pcapng");
    let run = |words: &[&str]| {
        let mut command = place.netsift();
        let output = command.arg("stats").args(words).args(["-T", "csv", office]).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let asked = "io,stat,0,tcp,udp.port in {53, 67},FRAMES()arp,SUM(frame.len)frame.len and tcp";
    let (code, out, _) = run(&["-z", asked]);
    assert_eq!(code, Some(0));
    let mut reader = csv::Reader::from_reader(out.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    let header = reader.headers().unwrap();
    let cell = |name: &str| &row[header.iter().position(|it| it == name).unwrap()];
    // What `tshark -q -z io,stat,0,...` says of these.
    assert_eq!(
        cell("tcp.packets"),
        cell_of(&run(&["timeline", "--interval", "1h", "-Y", "tcp"]).1)
    );
    assert_eq!(cell("udp.port in {53, 67}.packets"), "12");
    assert_eq!(cell("sum(frame.len)frame.len and tcp"), cell("tcp.frame_bytes"));
    let (code, out, _) = run(&["timeline", "--interval", "1h", "--series", "SUM(frame.len)tcp"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("sum(frame.len)tcp"), "{out}");
    for (wrong, said) in [
        ("tcp.prt == 80", "did you mean `tcp.port`?"),
        ("flow.bytes > 1", "is known only once its flow is over"),
        ("LOAD(frame.len)tcp", "COUNT, SUM, MIN, AVG or MAX"),
        ("SUM(no.such)tcp", "no field `no.such`"),
    ] {
        let (code, _, err) = run(&["-z", &format!("io,stat,1,{wrong}")]);
        assert_eq!(code, Some(2));
        assert!(err.contains(said), "{wrong}: {err}");
    }
}

/// The packets of the first row of a timeline.
fn cell_of(csv: &str) -> &str {
    csv.lines().nth(1).unwrap().split(',').nth(2).unwrap()
}

#[test]
fn pictures_have_a_panel_for_each_series() {
    let place = Place::new();
    let office = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/office.pcapng");
    let run = |words: &[&str]| {
        let mut command = place.netsift();
        command.args(["plot", "timeline", "--force", "-o", "a.svg", office]).args(words);
        command.output().unwrap().status.code()
    };
    assert_eq!(run(&["--series", "web=tcp.port == 80", "--series", "names=dns"]), Some(0));
    let picture = std::fs::read_to_string(place.path("a.svg")).unwrap();
    assert!(picture.contains("Packets a second, web"), "{picture}");
    assert!(picture.contains("Packets a second, names"));
    assert_eq!(run(&["--series", "web=tcp.port == 80", "--measure", "bytes"]), Some(0));
    let picture = std::fs::read_to_string(place.path("a.svg")).unwrap();
    assert!(picture.contains("Bits a second, web"), "{picture}");
    for wrong in [&["--series", "AVG(tcp.len)"][..], &["--series", "a=tcp", "--by", "ip.src"]] {
        assert_eq!(run(wrong), Some(2), "{wrong:?}");
    }
}
