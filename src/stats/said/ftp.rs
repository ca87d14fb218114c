//! What FTP clients ask and servers answer.

use super::{Asked, Said, Shown};
use crate::packet::ProtocolId;
use crate::stats::tallies::Tally;
use crate::stats::{Make, Setting, Statistic};

/// FTP.
pub static STATISTIC: Statistic = Statistic {
    name: "ftp",
    about: "FTP: commands, arguments, reply codes",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Messages(&SAID),
};

static SAID: Said = Said {
    protocol: ProtocolId::Ftp,
    title: "FTP",
    asked: &[
        Asked {
            field: "ftp.request.command",
            tally: Tally::new("commands", "Commands", "command", "what clients ask for"),
            shown: Shown::Capitals,
        },
        Asked {
            field: "ftp.request.arg",
            tally: Tally::new(
                "arguments",
                "Arguments",
                "argument",
                "with what: users, files, addresses",
            ),
            shown: Shown::Whole,
        },
        Asked {
            field: "ftp.response.code",
            tally: Tally::new("codes", "Reply codes", "code", "1yz to 3yz go on, 4yz and 5yz fail"),
            shown: Shown::Whole,
        },
    ],
};
