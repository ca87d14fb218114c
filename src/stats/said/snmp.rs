//! What is asked of devices over SNMP, by whom, and what they answer.

use super::{Asked, Said, Shown};
use crate::packet::ProtocolId;
use crate::stats::tallies::Tally;
use crate::stats::{Make, Setting, Statistic};

/// SNMP.
pub static STATISTIC: Statistic = Statistic {
    name: "snmp",
    about: "SNMP: versions, communities, users, message types, errors, objects",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Messages(&SAID),
};

static SAID: Said = Said {
    protocol: ProtocolId::Snmp,
    title: "SNMP",
    asked: &[
        Asked {
            field: "snmp.version",
            tally: Tally::new("versions", "Versions", "version", "the version of messages"),
            shown: Shown::Named(VERSIONS),
        },
        Asked {
            field: "snmp.community",
            tally: Tally::new(
                "communities",
                "Communities",
                "community",
                "the password in clear of versions 1 and 2c",
            ),
            shown: Shown::Whole,
        },
        Asked {
            field: "snmp.msgUserName",
            tally: Tally::new("users", "Users", "user", "the user of version 3"),
            shown: Shown::Whole,
        },
        Asked {
            field: "snmp.data",
            tally: Tally::new("types", "Message types", "type", "what a message is"),
            shown: Shown::Named(TYPES),
        },
        Asked {
            field: "snmp.error_status",
            tally: Tally::new("errors", "Errors", "error", "what answers say went wrong"),
            shown: Shown::Named(ERRORS),
        },
        Asked {
            field: "snmp.name",
            tally: Tally::new("objects", "Objects", "object", "what is asked for, set or told"),
            shown: Shown::Whole,
        },
    ],
};

/// RFC 1157, RFC 1901, RFC 3412.
const VERSIONS: &[(u64, &str)] = &[(0, "1"), (1, "2c"), (2, "2u"), (3, "3")];
/// RFC 1157 section 4.1 and RFC 3416 section 3.
const TYPES: &[(u64, &str)] = &[
    (0, "get-request"),
    (1, "get-next-request"),
    (2, "response"),
    (3, "set-request"),
    (4, "trap"),
    (5, "get-bulk-request"),
    (6, "inform-request"),
    (7, "snmpV2-trap"),
    (8, "report"),
];
/// RFC 3416 section 3.
const ERRORS: &[(u64, &str)] = &[
    (0, "noError"),
    (1, "tooBig"),
    (2, "noSuchName"),
    (3, "badValue"),
    (4, "readOnly"),
    (5, "genErr"),
    (6, "noAccess"),
    (7, "wrongType"),
    (8, "wrongLength"),
    (9, "wrongEncoding"),
    (10, "wrongValue"),
    (11, "noCreation"),
    (12, "inconsistentValue"),
    (13, "resourceUnavailable"),
    (14, "commitFailed"),
    (15, "undoFailed"),
    (16, "authorizationError"),
    (17, "notWritable"),
    (18, "inconsistentName"),
];
