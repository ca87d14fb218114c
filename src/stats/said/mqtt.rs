//! What clients of MQTT publish, subscribe to, and call themselves.

use super::{Asked, Said, Shown};
use crate::packet::ProtocolId;
use crate::stats::tallies::Tally;
use crate::stats::{Make, Setting, Statistic};

/// MQTT.
pub static STATISTIC: Statistic = Statistic {
    name: "mqtt",
    about: "MQTT: message types, topics, clients, users, answers to connections",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Messages(&SAID),
};

static SAID: Said = Said {
    protocol: ProtocolId::Mqtt,
    title: "MQTT",
    asked: &[
        Asked {
            field: "mqtt.msgtype",
            tally: Tally::new("types", "Message types", "type", "what a message is"),
            shown: Shown::Named(TYPES),
        },
        Asked {
            field: "mqtt.topic",
            tally: Tally::new("topics", "Topics", "topic", "published or subscribed to"),
            shown: Shown::Whole,
        },
        Asked {
            field: "mqtt.clientid",
            tally: Tally::new("clients", "Clients", "client_id", "what clients call themselves"),
            shown: Shown::Whole,
        },
        Asked {
            field: "mqtt.username",
            tally: Tally::new("users", "Users", "user", "with which clients log in"),
            shown: Shown::Whole,
        },
        Asked {
            field: "mqtt.ver",
            tally: Tally::new(
                "versions",
                "Versions",
                "version",
                "of the protocol, in messages that connect",
            ),
            shown: Shown::Named(VERSIONS),
        },
        Asked {
            field: "mqtt.conack.val",
            tally: Tally::new(
                "answers",
                "Answers to connections",
                "code",
                "of version 3: 0 is accepted",
            ),
            shown: Shown::Whole,
        },
    ],
};

/// MQTT 5.0 section 2.1.2.
const TYPES: &[(u64, &str)] = &[
    (1, "CONNECT"),
    (2, "CONNACK"),
    (3, "PUBLISH"),
    (4, "PUBACK"),
    (5, "PUBREC"),
    (6, "PUBREL"),
    (7, "PUBCOMP"),
    (8, "SUBSCRIBE"),
    (9, "SUBACK"),
    (10, "UNSUBSCRIBE"),
    (11, "UNSUBACK"),
    (12, "PINGREQ"),
    (13, "PINGRESP"),
    (14, "DISCONNECT"),
    (15, "AUTH"),
];
/// MQTT 3.1.1 and 5.0 section 3.1.2.2.
const VERSIONS: &[(u64, &str)] = &[(3, "3.1"), (4, "3.1.1"), (5, "5.0")];
