//! What happened, in the order of time: flows by their beginning, and what was noted of packets.

use std::net::IpAddr;

use super::home::HomeNet;
use super::notes::{Claim, Echoes, Name, Notes, OddSegment};
use super::observed::Observed;
use crate::flow::Finished;
use crate::value::Timestamp;

/// One thing that happened.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A flow began; what became of it is known already.
    Flow(&'a Observed),
    /// Somebody said which hardware address it has.
    Claim(&'a Claim),
    /// A name was asked for, or answered about.
    Name(&'a Name),
    /// A segment with odd flags.
    Odd(&'a OddSegment),
    /// All echo messages from one host to another; they come after everything else.
    Echoes(IpAddr, IpAddr, &'a Echoes),
}

/// What all rules may know.
#[derive(Clone, Debug)]
pub struct Scene {
    /// What is inside.
    pub home: HomeNet,
    /// Time of the first packet.
    pub first: Timestamp,
    /// Time of the last packet.
    pub last: Timestamp,
}

/// Hands all that happened to `see`, in the order of time, then of position.
pub fn replay(flows: &Finished, notes: &Notes, mut see: impl FnMut(Event<'_>)) {
    let mut claims = notes.claims.iter().peekable();
    let mut names = notes.names.iter().peekable();
    let mut odd = notes.odd.iter().peekable();
    let mut tell_until = |limit: Option<(Timestamp, u64)>, see: &mut dyn FnMut(Event<'_>)| {
        let is_due = |when: (Timestamp, u64)| limit.is_none_or(|limit| when < limit);
        loop {
            let next = [
                claims.peek().map(|it| (it.at, it.frame)),
                names.peek().map(|it| (it.at, it.frame)),
                odd.peek().map(|it| (it.at, it.frame)),
            ];
            let earliest = next.into_iter().flatten().min().filter(|&when| is_due(when));
            let Some(earliest) = earliest else { return };
            let [claim, name, _] = next;
            if claim == Some(earliest) {
                claims.next().into_iter().for_each(|it| see(Event::Claim(it)));
            } else if name == Some(earliest) {
                names.next().into_iter().for_each(|it| see(Event::Name(it)));
            } else {
                odd.next().into_iter().for_each(|it| see(Event::Odd(it)));
            }
        }
    };
    for place in 0..flows.len() {
        let Some(flow) = flows.get(place).as_ref().and_then(Observed::of) else { continue };
        tell_until(Some((flow.first, flow.frame)), &mut see);
        see(Event::Flow(&flow));
    }
    tell_until(None, &mut see);
    for (&(source, destination), echoes) in &notes.echoes {
        see(Event::Echoes(source, destination, echoes));
    }
}
