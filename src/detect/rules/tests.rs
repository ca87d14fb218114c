//! Each rule holds for what it is for, and not for what looks a little like it.

use super::*;
use crate::detect::observed::Observed;
use crate::detect::testing::*;
use crate::flow::ConnState;

/// So many flows, one every tenth of a second.
fn series(count: u16, make: impl Fn(u16, f64) -> Observed) -> Vec<Observed> {
    (0..count).map(|turn| make(turn, f64::from(turn) / 10.0)).collect()
}

fn last(turn: u16) -> u8 {
    u8::try_from(turn % 250).unwrap() + 1
}

#[test]
fn rules_stand_in_the_order_of_their_names_and_each_threshold_once() {
    assert!(RULES.is_sorted_by(|one, next| one.name < next.name));
    for rule in RULES {
        let mut names: Vec<_> = rule.thresholds.iter().map(|it| it.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), rule.thresholds.len(), "{}", rule.name);
        assert!(rule.technique.id.starts_with('T'), "{}", rule.name);
    }
}

#[test]
fn a_threshold_that_is_set_counts_for_its_rule_alone() {
    let set = [("port-scan".to_owned(), "ports".to_owned(), 7.0)];
    let of = |rule| Tuning { rule, set: &set };
    assert!((of(&port_scan::RULE).get("ports") - 7.0).abs() < 1e-9);
    assert!((of(&port_scan::RULE).get("window_s") - 300.0).abs() < 1e-9);
    assert!((of(&address_scan::RULE).get("hosts") - 20.0).abs() < 1e-9);
}

#[test]
fn many_refused_ports_are_a_scan_and_many_answered_ones_are_not() {
    let ports = |turn, seconds| {
        let mut flow = flow(seconds, inside(1), inside(2));
        flow.destination_port = turn;
        flow
    };
    assert_eq!(of_flows("port-scan", &series(15, ports)), 1);
    assert_eq!(of_flows("port-scan", &series(14, ports)), 0);
    let answered = |turn, seconds| Observed {
        destination_port: turn,
        ..talk(seconds, inside(1), inside(2), 9)
    };
    assert_eq!(of_flows("port-scan", &series(40, answered)), 0);
    // The same port again and again is no scan.
    assert_eq!(of_flows("port-scan", &series(40, |_, at| flow(at, inside(1), inside(2)))), 0);
}

#[test]
fn many_silent_hosts_at_one_port_are_a_sweep() {
    let hosts = |turn, seconds| flow(seconds, inside(1), outside(last(turn)));
    assert_eq!(of_flows("address-scan", &series(20, hosts)), 1);
    assert_eq!(of_flows("address-scan", &series(19, hosts)), 0);
    let answered = |turn, seconds| talk(seconds, inside(1), outside(last(turn)), 9);
    assert_eq!(of_flows("address-scan", &series(40, answered)), 0);
}

#[test]
fn asking_for_thirty_addresses_is_a_sweep_and_announcing_oneself_is_none() {
    let ask = |target: u8| claim(f64::from(target), 1, 1, target, false);
    let asked: Vec<_> = (2..32).map(ask).collect();
    let events: Vec<_> = asked.iter().map(Event::Claim).collect();
    assert_eq!(alarms("address-scan", &events).len(), 1);
    let own: Vec<_> = (2..60).map(|host| claim(1.0, host, host, host, false)).collect();
    let events: Vec<_> = own.iter().map(Event::Claim).collect();
    assert_eq!(alarms("address-scan", &events).len(), 0);
}

#[test]
fn contacts_that_fail_one_after_the_other_are_a_slow_scan_however_slow() {
    let slow = |turn: u16, _| flow(f64::from(turn) * 3600.0, inside(1), outside(last(turn)));
    assert_eq!(of_flows("slow-scan", &series(4, slow)), 1);
    assert_eq!(of_flows("slow-scan", &series(3, slow)), 0);
    // Four of five succeed: 4^1 * (1/4)^4 never grows.
    let mostly = |turn: u16, seconds| match turn % 5 {
        0 => flow(seconds, inside(1), outside(last(turn))),
        _ => talk(seconds, inside(1), outside(last(turn)), 9),
    };
    assert_eq!(of_flows("slow-scan", &series(200, mostly)), 0);
}

#[test]
fn requests_that_nobody_completes_are_a_flood_and_a_busy_server_is_none() {
    let spoofed = |turn: u16, _| flow(f64::from(turn) / 100.0, outside(last(turn)), inside(2));
    let mut flood = series(250, spoofed);
    for (frame, flow) in (1..).zip(&mut flood) {
        flow.frame = frame;
    }
    assert_eq!(of_flows("syn-flood", &flood), 1);
    let busy: Vec<_> = flood
        .iter()
        .map(|it| Observed { frame: it.frame, ..talk(0.1, it.source, it.destination, 900) })
        .collect();
    assert_eq!(of_flows("syn-flood", &busy), 0);
    // One host that tries ever new ports is a scan.
    let scan: Vec<_> = (1..300_u16)
        .map(|port| Observed {
            destination_port: port,
            frame: port.into(),
            ..flow(0.1, inside(1), inside(2))
        })
        .collect();
    assert_eq!((of_flows("syn-flood", &scan), of_flows("port-scan", &scan)), (0, 1));
}

#[test]
fn acceptances_that_nobody_asked_for_are_a_reflected_flood() {
    let reflected = Observed {
        sent_packets: 0,
        syns: 0,
        answered_packets: 40,
        answered_syns: 40,
        state: ConnState::Oth,
        ..flow(0.0, inside(2), outside(3))
    };
    assert_eq!(of_flows("syn-flood", std::slice::from_ref(&reflected)), 1);
    let retried = Observed { answered_packets: 6, answered_syns: 6, ..reflected };
    assert_eq!(of_flows("syn-flood", &[retried]), 0);
}

#[test]
fn many_packets_that_nobody_answers_are_a_flood_and_a_download_is_none() {
    let stream = |sent, answered| Observed {
        protocol: 17,
        destination_port: 9,
        sent_packets: sent,
        answered_packets: answered,
        syns: 0,
        last: at(5.0),
        ..flow(0.0, outside(1), inside(2))
    };
    assert_eq!(of_flows("flood", &[stream(1001, 0)]), 1);
    assert_eq!(of_flows("flood", &[stream(900, 0)]), 0);
    assert_eq!(of_flows("flood", &[stream(9000, 4000)]), 0);
    // As many over a minute and a half are not as many within ten seconds.
    let slow = Observed { last: at(90.0), ..stream(2000, 0) };
    assert_eq!(of_flows("flood", &[slow]), 0);
    // Answers that the target did not ask for.
    assert_eq!(of_flows("flood", &[stream(0, 1001)]), 1);
}

#[test]
fn short_connections_that_are_answered_alike_are_guessing() {
    let login = |turn: u16, bytes: u64| Observed {
        destination_port: 22,
        frame: turn.into(),
        ..talk(f64::from(turn), inside(1), inside(2), bytes)
    };
    let alike: Vec<_> = (0..20).map(|turn| login(turn, 1500 + u64::from(turn % 3))).collect();
    assert_eq!(of_flows("brute-force", &alike), 1);
    assert_eq!(of_flows("brute-force", &alike[1..]), 0);
    let different: Vec<_> = (0..60).map(|turn| login(turn, 500 + 700 * u64::from(turn))).collect();
    assert_eq!(of_flows("brute-force", &different), 0);
}

#[test]
fn connections_that_are_kept_open_with_hardly_any_data_are_a_slow_attack() {
    let held = |turn: u16, sent: u64| Observed {
        last: at(100.0),
        sent_bytes: sent,
        ..talk(f64::from(turn) / 10.0, outside(1), inside(2), 0)
    };
    let attack: Vec<_> = (0..40).map(|turn| held(turn, 200)).collect();
    assert_eq!(of_flows("slow-dos", &attack), 1);
    assert_eq!(of_flows("slow-dos", &attack[1..]), 0);
    let uploads: Vec<_> = (0..60).map(|turn| held(turn, 90_000)).collect();
    assert_eq!(of_flows("slow-dos", &uploads), 0);
}

#[test]
fn calls_by_the_clock_are_a_beacon_and_a_person_is_none() {
    let call = |seconds| talk(seconds, inside(1), outside(2), 300);
    let clock: Vec<_> = (0..30).map(|turn| call(f64::from(turn) * 20.0)).collect();
    assert_eq!(of_flows("beacon", &clock), 1);
    // In bursts, with pauses of very different lengths.
    let person: Vec<_> = (0..30)
        .map(|turn| call(f64::from(turn / 5).powi(2) * 22.0 + f64::from(turn % 5)))
        .collect();
    assert_eq!(of_flows("beacon", &person), 0);
    // Inside, a monitor may call as it likes.
    let monitor: Vec<_> =
        clock.iter().map(|it| Observed { destination: inside(9), ..*it }).collect();
    assert_eq!(of_flows("beacon", &monitor), 0);
}

#[test]
fn data_that_leaves_is_told_from_data_that_comes() {
    let sent = |out: u64, back: u64| Observed {
        sent_bytes: out,
        ..talk(0.0, inside(1), outside(2), back)
    };
    assert_eq!(of_flows("exfiltration", &[sent(600_000, 900), sent(600_000, 900)]), 1);
    assert_eq!(of_flows("exfiltration", &[sent(900_000, 900)]), 0);
    assert_eq!(of_flows("exfiltration", &[sent(5_000_000, 900_000_000)]), 0);
    let within = Observed { destination: inside(9), ..sent(9_000_000, 0) };
    assert_eq!(of_flows("exfiltration", &[within]), 0);
}

#[test]
fn long_random_names_below_one_domain_are_a_tunnel() {
    let label = |turn: u32| {
        format!("{:032x}", u128::from(turn).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
    };
    let ask = |turn| name(f64::from(turn), 7, 2, &format!("{}.evil.example", label(turn)), false);
    let tunnel: Vec<_> = (1..21).map(ask).collect();
    let events: Vec<_> = tunnel.iter().map(Event::Name).collect();
    let found = alarms("dns-tunnel", &events);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].subject.what.as_deref(), Some("evil.example"));
    let short: Vec<_> =
        (1..200).map(|turn| name(1.0, 7, 2, &format!("www{turn}.example.com"), false)).collect();
    let events: Vec<_> = short.iter().map(Event::Name).collect();
    assert_eq!(alarms("dns-tunnel", &events).len(), 0);
}

#[test]
fn a_resolver_is_not_blamed_for_what_its_clients_ask() {
    let missing = |turn: u32, client, server| {
        let word = format!("{:016x}", u64::from(turn).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        name(f64::from(turn), client, server, &format!("{word}.example"), true)
    };
    let asked: Vec<_> =
        (1..13).flat_map(|turn| [missing(turn, 7, 2), missing(turn, 2, 53)]).collect();
    let events: Vec<_> = asked.iter().map(Event::Name).collect();
    let found = alarms("dga", &events);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].subject.source, Some(inside(7)));
}

#[test]
fn an_address_that_moves_is_an_alarm_unless_its_owner_was_long_gone() {
    let of = |claims: &[super::super::notes::Claim]| {
        alarms("arp-spoof", &claims.iter().map(Event::Claim).collect::<Vec<_>>())
    };
    let moved =
        of(&[claim(0.0, 1, 1, 9, true), claim(9.0, 6, 6, 9, true), claim(10.0, 6, 1, 9, true)]);
    assert_eq!(moved.len(), 1);
    assert_eq!(moved[0].subject.source, Some(inside(6)));
    assert_eq!(moved[0].subject.destination, Some(inside(1)));
    assert_eq!(of(&[claim(0.0, 1, 1, 9, true), claim(4000.0, 6, 1, 9, true)]).len(), 0);
    // Asked, and answered: a host with two addresses.
    let two = [
        claim(0.0, 9, 9, 1, false),
        claim(0.1, 1, 1, 9, true),
        claim(1.0, 9, 9, 3, false),
        claim(1.1, 1, 3, 9, true),
    ];
    assert_eq!(of(&two).len(), 0);
}
