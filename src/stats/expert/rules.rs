//! The remarks that the fields of one packet decide, a line each, and those on faults.

use super::condition::{Condition, Rule, Test};
use super::remark::Group::{Malformed, Protocol, Response, Sequence};
use super::remark::Remark;
use super::remark::Severity::{Chat, Error, Note, Warning};
use crate::packet::FaultKind;

const fn on(field: &'static str, test: Test) -> Condition {
    Condition { field, test }
}

macro_rules! rules {
    ($($severity:ident $group:ident $protocol:literal $summary:literal $filter:literal
        if $($field:literal $test:expr),+;)*) => {
        &[$(Rule {
            remark: Remark {
                severity: $severity,
                group: $group,
                protocol: $protocol,
                summary: $summary,
                filter: $filter,
            },
            conditions: &[$(on($field, $test)),+],
        }),*]
    };
}

/// Every remark on fields. Severities and groups are Wireshark's where it has the remark.
pub static RULES: &[Rule] = rules! {
    Chat Sequence "tcp" "connection asked for (SYN)" "tcp.flags.syn == 1 && tcp.flags.ack == 0"
        if "tcp.flags.syn" is_set, "tcp.flags.ack" is_clear;
    Chat Sequence "tcp" "connection accepted (SYN and ACK)" "tcp.flags.syn == 1 && tcp.flags.ack == 1"
        if "tcp.flags.syn" is_set, "tcp.flags.ack" is_set;
    Chat Sequence "tcp" "connection ended (FIN)" "tcp.flags.fin == 1"
        if "tcp.flags.fin" is_set;
    Warning Sequence "tcp" "connection reset (RST)" "tcp.flags.reset == 1"
        if "tcp.flags.reset" is_set;
    Warning Protocol "tcp" "SYN and FIN in one segment" "tcp.flags.syn == 1 && tcp.flags.fin == 1"
        if "tcp.flags.syn" is_set, "tcp.flags.fin" is_set;
    Warning Protocol "tcp" "no flag at all" "tcp.flags == 0"
        if "tcp.flags" |flags| flags == 0;
    Note Response "icmp" "destination unreachable" "icmp.type == 3"
        if "icmp.type" |kind| kind == 3;
    Note Response "icmp" "time to live exceeded in transit" "icmp.type == 11"
        if "icmp.type" |kind| kind == 11;
    Note Response "icmp" "redirect" "icmp.type == 5"
        if "icmp.type" |kind| kind == 5;
    Note Response "icmpv6" "destination unreachable" "icmpv6.type == 1"
        if "icmpv6.type" |kind| kind == 1;
    Note Response "icmpv6" "packet too big" "icmpv6.type == 2"
        if "icmpv6.type" |kind| kind == 2;
    Note Response "icmpv6" "time exceeded" "icmpv6.type == 3"
        if "icmpv6.type" |kind| kind == 3;
};

fn is_set(flag: u64) -> bool {
    flag != 0
}

fn is_clear(flag: u64) -> bool {
    flag == 0
}

const fn malformed(summary: &'static str) -> Remark {
    let protocol = "_ws.malformed";
    Remark { severity: Error, group: Malformed, protocol, summary, filter: "_ws.malformed" }
}

static SHORT: Remark = malformed("a header does not fit in what carries it");
static LENGTH: Remark = malformed("a length field contradicts what there is");
static VALUE: Remark = malformed("a field holds a value that its protocol forbids");
static DEPTH: Remark = malformed("more layers than are decoded");
static SNAPPED: Remark = Remark {
    severity: Note,
    group: Malformed,
    protocol: "_ws.short",
    summary: "a header is cut by the snap length",
    filter: "_ws.short",
};

/// The remark on a fault.
pub const fn fault(kind: FaultKind) -> &'static Remark {
    match kind {
        FaultKind::Snapped => &SNAPPED,
        FaultKind::Short => &SHORT,
        FaultKind::Length => &LENGTH,
        FaultKind::Value => &VALUE,
        FaultKind::Depth => &DEPTH,
    }
}
