//! Options that say what is done to packets: duplicates left out, order, cuts, times, comments.

use anyhow::{Result, anyhow, bail};
use clap::Args;

use crate::cli::arguments::count;
use crate::edit::{Dedup, Likeness, Reorder, Span, WORDS};
use crate::source::{Notes, Source};
use crate::value::parse_duration_ns;

/// How many bytes of packets wait at most while they are put in order. Chosen by us: seconds of a
/// busy link.
const MOST_WAITING: usize = 64 << 20;

/// What is done to packets.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Changes")]
pub struct Changes {
    /// Leave out packets that are like one shortly before: among SPAN packets, itself included, or
    /// within a time as 50ms; 5 packets without SPAN
    #[arg(
        long,
        value_name = "SPAN",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "5",
        value_parser = span
    )]
    dedup: Option<Span>,

    /// What may differ in duplicates: mac, vlan, link, ttl, dscp, checksum, padding
    #[arg(long, value_name = "PARTS", value_delimiter = ',', requires = "dedup")]
    dedup_ignore: Vec<String>,

    /// Bytes at the beginning of packets that may differ in duplicates
    #[arg(long, value_name = "N", requires = "dedup", default_value_t = 0)]
    dedup_skip: usize,

    /// Put packets in the order of their times, as far as 64 MiB of them reach
    #[arg(long)]
    reorder: bool,

    /// Write N bytes of each packet at most
    #[arg(short = 's', long, value_name = "N", requires = "write", value_parser = snaplen)]
    pub snaplen: Option<u32>,

    /// Add this to the time of each packet that is written: +1.5s, -2h
    #[arg(long, value_name = "TIME", requires = "write", allow_hyphen_values = true, value_parser = shift)]
    pub time_shift: Option<i64>,

    /// Add a comment to each packet that is written; pcapng only
    #[arg(long, value_name = "TEXT", requires = "write")]
    pub comment: Option<String>,
}

impl Changes {
    /// Whether packets are put in the order of their times.
    pub const fn reorders(&self) -> bool {
        self.reorder
    }

    /// Refuses what cannot be meant.
    ///
    /// # Errors
    /// When a part is not known, or a comment is empty or longer than an option may be.
    pub fn check(&self) -> Result<()> {
        self.likeness()?;
        match self.comment.as_deref().map(str::len) {
            Some(0) => bail!("--comment: an empty comment says nothing"),
            Some(65_536..) => {
                bail!("--comment: longer than the 65535 bytes that a comment may have")
            }
            _ => Ok(()),
        }
    }

    fn likeness(&self) -> Result<Likeness> {
        Likeness::new(&self.dedup_ignore, self.dedup_skip).map_err(|word| {
            let known: Vec<&str> = WORDS.iter().map(|(name, _)| *name).collect();
            anyhow!(
                "--dedup-ignore: no part `{}`; there are {}",
                crate::value::escape(word),
                known.join(", ")
            )
        })
    }

    /// Hands the source to `read`, in order and without duplicates where that is asked for, of which
    /// nothing stays in `notes`. Answers with it what there is to say.
    pub fn apply<T>(
        &self,
        source: &mut dyn Source,
        notes: Option<&Notes>,
        read: &mut dyn FnMut(&mut dyn Source) -> T,
    ) -> (T, Vec<String>) {
        if !self.reorder {
            return self.without_duplicates(source, notes, read);
        }
        let mut reorder = Reorder::new(source, MOST_WAITING);
        let (answer, mut said) = self.without_duplicates(&mut reorder, notes, read);
        let (moved, late) = reorder.counts();
        said.push(match late {
            0 => format!("{moved} packets were earlier than the one before them, and were put in order"),
            _ => format!(
                "{moved} packets were earlier than the one before them; {late} of these came too late to be \
                 put in order, more than 64 MiB behind their place"
            ),
        });
        (answer, said)
    }

    fn without_duplicates<T>(
        &self,
        source: &mut dyn Source,
        notes: Option<&Notes>,
        read: &mut dyn FnMut(&mut dyn Source) -> T,
    ) -> (T, Vec<String>) {
        let (Some(span), Ok(likeness)) = (self.dedup, self.likeness()) else {
            return (read(source), Vec::new());
        };
        let mut dedup = Dedup::new(source, span, likeness).forgetting(notes.cloned());
        let answer = read(&mut dedup);
        let (seen, left_out) = dedup.counts();
        (answer, vec![format!("{left_out} of {seen} packets were left out as duplicates")])
    }
}

fn span(text: &str) -> Result<Span, &'static str> {
    let wrong = "not a span; write 5 for packets, or a time as 50ms";
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.parse() {
            Ok(packets @ 2..=1_000_000) => Ok(Span::Packets(packets)),
            _ => Err("a span of packets is 2 to 1000000: the packet itself is one of them"),
        };
    }
    parse_duration_ns(text).map(Span::Time).ok_or(wrong)
}

fn snaplen(text: &str) -> Result<u32, &'static str> {
    match count(text).map(u32::try_from) {
        Ok(Ok(bytes @ 1..)) => Ok(bytes),
        _ => Err("not a length; write 96 for 96 bytes"),
    }
}

fn shift(text: &str) -> Result<i64, &'static str> {
    let (sign, span) = match text.as_bytes().first() {
        Some(b'-') => (-1, text.get(1..)),
        Some(b'+') => (1, text.get(1..)),
        _ => (1, Some(text)),
    };
    let span = span.and_then(parse_duration_ns).ok_or("not a time; write +1.5s or -2h")?;
    Ok(sign * span)
}
