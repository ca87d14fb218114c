//! The flows that are least like the others, or like the baseline: an order, not a verdict.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::alarm::Subject;
use super::finding::rounded;
use super::judge::{Judged, Judging, Odd};
use super::observed::{Observed, protocol_name};
use super::pasted::{display_filter, packet_filter};
use crate::flow::Finished;
use crate::report::{Column, Row, Table};
use crate::value::{Kind, Unit, Value};

/// The highest scores, one flow a row; `None` where no ranks were asked for, or nothing was scored.
#[must_use]
pub fn table(judging: &Judging, judged: &Judged, finished: &Finished) -> Option<Table> {
    if judging.ranks == 0 || judged.algorithm.is_none() {
        return None;
    }
    let ranks = judged.highest(judging.ranks);
    let wanted: BTreeSet<usize> = ranks.iter().copied().collect();
    let explained = judged.explain(judging, finished, &wanted);
    let mut table = empty();
    for (number, rank) in (1_u64..).zip(ranks) {
        let flow = judged.order.get(rank).and_then(|&at| finished.get(at));
        let flow = flow.as_ref().and_then(Observed::of);
        if let (Some(odd), Some(flow)) = (explained.get(&rank), flow) {
            table.push(row(number, odd, &flow));
        }
    }
    table.rows_total = judged.scores.len() as u64;
    Some(table)
}

/// The table without rows.
#[must_use]
pub fn empty() -> Table {
    let float = |name, doc| Column::new(name, Kind::Float, Unit::None, doc);
    let address = |name, doc| Column::new(name, Kind::Address, Unit::None, doc);
    let columns = vec![
        Column::count("rank", "place among all flows, the least usual first"),
        float("score", "score of the forest: near 1 for what is easily told from the rest"),
        float("p_value", "how likely clean traffic scores as high, where there is a baseline"),
        Column::new("first_seen", Kind::Time, Unit::None, "time of the first packet"),
        address("src_ip", "the originator"),
        Column::count("src_port", "its port, or type of ICMP"),
        address("dest_ip", "the responder"),
        Column::count("dest_port", "its port"),
        Column::text("proto", "the protocol"),
        Column::count("frame", "number of the first packet"),
        Column::text("community_id", "community identifier"),
        Column::text("display_filter", "filter for Wireshark"),
        Column::text("packet_filter", "filter for tcpdump"),
        Column::text("reasons", "features that make it stand out, the greatest first"),
    ];
    Table::new("ranks", "Least usual flows", columns)
}

fn row(number: u64, odd: &Odd, flow: &Observed) -> Row {
    let address = |address: IpAddr| match address {
        IpAddr::V4(address) => Value::Ipv4(address),
        IpAddr::V6(address) => Value::Ipv6(address),
    };
    let subject = Subject {
        source: Some(flow.source),
        destination: Some(flow.destination),
        port: matches!(flow.protocol, 6 | 17).then_some(flow.destination_port),
        protocol: Some(flow.protocol),
        ..Subject::default()
    };
    let reasons: Vec<String> = odd.reasons.iter().map(super::reason::Reason::sentence).collect();
    vec![
        number.into(),
        rounded(odd.score),
        odd.p_value.map_or(Value::Null, rounded),
        Value::Time(flow.first),
        address(flow.source),
        flow.source_port.into(),
        address(flow.destination),
        flow.destination_port.into(),
        protocol_name(flow.protocol).into(),
        flow.frame.into(),
        flow.community_id().into(),
        display_filter(&subject).into(),
        packet_filter(&subject).into(),
        reasons.join("; ").into(),
    ]
}
