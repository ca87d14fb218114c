//! What decoding costs a packet, by kind of packet: `cargo bench --bench decode`.

use divan::counter::ItemsCount;
use netsift::packet::{Decoded, RawPacket, decode};
use netsift::value::LinkType;

fn main() {
    divan::main();
}

/// Ethernet with `tags` VLAN tags, then `rest` announced by `ethertype`.
fn frame(tags: usize, ethertype: u16, rest: &[u8]) -> Vec<u8> {
    let mut bytes = vec![2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];
    for tag in 0..tags {
        bytes.extend([0x81, 0x00, 0x00, u8::try_from(tag).unwrap_or(0)]);
    }
    bytes.extend(ethertype.to_be_bytes());
    bytes.extend(rest);
    bytes
}

#[rustfmt::skip]
const TCP: &[u8] = &[
    0x45, 0, 0, 60, 0, 1, 0x40, 0, 64, 6, 0, 0,  192, 0, 2, 1,  198, 51, 100, 7,   // IPv4
    0xc0, 0x01, 0x01, 0xbb, 0, 0, 0, 1, 0, 0, 0, 2, 0x50, 0x18, 0x20, 0, 0, 0, 0, 0, // TCP
    0x17, 3, 3, 0, 15, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,            // payload
];
#[rustfmt::skip]
const UDP: &[u8] = &[
    0x45, 0, 0, 40, 0, 1, 0x40, 0, 64, 17, 0, 0,  192, 0, 2, 1,  198, 51, 100, 7,  // IPv4
    0xc0, 0x01, 0x00, 0x35, 0, 20, 0, 0,                                           // UDP
    0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,                                            // payload
];

fn run(bencher: divan::Bencher<'_, '_>, data: &[u8]) {
    let raw = RawPacket::alone(LinkType(1), data);
    let mut decoded = Decoded::default();
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        decode(divan::black_box(&raw), &mut decoded);
        decoded.layers().len()
    });
}

#[divan::bench(sample_size = 10_000)]
fn ethernet_ipv4_tcp(bencher: divan::Bencher<'_, '_>) {
    run(bencher, &frame(0, 0x0800, TCP));
}

#[divan::bench(sample_size = 10_000)]
fn ethernet_ipv4_udp(bencher: divan::Bencher<'_, '_>) {
    run(bencher, &frame(0, 0x0800, UDP));
}

#[divan::bench(sample_size = 10_000)]
fn ethernet_two_vlans_ipv4_tcp(bencher: divan::Bencher<'_, '_>) {
    run(bencher, &frame(2, 0x0800, TCP));
}

#[divan::bench(sample_size = 10_000)]
fn ethernet_unknown(bencher: divan::Bencher<'_, '_>) {
    run(bencher, &frame(0, 0x88b5, TCP));
}
