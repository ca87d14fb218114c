//! Alerts: how bad, and what (RFC 8446 section 6 and appendix B.2).

/// An alert in words, as in "fatal: `handshake_failure`"; numbers where there is no word.
pub fn words([level, what]: [u8; 2]) -> String {
    let level = match level {
        1 => "warning",
        2 => "fatal",
        _ => "unknown",
    };
    match description(what) {
        Some(what) => format!("{level}: {what}"),
        None => format!("{level}: {what}"),
    }
}

const fn description(what: u8) -> Option<&'static str> {
    Some(match what {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        21 => "decryption_failed",
        22 => "record_overflow",
        30 => "decompression_failure",
        40 => "handshake_failure",
        41 => "no_certificate",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        60 => "export_restriction",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        90 => "user_canceled",
        100 => "no_renegotiation",
        109 => "missing_extension",
        110 => "unsupported_extension",
        111 => "certificate_unobtainable",
        112 => "unrecognized_name",
        113 => "bad_certificate_status_response",
        114 => "bad_certificate_hash_value",
        115 => "unknown_psk_identity",
        116 => "certificate_required",
        120 => "no_application_protocol",
        121 => "ech_required",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_are_words_or_numbers() {
        assert_eq!(words([2, 40]), "fatal: handshake_failure");
        assert_eq!(words([1, 0]), "warning: close_notify");
        assert_eq!(words([7, 200]), "unknown: 200");
    }
}
