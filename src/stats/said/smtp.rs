//! What mail clients ask and servers answer.

use super::{Asked, Said, Shown};
use crate::packet::ProtocolId;
use crate::stats::tallies::Tally;
use crate::stats::{Make, Setting, Statistic};

/// SMTP.
pub static STATISTIC: Statistic = Statistic {
    name: "smtp",
    about: "SMTP: commands, senders and recipients, reply codes",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Messages(&SAID),
};

static SAID: Said = Said {
    protocol: ProtocolId::Smtp,
    title: "SMTP",
    asked: &[
        Asked {
            field: "smtp.req.command",
            tally: Tally::new("commands", "Commands", "command", "what clients ask for"),
            shown: Shown::Capitals,
        },
        Asked {
            field: "smtp.req.parameter",
            tally: Tally::new(
                "parameters",
                "Parameters",
                "parameter",
                "with what: senders, recipients, names",
            ),
            shown: Shown::Whole,
        },
        Asked {
            field: "smtp.response.code",
            tally: Tally::new(
                "codes",
                "Reply codes",
                "code",
                "2yz and 3yz go on, 4yz and 5yz fail",
            ),
            shown: Shown::Whole,
        },
    ],
};
