//! Packets as lines, without a file.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::support::{Wire, datagrams};

#[test]
fn a_line_appears_while_the_capture_goes_on() {
    let Some(wire) = Wire::lay() else { return };
    let program = env!("CARGO_BIN_EXE_netsift");
    let mut command = wire.command(program, "capture -q -i a0 -f udp -a duration:20");
    let mut ours = command.stdout(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_secs(1));
    let began = Instant::now();
    wire.send(0, 1);
    let mut line = String::new();
    BufReader::new(ours.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(began.elapsed() < Duration::from_secs(10));
    assert!(line.contains(" 10.9.0.1:") && line.contains(" > 10.9.0.2:9 "), "{line}");
    let id = ours.id().to_string();
    assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
    ours.wait().unwrap();
}

#[test]
fn fields_of_packets_are_those_that_tshark_reads_from_tcpdumps_file() {
    let Some(wire) = Wire::lay() else { return };
    let theirs = wire.tcpdump("-i a0 -Z root --nano -U -w theirs.pcap udp");
    let fields = "-e frame.time_epoch -e ip.src -e ip.dst -e ip.id -e udp.length -e frame.len \
                  -e udp.checksum";
    let ours = wire.capture(&format!("-i a0 -f udp -Y udp.dstport==9 {fields}"));
    wire.send(0, 300);
    let (code, said, shown) = ours.stop_and_read();
    theirs.stop();
    assert_eq!(code, 130, "{said}");
    let theirs = datagrams(&wire.path("theirs.pcap"));
    assert_eq!(theirs.len(), 300);
    let ports = |lines: &[String]| -> Vec<String> {
        lines.iter().map(|line| line.split('\t').skip(1).take(2).collect()).collect()
    };
    let ours: Vec<String> = shown.lines().map(str::to_owned).collect();
    assert_eq!(ports(&ours), ports(&theirs));
    let lengths = |lines: &[String]| -> Vec<String> {
        lines.iter().map(|line| line.split('\t').skip(4).take(2).collect()).collect()
    };
    assert_eq!(lengths(&ours), lengths(&theirs));
}

#[test]
fn the_ledger_says_how_many_of_the_packets_were_shown() {
    let Some(wire) = Wire::lay() else { return };
    let words = "-i a0 -f udp -c 3 -T ndjson -e udp.length -Y udp.length>=10";
    let ours = wire.capture(words);
    wire.send(0, 20);
    let (code, said, shown) = ours.end_and_read();
    assert_eq!(code, 0, "{said}");
    assert!(shown.contains("\"packets_kept\":3"), "{shown}");
}

#[test]
fn so_many_lines_as_are_wanted_and_not_those_that_do_not_match() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -f udp -c 5 -T csv -e udp.length -Y udp.length>=20");
    wire.send(0, 100);
    let (code, said, shown) = ours.end_and_read();
    assert_eq!(code, 0, "{said}");
    assert_eq!(shown.lines().collect::<Vec<_>>(), ["udp.length", "20", "21", "22", "23", "24"]);
}
