//! What a file that is no capture may be, so that the message about it helps.

use crate::value::escape;

/// How files begin that people hand to capture tools, and what they are.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a zip archive: unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"Rar!", "a rar archive: unpack it first"),
    (b"snoop\0\0\0", "a snoop capture (RFC 1761): convert it with editcap"),
    (b"GMBU", "a Network Monitor capture: convert it with editcap"),
    (b"RTSS", "a Network Monitor capture: convert it with editcap"),
    (b"XCP\0", "a NetXRay capture: convert it with editcap"),
    (b"\x02\x21\x4c\x18", "an lz4 file of the old format: compress it anew"),
];

/// Why a file that begins like this cannot be read.
pub(super) fn why_unknown(head: &[u8]) -> String {
    if head.is_empty() {
        return "empty input".to_owned();
    }
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return format!("not a pcap or pcapng capture but {what}");
    }
    let first = head.get(..4).unwrap_or(head);
    let hex: Vec<String> = first.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "not a pcap or pcapng capture: begins with {} \"{}\"",
        hex.join(" "),
        escape(&String::from_utf8_lossy(first))
    )
}
