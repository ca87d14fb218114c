//! What is counted over time besides packets: fields that are aggregated, and filters.

use anyhow::{Result, anyhow, bail};

use crate::cli::expressions::{parse_of, refuse_flows};
use crate::cli::nearest::nearest;
use crate::filter::Expression;
use crate::packet::{FieldReader, field};
use crate::stats::{Aggregate, Part, Series, TsharkError};
use crate::value::escape;

const AGGREGATES: [(&str, Aggregate); 5] = [
    ("COUNT", Aggregate::Count),
    ("SUM", Aggregate::Sum),
    ("MIN", Aggregate::Min),
    ("AVG", Aggregate::Avg),
    ("MAX", Aggregate::Max),
];

/// Why a spelling of tshark's is refused; of a filter, where it is wrong and what may be meant.
pub fn not_of_tshark(error: &TsharkError) -> anyhow::Error {
    let of_filter = match error {
        TsharkError::Expression(text) => parse_of("-z", text).err(),
        _ => None,
    };
    of_filter.unwrap_or_else(|| anyhow!("-z: {error}"))
}

/// A field by its Wireshark name.
///
/// # Errors
/// When there is none; the text says which is meant.
pub fn field_named(name: &str) -> Result<FieldReader> {
    if let Some(field) = FieldReader::by_name(name) {
        return refuse_flows(name, &[field]).map(|()| field);
    }
    let shown = escape(name);
    match nearest(name, field::all().map(|reader| reader.field.name)) {
        Some(nearest) => bail!("no field `{shown}`; did you mean `{nearest}`?"),
        None => bail!("no field `{shown}`; `netsift stats fields FILE` lists what there is"),
    }
}

/// Fields that are aggregated, and filters that have names.
///
/// # Errors
/// When one is neither, or two have the same name.
pub fn all_series(texts: &[String]) -> Result<(Vec<Series>, Vec<Part>)> {
    let (mut aggregated, mut parts) = (Vec::new(), Vec::<Part>::new());
    for text in texts {
        let Some((name, filter)) = named_filter(text) else {
            aggregated.push(series(text)?);
            continue;
        };
        if parts.iter().any(|other| other.name == name) {
            bail!("two series are called `{name}`");
        }
        let filter = Expression::parse(filter).map_err(|error| anyhow!("{name}: {error}"))?;
        refuse_flows(name, filter.of_flows())?;
        parts.push(Part { name: name.to_owned(), filter });
    }
    Ok((aggregated, parts))
}

/// `web=tcp.port == 80`: a word, and a filter behind the first `=`.
fn named_filter(text: &str) -> Option<(&str, &str)> {
    let (name, filter) = text.split_once('=')?;
    let name = name.trim();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let is_named = !name.is_empty() && name.bytes().all(is_word) && !filter.starts_with('=');
    is_named.then_some((name, filter))
}

/// `AVG(tcp.len)`, or of some packets `AVG(tcp.len)tcp.port == 80`.
fn series(text: &str) -> Result<Series> {
    let shown = escape(text);
    let parts = text.split_once('(').and_then(|(name, rest)| Some((name, rest.split_once(')')?)));
    let Some((aggregate, (field, filter))) = parts else {
        bail!(
            "`{shown}` is no series; write AVG(tcp.len), or a name and a filter: web=tcp.port == 80"
        );
    };
    let known = AGGREGATES.iter().find(|(name, _)| name.eq_ignore_ascii_case(aggregate.trim()));
    let Some(&(_, aggregate)) = known else {
        bail!("`{shown}`: no aggregate `{}`; COUNT, SUM, MIN, AVG or MAX", escape(aggregate));
    };
    let field = field_named(field.trim())?;
    let kind = field.field.kind;
    if aggregate != Aggregate::Count && !kind.is_numeric() {
        bail!(
            "`{shown}`: `{}` is no number but {}; COUNT counts it",
            field.field.name,
            kind.name()
        );
    }
    let filter = Some(filter.trim()).filter(|filter| !filter.is_empty());
    let filter = filter.map(|filter| parse_of(&shown, filter)).transpose()?;
    Ok(Series { aggregate, field, filter })
}
