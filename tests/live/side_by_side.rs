//! What netsift captures is what tcpdump captures.

use super::support::{Wire, datagrams};

#[test]
fn the_same_packets_at_the_same_nanoseconds_as_tcpdump() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -w ours.pcapng -f udp");
    let theirs = wire.tcpdump("-i a0 -Z root --nano -U -w theirs.pcap udp");
    wire.send(0, 1500);
    let (code, said) = ours.stop();
    theirs.stop();
    assert_eq!(code, 130, "{said}");
    assert!(said.contains("0 dropped by the kernel"), "{said}");
    let (ours, theirs) =
        (datagrams(&wire.path("ours.pcapng")), datagrams(&wire.path("theirs.pcap")));
    assert_eq!(ours.len(), 1500);
    assert_eq!(ours, theirs);
}

#[test]
fn two_interfaces_are_one_capture_in_the_order_of_time() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -i a1 -w ours.pcapng -f udp");
    for _ in 0..5 {
        wire.send(0, 40);
        wire.send(1, 60);
    }
    let (code, said) = ours.stop();
    assert_eq!(code, 130, "{said}");
    let lines = datagrams(&wire.path("ours.pcapng"));
    assert_eq!(lines.iter().filter(|line| line.contains("10.9.0.2")).count(), 200);
    assert_eq!(lines.iter().filter(|line| line.contains("10.9.1.2")).count(), 300);
    let times: Vec<&str> = lines.iter().map(|line| line.split('\t').next().unwrap()).collect();
    assert!(times.is_sorted());
}

#[test]
fn the_kernel_chooses_and_packets_are_cut() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -w ours.pcap -s 60 -f udp[4:2]>=508");
    wire.send(0, 600);
    let (code, said) = ours.stop();
    assert_eq!(code, 130, "{said}");
    // Datagrams of 500 bytes and more, as the length counts 8 bytes of header.
    assert_eq!(datagrams(&wire.path("ours.pcap")).len(), 100);
    let bytes = std::fs::metadata(wire.path("ours.pcap")).unwrap().len();
    assert!(bytes < 24 + 200 * 76, "{bytes}");
}
