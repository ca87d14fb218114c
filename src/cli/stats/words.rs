//! The words of the command line: leading ones that name statistics, then captures.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Result, bail};

use crate::cli::nearest::nearest;
use crate::stats::{STATISTICS, Statistic};
use crate::value::escape;

/// What the words mean: statistics, then the names of inputs.
pub type Meaning = (Vec<&'static Statistic>, Vec<OsString>);

/// Sorts words into statistics and inputs.
///
/// # Errors
/// When a word that is no file looks like a misspelt statistic or like a filter.
pub fn sort(words: Vec<OsString>) -> Result<Meaning> {
    let mut statistics = Vec::new();
    let mut inputs = Vec::new();
    for word in words {
        let statistic = word.to_str().and_then(Statistic::by_name);
        match statistic {
            Some(statistic) if inputs.is_empty() => statistics.push(statistic),
            _ => {
                check(&word)?;
                inputs.push(word);
            }
        }
    }
    Ok((statistics, inputs))
}

/// Refuses what is obviously not meant as a file.
fn check(word: &OsString) -> Result<()> {
    let Some(text) = word.to_str() else { return Ok(()) };
    let path_like = text.is_empty() || text == "-" || text.contains(['/', '.', '*', '?', '[']);
    if path_like || Path::new(word).symlink_metadata().is_ok() {
        return Ok(());
    }
    let shown = escape(text);
    if STATISTICS.iter().any(|statistic| statistic.name == text) {
        bail!(
            "statistic `{shown}` stands behind a file; statistics come first, a file of that \
               name is `./{shown}`"
        );
    }
    let first = text.split_whitespace().next().unwrap_or_default();
    if FILTER_WORDS.contains(&first) {
        bail!(
            "`{shown}` is neither a statistic nor a file; it looks like a filter expression, \
               which stats does not take: name captures only, a file of that name is `./{shown}`"
        );
    }
    let names = STATISTICS.iter().map(|statistic| statistic.name);
    if let Some(nearest) = nearest(text, names) {
        bail!("no statistic and no file `{shown}`; did you mean `{nearest}`?");
    }
    Ok(())
}

/// Words with which expressions of pcap-filter(7) begin.
const FILTER_WORDS: [&str; 31] = [
    "tcp",
    "udp",
    "icmp",
    "icmp6",
    "igmp",
    "sctp",
    "ip",
    "ip6",
    "arp",
    "rarp",
    "ether",
    "wlan",
    "vlan",
    "mpls",
    "pppoes",
    "geneve",
    "host",
    "net",
    "port",
    "portrange",
    "src",
    "dst",
    "gateway",
    "proto",
    "less",
    "greater",
    "broadcast",
    "multicast",
    "not",
    "inbound",
    "outbound",
];
