//! `netsift capture -i INTERFACE -w FILE`: packets as they arrive.

mod arguments;
pub(super) mod condition;
mod interfaces;
mod job;
pub(super) mod limits;
mod lines;
mod statistics;
mod taking;
mod tally;

use super::exit::{self, Exit};
use super::job::refuse;
use super::voice::Voice;

pub use arguments::Arguments;
pub use interfaces::sections;

/// Runs the command and answers how it ended.
pub fn run(arguments: &Arguments) -> Exit {
    let voice = Voice { quiet: arguments.output.quiet, verbose: arguments.output.verbose };
    job::run(arguments, voice).unwrap_or_else(|error| refuse("capture", &error))
}

/// What `--help` says below the options: conditions, signals, examples, exit codes.
pub fn help() -> String {
    let widest = CONDITIONS.iter().map(|(form, _)| form.len()).max().unwrap_or(0);
    let lines = CONDITIONS.iter().map(|(form, about)| format!("  {form:widest$}  {about}"));
    let conditions = lines.collect::<Vec<_>>().join("\n");
    let examples = EXAMPLES.iter().map(|(command, about)| format!("  {command}\n      {about}"));
    let examples = examples.collect::<Vec<_>>().join("\n");
    format!(
        "Conditions of -a (stop) and -b (next file):\n{conditions}\n\n{NOTES}\n\n\
         Examples:\n{examples}\n\n{}",
        exit::help()
    )
}

/// The conditions in lines: a form, and what it means.
pub const CONDITIONS: &[(&str, &str)] = &[
    ("duration:TIME", "after a time, as 30s, 5m or 1h"),
    ("filesize:KB", "at so many kB (1000 bytes) in a file"),
    ("packets:N", "after so many packets, with -b in a file"),
    ("files:N", "-a: after so many files; -b: keep the newest, remove older ones"),
    ("interval:TIME", "-b: whenever the clock passes a multiple of it"),
];

/// What else there is to know.
pub const NOTES: &str = "SIGINT and SIGTERM end the capture as any other end does: what the kernel has is read, files \
                         are ended, counts are told; the exit code is 130 or 143, and 0 where a condition ended it. SIGHUP begins the next file. A capture \
                         grows in its place and holds whole records at any moment; named .gz or .zst, it is \
                         compressed when it is whole, and until then there without that ending. An interface that goes away ends \
                         with exit code 4 when the last of them has gone. Live capture needs libpcap, and the \
                         permission: root, or `setcap cap_net_raw,cap_net_admin=ep` on the program.";

/// Command lines that people paste, and what each is for. In help and man page.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("netsift capture -D", "the interfaces there are"),
    ("netsift capture -i eth0 -w web.pcapng -f 'tcp port 80'", "until Ctrl-C"),
    (
        "netsift capture -i eth0 -i eth1 -w all.pcapng -b filesize:100000 -b files:10",
        "two interfaces, the last ten files of 100 MB",
    ),
    (
        "netsift capture -i eth0 -w web.pcapng.zst -b interval:1h -b files:24",
        "a file an hour, compressed, those of the last day",
    ),
    (
        "netsift capture -i eth0 -w web.pcapng --stats=protocols,dns -a duration:1m",
        "what is in it as well, when the minute is over",
    ),
    ("netsift capture -i eth0 -f 'udp port 53'", "a line a packet, until Ctrl-C"),
    (
        "netsift capture -i any -w - -a duration:10s | netsift stats protocols -",
        "what goes on for ten seconds",
    ),
];
