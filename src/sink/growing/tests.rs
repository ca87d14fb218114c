use std::io::Write;
use std::path::Path;

use pcap_file::pcap::PcapReader;
use pcap_file::pcapng::{Block, PcapNgReader};

use super::*;

fn interface(name: &str) -> Interface {
    let filter = Some("tcp".to_owned());
    Interface { name: name.to_owned(), link_type: LinkType(1), snap_length: 96, filter }
}

#[test]
fn a_capture_is_readable_from_its_beginning_and_after_each_flush() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.pcapng");
    let interfaces = [interface("a"), interface("b")];
    let mut file = GrowingCapture::create(
        &path,
        false,
        CaptureFormat::by_file_name(&path.to_string_lossy()),
        &interfaces,
    )
    .unwrap();
    let blocks = || {
        let mut reader = PcapNgReader::new(std::fs::File::open(&path).unwrap()).unwrap();
        let mut blocks = Vec::new();
        while let Some(block) = reader.next_block() {
            blocks.push(block.unwrap().0.into_owned());
        }
        blocks
    };
    assert_eq!(blocks().len(), 2);
    file.packet(1, Timestamp(1_700_000_000_123_456_789), 1514, &[7; 33]).unwrap();
    assert_eq!(blocks().len(), 2, "it waits");
    file.flush().unwrap();
    assert_eq!(file.bytes(), std::fs::metadata(&path).unwrap().len());
    let statistics = Statistics { received: 9, dropped: 8, delivered: 1, ..Statistics::default() };
    file.finish(&[statistics, statistics]).unwrap();
    let blocks = blocks();
    assert_eq!(blocks.len(), 5);
    let Block::EnhancedPacket(packet) = &blocks[2] else { panic!("{:?}", blocks[2]) };
    assert_eq!(packet.timestamp.as_nanos(), 1_700_000_000_123_456_789);
    assert_eq!((packet.interface_id, packet.original_len, packet.data.len()), (1, 1514, 33));
    assert!(matches!(&blocks[4], Block::InterfaceStatistics(block) if block.interface_id == 1));
}

#[test]
fn pcap_has_nanoseconds_and_one_interface() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.pcap");
    let format = CaptureFormat::by_file_name(&path.to_string_lossy());
    assert!(
        GrowingCapture::create(&path, false, format, &[interface("a"), interface("b")]).is_err()
    );
    let mut file = GrowingCapture::create(&path, true, format, &[interface("a")]).unwrap();
    file.packet(0, Timestamp(1_700_000_000_123_456_789), 60, &[7; 60]).unwrap();
    file.finish(&[]).unwrap();
    let mut reader = PcapReader::new(std::fs::File::open(&path).unwrap()).unwrap();
    let packet = reader.next_packet().unwrap().unwrap();
    assert_eq!(packet.timestamp().as_nanos(), 1_700_000_000_123_456_789);
    assert_eq!(packet.data(), [7; 60]);
}

#[test]
fn an_existing_capture_is_replaced_only_by_force() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.pcapng");
    std::fs::write(&path, "precious").unwrap();
    let create = |force| GrowingCapture::create(&path, force, CaptureFormat::Pcapng, &[]);
    assert!(matches!(create(false), Err(Refusal::Exists)));
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    create(true).unwrap();
}

/// Takes so many bytes.
struct Full(usize);
impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(target_os = "linux")]
#[test]
fn packets_that_found_no_room_are_counted() {
    let full = Path::new("/dev/full");
    assert!(GrowingCapture::create(full, false, CaptureFormat::Pcapng, &[]).is_err());
    let out = Box::new(Full(100));
    let mut file = GrowingCapture::stream(out, CaptureFormat::Pcapng, &[interface("a")]).unwrap();
    for _ in 0..3 {
        file.packet(0, Timestamp(0), 100, &[0; 100]).unwrap();
    }
    assert!(file.flush().is_err());
    assert_eq!((file.lost(), file.packets()), (3, 3));
}
