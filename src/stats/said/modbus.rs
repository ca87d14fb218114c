//! What is asked of machines over Modbus, and what they refuse.

use super::{Asked, Said, Shown};
use crate::packet::ProtocolId;
use crate::stats::tallies::Tally;
use crate::stats::{Make, Setting, Statistic};

/// Modbus.
pub static STATISTIC: Statistic = Statistic {
    name: "modbus",
    about: "Modbus: functions, exceptions, places",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Messages(&SAID),
};

static SAID: Said = Said {
    protocol: ProtocolId::Modbus,
    title: "Modbus",
    asked: &[
        Asked {
            field: "modbus.func_code",
            tally: Tally::new("functions", "Functions", "function", "what is asked or answered"),
            shown: Shown::Named(FUNCTIONS),
        },
        Asked {
            field: "modbus.exception_code",
            tally: Tally::new("exceptions", "Exceptions", "exception", "why a machine refuses"),
            shown: Shown::Named(EXCEPTIONS),
        },
        Asked {
            field: "modbus.reference_num",
            tally: Tally::new(
                "places",
                "Places",
                "place",
                "the first register, coil or input that is meant",
            ),
            shown: Shown::Whole,
        },
    ],
};

/// Modbus Application Protocol 1.1b3, section 6.
const FUNCTIONS: &[(u64, &str)] = &[
    (1, "read coils"),
    (2, "read discrete inputs"),
    (3, "read holding registers"),
    (4, "read input registers"),
    (5, "write single coil"),
    (6, "write single register"),
    (7, "read exception status"),
    (8, "diagnostics"),
    (11, "get comm event counter"),
    (12, "get comm event log"),
    (15, "write multiple coils"),
    (16, "write multiple registers"),
    (17, "report server id"),
    (20, "read file record"),
    (21, "write file record"),
    (22, "mask write register"),
    (23, "read/write multiple registers"),
    (24, "read FIFO queue"),
    (43, "encapsulated interface transport"),
];
/// Section 7.
const EXCEPTIONS: &[(u64, &str)] = &[
    (1, "illegal function"),
    (2, "illegal data address"),
    (3, "illegal data value"),
    (4, "server device failure"),
    (5, "acknowledge"),
    (6, "server device busy"),
    (8, "memory parity error"),
    (10, "gateway path unavailable"),
    (11, "gateway target failed to respond"),
];
