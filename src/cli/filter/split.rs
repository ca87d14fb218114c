//! `--split`: what of a packet says which file it goes to.

use std::net::IpAddr;

use crate::filter::Reach;
use crate::flow::{End, Family};
use crate::output::{Zone, plain};
use crate::packet::Packet;
use crate::select::{FlowFinder, FlowId};
use crate::value::{LinkType, Timestamp, Value, parse_count, parse_duration_ns};

/// When another file is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// After so many packets.
    Packets(u64),
    /// Before it would be longer than so many bytes, uncompressed.
    Size(u64),
    /// One for each span of so many nanoseconds, counted from 1970.
    Time(i64),
    /// One for each flow.
    Flow,
    /// One for each address, that of the innermost header; a packet goes to two.
    Host,
    /// One for each link type.
    LinkType,
}

impl Split {
    /// What has to be known of a packet.
    pub const fn reach(self) -> Reach {
        match self {
            Self::Flow | Self::Host => Reach::Layers,
            _ => Reach::Records,
        }
    }
}

/// Reads the value of `--split`.
///
/// # Errors
/// When it is none; the text says what would be.
pub fn parse(text: &str) -> Result<Split, String> {
    let (kind, value) = text.split_once(':').unwrap_or((text, ""));
    let count = || parse_count(value).filter(|count| *count > 0);
    let wrong = |what: &str, such: &str| format!("`{value}` is no {what}; write {kind}:{such}");
    match (kind, value) {
        ("packets", _) => count().map(Split::Packets).ok_or_else(|| wrong("count", "10000")),
        ("size", _) => count().map(Split::Size).ok_or_else(|| wrong("size", "100M")),
        ("time", _) => {
            let span = parse_duration_ns(value).filter(|span| *span > 0);
            span.map(Split::Time).ok_or_else(|| wrong("time", "60s, time:1h"))
        }
        ("flow", "") => Ok(Split::Flow),
        ("host", "") => Ok(Split::Host),
        ("link-type", "") => Ok(Split::LinkType),
        _ => Err("write packets:N, size:BYTES, time:TIME, flow, host or link-type".to_owned()),
    }
}

/// Reads the value of `--split-files`.
///
/// # Errors
/// When it is none.
pub fn files(text: &str) -> Result<usize, &'static str> {
    let found = parse_count(text).and_then(|count| usize::try_from(count).ok());
    found.filter(|count| (1..=1_000_000).contains(count)).ok_or("write 1 to 1M files")
}

/// What the packets of a file have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// Nothing: they follow each other.
    Sequence,
    /// The span of time that began then.
    Since(Timestamp),
    /// The flow.
    Flow(FlowId),
    /// An address, or that there is none.
    Host(Option<IpAddr>),
    /// The link type.
    Link(LinkType),
}

impl Key {
    /// The keys of a packet that is written with this time: one, or two of which each is one.
    pub fn of(
        split: Split,
        packet: &Packet<'_>,
        Timestamp(at): Timestamp,
        finder: &mut FlowFinder,
    ) -> (Self, Option<Self>) {
        match split {
            Split::Packets(_) | Split::Size(_) => (Self::Sequence, None),
            Split::Time(span) => {
                (Self::Since(Timestamp(at.saturating_sub(at.rem_euclid(span.max(1))))), None)
            }
            Split::Flow => (Self::Flow(finder.flow(packet)), None),
            Split::Host => match packet.hosts() {
                None => (Self::Host(None), None),
                Some(hosts) => {
                    let other = (hosts.source != hosts.destination)
                        .then_some(Self::Host(Some(hosts.destination)));
                    (Self::Host(Some(hosts.source)), other)
                }
            },
            Split::LinkType => (Self::Link(packet.raw.link_type), None),
        }
    }

    /// For people.
    pub fn shown(&self, zone: &Zone) -> String {
        match self {
            Self::Sequence => String::new(),
            Self::Since(at) => plain(&Value::Time(*at), zone),
            Self::Flow(flow) => shown_flow(flow, zone),
            Self::Host(None) => "without IP addresses".to_owned(),
            Self::Host(Some(address)) => address.to_string(),
            Self::Link(link) => match link.title() {
                Some(title) => format!("{} {title}", link.0),
                None => link.0.to_string(),
            },
        }
    }
}

fn shown_flow(flow: &FlowId, zone: &Zone) -> String {
    let pair = flow.pair();
    let end = |end: &End| {
        let address = plain(&end.value(pair.family), zone);
        match (pair.family, flow.transport()) {
            (_, 0) => address,
            (Family::Ipv6, _) => format!("[{address}]:{}", end.port),
            _ => format!("{address}:{}", end.port),
        }
    };
    let transport = match (flow.transport(), pair.family) {
        (6, _) => "tcp",
        (17, _) => "udp",
        (33, _) => "dccp",
        (132, _) => "sctp",
        (_, Family::Mac) => "frames",
        _ => "ip",
    };
    let [low, high] = &pair.ends;
    format!("{transport} {} {}", end(low), end(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_units_and_nonsense_is_told() {
        assert_eq!(parse("packets:10k"), Ok(Split::Packets(10_000)));
        assert_eq!(parse("size:1Mi"), Ok(Split::Size(1 << 20)));
        assert_eq!(parse("time:1m"), Ok(Split::Time(60_000_000_000)));
        assert_eq!(parse("link-type"), Ok(Split::LinkType));
        for nonsense in [
            "",
            "packets",
            "packets:0",
            "packets:x",
            "time:0s",
            "time:",
            "flow:1",
            "hosts",
            "size:-1",
        ] {
            assert!(parse(nonsense).is_err(), "{nonsense}");
        }
    }
}
