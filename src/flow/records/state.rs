//! The state of each end of a TCP connection, and what both say of the whole: Zeek's `conn_state`.

use super::key::{SCTP, TCP, UDP};

/// What one end of a connection has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EndState {
    /// Sent nothing. Ends of other protocols are this or [`Self::Established`].
    #[default]
    Inactive,
    /// Sent a SYN.
    SynSent,
    /// Sent a SYN-ACK as the originator.
    SynAckSent,
    /// Sent something without having opened the connection.
    Partial,
    /// Opened the connection.
    Established,
    /// Sent a FIN.
    Closed,
    /// Sent a RST.
    Reset,
}

impl EndState {
    const ALL: [Self; 7] = [
        Self::Inactive,
        Self::SynSent,
        Self::SynAckSent,
        Self::Partial,
        Self::Established,
        Self::Closed,
        Self::Reset,
    ];

    /// The state with this number.
    #[must_use]
    pub fn of(number: u64) -> Self {
        let found = Self::ALL.into_iter().find(|state| *state as u64 == number);
        found.unwrap_or_default()
    }

    const fn never_opened(self) -> bool {
        matches!(self, Self::Inactive | Self::Partial)
    }
}

/// What became of a flow: Zeek's `conn_state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnState {
    /// The originator asked, nobody answered.
    S0,
    /// Opened, not closed.
    S1,
    /// Opened and closed.
    SF,
    /// The request was refused.
    Rej,
    /// Opened; the originator closed, the responder did not.
    S2,
    /// Opened; the responder closed, the originator did not.
    S3,
    /// Opened; the originator broke off.
    Rsto,
    /// The responder broke off.
    Rstr,
    /// The originator sent a SYN and broke off; nothing came from the responder.
    Rstos0,
    /// The responder answered and broke off; no SYN of the originator was captured.
    Rstrh,
    /// The originator sent a SYN and a FIN; nothing came from the responder.
    Sh,
    /// The responder answered and closed; no SYN of the originator was captured.
    Shr,
    /// Anything else: joined midway and not closed.
    Oth,
}

impl ConnState {
    /// The name in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::S0 => "S0",
            Self::S1 => "S1",
            Self::SF => "SF",
            Self::Rej => "REJ",
            Self::S2 => "S2",
            Self::S3 => "S3",
            Self::Rsto => "RSTO",
            Self::Rstr => "RSTR",
            Self::Rstos0 => "RSTOS0",
            Self::Rstrh => "RSTRH",
            Self::Sh => "SH",
            Self::Shr => "SHR",
            Self::Oth => "OTH",
        }
    }

    /// What the states of originator and responder come to. `is_empty`: neither sent a byte.
    #[must_use]
    pub const fn of(protocol: u8, [originator, responder]: [EndState; 2], is_empty: bool) -> Self {
        use EndState::{Closed, Established, Inactive, Reset, SynAckSent, SynSent};
        match protocol {
            TCP => {}
            // Datagrams know only who sent any.
            UDP | SCTP => {
                return match (originator, responder) {
                    (Inactive, Inactive) => Self::Oth,
                    (Inactive, _) => Self::Shr,
                    (_, Inactive) => Self::S0,
                    _ => Self::SF,
                };
            }
            _ => return Self::Oth,
        }
        match (originator, responder) {
            (SynSent | SynAckSent, Reset) => Self::Rej,
            (Reset, Reset) if is_empty => Self::Rej,
            (_, Reset) if originator.never_opened() => Self::Rstrh,
            (_, Reset) => Self::Rstr,
            (Reset, _) if responder.never_opened() => Self::Rstos0,
            (Reset, _) => Self::Rsto,
            (Closed, Closed) => Self::SF,
            (Closed, _) if responder.never_opened() => Self::Sh,
            (Closed, _) => Self::S2,
            (_, Closed) if originator.never_opened() => Self::Shr,
            (_, Closed) => Self::S3,
            (SynSent, Inactive) => Self::S0,
            (Established, Established) => Self::S1,
            _ => Self::Oth,
        }
    }
}
