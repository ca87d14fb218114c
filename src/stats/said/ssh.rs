//! Who speaks SSH, and what both ends offer before they encrypt.

use super::{Asked, Said, Shown};
use crate::packet::ProtocolId;
use crate::stats::tallies::Tally;
use crate::stats::{Make, Setting, Statistic};

/// SSH.
pub static STATISTIC: Statistic = Statistic {
    name: "ssh",
    about: "SSH: programs, HASSH fingerprints, keys of servers, algorithms offered",
    on_first_screen: false,
    settings: &[Setting::Limit],
    orders: &[],
    make: Make::Messages(&SAID),
};

static SAID: Said = Said {
    protocol: ProtocolId::Ssh,
    title: "SSH",
    asked: &[
        Asked {
            field: "ssh.protocol",
            tally: Tally::new(
                "programs",
                "Programs",
                "program",
                "versions of protocol and program, as both ends say",
            ),
            shown: Shown::Whole,
        },
        Asked {
            field: "ssh.kex.hassh",
            tally: Tally::new("hassh", "HASSH", "hassh", "fingerprint of clients"),
            shown: Shown::Whole,
        },
        Asked {
            field: "ssh.kex.hasshserver",
            tally: Tally::new(
                "hasshserver",
                "HASSH of servers",
                "hasshserver",
                "fingerprint of servers",
            ),
            shown: Shown::Whole,
        },
        Asked {
            field: "ssh.host_key.type",
            tally: Tally::new(
                "host_keys",
                "Keys of servers",
                "type",
                "type of the key that servers show",
            ),
            shown: Shown::Whole,
        },
        Asked {
            field: "ssh.kex_algorithms",
            tally: Tally::new(
                "key_exchanges",
                "Key exchanges offered",
                "algorithm",
                "how an end would agree on keys",
            ),
            shown: Shown::Words,
        },
        Asked {
            field: "ssh.encryption_algorithms_client_to_server",
            tally: Tally::new("ciphers", "Ciphers offered", "cipher", "for what clients send"),
            shown: Shown::Words,
        },
        Asked {
            field: "ssh.mac_algorithms_client_to_server",
            tally: Tally::new(
                "macs",
                "Codes against change offered",
                "mac",
                "for what clients send",
            ),
            shown: Shown::Words,
        },
    ],
};
