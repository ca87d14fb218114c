//! Who asks whom for what, and whether it came to nothing: what context and rarity count.

use crate::flow::pair::Family;
use crate::flow::records::{ConnState, FlowRecord};

/// An address and its family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Host {
    /// What sort of address.
    pub family: Family,
    /// The address in network order, zeros behind it.
    pub address: [u8; 16],
}

/// What a flow is for: its ends, without the port of the originator, which says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose {
    /// The originator.
    pub source: Host,
    /// The responder.
    pub destination: Host,
    /// Protocol number of IP.
    pub protocol: u8,
    /// The responder's port. Of ICMP 256 times the type, and the type that answers it or, where
    /// none does, the code.
    pub port: u16,
}

impl Purpose {
    /// That of a flow.
    pub fn of(record: &FlowRecord) -> Self {
        let key = &record.account.key;
        let [originator, responder] = record.hosts();
        let host = |address| Host { family: key.pair.family, address };
        let port = match key.protocol_name() {
            "icmp" => originator.port << 8 | responder.port & 0xff,
            _ => responder.port,
        };
        Self {
            source: host(originator.address),
            destination: host(responder.address),
            protocol: key.protocol,
            port,
        }
    }
}

const RST: u8 = 4;

/// Whether the originator got nothing: of TCP a SYN without answer (S0), a refusal (REJ), or a
/// reset or silence in a flow that carried no byte either way; of UDP and SCTP, and of ICMP that
/// asks, no answer.
#[must_use]
pub fn is_failed(record: &FlowRecord) -> bool {
    let (sent, answered) = (record.sent(), record.answered());
    match record.account.key.protocol_name() {
        "tcp" => {
            let is_empty = sent.payload_bytes == 0 && answered.payload_bytes == 0;
            let is_reset = (sent.flags_seen | answered.flags_seen) & RST != 0;
            matches!(record.conn_state(), ConnState::S0 | ConnState::Rej)
                || is_empty && (is_reset || answered.packets == 0)
        }
        "icmp" => record.account.key.one_way.is_none() && answered.packets == 0,
        _ => answered.packets == 0,
    }
}
