//! Which application a payload is of, by the ports and by the content, of one packet alone.

use std::sync::LazyLock;

use crate::packet::protocols::TABLE;
use crate::packet::{Confidence, Payload, ProtocolId, Role, Selector, Transport};

/// An application and how surely it is one.
pub type Verdict = (ProtocolId, Confidence);

type StreamId = fn(&Payload<'_>) -> Option<u32>;
type Recognise = fn(&Payload<'_>) -> Confidence;

/// The recognisers of protocols that a transport carries, by the first byte of the payload, in the
/// order of the table: of the sixty few can be certain of what begins with this byte.
struct Recognisers(Vec<Vec<(ProtocolId, Recognise)>>);

static OF_STREAMS: LazyLock<Recognisers> =
    LazyLock::new(|| Recognisers::over(|selector| matches!(selector, Selector::Tcp(_))));
static OF_DATAGRAMS: LazyLock<Recognisers> =
    LazyLock::new(|| Recognisers::over(|selector| matches!(selector, Selector::Udp(_))));

impl Recognisers {
    fn over(transport: fn(&Selector) -> bool) -> Self {
        // A protocol without ports may be found over any transport.
        let fits = |selectors: &[Selector]| selectors.is_empty() || selectors.iter().any(transport);
        let carried: Vec<_> = TABLE
            .iter()
            .filter(|(_, known)| known.role == Role::Application && fits(known.selectors))
            .filter_map(|&(id, known)| Some((id, known.recognise?, known.begins)))
            .collect();
        let beginning = |first: u8| {
            let fit =
                carried.iter().filter(|(.., begins)| begins.iter().any(|it| it.contains(&first)));
            fit.map(|&(id, recognise, _)| (id, recognise)).collect()
        };
        Self((0..=u8::MAX).map(beginning).collect())
    }
}

/// Protocols that are known by a number which all payloads of a sender share.
static STREAMS: LazyLock<Vec<(ProtocolId, StreamId)>> = LazyLock::new(|| {
    TABLE.iter().filter_map(|&(id, protocol)| Some((id, protocol.stream_id?))).collect()
});

/// The application of `payload`: what the content says for certain, else what a port announces and
/// the content does not contradict.
///
/// The lower port is asked first, like Wireshark does: it is the likelier service.
pub fn judge(payload: &Payload<'_>) -> Option<Verdict> {
    let ports = [payload.source.min(payload.destination), payload.source.max(payload.destination)];
    let mut possible = None;
    for id in ports.into_iter().filter_map(|port| announced(payload.transport, port)) {
        match ask(id, payload) {
            Confidence::Certain => return Some((id, Confidence::Certain)),
            Confidence::Possible if possible.is_none() => {
                possible = Some((id, Confidence::Possible));
            }
            _ => {}
        }
    }
    certain(payload).map(|id| (id, Confidence::Certain)).or(possible)
}

/// The application of `payload` as its content says for certain, whatever the ports.
pub fn certain(payload: &Payload<'_>) -> Option<ProtocolId> {
    let recognisers = match payload.transport {
        Transport::Tcp => &OF_STREAMS,
        Transport::Udp => &OF_DATAGRAMS,
        Transport::Sctp | Transport::Dccp => return None,
    };
    let fit = recognisers.0.get(usize::from(*payload.bytes.first()?))?;
    fit.iter().find(|(_, says)| says(payload) == Confidence::Certain).map(|&(id, _)| id)
}

/// What the first protocol that has one sees in `payload` as the number of its stream.
pub fn stream(payload: &Payload<'_>) -> Option<(ProtocolId, u32)> {
    STREAMS.iter().find_map(|&(id, number)| Some((id, number(payload)?)))
}

/// What the recogniser of an application says; one without a recogniser may always be there.
pub fn ask(id: ProtocolId, payload: &Payload<'_>) -> Confidence {
    id.get().recognise.map_or(Confidence::Possible, |recognise| recognise(payload))
}

/// The application that announces a port.
fn announced(transport: Transport, port: u16) -> Option<ProtocolId> {
    let selector = match transport {
        Transport::Tcp => Selector::Tcp(port),
        Transport::Udp => Selector::Udp(port),
        Transport::Sctp | Transport::Dccp => return None,
    };
    selector.find().filter(|id| id.get().role == Role::Application)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(source: u16, destination: u16, bytes: &[u8]) -> Payload<'_> {
        let transport = Transport::Tcp;
        Payload { bytes, wire_bytes: bytes.len(), transport, source, destination }
    }

    #[test]
    fn certain_content_beats_the_port() {
        let hello = tcp(50000, 25, b"SSH-2.0-OpenSSH_9.6\r\n");
        assert_eq!(judge(&hello), Some((ProtocolId::Ssh, Confidence::Certain)));
    }

    #[test]
    fn a_port_is_believed_where_the_content_does_not_contradict() {
        let reply = tcp(25, 50000, b"250 OK\r\n");
        assert_eq!(judge(&reply), Some((ProtocolId::Smtp, Confidence::Possible)));
        assert_eq!(judge(&tcp(25, 50000, b"\0\x01\x02\x03")), None);
    }

    #[test]
    fn the_lower_port_is_believed_first() {
        let text = tcp(110, 80, b"hello\r\n");
        assert_eq!(judge(&text), Some((ProtocolId::Http, Confidence::Possible)));
    }

    #[test]
    fn nothing_is_named_where_neither_port_nor_content_says_anything() {
        assert_eq!(judge(&tcp(50000, 50001, b"hello\r\n")), None);
    }
}
