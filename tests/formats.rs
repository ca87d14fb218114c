//! The committed captures, in every format and compression.

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::path::{Path, PathBuf};

    use netsift::report::Ledger;
    use netsift::source::{Batch, Inputs, Options, Source, Timeline};

    fn testdata(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
    }

    /// Time in nanoseconds, length on the wire, bytes.
    type Packet = (i64, u32, Vec<u8>);

    fn read(name: &str) -> (Vec<Packet>, Ledger) {
        let paths = vec![testdata(name)];
        let mut timeline = Timeline::open(&Inputs { paths, options: Options::default() });
        let mut batch = Batch::default();
        let mut packets = Vec::new();
        while timeline.fill(&mut batch) {
            let found = batch.packets();
            packets
                .extend(found.map(|packet| (packet.at.0, packet.wire_bytes, packet.data.to_vec())));
        }
        (packets, timeline.into_ledger())
    }

    #[test]
    fn every_compression_gives_the_same_packets() {
        let (plain, ledger) = read("office.pcap");
        // As capinfos counts.
        assert_eq!((plain.len(), ledger.records.wire_bytes), (60, 25_766));
        for ending in ["gz", "zst", "lz4", "xz", "bz2"] {
            let (packets, ledger) = read(&format!("office.pcap.{ending}"));
            assert_eq!(packets, plain, "{ending}");
            assert_eq!(ledger.worst(), None);
            assert!(ledger.files[0].compression.is_some());
        }
    }

    #[test]
    fn the_office_has_as_many_packets_as_capinfos_says() {
        let (packets, ledger) = read("office.pcapng");
        assert_eq!((packets.len(), ledger.records.wire_bytes), (137, 47_270));
        assert_eq!(ledger.interface_count, 1);
        assert_eq!(ledger.worst(), None);
    }

    #[test]
    fn pcap_file_reads_the_same_packets() {
        for name in ["office.pcap", "nanoseconds.pcap", "snapped.pcap"] {
            let file = File::open(testdata(name)).unwrap();
            let mut reader = pcap_file::pcap::PcapReader::new(file).unwrap();
            let mut theirs = Vec::new();
            while let Some(packet) = reader.next_packet() {
                let packet = packet.unwrap();
                let at = i64::try_from(packet.timestamp().as_nanos()).unwrap();
                theirs.push((at, packet.orig_len(), packet.data().to_vec()));
            }
            assert_eq!(read(name).0, theirs, "{name}");
        }
    }
}
