//! Options that choose packets besides expressions: by number, by position, by flow, by a sample.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;

use crate::cli::arguments::count;
use crate::cli::expressions;
use crate::cli::output::shown;
use crate::cli::reading::is_pipe;
use crate::filter::Expression;
use crate::select::{Positions, Ranges, Sample, Selection, Take};

/// Which packets, besides expressions.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Selection")]
pub struct Select {
    /// Only packets with these numbers: 1-10,20,30-
    #[arg(long, value_name = "NUMBERS")]
    frames: Option<Ranges>,

    /// Only the first N packets that match; reading ends behind them
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = some)]
    first: Option<u64>,

    /// Only the last N packets that match; the input is read twice
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = some, conflicts_with = "first")]
    pub last: Option<u64>,

    /// Only every Nth packet that matches, the first of them included
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = some)]
    every: Option<u64>,

    /// Only one in N flows, all packets of each: 1/10. A flow is a pair of addresses and ports with its
    /// transport; the choice is the same wherever and whenever it is made
    #[arg(long, value_name = "1/N")]
    sample: Option<Sample>,

    /// Another choice of flows for --sample
    #[arg(long, value_name = "N", default_value_t = 0, requires = "sample")]
    seed: u64,

    /// Only packets of flows in which any packet matches this expression; the input is read twice, and
    /// --max-flows flows are remembered
    #[arg(long, value_name = "EXPRESSION")]
    flows_where: Option<String>,

    /// Only packets of this stream, as tshark numbers them (repeatable): tcp:7, udp:3
    #[arg(long, value_name = "STREAM", value_parser = stream)]
    stream: Vec<String>,
}

impl Select {
    /// Whether packets are chosen by any of these.
    pub fn is_asked_for(&self) -> bool {
        let Self { frames, first, last, every, sample, flows_where, stream, .. } = self;
        let numbers = [first, last, every].iter().any(|option| option.is_some());
        numbers
            || frames.is_some()
            || sample.is_some()
            || flows_where.is_some()
            || !stream.is_empty()
    }

    /// The option for which the input has to be read twice, where there is one.
    pub const fn reads_twice(&self) -> Option<&'static str> {
        match (&self.flows_where, self.last) {
            (Some(_), _) => Some("--flows-where"),
            (None, Some(_)) => Some("--last"),
            (None, None) => None,
        }
    }

    /// What flows have to have.
    ///
    /// # Errors
    /// When the expression makes no sense.
    pub fn of_flows(&self) -> Result<Option<Expression>> {
        let text = self.flows_where.as_deref();
        text.map(|text| expressions::parse_with_flows("--flows-where", text)).transpose()
    }

    /// One expression for all streams, of which a packet has to be in one.
    ///
    /// # Errors
    /// When there is no such field.
    pub fn of_streams(&self) -> Result<Option<Expression>> {
        if self.stream.is_empty() {
            return Ok(None);
        }
        expressions::parse_of("--stream", &self.stream.join(" or ")).map(Some)
    }

    /// The selection, as far as it is known before packets are read: all of `--last`, of which
    /// [`Select::positions`] says more.
    pub fn selection(&self) -> Selection {
        let mut selection = Selection::default();
        selection.frames.clone_from(&self.frames);
        selection.sample = self.sample.map(|sample| sample.with_seed(self.seed));
        let take = self.first.map_or(Take::All, Take::First);
        selection.positions = Positions::new(self.every.unwrap_or(1), take);
        selection
    }

    /// The positions of the last ones, where so many match in all.
    pub fn positions(&self, last: u64, of: u64) -> Positions {
        Positions::last(self.every.unwrap_or(1), last, of)
    }
}

/// Refuses inputs that can be read once only, for an option that needs two passes.
///
/// # Errors
/// When one is a pipe.
pub fn refuse_second_pass(option: &str, inputs: &[PathBuf]) -> Result<()> {
    if let Some(input) = inputs.iter().find(|input| is_pipe(input)) {
        bail!(
            "{}: {option} needs the input read twice, and a pipe can be read once; save it to a file \
             first",
            shown(input)
        );
    }
    Ok(())
}

/// A number of packets.
fn some(text: &str) -> Result<u64, &'static str> {
    match count(text)? {
        0 => Err("no packet would be taken; write 1 or more"),
        packets => Ok(packets),
    }
}

/// A stream as an expression.
fn stream(text: &str) -> Result<String, &'static str> {
    let wrong = "not a stream; write tcp:7 or udp:3";
    let (transport, number) = text.split_once(':').ok_or(wrong)?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(transport, "tcp" | "udp") || !is_number || number.parse::<u32>().is_err() {
        return Err(wrong);
    }
    Ok(format!("{transport}.stream == {number}"))
}
