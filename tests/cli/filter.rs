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
fn the_time_between_packets_goes_on_over_batches_and_whatever_is_left_out() {
    let place = Place::new();
    place.file("long.pcap", &capture(20_000));
    let shown = |words: &str| place.run(words).ends_with(0).out().clone();
    let rows = shown("filter -T csv -e frame.time_relative -e frame.time_delta long.pcap");
    let nanoseconds = |text: &str| text.replace('.', "").parse::<i128>().unwrap();
    let mut before = None;
    for (time, delta) in rows.lines().skip(1).map(|row| row.split_once(',').unwrap()) {
        let (time, delta) = (nanoseconds(time), nanoseconds(delta));
        assert_eq!(delta, time - before.unwrap_or(time));
        before = Some(time);
    }
    let one = shown("filter -Y frame.number==19999 -T csv -e frame.time_delta long.pcap");
    assert_eq!(one.lines().nth(1), rows.lines().nth(19_999).unwrap().split(',').nth(1));
    let sum = "stats timeline --interval 30m --series SUM(frame.time_delta) -T csv long.pcap";
    assert_eq!(shown(&format!("{sum} -j 1")), shown(&format!("{sum} -j 3")));
}

#[test]
fn streams_are_fields_for_filters_columns_and_statistics() {
    let place = place();
    let ran = place.run("filter -Y tcp.stream>2 -T csv -e tcp.stream -e tcp.seq -e tcp.len a.pcap");
    assert_eq!(ran.ends_with(0).out(), "tcp.stream,tcp.seq,tcp.len\n3,1,0\n4,1,0\n");
    assert_eq!(place.run("filter --count -Y udp.stream a.pcap").ends_with(0).out(), "0\n");
    let alone = place.run("stats top --by tcp.stream -T csv -j 1 a.pcap").ends_with(0).out();
    assert!(alone.contains("top,4,1,54,20,20\n"), "{alone}");
    assert_eq!(place.run("stats top --by tcp.stream -T csv -j 4 a.pcap").ends_with(0).out(), alone);
    place.file("many.pcap", &capture(67));
    let few = place.run("filter --count --max-flows 64 -Y tcp.stream -T json many.pcap");
    let few = few.ends_with(0);
    let warning = "there was no room to follow the streams of 3 segments; raise --max-flows";
    assert_eq!(few.json()["input"]["warnings"][0].as_str(), Some(warning));
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

/// Times, lengths and bytes of each packet, as our own reader and the library pcap-file see them.
fn packets(path: &std::path::Path) -> Vec<(std::time::Duration, u32, Vec<u8>)> {
    let file = std::fs::File::open(path).unwrap();
    let mut reader = pcap_file::pcap::PcapReader::new(file).unwrap();
    let mut found = Vec::new();
    while let Some(packet) = reader.next_packet() {
        let packet = packet.unwrap();
        found.push((packet.timestamp(), packet.orig_len(), packet.data().to_vec()));
    }
    found
}

#[test]
fn a_written_capture_holds_the_packets_that_match() {
    let place = place();
    place.run("filter -Y frame.number>2 -w b.pcap a.pcap").ends_with(0);
    assert_eq!(packets(&place.path("b.pcap")), packets(&place.path("a.pcap"))[2..]);
    // Through pcapng and compression and back.
    place.run("filter -w c.pcapng.gz a.pcap").ends_with(0);
    place.run("filter -w d.pcapng.zst c.pcapng.gz").ends_with(0);
    place.run("filter -w e.pcap d.pcapng.zst").ends_with(0);
    let whole = packets(&place.path("a.pcap"));
    assert_eq!(packets(&place.path("e.pcap")), whole);
    let piped =
        place.netsift().args(["filter", "-w", "-", "--to-format", "pcap", "a.pcap"]).output();
    place.file("f.pcap", &piped.unwrap().stdout);
    assert_eq!(packets(&place.path("f.pcap")), whole);
    assert_eq!(place.run("filter -w - a.pcap -Y udp").ends_with(0).0.stdout.len(), 28);
}

#[test]
fn an_output_is_never_an_input_and_an_old_file_is_kept() {
    let place = place();
    assert!(place.run("filter -w a.pcap --force a.pcap").ends_with(2).err().contains("input"));
    place.file("old.pcap", b"old");
    assert!(place.run("filter -w old.pcap a.pcap").ends_with(2).err().contains("--force"));
    place.run("filter -w old.pcap --force nowhere.pcap").ends_with(3);
    assert_eq!(std::fs::read(place.path("old.pcap")).unwrap(), b"old");
    assert_eq!(place.names(), ["a.pcap", "old.pcap"]);
    place.run("filter -w x.pcap --count a.pcap").ends_with(2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_output_that_could_not_be_delivered() {
    place().run("filter -w /dev/full a.pcap").ends_with(5);
}

#[test]
fn pcapng_keeps_what_stands_beside_packets() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let place = Place::new();
    let document = |words: &str| place.run(words).ends_with(0).json();
    for name in
        ["broken/55_name_esc.pcapng", "broken/49_two_sections_endian.pcapng", "office.pcapng"]
    {
        let source = root.join(name);
        let name = name.trim_start_matches("broken/");
        place.run(&format!("filter -w {name} {}", source.display())).ends_with(0);
        let before = document(&format!("stats summary -T json {}", source.display()));
        let after = document(&format!("stats summary -T json {name}"));
        for key in
            ["comments", "packets", "captured_bytes", "wire_bytes", "first_seen", "last_seen"]
        {
            let of = |document: &serde_json::Value| document["input"]["files"][0][key].clone();
            assert_eq!(of(&before), of(&after), "{name}: {key}");
        }
        let interfaces = |document: &serde_json::Value| {
            let all = document["input"]["interfaces"].as_array().unwrap().clone();
            let kept = |it: &serde_json::Value| it["packets"].as_u64() != Some(0);
            all.iter().filter(|it| kept(it)).map(|it| it["name"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(interfaces(&before), interfaces(&after), "{name}");
    }
    let mixed = root.join("broken/50_mixed_linktypes.pcapng");
    let refused = place.run(&format!("filter -w m.pcap {}", mixed.display())).ends_with(5);
    assert!(refused.err().contains("write pcapng"), "{}", refused.err());
    assert!(!place.path("m.pcap").exists());
    place.run(&format!("filter -w m.pcapng {}", mixed.display())).ends_with(0);
}

#[test]
fn names_secrets_and_comments_are_written_again() {
    use netsift::sink::{CaptureFormat, CaptureWriter, InterfaceBlock, PacketBlock};
    use netsift::value::{LinkType, Timestamp};
    const NAMES: [u8; 16] = [1, 0, 8, 0, 192, 0, 2, 1, b'w', b'w', b'w', 0, 0, 0, 0, 0];
    const SECRETS: [u8; 12] = [b'K', b'S', b'L', b'T', 4, 0, 0, 0, b'k', b'e', b'y', b'!'];
    const COMMENT: [u8; 8] = [1, 0, 4, 0, b'n', b'i', b'c', b'e'];
    let mut writer = CaptureWriter::new(CaptureFormat::Pcapng, Vec::new());
    writer.begin(&COMMENT).unwrap();
    let link_type = LinkType(1);
    writer.interface(&InterfaceBlock { link_type, ..InterfaceBlock::default() }).unwrap();
    writer.block(4, &NAMES).unwrap();
    writer.block(10, &SECRETS).unwrap();
    let at = Timestamp(1_700_000_000_123_456_789);
    let packet = PacketBlock { at, wire_bytes: 4, interface: 0, data: &[1; 4], options: &COMMENT };
    writer.packet(&packet).unwrap();
    let written = writer.finish().unwrap();
    let place = Place::new();
    place.file("a.pcapng", &written);
    place.run("filter -w b.pcapng a.pcapng").ends_with(0);
    let count =
        |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).filter(|it| *it == part).count();
    let again = std::fs::read(place.path("b.pcapng")).unwrap();
    for part in [&NAMES[..], &SECRETS, &COMMENT] {
        assert_eq!(count(&again, part), count(&written, part));
    }
    assert_eq!(again.len(), written.len());
    // The interface right behind the section, where Wireshark's tools look for the link type.
    let section = u32::from_le_bytes(*again[4..].first_chunk().unwrap()) as usize;
    assert_eq!(again[section..][..4], [1, 0, 0, 0]);
}

#[test]
fn lines_of_fields_are_those_of_tshark() {
    let place = place();
    let out = |words: &str| place.run(&format!("filter -q a.pcap {words}")).ends_with(0).out();
    let lines = out(
        "-c 1 -T fields -e frame.number -e tcp.flags -e dns.a -E separator=, -E quote=d -E header=y",
    );
    assert_eq!(lines, "frame.number,tcp.flags,dns.a\n\"1\",\"0x0010\",\n");
    assert_eq!(out("-c 1 -T fields -e dns.a -e dns.aaaa"), "\t\n");
    assert_eq!(out("-T fields -e dns.a -Y udp -E header=y"), "dns.a\n");
    // Without fields there are no lines; elsewhere there are no fields.
    for words in [
        "filter -T fields a.pcap",
        "filter -T fields --count a.pcap",
        "filter -T fields -e tcp.port --tz local a.pcap",
        "filter -T csv -e tcp.port -E separator=, a.pcap",
        "filter -T fields -e tcp.port -E separator= a.pcap",
        "stats summary -T fields a.pcap",
        "capture --list -T fields",
    ] {
        place.run(words).ends_with(2);
    }
}

#[test]
fn a_field_is_the_same_whichever_others_are_asked_for() {
    let place = Place::new();
    for name in ["office.pcapng", "web.pcapng"] {
        let file = format!("{}/testdata/{name}", env!("CARGO_MANIFEST_DIR"));
        // A field of TLS has all streams followed, as others may become TLS.
        let with = |fields: &str, besides: &str| {
            let words = format!("filter -T tsv -e frame.number {fields} {besides} {file}");
            place.run(&words).ends_with(0).out()
        };
        let tls = "-e tls.record.content_type";
        for fields in [
            "-e dns.qry.name",
            "-e http.request.uri -e http.response.code",
            "-e dns.id -e http.host",
        ] {
            let all = with(fields, tls);
            let cut: Vec<_> = all.lines().map(|line| line.rsplit_once('\t').unwrap().0).collect();
            let alone = with(fields, "");
            assert_eq!(alone.lines().collect::<Vec<_>>(), cut, "{name}: {fields}");
            let said = |cell: &&str| !cell.is_empty();
            let cells = cut.iter().skip(1).flat_map(|line| line.split('\t').skip(1));
            assert!(name == "web.pcapng" || cells.filter(said).count() > 0, "{name}: {fields}");
        }
    }
}
