//! Who calls whom over SIP, and what comes of it.

use super::{Asked, Said, Shown};
use crate::packet::ProtocolId;
use crate::stats::tallies::Tally;
use crate::stats::{Make, Setting, Statistic};

/// SIP.
pub static STATISTIC: Statistic = Statistic {
    name: "sip",
    about: "SIP: methods, status codes, users, hosts, programs",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Messages(&SAID),
};

static SAID: Said = Said {
    protocol: ProtocolId::Sip,
    title: "SIP",
    asked: &[
        Asked {
            field: "sip.Method",
            tally: Tally::new("methods", "Methods", "method", "the method of requests"),
            shown: Shown::Whole,
        },
        Asked {
            field: "sip.Status-Code",
            tally: Tally::new("statuses", "Status codes", "status", "the status code of answers"),
            shown: Shown::Whole,
        },
        Asked {
            field: "sip.from.user",
            tally: Tally::new("callers", "Callers", "user", "the user that messages are from"),
            shown: Shown::Whole,
        },
        Asked {
            field: "sip.to.user",
            tally: Tally::new("called", "Called", "user", "the user that messages are to"),
            shown: Shown::Whole,
        },
        Asked {
            field: "sip.r-uri.host",
            tally: Tally::new("hosts", "Hosts", "host", "the host that is asked"),
            shown: Shown::Small,
        },
        Asked {
            field: "sip.User-Agent",
            tally: Tally::new(
                "user_agents",
                "User agents",
                "user_agent",
                "the program that speaks",
            ),
            shown: Shown::Whole,
        },
    ],
};
