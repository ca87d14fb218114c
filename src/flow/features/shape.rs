//! What sort of flow it is: flags, what became of it, its protocol.

use super::Subject;
use super::volume::{measured, number};
use crate::flow::records::ConnState;

/// How many of all packets have a flag: 0 FIN, 1 SYN, 2 RST, 3 PSH.
fn share(of: &Subject<'_>, flag: usize) -> f64 {
    let sides = [of.record.sent(), of.record.answered()];
    let with = sides.map(|side| side.flag_counts().get(flag).copied().unwrap_or_default());
    let packets = sides.map(|side| side.packets);
    let packets = number(packets.into_iter().fold(0, u64::saturating_add));
    let with = number(with.into_iter().fold(0, u64::saturating_add));
    if packets > 0.0 { with / packets } else { 0.0 }
}

pub(super) fn fin_share(of: &Subject<'_>) -> f64 {
    share(of, 0)
}

pub(super) fn syn_share(of: &Subject<'_>) -> f64 {
    share(of, 1)
}

pub(super) fn rst_share(of: &Subject<'_>) -> f64 {
    share(of, 2)
}

pub(super) fn psh_share(of: &Subject<'_>) -> f64 {
    share(of, 3)
}

fn is(of: &Subject<'_>, state: ConnState) -> f64 {
    f64::from(u8::from(of.record.conn_state() == state))
}

pub(super) fn is_s0(of: &Subject<'_>) -> f64 {
    is(of, ConnState::S0)
}

pub(super) fn is_rej(of: &Subject<'_>) -> f64 {
    is(of, ConnState::Rej)
}

pub(super) fn is_oth(of: &Subject<'_>) -> f64 {
    is(of, ConnState::Oth)
}

pub(super) fn is_rsto(of: &Subject<'_>) -> f64 {
    is(of, ConnState::Rsto)
}

pub(super) fn is_rstr(of: &Subject<'_>) -> f64 {
    is(of, ConnState::Rstr)
}

pub(super) fn is_s1(of: &Subject<'_>) -> f64 {
    is(of, ConnState::S1)
}

fn speaks(of: &Subject<'_>, protocol: &str) -> f64 {
    f64::from(u8::from(of.record.account.key.protocol_name() == protocol))
}

pub(super) fn is_tcp(of: &Subject<'_>) -> f64 {
    speaks(of, "tcp")
}

pub(super) fn is_udp(of: &Subject<'_>) -> f64 {
    speaks(of, "udp")
}

pub(super) fn is_icmp(of: &Subject<'_>) -> f64 {
    speaks(of, "icmp")
}

pub(super) fn odd_flags(of: &Subject<'_>) -> f64 {
    measured(of).map_or(0.0, |measured| measured.odd_flags.into())
}

pub(super) fn lowest_ttl(of: &Subject<'_>) -> f64 {
    measured(of).map_or(1.0, |measured| f64::from(measured.lowest_ttl) / 255.0)
}
