//! The stored captures, one row each.

use netsift::report::FileFaultKind::{self, Damaged, Oddity, Truncated, Unreadable};

use super::support::{broken, read, resync};

/// What must come of a file.
struct Row {
    file: &'static str,
    packets: u64,
    worst: Option<FileFaultKind>,
    /// What a message must say.
    says: &'static str,
}

const fn row(
    file: &'static str,
    packets: u64,
    worst: Option<FileFaultKind>,
    says: &'static str,
) -> Row {
    Row { file, packets, worst, says }
}

const ROWS: &[Row] = &[
    row("01_empty.pcap", 0, Some(Unreadable), "01_empty.pcap: empty input"),
    row("02_hdr_short.pcap", 0, Some(Unreadable), "file header cut: 10 of 24 bytes"),
    row("04_bad_magic.pcap", 0, Some(Unreadable), "not a pcap or pcapng capture: begins with "),
    row(
        "05_trunc_rec_hdr.pcap",
        1,
        Some(Truncated),
        "packet 2 at byte 87: record header of 16 bytes, file ends after 7; the packet before it was read",
    ),
    row(
        "07_caplen_huge.pcap",
        1,
        Some(Damaged),
        "packet 2 at byte 87: record says 4294967295 bytes",
    ),
    row("10_caplen_gt_origlen.pcap", 1, Some(Oddity), "captured of a packet of"),
    row("11_zero_len_rec.pcap", 2, None, ""),
    row("13_usec_overflow.pcap", 1, Some(Oddity), "carried into the seconds"),
    row("14_ns_overflow.pcap", 1, Some(Oddity), "carried into the seconds"),
    row("16_ts_2106.pcap", 1, None, ""),
    row("17_ts_backwards.pcap", 3, None, ""),
    row("19_version_3.pcap", 0, Some(Unreadable), "version 3.9 is not supported"),
    row("20_modified_kuznetzov.pcap", 1, None, ""),
    row("22_linktype_fcs_bits.pcap", 1, None, ""),
    row(
        "23_garbage_mid.pcap",
        3,
        Some(Damaged),
        "packet 4 at byte 213: record says 4294967295 bytes",
    ),
    row("25_gzip_trailing.pcap.gz", 1, Some(Oddity), "behind the gzip data"),
    row("26_gzip_trunc.pcap.gz", 4871, Some(Truncated), "gzip data cut"),
    row("28_gzip_multi.pcap.gz", 2, None, ""),
    row("31_shb_only.pcapng", 0, None, ""),
    row("32_no_idb_epb.pcapng", 0, Some(Damaged), "interface 0 is not defined"),
    row("34_block_len_0.pcapng", 0, Some(Damaged), "says 0 bytes"),
    row("35_block_len_unaligned.pcapng", 0, Some(Truncated), "says 35 bytes, file ends after 32"),
    row(
        "37_trailer_mismatch.pcapng",
        2,
        Some(Damaged),
        "at byte 48: enhanced packet block says 80 bytes in front and 99 behind",
    ),
    row(
        "38_shb_short.pcapng",
        0,
        Some(Unreadable),
        "section header says 16 bytes, less than the 28",
    ),
    row("40_opt_overrun.pcapng", 1, Some(Damaged), "option 1 says 60000 bytes"),
    row("41_opt_no_end.pcapng", 1, None, ""),
    row("43_tsresol_10_127.pcapng", 1, Some(Damaged), "resolution of 10^-127 s"),
    row("44_tsresol_1s.pcapng", 1, None, ""),
    row("46_tsoffset_neg.pcapng", 1, None, ""),
    row("47_ts_max.pcapng", 1, Some(Damaged), "outside the years 1677 to 2262"),
    row("49_two_sections_endian.pcapng", 2, None, ""),
    row("50_mixed_linktypes.pcapng", 2, None, ""),
    row("53_section_len_wrong.pcapng", 1, None, ""),
    row("55_name_esc.pcapng", 1, None, ""),
    row("56_nrb_dsb.pcapng", 1, Some(Damaged), "secrets of 4294967295 bytes"),
    row("80_short_packets.pcap", 48, None, ""),
    row("85_pcapng_named_pcap.pcap", 1, None, ""),
    row("86_text.pcap", 0, Some(Unreadable), "not a pcap or pcapng capture"),
    row("88_xz.pcap.xz", 1, None, ""),
    row("89_zstd_like.pcap.zst", 0, Some(Unreadable), "zstd data cut"),
];

#[test]
fn every_broken_capture_gives_what_can_be_read_and_says_what_is_wrong() {
    let mut wrong = Vec::new();
    for row in ROWS {
        let reading = read(&broken(row.file));
        let messages = reading.messages();
        if (reading.packets(), reading.worst()) != (row.packets, row.worst)
            || !messages.contains(row.says)
        {
            wrong.push(format!(
                "{}: {} packets, {:?}: {messages}",
                row.file,
                reading.packets(),
                reading.worst()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_broken_capture_is_in_the_table() {
    for entry in std::fs::read_dir(broken("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = ROWS.iter().any(|row| row.file == name);
        assert!(known || name == "README.md", "{name} has no row");
    }
}

#[test]
fn every_broken_capture_ends_when_searched_on() {
    for row in ROWS {
        assert!(resync(&broken(row.file)).packets() >= row.packets, "{}", row.file);
    }
}

#[test]
fn searching_on_finds_the_packets_behind_garbage_and_counts_what_it_passed_over() {
    let reading = resync(&broken("23_garbage_mid.pcap"));
    assert_eq!(reading.packets(), 6);
    assert_eq!(reading.ledger.files[0].bytes_skipped, 40);
    assert_eq!(reading.worst(), Some(Damaged));
}

#[test]
fn times_are_those_of_the_file() {
    let time = |name| read(&broken(name)).times[0];
    assert_eq!(time("13_usec_overflow.pcap"), (1_700_000_000 + 4294) * 1_000_000_000 + 967_295_000);
    assert_eq!(time("14_ns_overflow.pcap"), 1_700_000_002_000_000_000);
    assert_eq!(time("16_ts_2106.pcap"), 4_294_967_295_999_999_000);
    assert_eq!(time("44_tsresol_1s.pcapng"), 1_700_000_000_000_000_000);
    assert_eq!(time("46_tsoffset_neg.pcapng"), -100_000_000_000_000_000);
    assert_eq!(time("47_ts_max.pcapng"), i64::MAX);
}

#[test]
fn time_that_goes_backwards_is_counted_and_the_span_is_from_least_to_greatest() {
    let ledger = read(&broken("17_ts_backwards.pcap")).ledger;
    assert_eq!(ledger.records.out_of_order, 1);
    assert_eq!(ledger.records.duration_ns(), Some(100_000_000_000));
}

#[test]
fn the_frame_check_sequence_is_no_part_of_the_link_type() {
    let path = broken("22_linktype_fcs_bits.pcap");
    assert_eq!(read(&path).links, [1]);
    let mut timeline = netsift::source::Timeline::open(&netsift::source::Inputs {
        paths: vec![path],
        ..Default::default()
    });
    let mut batch = netsift::source::Batch::default();
    assert!(netsift::source::Source::fill(&mut timeline, &mut batch));
    assert_eq!(batch.records[0].fcs_bytes, 4);
}

#[test]
fn each_packet_has_the_link_type_of_its_interface() {
    assert_eq!(read(&broken("50_mixed_linktypes.pcapng")).links, [1, 101]);
}

#[test]
fn text_from_a_file_is_kept_as_it_is_and_never_shown_so() {
    let reading = read(&broken("55_name_esc.pcapng"));
    assert_eq!(reading.ledger.interfaces[0].name.as_deref(), Some("eth0\n,\"\u{fffd}\u{fffd}"));
    assert_eq!(reading.ledger.files[0].comments, 1);
    assert!(!reading.messages().contains('\u{1b}'));
}
