//! Versions of TLS: their names, and which of them nobody should speak any more.

/// The name of a version; its number where it has none.
pub fn name(version: u16) -> String {
    match version {
        0x0002 => "SSL 2.0".to_owned(),
        0x0300 => "SSL 3.0".to_owned(),
        0x0301..=0x0304 => format!("TLS 1.{}", version - 0x0301),
        // The drafts of version 1.3, those of Facebook too.
        0x7f00..=0x7fff | 0xfb00..=0xfbff => format!("TLS 1.3 draft {}", version & 0xff),
        other => format!("{other:#06x}"),
    }
}

/// Versions that must not be used: all before 1.2 (RFC 6176, RFC 7568, RFC 8996).
const DEPRECATED: [u16; 4] = [0x0002, 0x0300, 0x0301, 0x0302];

/// Whether the version with this name must not be used.
pub fn is_deprecated(name: &str) -> bool {
    DEPRECATED.iter().any(|&version| self::name(version) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_have_names_and_old_ones_are_deprecated() {
        let names = [0x0300, 0x0301, 0x0303, 0x0304, 0x7f17, 0x0a0a].map(name);
        assert_eq!(
            names,
            ["SSL 3.0", "TLS 1.0", "TLS 1.2", "TLS 1.3", "TLS 1.3 draft 23", "0x0a0a"]
        );
        let deprecated = ["SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "0x0a0a"].map(is_deprecated);
        assert_eq!(deprecated, [true, true, true, false, false]);
    }
}
