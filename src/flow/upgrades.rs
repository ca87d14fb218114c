//! Protocols that hand their connection over to another: STARTTLS and its kin, proxies, upgrades.

use crate::packet::{Confidence, Payload, ProtocolId};

/// From which protocol a connection may go over to which, once the content says so for certain.
const UPGRADES: &[(ProtocolId, &[ProtocolId])] = &[
    (ProtocolId::Nbss, &[ProtocolId::Smb, ProtocolId::Smb2]),
    (ProtocolId::Smb, &[ProtocolId::Smb2]),
    (ProtocolId::Tpkt, &[ProtocolId::S7comm, ProtocolId::Rdp]),
    (ProtocolId::Rdp, &[ProtocolId::Tls]),
    (ProtocolId::Http, &[ProtocolId::Tls, ProtocolId::Http2, ProtocolId::Ssh]),
    (ProtocolId::Smtp, &[ProtocolId::Tls]),
    (ProtocolId::Pop, &[ProtocolId::Tls]),
    (ProtocolId::Imap, &[ProtocolId::Tls]),
    (ProtocolId::Ftp, &[ProtocolId::Tls]),
    (ProtocolId::Ldap, &[ProtocolId::Tls]),
    (ProtocolId::Pgsql, &[ProtocolId::Tls]),
    (ProtocolId::Mysql, &[ProtocolId::Tls]),
];

/// Whether a connection may begin in another protocol and go over to this one.
pub fn is_upgrade(protocol: ProtocolId) -> bool {
    protocol == ProtocolId::WebSocket
        || UPGRADES.iter().any(|(_, targets)| targets.contains(&protocol))
}

/// What `payload` turns a connection of `protocol` into, from this packet on.
pub fn upgrade(protocol: ProtocolId, payload: &Payload<'_>) -> Option<ProtocolId> {
    let (_, targets) = UPGRADES.iter().find(|(from, _)| *from == protocol)?;
    targets.iter().copied().find(|target| {
        target.get().recognise.is_some_and(|recognise| recognise(payload) == Confidence::Certain)
    })
}

/// What a connection of `protocol` is after `payload`, where that packet itself announces it:
/// `101 Switching Protocols` to a WebSocket (RFC 6455 section 4.2.2).
pub fn announced(protocol: ProtocolId, payload: &Payload<'_>) -> Option<ProtocolId> {
    if protocol != ProtocolId::Http || !payload.bytes.starts_with(b"HTTP/1.1 101") {
        return None;
    }
    let header = payload.bytes.get(..payload.bytes.len().min(2048))?;
    let upgrades = header.split(|&byte| byte == b'\n').any(|line| {
        let line = line.trim_ascii().to_ascii_lowercase();
        line.strip_prefix(b"upgrade:").is_some_and(|value| value.trim_ascii() == b"websocket")
    });
    upgrades.then_some(ProtocolId::WebSocket)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Transport;

    fn payload(bytes: &[u8]) -> Payload<'_> {
        Payload {
            bytes,
            wire_bytes: bytes.len(),
            transport: Transport::Tcp,
            source: 50000,
            destination: 25,
        }
    }

    #[test]
    fn a_handshake_turns_mail_into_tls() {
        let hello = payload(b"\x16\x03\x03\0\x04\x0e\0\0\0");
        assert_eq!(upgrade(ProtocolId::Smtp, &hello), Some(ProtocolId::Tls));
        assert_eq!(upgrade(ProtocolId::Smtp, &payload(b"250 OK\r\n")), None);
        assert_eq!(upgrade(ProtocolId::Dns, &hello), None);
    }

    #[test]
    fn a_switch_to_websocket_counts_from_the_next_packet_on() {
        let switch = payload(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n\r\n");
        assert_eq!(announced(ProtocolId::Http, &switch), Some(ProtocolId::WebSocket));
        let page = payload(b"HTTP/1.1 200 OK\r\nUpgrade: websocket\r\n\r\n");
        assert_eq!(announced(ProtocolId::Http, &page), None);
    }
}
