//! `netsift filter -Y EXPRESSION FILE…`: packets that match, as lines, as fields, as a capture.

mod arguments;
mod choose;
mod columns;
mod export;
mod flow_values;
mod hexadecimal;
mod hide;
mod job;
mod lines;
mod passes;
mod pieces;
mod select;
mod show;
mod split;
mod write;
mod writing;
mod written;

use super::exit::{self, Exit};
use super::voice::{Voice, problem};
use crate::sink::Refusal;

pub use arguments::Arguments;
pub use show::sections;

// Lines of a live capture are made as those of a file.
pub(super) use columns::Columns;
pub(super) use export::{Export, ExportOption, option as export_option};
pub(super) use select::refuse_second_pass;
pub(super) use show::Show;
pub(super) use write::Write;

/// Runs the command and answers how it ended.
pub fn run(arguments: Arguments) -> Exit {
    let voice = Voice { quiet: arguments.output.quiet, verbose: arguments.output.verbose };
    match job::Job::prepare(arguments, voice) {
        Ok(job) => job.run(),
        Err(error) => {
            problem(&format!("filter: {error:#}"));
            match error.downcast_ref::<Refusal>() {
                Some(Refusal::System(_)) => Exit::Undelivered,
                _ => Exit::Usage,
            }
        }
    }
}

/// What `--help` says below the options: the language, examples, exit codes.
pub fn help() -> String {
    let widest = LANGUAGE.iter().map(|(form, _)| form.len()).max().unwrap_or(0);
    let lines = LANGUAGE.iter().map(|(form, about)| format!("  {form:widest$}  {about}"));
    let language = lines.collect::<Vec<_>>().join("\n");
    let bpf = BPF.iter().map(|(form, about)| format!("  {form:widest$}  {about}"));
    let bpf = bpf.collect::<Vec<_>>().join("\n");
    let examples = EXAMPLES.iter().map(|(command, about)| format!("  {command}\n      {about}"));
    let examples = examples.collect::<Vec<_>>().join("\n");
    format!(
        "Expressions (Wireshark's display filters, version 4.0):\n{language}\n\n\
         Expressions of tcpdump, for -f (pcap-filter(7)):\n{bpf}\n\n\
         Examples:\n{examples}\n\n{}",
        exit::help()
    )
}

/// The language in lines: a form, and what it means.
pub const LANGUAGE: &[(&str, &str)] = &[
    ("dns, tcp.port", "the packet has the protocol, the field"),
    ("== != > < >= <=", "also eq ne gt lt ge le; one value is enough, but != holds for all"),
    ("=== !==", "all values are equal; one is another (also all_eq, any_ne, ~=)"),
    ("any A > B, all A > B", "which of several values have to be so"),
    ("contains, matches", "bytes or text in a value; a regular expression, case ignored (also ~)"),
    ("in {80, 8000..8080}", "one of a set; also `not in`"),
    ("eth.src[0:3], [1-2], [-4:]", "bytes of a value, of a protocol, of the frame"),
    ("tcp.flags & 2, + - * / %", "calculations with whole numbers"),
    ("len() count() upper() lower()", "functions; also string() max() min() abs()"),
    (
        "ip.src#1, #-1, #[1-2]",
        "the outermost layer, the innermost, several; also outer: and inner:",
    ),
    (
        "flow.bytes flow.conn_state",
        "what all packets of a flow tell, as `stats flows` does; the input is read twice",
    ),
    ("not and xor or, ! && ^^ ||", "in the order in which they bind; parentheses"),
    ("80 0x50 0b101 'P' \"text\" r\"raw\"", "numbers, characters, text"),
    ("192.0.2.0/24 2001:db8::/32 00:11:22", "addresses, networks, bytes"),
];

/// The language of -f in lines.
pub const BPF: &[(&str, &str)] = &[
    ("[src|dst] host, net, port, portrange", "also src or dst, src and dst; 80-443, 10.0.0.0/8"),
    ("tcp, udp, icmp, arp, ip6, ip proto 47", "protocols, also before host and port: tcp port 80"),
    ("ether host, proto, broadcast, multicast", "hardware addresses, Ethertypes, to several"),
    ("vlan 7, mpls 100, pppoes 5", "a packet has it; with --bpf-strict, what follows is inside it"),
    ("tcp[tcpflags] & tcp-syn != 0, len > 100", "bytes of headers, calculated with; less, greater"),
    ("not and or, ! && ||", "and and or bind alike, from left to right; parentheses"),
    ("port 80 or 443", "what stands before is meant again"),
];

/// Command lines that people paste, and what each is for. In help, man page and README; a test
/// runs them all.
pub const EXAMPLES: &[(&str, &str)] = &[
    ("netsift filter -Y 'tcp.port == 80' capture.pcapng", "a line for each packet"),
    ("netsift filter -Y 'ip.addr in {10.0.0.0/8}' --count capture.pcapng", "how many there are"),
    (
        "netsift filter -f 'tcp port 80 or udp port 53' --count capture.pcapng",
        "the same in tcpdump's language",
    ),
    (
        "netsift filter -e frame.number -e ip.src -e tcp.dstport -T csv capture.pcapng",
        "fields of all packets as CSV",
    ),
    (
        "netsift filter -T fields -e ip.src -e tcp.dstport -E separator=, capture.pcapng",
        "the same lines as tshark -T fields with these options",
    ),
    (
        "netsift filter -Y 'tcp.port == 80' -w web.pcapng --force capture.pcapng && netsift stats summary web.pcapng",
        "the packets that match as a capture",
    ),
    (
        "netsift filter --split time:1m -w minutes.pcapng --force capture.pcapng",
        "one capture for each minute: minutes_00001.pcapng and so on, and a list of them",
    ),
    (
        "netsift filter --flows-where 'tcp.flags.reset == 1' --count capture.pcapng",
        "whole flows that were reset",
    ),
    (
        "netsift filter -Y 'flow.conn_state == \"S0\" or flow.bytes > 1000000' --count capture.pcapng",
        "packets of flows without an answer, and of large ones",
    ),
    ("netsift filter --frames 1-3,20,30- --invert --count capture.pcapng", "all packets but some"),
    ("netsift filter --fields -T csv", "all fields that expressions and -e know"),
];
