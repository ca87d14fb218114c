//! What tshark calls a statistic (`-z io,phs`), as one of ours.

use std::fmt::{self, Display, Formatter};

use super::{Aggregate, Level, Scope, Series, Settings, Statistic};
use crate::packet::FieldReader;

/// Why a spelling of tshark's has no equal here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TsharkError {
    /// There is no such statistic.
    Unknown(String),
    /// A filter is named, which statistics do not take yet.
    Filter(String),
    /// An interval that is no number of seconds.
    Interval(String),
    /// A field that there is not.
    Field(String),
}

impl Display for TsharkError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(text) => {
                write!(f, "no statistic `{}`; there are", text.escape_debug())?;
                KNOWN.iter().try_for_each(|known| write!(f, " `{known}`"))
            }
            Self::Filter(text) => write!(
                f,
                "`{}`: statistics take no filter of their own; name a field as in \
                 `io,stat,1,SUM(frame.len)frame.len`",
                text.escape_debug()
            ),
            Self::Interval(text) => write!(
                f,
                "`{}` is no interval; give seconds, as in `io,stat,0.5`, or 0 for the whole capture",
                text.escape_debug()
            ),
            Self::Field(text) => {
                write!(f, "no field `{}`; `netsift stats fields` lists them", text.escape_debug())
            }
        }
    }
}

/// What is understood.
const KNOWN: [&str; 8] = [
    "io,phs",
    "io,stat,INTERVAL[,AGGREGATE(FIELD)FIELD...]",
    "conv,eth|ip|ipv6|tcp|udp|sctp",
    "endpoints,eth|ip|ipv6|tcp|udp|sctp",
    "ip_hosts,tree",
    "ipv6_hosts,tree",
    "plen,tree",
    "expert",
];

/// The statistic that tshark spells `spelling`, and `settings` changed to what it says.
///
/// What it calls `ip` is IPv4 alone.
///
/// # Errors
/// When nothing here answers what it asks; the error says what is known.
pub fn from_tshark(
    spelling: &str,
    settings: &Settings,
) -> Result<(&'static Statistic, Settings), TsharkError> {
    let mut parts = spelling.split(',');
    let mut settings = settings.clone();
    let unknown = || TsharkError::Unknown(spelling.to_owned());
    let name = match (parts.next(), parts.next()) {
        (Some("expert"), None) => "expert",
        (Some("io"), Some("phs")) => "protocols",
        (Some("io"), Some("stat")) => {
            settings.interval_ns = interval(parts.next().unwrap_or("1"))?;
            settings.series.extend(series(&mut parts)?);
            "timeline"
        }
        (Some("conv"), Some(level)) => {
            settings.scopes = vec![scope(level).ok_or_else(unknown)?];
            "conversations"
        }
        (Some("endpoints" | "host"), Some(level)) => {
            settings.scopes = vec![scope(level).ok_or_else(unknown)?];
            "endpoints"
        }
        (Some("ip_hosts"), Some("tree")) => {
            settings.scopes = vec![Scope::IPV4];
            "endpoints"
        }
        (Some("ipv6_hosts"), Some("tree")) => {
            settings.scopes = vec![Scope::IPV6];
            "endpoints"
        }
        (Some("plen"), Some("tree")) => "lengths",
        _ => return Err(unknown()),
    };
    if let Some(filter) = parts.next().filter(|rest| !rest.is_empty()) {
        return Err(TsharkError::Filter(filter.to_owned()));
    }
    Statistic::by_name(name).map(|statistic| (statistic, settings)).ok_or_else(unknown)
}

fn scope(name: &str) -> Option<Scope> {
    match name {
        "ip" => Some(Scope::IPV4),
        "ipv6" => Some(Scope::IPV6),
        name => Level::by_name(name).map(Scope::of),
    }
}

/// Seconds, with a fraction of up to nine digits, as nanoseconds.
fn interval(text: &str) -> Result<u64, TsharkError> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let nanoseconds = || {
        if text.is_empty() || fraction.len() > 9 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let seconds: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let fraction: u64 = format!("{fraction:0<9}").parse().ok()?;
        seconds.checked_mul(1_000_000_000)?.checked_add(fraction)
    };
    nanoseconds().ok_or_else(|| TsharkError::Interval(text.to_owned()))
}

/// `SUM(frame.len)frame.len`: an aggregate of a field, and as a filter the field again.
fn series<'a>(parts: &mut impl Iterator<Item = &'a str>) -> Result<Vec<Series>, TsharkError> {
    let mut found = Vec::new();
    for part in parts.filter(|part| !part.is_empty()) {
        let filter = || TsharkError::Filter(part.to_owned());
        let (aggregate, rest) = part.split_once('(').ok_or_else(filter)?;
        let (name, condition) = rest.split_once(')').ok_or_else(filter)?;
        let aggregate = match aggregate {
            "COUNT" => Aggregate::Count,
            "SUM" => Aggregate::Sum,
            "MIN" => Aggregate::Min,
            "AVG" => Aggregate::Avg,
            "MAX" => Aggregate::Max,
            _ => return Err(filter()),
        };
        if !condition.is_empty() && condition != name {
            return Err(filter());
        }
        let field =
            FieldReader::by_name(name).ok_or_else(|| TsharkError::Field(name.to_owned()))?;
        found.push(Series { aggregate, field });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(spelling: &str) -> (&'static str, Settings) {
        let (statistic, settings) = from_tshark(spelling, &Settings::default()).unwrap();
        (statistic.name, settings)
    }

    #[test]
    fn every_spelling_that_the_error_lists_is_understood() {
        assert_eq!(understood("io,phs").0, "protocols");
        assert_eq!(understood("plen,tree").0, "lengths");
        assert_eq!(understood("ip_hosts,tree").0, "endpoints");
        for level in ["eth", "ip", "ipv6", "tcp", "udp", "sctp"] {
            assert_eq!(understood(&format!("conv,{level}")).0, "conversations");
            assert_eq!(understood(&format!("endpoints,{level}")).0, "endpoints");
        }
        assert_eq!(understood("ipv6_hosts,tree").0, "endpoints");
    }

    #[test]
    fn ip_is_ipv4_alone() {
        for ask in ["conv,ip", "endpoints,ip", "host,ip", "ip_hosts,tree"] {
            assert_eq!(understood(ask).1.scopes, [Scope::IPV4], "{ask}");
        }
        for ask in ["conv,ipv6", "endpoints,ipv6", "host,ipv6", "ipv6_hosts,tree"] {
            assert_eq!(understood(ask).1.scopes, [Scope::IPV6], "{ask}");
        }
        assert_eq!(understood("conv,tcp").1.scopes, [Scope::of(Level::Tcp)]);
    }

    #[test]
    fn io_stat_takes_an_interval_and_aggregates() {
        let (name, settings) =
            understood("io,stat,0.25,SUM(frame.len)frame.len,AVG(tcp.len)tcp.len");
        assert_eq!((name, settings.interval_ns), ("timeline", 250_000_000));
        assert_eq!(settings.series[1].field.field.name, "tcp.len");
        assert_eq!(understood("io,stat,0").1.interval_ns, 0);
    }

    #[test]
    fn what_is_not_known_says_what_is() {
        let error = from_tshark("smb,srt", &Settings::default()).unwrap_err().to_string();
        assert!(error.starts_with("no statistic `smb,srt`; there are `io,phs`"), "{error}");
    }

    #[test]
    fn filters_and_bad_intervals_are_refused() {
        let refused = |spelling| from_tshark(spelling, &Settings::default()).unwrap_err();
        assert_eq!(refused("io,stat,1,tcp"), TsharkError::Filter("tcp".to_owned()));
        assert_eq!(refused("conv,tcp,ip"), TsharkError::Filter("ip".to_owned()));
        assert_eq!(refused("io,stat,-1"), TsharkError::Interval("-1".to_owned()));
        assert_eq!(
            refused("io,stat,1,SUM(no.such)no.such"),
            TsharkError::Field("no.such".to_owned())
        );
    }
}
