//! Statistics of packets as they arrive.

use std::process::Command;

use super::support::Wire;

#[test]
fn what_is_said_of_an_interface_is_what_is_said_of_the_file_written_meanwhile() {
    let Some(wire) = Wire::lay() else { return };
    for statistic in ["protocols", "conversations", "endpoints", "ports"] {
        let theirs = wire.tcpdump("-i a0 -Z root --nano -U -w theirs.pcap udp");
        let ours = wire.netsift(&format!("stats {statistic} -i a0 -f udp -T csv"));
        wire.send(0, 400);
        let (code, said, shown) = ours.stop_and_read();
        theirs.stop();
        assert_eq!(code, 130, "{said}");
        let file = wire.answer(&format!("stats {statistic} -T csv theirs.pcap"));
        assert!(file.lines().count() > 1, "{file}");
        assert_eq!(shown, file, "{statistic}");
    }
}

#[test]
fn listening_ends_after_so_long_or_so_many_packets() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.netsift("stats summary -i a0 -f udp -T json -a duration:4");
    wire.send(0, 30);
    let (code, said, shown) = ours.end_and_read();
    assert_eq!(code, 0, "{said}");
    assert!(shown.replace(' ', "").contains("\"packets\":30"), "{shown}");
    let ours = wire.netsift("stats protocols -i a0 -f udp -T csv -c 12");
    wire.send(0, 100);
    let (code, said, shown) = ours.end_and_read();
    assert_eq!(code, 0, "{said}");
    assert!(shown.lines().any(|line| line.contains("udp") && line.contains(",12,")), "{shown}");
}

#[test]
fn periods_together_hold_every_packet_once() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.netsift("stats ports -i a0 -f udp -T csv --every 1s -a duration:12");
    for _ in 0..4 {
        wire.send(0, 50);
        std::thread::sleep(std::time::Duration::from_millis(700));
    }
    let (code, said, shown) = ours.end_and_read();
    assert_eq!(code, 0, "{said}");
    let mut lines = shown.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let packets = header.iter().position(|name| *name == "packets").unwrap();
    let port = header.iter().position(|name| *name == "port").unwrap();
    assert_eq!(header[0], "capture");
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let of_nine = rows.iter().filter(|row| row.get(port) == Some(&"9"));
    let counts: Vec<u64> = of_nine.map(|row| row[packets].parse().unwrap()).collect();
    assert!(counts.len() >= 2, "{shown}");
    assert_eq!(counts.iter().sum::<u64>(), 200, "{shown}");
}

#[test]
fn an_interface_and_a_capture_at_once_are_refused() {
    let code = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_netsift"));
        command.args(words).output().unwrap().status.code()
    };
    assert_eq!(code(&["stats", "-i", "lo", "./x.pcap"]), Some(2));
    assert_eq!(code(&["stats", "-i", "lo", "-r", "x.pcap"]), Some(2));
    assert_eq!(code(&["stats", "-i", "lo", "-a", "files:3"]), Some(2));
    assert_eq!(code(&["stats", "-i", "lo", "--from", "-5m"]), Some(2));
    assert_eq!(code(&["stats", "-a", "duration:3", "x.pcap"]), Some(2));
    assert_eq!(code(&["capture", "-r", "x.pcap"]), Some(2));
}

#[test]
fn interfaces_are_opened_as_for_a_capture() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.netsift("stats summary -i a0 -f udp -s 64 -p -B 4 -y EN10MB -T csv -c 20");
    wire.send(0, 400);
    let (code, said, shown) = ours.end_and_read();
    assert_eq!(code, 0, "{said}");
    let (header, row) = shown.split_once('\n').unwrap();
    let place = header.split(',').position(|it| it == "captured_bytes").unwrap();
    let captured: u64 = row.split(',').nth(place).unwrap().parse().unwrap();
    // The first twenty datagrams have 0 to 19 bytes behind headers of 42.
    assert_eq!(captured, (0..20_u64).map(|it| (42 + it).min(64)).sum::<u64>(), "{shown}");
    let ours = wire.netsift("stats summary -i a0 -y NONE -T csv -c 20");
    assert_eq!(ours.end().0, 2);
}
