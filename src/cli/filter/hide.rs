//! `--anonymize`: its options, its key, and what of pcapng has to go with it.

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use sha2::{Digest, Sha256};

use crate::anonymize::{Anonymizer, Tally};
use crate::cli::output::shown;

/// The variable that may hold the key.
const VARIABLE: &str = "NETSIFT_ANONYMIZE_KEY";
/// Fewer bytes than this are no key.
const LEAST: usize = 16;
/// Options of a packet that say nothing of anybody: flags, drops, numbers (draft-ietf-opsawg-pcapng,
/// section 4.3).
pub const OF_PACKETS: &[u16] = &[2, 4, 5, 6];
/// Options of an interface: its speed, the length of check sequences (section 4.2).
pub const OF_INTERFACES: &[u16] = &[8, 13];
/// Options of statistics: times and counts (section 4.6).
pub const OF_STATISTICS: &[u16] = &[2, 3, 4, 5, 6, 7, 8];

/// What is hidden.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Anonymisation")]
pub struct Hide {
    /// Write packets with other addresses and names in place of theirs, the same for the same under a key.
    /// IPv4 and IPv6 addresses keep common prefixes (Crypto-PAn), hardware addresses of one vendor three
    /// common bytes that are not the vendor's; also in ARP, ICMP, DHCP, DNS and tunnels. Names in DNS, the
    /// hello of TLS and the head of HTTP become letters of the same length. What stands for no host stays:
    /// 0.0.0.0/8, 127.0.0.0/8, 224.0.0.0 and above, ::1, ff00::/8, groups of hardware addresses. Checksums
    /// follow, wrong ones stay wrong. A name that several segments of TCP hold gives way where its end is, and
    /// becomes x where it begins. Other control protocols, fragments, first packets of QUIC and padding are
    /// emptied. Other payloads stay, with the addresses and names that certificates, bodies and paths of HTTP,
    /// mail, FTP, SIP and SMB hold: see --cut-payload. Names, comments and secrets of pcapng are left out
    #[arg(long, requires = "write")]
    pub anonymize: bool,

    /// The key: 64 hexadecimal digits, or other text of which a key is made; 16 bytes at least. Without
    /// it the variable NETSIFT_ANONYMIZE_KEY has the key
    #[arg(long, value_name = "FILE", requires = "anonymize")]
    key_file: Option<PathBuf>,

    /// Leave out what applications say: packets are cut behind the headers of transports
    #[arg(long, requires = "anonymize")]
    pub cut_payload: bool,
}

impl Hide {
    /// What changes packets, where that is asked for.
    ///
    /// # Errors
    /// When there is no key.
    pub fn anonymizer(&self) -> Result<Option<Anonymizer>> {
        if !self.anonymize {
            return Ok(None);
        }
        let text = match (&self.key_file, std::env::var_os(VARIABLE)) {
            (Some(path), _) => {
                let mut bytes = Vec::new();
                let file = std::fs::File::open(path).with_context(|| shown(path))?;
                file.take(1 << 20).read_to_end(&mut bytes).with_context(|| shown(path))?;
                bytes
            }
            (None, Some(value)) => value.into_encoded_bytes(),
            (None, None) => bail!(
                "--anonymize needs a key, so that the same capture gives the same result: make one with \
                 `openssl rand -hex 32 > key` and name it with --key-file key, or put it into {VARIABLE}"
            ),
        };
        let text = text.trim_ascii();
        if text.len() < LEAST {
            bail!("--anonymize: a key of {} bytes is too short; {LEAST} or more", text.len());
        }
        let key = of_digits(text).unwrap_or_else(|| Sha256::digest(text).into());
        Ok(Some(Anonymizer::new(&key, self.cut_payload)))
    }
}

/// 32 bytes that are written as 64 hexadecimal digits.
fn of_digits(text: &[u8]) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, digits) in key.iter_mut().zip(text.chunks_exact(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(key)
}

/// Options with these codes alone. Answers how many others there were.
pub fn keep_options(options: &mut Vec<u8>, kept: &[u16]) -> u64 {
    let before = std::mem::take(options);
    let (mut rest, mut dropped) = (before.as_slice(), 0);
    while let Some(&[a, b, c, d]) = rest.first_chunk::<4>() {
        let (code, length) = (u16::from_le_bytes([a, b]), usize::from(u16::from_le_bytes([c, d])));
        let Some(option) = rest.get(..4 + length.next_multiple_of(4)) else { break };
        if kept.contains(&code) {
            options.extend(option);
        } else {
            dropped += u64::from(code != 0);
        }
        rest = rest.get(option.len()..).unwrap_or_default();
    }
    dropped
}

/// What was done, in lines.
pub fn said(tally: Tally, left_out: u64, is_cut: bool) -> Vec<String> {
    let Tally { packets, places, checksums, compared, not_understood, not_proven } = tally;
    let mut lines = vec![format!(
        "{packets} packets anonymised: {places} addresses and names changed, {checksums} checksums followed; of \
         {compared} addresses in headers that were read again afterwards none is an old one"
    )];
    if left_out > 0 {
        lines.push(format!(
            "{left_out} blocks and options of pcapng were left out: names, comments, descriptions, secrets"
        ));
    }
    if not_understood > 0 {
        lines.push(format!(
            "{not_understood} packets are written without their bytes: their link type is not understood"
        ));
    }
    if not_proven > 0 {
        lines.push(format!(
            "{not_proven} packets are written without their bytes: an address of theirs was not replaced"
        ));
    }
    if !is_cut && packets > 0 {
        lines.push(
            "NOT changed: payloads other than DNS, DHCP, the hello of TLS and the head of HTTP, with what they \
             say of anybody (certificates, bodies and paths of HTTP, mail, FTP, SIP, SMB); --cut-payload leaves \
             them out"
                .to_owned(),
        );
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_may_name_somebody_go() {
        let option = |code: u8, value: &[u8]| {
            let mut option = vec![code, 0, u8::try_from(value.len()).unwrap(), 0];
            option.extend(value);
            option.resize(option.len().next_multiple_of(4), 0);
            option
        };
        let mut options =
            [option(1, b"office"), option(2, &[1, 0, 0, 0]), option(3, b"x")].concat();
        assert_eq!(keep_options(&mut options, OF_PACKETS), 2);
        assert_eq!(options, option(2, &[1, 0, 0, 0]));
        // One that lies about its length goes with all behind it.
        let mut options = vec![2, 0, 255, 0, 1];
        keep_options(&mut options, OF_PACKETS);
        assert!(options.is_empty());
    }

    #[test]
    fn a_key_is_digits_or_text() {
        let digits = b"00112233445566778899aabbccddeeff00112233445566778899aabbccddeefF";
        assert_eq!(of_digits(digits).unwrap()[31], 0xff);
        assert_eq!(of_digits(&[b'x'; 64]), None);
        assert_eq!(of_digits(b"00"), None);
    }
}
