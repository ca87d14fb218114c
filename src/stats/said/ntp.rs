//! Who tells whom the time.

use super::{Asked, Said, Shown};
use crate::packet::ProtocolId;
use crate::stats::tallies::Tally;
use crate::stats::{Make, Setting, Statistic};

/// NTP.
pub static STATISTIC: Statistic = Statistic {
    name: "ntp",
    about: "NTP: versions, modes, strata, references",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Messages(&SAID),
};

static SAID: Said = Said {
    protocol: ProtocolId::Ntp,
    title: "NTP",
    asked: &[
        Asked {
            field: "ntp.flags.vn",
            tally: Tally::new("versions", "Versions", "version", "the version of messages"),
            shown: Shown::Whole,
        },
        Asked {
            field: "ntp.flags.mode",
            tally: Tally::new("modes", "Modes", "mode", "what a message is"),
            shown: Shown::Named(MODES),
        },
        Asked {
            field: "ntp.stratum",
            tally: Tally::new(
                "strata",
                "Strata",
                "stratum",
                "how far a clock is from a reference; 0 unknown or a refusal",
            ),
            shown: Shown::Whole,
        },
        Asked {
            field: "ntp.refid",
            tally: Tally::new(
                "references",
                "References",
                "reference",
                "the clock that a clock follows: an address, or letters",
            ),
            shown: Shown::Whole,
        },
    ],
};

/// RFC 5905 section 7.3.
const MODES: &[(u64, &str)] = &[
    (1, "symmetric active"),
    (2, "symmetric passive"),
    (3, "client"),
    (4, "server"),
    (5, "broadcast"),
    (6, "control"),
    (7, "private"),
];
