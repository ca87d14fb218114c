//! The table of features: help, columns and models are derived from it.

use std::sync::LazyLock;

use super::scale::Scale::{self, Log, Plain, Time};
use super::{Subject, around, names, odds, shape, volume};
use crate::value::Unit;

/// What a feature is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// How much, in packets and bytes.
    Volume,
    /// How it is spread over time.
    Time,
    /// Which way it leans, and flags.
    Shape,
    /// What became of it.
    State,
    /// Its protocol.
    Protocol,
    /// How seldom its ends are seen.
    Rarity,
    /// What was asked of the domain name system.
    Names,
    /// What its originator did in the minute before it ended.
    Source,
    /// What happened to its responder in that minute.
    Destination,
    /// What happened between the two.
    Pair,
    /// What happened between them for the same purpose.
    Tuple,
}

impl Group {
    /// The name in lists.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::Time => "time",
            Self::Shape => "shape",
            Self::State => "state",
            Self::Protocol => "protocol",
            Self::Rarity => "rarity",
            Self::Names => "names",
            Self::Source => "source",
            Self::Destination => "destination",
            Self::Pair => "pair",
            Self::Tuple => "tuple",
        }
    }
}

impl Group {
    /// How often a slanted tree asks of a feature of this group, for once that it asks how the
    /// flow itself looks. With these the three views of a flow have about equal shares of the
    /// questions: the flow and what happens to its responder (36 features), what its originator
    /// does (13), how rare its ends and names are (9). Without them six questions of ten are of
    /// the first, where all that is seldom but harmless stands out as well. What happens to the
    /// responder does not count more: a host that is attacked has harmless clients, too.
    #[must_use]
    pub const fn weight(self) -> usize {
        match self {
            Self::Rarity | Self::Names => 4,
            Self::Source | Self::Pair | Self::Tuple => 3,
            _ => 1,
        }
    }
}

/// The places of the features, each as often as its group has weight.
pub static WEIGHTED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let places = (0_u16..).zip(FEATURES);
    places.flat_map(|(at, feature)| std::iter::repeat_n(at, feature.group.weight())).collect()
});

/// A feature.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// Its name; `_log` and `_log10` end those that are scaled.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// How its quantity is scaled.
    pub scale: Scale,
    /// What its quantity x counts.
    pub unit: Unit,
    /// What x is, and what it is where there is nothing to measure.
    pub meaning: &'static str,
    /// Computes x.
    pub quantity: fn(&Subject<'_>) -> f64,
}

/// One number for each feature, in the order of the table. All of them are finite.
pub type FeatureVector = [f32; FEATURES.len()];

/// The features of a flow.
#[must_use]
pub fn vector(of: &Subject<'_>) -> FeatureVector {
    let mut vector = [0.0; FEATURES.len()];
    for (place, feature) in vector.iter_mut().zip(FEATURES) {
        *place = feature.scale.apply((feature.quantity)(of));
    }
    vector
}

impl Feature {
    /// The feature with this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        FEATURES.iter().find(|feature| feature.name == name)
    }
}

const fn row(
    group: Group,
    name: &'static str,
    scale: Scale,
    unit: Unit,
    meaning: &'static str,
    quantity: fn(&Subject<'_>) -> f64,
) -> Feature {
    Feature { name, group, scale, unit, meaning, quantity }
}

use Group::{Destination, Names, Pair, Protocol, Rarity, Shape, Source, State, Tuple, Volume};
use Unit::{Bytes, None as Pure, Packets, Seconds};

/// Every feature.
#[rustfmt::skip]
pub const FEATURES: &[Feature] = &[
    row(Volume, "orig_packets_log", Log, Packets, "packets of the originator", volume::originator_packets),
    row(Volume, "resp_packets_log", Log, Packets, "packets of the responder", volume::responder_packets),
    row(Volume, "orig_payload_log", Log, Bytes, "bytes that the originator's transport carried, repeated ones too, captured or not", volume::originator_payload),
    row(Volume, "resp_payload_log", Log, Bytes, "the same of the responder", volume::responder_payload),
    row(Volume, "orig_frame_mean_log", Log, Bytes, "mean length on the wire of the originator's frames; 0 without any", volume::originator_size_mean),
    row(Volume, "orig_frame_sd_log", Log, Bytes, "their standard deviation (divided by their number); 0 of one or none", volume::originator_size_deviation),
    row(Volume, "orig_frame_max_log", Log, Bytes, "the longest of them; 0 without any", volume::originator_size_most),
    row(Volume, "resp_frame_mean_log", Log, Bytes, "mean length on the wire of the responder's frames; 0 without any", volume::responder_size_mean),
    row(Volume, "resp_frame_sd_log", Log, Bytes, "their standard deviation (divided by their number); 0 of one or none", volume::responder_size_deviation),
    row(Volume, "resp_frame_max_log", Log, Bytes, "the longest of them; 0 without any", volume::responder_size_most),
    row(Group::Time, "duration_log10", Time, Seconds, "from the earliest packet to the latest; 0 of one packet", volume::duration),
    row(Group::Time, "gap_mean_log10", Time, Seconds, "mean time between a packet and the one before it, both ways together, in capture order, 0 where the clock went back; 0 of one packet", volume::gap_mean),
    row(Group::Time, "gap_sd_log10", Time, Seconds, "standard deviation of these times (divided by their number); 0 of two packets or fewer", volume::gap_deviation),
    row(Group::Time, "gap_max_log10", Time, Seconds, "the longest of them; 0 of one packet", volume::gap_most),
    row(Group::Time, "orig_gap_mean_log10", Time, Seconds, "mean time between packets of the originator; 0 of one packet or none", volume::originator_gap_mean),
    row(Group::Time, "orig_gap_sd_log10", Time, Seconds, "their standard deviation; 0 of two packets or fewer", volume::originator_gap_deviation),
    row(Shape, "payload_balance", Plain, Pure, "(originator's payload - responder's) / (sum of both): -1 to 1; 0 without payload", volume::payload_balance),
    row(Shape, "packet_balance", Plain, Pure, "(originator's packets - responder's) / (sum of both): -1 to 1", volume::packet_balance),
    row(Shape, "fin_share", Plain, Pure, "packets with FIN / all packets; 0 of other protocols than TCP", shape::fin_share),
    row(Shape, "syn_share", Plain, Pure, "packets with SYN / all packets; 0 of other protocols than TCP", shape::syn_share),
    row(Shape, "rst_share", Plain, Pure, "packets with RST / all packets; 0 of other protocols than TCP", shape::rst_share),
    row(Shape, "psh_share", Plain, Pure, "packets with PSH / all packets; 0 of other protocols than TCP", shape::psh_share),
    row(State, "is_s0", Plain, Pure, "1 where conn_state is S0: nobody answered", shape::is_s0),
    row(State, "is_rej", Plain, Pure, "1 where conn_state is REJ: refused", shape::is_rej),
    row(State, "is_oth", Plain, Pure, "1 where conn_state is OTH: joined midway and not closed", shape::is_oth),
    row(State, "is_rsto", Plain, Pure, "1 where conn_state is RSTO: the originator broke off", shape::is_rsto),
    row(State, "is_rstr", Plain, Pure, "1 where conn_state is RSTR: the responder broke off", shape::is_rstr),
    row(State, "is_s1", Plain, Pure, "1 where conn_state is S1: opened, not closed", shape::is_s1),
    row(Protocol, "is_tcp", Plain, Pure, "1 of TCP", shape::is_tcp),
    row(Protocol, "is_udp", Plain, Pure, "1 of UDP; SCTP is neither of the three", shape::is_udp),
    row(Protocol, "is_icmp", Plain, Pure, "1 of ICMP and ICMPv6", shape::is_icmp),
    row(Rarity, "rarity_port", Plain, Pure, "-ln((c + 1) / (N + 1)) where c of N flows of the baseline have its protocol and responder's port; of ICMP types and codes are the port", odds::port),
    row(Rarity, "rarity_service", Plain, Pure, "the same of responder, protocol and port", odds::service),
    row(Rarity, "rarity_use", Plain, Pure, "the same of originator, responder, protocol and port", odds::usage),
    row(Rarity, "rarity_host", Plain, Pure, "the same of the responder", odds::host),
    row(Shape, "odd_flags_log", Log, Packets, "TCP segments without any flag, with SYN and FIN or RST, with FIN without ACK, or with FIN, PSH and URG", shape::odd_flags),
    row(Shape, "lowest_ttl", Plain, Pure, "lowest time to live or hop limit of both ways / 255", shape::lowest_ttl),
    row(Names, "dns_name_log", Log, Bytes, "octets of the longest name in a question of DNS, dots counted; 0 without questions", names::longest),
    row(Names, "dns_entropy", Plain, Pure, "highest Shannon entropy of a label of a question (the last label left out, letters alike in both cases) in bits a character / 8; 0 without", names::entropy),
    row(Names, "dns_nxdomain", Plain, Pure, "answers that there is no such name / answers; 0 without answers", names::missing),
    row(Names, "dns_queries_log", Log, Pure, "messages of DNS that ask", names::queries),
    row(Names, "rarity_dns_type", Plain, Pure, "-ln((c + 1) / (N + 1)) where c of N flows of the baseline that ask anything ask for this type; the rarest of the flow's first four; 0 where nothing is asked", odds::name_type),
    row(Source, "src_flows_log", Log, Pure, "flows of the same originator that ended in the 60 s before this one did, itself included, as in all that follows", around::source_flows),
    row(Source, "src_failed_share", Plain, Pure, "those that failed / those: TCP of state S0 or REJ, or without payload and reset or unanswered; else unanswered", around::source_failed_share),
    row(Source, "src_failed_log", Log, Pure, "those that failed", around::source_failed),
    row(Source, "src_hosts_log", Log, Pure, "different responders of them", around::source_hosts),
    row(Source, "src_ports_log", Log, Pure, "different protocols with port of them", around::source_ports),
    row(Source, "src_payload_log", Log, Bytes, "payload that the originator sent in them", around::source_payload),
    row(Source, "src_nxdomain_log", Log, Pure, "answers in them that there is no such name", around::source_missing),
    row(Destination, "dst_flows_log", Log, Pure, "flows to the same responder that ended in that minute", around::destination_flows),
    row(Destination, "dst_failed_share", Plain, Pure, "those that failed / those", around::destination_failed_share),
    row(Destination, "dst_sources_log", Log, Pure, "different originators of them", around::destination_sources),
    row(Pair, "pair_ports_log", Log, Pure, "different protocols with port of the flows from this originator to this responder in that minute", around::pair_ports),
    row(Pair, "pair_flows_log", Log, Pure, "those flows", around::pair_flows),
    row(Pair, "pair_payload_log", Log, Bytes, "payload that the originator sent in them", around::pair_payload),
    row(Tuple, "tuple_flows_log", Log, Pure, "flows of these two and of the same protocol and port in that minute", around::tuple_flows),
    row(Tuple, "tuple_payload_log", Log, Bytes, "payload of those, both ways", around::tuple_payload),
    row(Tuple, "tuple_packets_log", Log, Packets, "packets of those, both ways", around::tuple_packets),
];
