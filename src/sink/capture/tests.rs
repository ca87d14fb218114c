use super::*;

fn written(format: CaptureFormat, interfaces: &[InterfaceBlock]) -> Result<Vec<u8>, CaptureError> {
    let mut writer = CaptureWriter::new(format, Vec::new());
    writer.begin(&[])?;
    for interface in interfaces {
        let number = writer.interface(interface)?;
        let at = Timestamp(1_700_000_000_000_001_001);
        let data = &[1, 2, 3, 4, 5];
        writer.packet(&PacketBlock {
            at,
            wire_bytes: 60,
            interface: number,
            data,
            options: &[],
        })?;
    }
    writer.finish()
}

fn ethernet(is_fine: bool) -> InterfaceBlock {
    InterfaceBlock { link_type: LinkType(1), is_fine, ..InterfaceBlock::default() }
}

#[test]
fn pcap_is_what_the_draft_says() {
    #[rustfmt::skip]
    let expected = [
        0xd4, 0xc3, 0xb2, 0xa1,  2, 0, 4, 0,  0, 0, 0, 0,  0, 0, 0, 0,  0, 0, 4, 0,  1, 0, 0, 0,
        0x00, 0xf1, 0x53, 0x65,  1, 0, 0, 0,  5, 0, 0, 0,  60, 0, 0, 0,
        1, 2, 3, 4, 5,
    ];
    assert_eq!(written(CaptureFormat::Pcap, &[ethernet(false)]).unwrap(), expected);
    let fine = written(CaptureFormat::Pcap, &[ethernet(true)]).unwrap();
    assert_eq!(&fine[..4], [0x4d, 0x3c, 0xb2, 0xa1]);
    assert_eq!(&fine[28..32], 1001_u32.to_le_bytes());
}

#[test]
fn pcap_refuses_a_second_link_type() {
    let other = InterfaceBlock { link_type: LinkType(101), ..InterfaceBlock::default() };
    let error = written(CaptureFormat::Pcap, &[ethernet(false), other.clone()]).unwrap_err();
    assert!(matches!(error, CaptureError::MixedLinkTypes(LinkType(1), LinkType(101))), "{error}");
    assert!(written(CaptureFormat::Pcapng, &[ethernet(false), other]).is_ok());
}

#[test]
fn a_capture_without_packets_is_a_capture() {
    assert_eq!(written(CaptureFormat::Pcap, &[]).unwrap().len(), 24);
    assert_eq!(written(CaptureFormat::Pcapng, &[]).unwrap().len(), 28);
}

#[test]
fn the_format_follows_from_the_name() {
    let format = CaptureFormat::by_file_name;
    assert_eq!(format("a.pcap"), CaptureFormat::Pcap);
    assert_eq!(format("A.PCAP.gz"), CaptureFormat::Pcap);
    assert_eq!(format("a.pcapng.zst"), CaptureFormat::Pcapng);
    assert_eq!(format("-"), CaptureFormat::Pcapng);
}
