//! Flows and notes made by hand, for the tests of rules.

use std::net::{IpAddr, Ipv4Addr};

use super::alarm::Alarm;
use super::event::{Event, Scene};
use super::home::HomeNet;
use super::notes::{Claim, Name};
use super::observed::Observed;
use super::rules::{RULES, Tuning};
use crate::flow::{ConnState, FlowKey};
use crate::value::Timestamp;

/// `10.0.0.LAST`, which is inside.
pub fn inside(last: u8) -> IpAddr {
    Ipv4Addr::new(10, 0, 0, last).into()
}

/// `203.0.113.LAST`, which is external.
pub fn outside(last: u8) -> IpAddr {
    Ipv4Addr::new(203, 0, 113, last).into()
}

/// A point in time.
pub fn at(seconds: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "small numbers of tests")]
    Timestamp((seconds * 1e9) as i64)
}

/// A TCP connection to port 80 that was asked for once and not answered.
pub fn flow(seconds: f64, source: IpAddr, destination: IpAddr) -> Observed {
    Observed {
        source,
        destination,
        source_port: 50_000,
        destination_port: 80,
        protocol: 6,
        first: at(seconds),
        last: at(seconds),
        frame: 1,
        sent_packets: 1,
        answered_packets: 0,
        sent_bytes: 0,
        answered_bytes: 0,
        frame_bytes: 60,
        syns: 1,
        answered_syns: 0,
        state: ConnState::S0,
        key: FlowKey::default(),
        is_opened: false,
    }
}

/// The same, answered with `bytes` and closed a second later.
pub fn talk(seconds: f64, source: IpAddr, destination: IpAddr, bytes: u64) -> Observed {
    Observed {
        last: at(seconds + 1.0),
        sent_packets: 6,
        answered_packets: 5,
        sent_bytes: 100,
        answered_bytes: bytes,
        answered_syns: 1,
        state: ConnState::SF,
        is_opened: true,
        ..flow(seconds, source, destination)
    }
}

/// Somebody says that the hardware address with `mac` as last byte has `10.0.0.ADDRESS`.
pub fn claim(seconds: f64, mac: u8, address: u8, target: u8, is_reply: bool) -> Claim {
    let v4 = |last| Ipv4Addr::new(10, 0, 0, last);
    let mac = [2, 0, 0, 0, 0, mac];
    Claim { at: at(seconds), frame: 1, mac, address: v4(address), target: v4(target), is_reply }
}

/// `10.0.0.CLIENT` asks `10.0.0.SERVER` for a name.
pub fn name(seconds: f64, client: u8, server: u8, name: &str, is_missing: bool) -> Name {
    Name {
        at: at(seconds),
        frame: 1,
        client: inside(client),
        server: inside(server),
        text: name.into(),
        is_missing,
        wire_bytes: 80,
    }
}

/// What a rule says of events of a capture that lasts ten minutes.
pub fn alarms(rule: &str, events: &[Event<'_>]) -> Vec<Alarm> {
    let rule = RULES.iter().find(|it| it.name == rule).expect(rule);
    let scene = Scene { home: HomeNet::default(), first: at(0.0), last: at(600.0) };
    let mut watch = (rule.watch)(&Tuning { rule, set: &[] });
    for event in events {
        watch.see(event, &scene);
    }
    watch.finish(&scene).alarms
}

/// How often a rule holds for flows.
pub fn of_flows(rule: &str, flows: &[Observed]) -> usize {
    let events: Vec<_> = flows.iter().map(Event::Flow).collect();
    alarms(rule, &events).len()
}
