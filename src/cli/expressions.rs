//! The expressions of a command line, with suggestions where a name is unknown.

use anyhow::{Result, anyhow, bail};

use crate::cli::nearest::nearest;
use crate::filter::{Expression, FilterError, Function, Unknown};
use crate::packet::{FieldReader, field, protocols};
use crate::value::escape;

/// Reads an expression.
///
/// # Errors
/// When it makes no sense: what is wrong, where, and what may have been meant.
pub fn parse(text: &str) -> Result<Expression> {
    parse_of("-Y", text)
}

/// Reads the expression of -f, which is one of tcpdump.
///
/// # Errors
/// As [`parse`] does.
pub fn parse_bpf(text: &str, strict: bool) -> Result<Expression> {
    Expression::parse_bpf(text, strict).map_err(|error| {
        let is_display = Expression::parse(text).is_ok();
        let error = if is_display {
            error.suggesting("as a display filter it makes sense: give it to -Y")
        } else {
            error
        };
        anyhow!("-f: {error}")
    })
}

/// Reads the expression of an option, without fields of flows.
///
/// # Errors
/// As [`parse`] does, naming the option.
pub fn parse_of(option: &str, text: &str) -> Result<Expression> {
    let expression = parse_with_flows(option, text)?;
    refuse_flows(option, expression.of_flows())?;
    Ok(expression)
}

/// Refuses fields of flows, where packets are read once.
///
/// # Errors
/// When there is one; the text says what takes it.
pub fn refuse_flows(option: &str, fields: &[FieldReader]) -> Result<()> {
    let Some(reader) = fields.iter().find(|reader| reader.is_of_flows()) else { return Ok(()) };
    bail!(
        "{option}: `{}` is known only once its flow is over, and packets are read once here; let `netsift filter \
         -Y` choose them, which reads twice, and read what -w writes",
        reader.field.name
    )
}

/// Reads the expression of an option of a command that may read twice.
///
/// # Errors
/// As [`parse`] does, naming the option.
pub fn parse_with_flows(option: &str, text: &str) -> Result<Expression> {
    Expression::parse(text).map_err(|error| {
        let error = if Expression::is_for_tcpdump(text) {
            error.suggesting("this is an expression of tcpdump: give it to -f")
        } else {
            suggest(error)
        };
        anyhow!("{option}: {error}")
    })
}

/// One expression for several protocols, of which a packet has to have one.
///
/// # Errors
/// When one of the names is not that of a protocol.
pub fn of_protocols(names: &[String]) -> Result<Option<Expression>> {
    for name in names {
        if !protocol_names().any(|known| known == name) {
            let shown = escape(name);
            match nearest(name, protocol_names()) {
                Some(nearest) => {
                    bail!("--protocol: no protocol `{shown}`; did you mean `{nearest}`?")
                }
                None => bail!("--protocol: no protocol `{shown}`"),
            }
        }
    }
    if names.is_empty() {
        return Ok(None);
    }
    parse(&names.join(" or ")).map(Some)
}

fn protocol_names() -> impl Iterator<Item = &'static str> {
    protocols::TABLE.iter().map(|(_, protocol)| protocol.name)
}

/// The error with the nearest known name behind it.
fn suggest(error: FilterError) -> FilterError {
    let found = match error.unknown() {
        Some(Unknown::Field(name)) => {
            let fields = field::all().map(|reader| reader.field.name);
            nearest(name, fields.chain(protocol_names()))
        }
        Some(Unknown::Function(name)) => {
            nearest(name, Function::ALL.into_iter().map(Function::name))
        }
        None => return error,
    };
    match found {
        Some(nearest) => error.suggesting(&format!("did you mean `{nearest}`?")),
        None => error.suggesting("`netsift filter --fields` lists what there is"),
    }
}
