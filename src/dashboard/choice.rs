//! What of a report the page shows: which tables, which of their columns, how many rows.

/// What is shown of one table.
#[derive(Debug)]
pub struct Choice {
    /// The section.
    pub section: &'static str,
    /// The table in it.
    pub table: &'static str,
    /// The columns, in their order; none named is all.
    pub columns: &'static [&'static str],
    /// Rows at most.
    pub rows: usize,
    /// Columns of numbers whose sum says which rows stay where there are too many; where none is
    /// named the first rows stay.
    pub by: &'static [&'static str],
}

const fn whole(section: &'static str, table: &'static str, rows: usize) -> Choice {
    Choice { section, table, columns: &[], rows, by: &[] }
}

/// Which hosts had the values of the other tables; those that occur most.
const fn ends(section: &'static str) -> Choice {
    whole(section, "ends", 1500)
}

const TALK: &[&str] = &[
    "address",
    "packets",
    "frame_bytes",
    "frame_bytes_sent",
    "frame_bytes_received",
    "start_s",
    "duration_s",
];

/// Every table of the page.
pub const CHOICES: &[Choice] = &[
    whole("summary", "summary", 1),
    whole("summary", "malformed", 100),
    whole("summary", "files", 200),
    whole("summary", "interfaces", 200),
    Choice {
        section: "protocols",
        table: "protocols",
        columns: &["protocol", "depth", "packets", "frame_bytes", "packets_percent"],
        rows: 500,
        by: &["packets"],
    },
    Choice {
        section: "timeline",
        table: "timeline",
        columns: &["start_s", "packets", "frame_bytes", "bits_per_s"],
        rows: 2048,
        by: &[],
    },
    Choice { section: "endpoints", table: "ip", columns: TALK, rows: 2000, by: &["frame_bytes"] },
    Choice { section: "endpoints", table: "eth", columns: TALK, rows: 1000, by: &["frame_bytes"] },
    Choice {
        section: "conversations",
        table: "ip",
        columns: &[
            "address_a",
            "address_b",
            "packets",
            "frame_bytes",
            "frame_bytes_a_to_b",
            "frame_bytes_b_to_a",
            "start_s",
            "duration_s",
        ],
        rows: 2500,
        by: &["frame_bytes"],
    },
    Choice {
        section: "ports",
        table: "ports",
        columns: &["transport", "port", "service", "conversations", "packets", "frame_bytes"],
        rows: 1000,
        by: &["frame_bytes"],
    },
    Choice {
        section: "flows",
        table: "flows",
        columns: &[
            "ts",
            "total_duration",
            "id.orig_h",
            "id.orig_p",
            "id.resp_h",
            "id.resp_p",
            "proto",
            "service",
            "conn_state",
            "orig_pkts",
            "resp_pkts",
            "orig_frame_bytes",
            "resp_frame_bytes",
            "orig_retransmissions",
            "resp_retransmissions",
            "handshake_rtt_ns",
            "first_frame",
        ],
        rows: 4000,
        by: &["orig_frame_bytes", "resp_frame_bytes"],
    },
    whole("dns", "dns", 1),
    whole("dns", "rcodes", 50),
    whole("dns", "types", 50),
    whole("dns", "names", 500),
    whole("dns", "nxdomain", 300),
    ends("dns"),
    whole("http", "http", 1),
    whole("http", "methods", 50),
    whole("http", "statuses", 100),
    whole("http", "hosts", 500),
    whole("http", "user_agents", 300),
    ends("http"),
    whole("tls", "tls", 1),
    whole("tls", "versions", 50),
    whole("tls", "ciphers", 100),
    whole("tls", "server_names", 500),
    whole("tls", "certificates", 300),
    whole("tls", "alerts", 100),
    ends("tls"),
    whole("quic", "quic", 1),
    whole("quic", "server_names", 300),
    ends("quic"),
    whole("expert", "expert", 500),
    ends("expert"),
    Choice {
        section: "detect",
        table: "findings",
        columns: &[
            "finding",
            "severity",
            "detector",
            "first_seen",
            "last_seen",
            "src_ip",
            "dest_ip",
            "dest_port",
            "proto",
            "subject",
            "flows",
            "packets",
            "technique_id",
            "technique",
            "frames",
            "display_filter",
            "message",
        ],
        rows: 600,
        by: &[],
    },
    whole("detect", "reasons", 3000),
];
