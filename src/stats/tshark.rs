//! What tshark calls a statistic (`-z io,phs`), as one of ours.

use std::fmt::{self, Display, Formatter};

use super::{Aggregate, Level, Part, Scope, Series, Settings, Statistic};
use crate::filter::Expression;
use crate::packet::FieldReader;

/// Why a spelling of tshark's has no equal here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TsharkError {
    /// There is no such statistic.
    Unknown(String),
    /// A filter is named, of which only the timeline has any.
    Filter(String),
    /// A filter that makes no sense, or not here.
    Expression(String),
    /// No aggregate, or of what has no numbers.
    Aggregate(String),
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
                "`{}`: only io,stat takes filters of its own; -Y says what all statistics see",
                text.escape_debug()
            ),
            Self::Expression(text) => write!(f, "`{}` is no filter", text.escape_debug()),
            Self::Aggregate(text) => write!(
                f,
                "`{}`: COUNT, SUM, MIN, AVG or MAX of a field, all but COUNT of numbers, as in \
                 `io,stat,1,SUM(frame.len)tcp`",
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
    "io,stat,INTERVAL[,FILTER|AGGREGATE(FIELD)FILTER...]",
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
            counted(spelling.splitn(4, ',').nth(3).unwrap_or_default(), &mut settings)?;
            parts = "".split(',');
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

/// What is counted besides: `SUM(frame.len)tcp` an aggregate of a field over the packets that match,
/// `tcp` the packets themselves. As tshark does, but a filter need not name the field again.
fn counted(text: &str, settings: &mut Settings) -> Result<(), TsharkError> {
    for item in items(text).map(str::trim).filter(|item| !matches!(*item, "" | "FRAMES" | "BYTES"))
    {
        let call = item.split_once('(').filter(|(name, _)| is_capital(name));
        let called = call.and_then(|(name, rest)| Some((name, rest.split_once(')')?)));
        let Some((name, (field, condition))) = called else {
            settings.parts.push(part(item)?);
            continue;
        };
        let (field, condition) = (field.trim(), condition.trim());
        let aggregate = match name {
            "FRAMES" | "BYTES" if field.is_empty() => {
                if !condition.is_empty() {
                    settings.parts.push(part(condition)?);
                }
                continue;
            }
            "COUNT" => Aggregate::Count,
            "SUM" => Aggregate::Sum,
            "MIN" => Aggregate::Min,
            "AVG" => Aggregate::Avg,
            "MAX" => Aggregate::Max,
            _ => return Err(TsharkError::Aggregate(item.to_owned())),
        };
        let field = FieldReader::by_name(field)
            .filter(|field| !field.is_of_flows())
            .ok_or_else(|| TsharkError::Field(field.to_owned()))?;
        let numbers = aggregate == Aggregate::Count || field.field.kind.is_numeric();
        if !numbers {
            return Err(TsharkError::Aggregate(item.to_owned()));
        }
        // A filter that asks for the field alone leaves out what has no values anyway.
        let is_all = condition.is_empty() || condition == field.field.name;
        let filter = if is_all { None } else { Some(filter(condition)?) };
        settings.series.push(Series { aggregate, field, filter });
    }
    let mut seen = std::collections::BTreeSet::new();
    settings.parts.retain(|part| seen.insert(part.name.clone()));
    Ok(())
}

fn is_capital(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn part(text: &str) -> Result<Part, TsharkError> {
    Ok(Part { name: text.to_owned(), filter: filter(text)? })
}

fn filter(text: &str) -> Result<Expression, TsharkError> {
    let found = Expression::parse(text).ok().filter(|filter| filter.of_flows().is_empty());
    found.ok_or_else(|| TsharkError::Expression(text.to_owned()))
}

/// What stands between commas, but for those in sets, slices, calls and text.
fn items(text: &str) -> impl Iterator<Item = &str> {
    let (mut depth, mut quoted, mut escaped) = (0_i32, None, false);
    text.split(move |one: char| {
        let is_escaped = std::mem::take(&mut escaped);
        match (quoted, one) {
            (Some(_), '\\') if !is_escaped => escaped = true,
            (Some(quote), _) if quote == one && !is_escaped => quoted = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quoted = Some(one),
            (None, '{' | '[' | '(') => depth += 1,
            (None, '}' | ']' | ')') => depth -= 1,
            (None, _) => return one == ',' && depth <= 0,
        }
        false
    })
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
    fn io_stat_takes_filters_alone_and_behind_aggregates() {
        let spelling = "io,stat,1,tcp,SUM(frame.len)udp.port in {53, 67},FRAMES()arp,\
                        dns.qry.name == \"a,b\",COUNT(ip.src)ip.src,,tcp,(tcp)";
        let settings = understood(spelling).1;
        let parts: Vec<&str> = settings.parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(parts, ["tcp", "arp", "dns.qry.name == \"a,b\"", "(tcp)"]);
        let filters: Vec<_> = settings.series.iter().map(|it| it.filter.as_ref()).collect();
        assert_eq!(filters[0].unwrap().text(), "udp.port in {53, 67}");
        assert!(filters[1].is_none() && filters.len() == 2);
    }

    #[test]
    fn what_is_not_known_says_what_is() {
        let error = from_tshark("smb,srt", &Settings::default()).unwrap_err().to_string();
        assert!(error.starts_with("no statistic `smb,srt`; there are `io,phs`"), "{error}");
    }

    #[test]
    fn filters_and_bad_intervals_are_refused() {
        let refused = |spelling: &str| from_tshark(spelling, &Settings::default()).unwrap_err();
        for wrong in ["tcp.prot", "flow.bytes > 1", "tcp and"] {
            assert_eq!(
                refused(&format!("io,stat,1,udp,{wrong}")),
                TsharkError::Expression(wrong.to_owned())
            );
        }
        for wrong in ["SUM(http.host)http", "LOAD(frame.len)tcp", "COUNT()tcp"] {
            let refused = refused(&format!("io,stat,1,{wrong}"));
            assert!(!matches!(refused, TsharkError::Unknown(_)), "{refused}");
        }
        assert_eq!(refused("conv,tcp,ip"), TsharkError::Filter("ip".to_owned()));
        assert_eq!(refused("io,stat,-1"), TsharkError::Interval("-1".to_owned()));
        assert_eq!(
            refused("io,stat,1,SUM(no.such)no.such"),
            TsharkError::Field("no.such".to_owned())
        );
    }
}
