//! What tshark decoded, one line a packet.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// The columns, in the order of the files.
#[derive(Clone, Copy, Debug)]
#[repr(usize)]
pub enum Column {
    Time = 1,
    WireBytes,
    CapturedBytes,
    Protocols,
    EthernetSource,
    EthernetDestination,
    Vlan,
    Ipv4Source,
    Ipv4Destination,
    Ipv6Source,
    Ipv6Destination,
    IpProtocol,
    TcpSource,
    TcpDestination,
    UdpSource,
    UdpDestination,
    TcpFlags,
    TcpStream,
}

/// One packet.
#[derive(Debug)]
pub struct Row {
    cells: Vec<String>,
}

impl Row {
    /// The cell of a column, empty where tshark found nothing.
    pub fn get(&self, column: Column) -> &str {
        self.cells.get(column as usize).map_or("", String::as_str)
    }

    /// The values of a column, outer layers first.
    pub fn values(&self, column: Column) -> Vec<&str> {
        self.get(column).split(',').filter(|value| !value.is_empty()).collect()
    }
}

/// All packets of one capture, or `None` where the corpus has no decoding of it.
pub fn rows(corpus: &Path, capture: &str) -> Option<Vec<Row>> {
    let path = corpus.join("tshark").join(format!("{capture}.tsv.gz"));
    let mut gzip = Command::new("gzip")
        .arg("-dc")
        .arg(path.is_file().then_some(&path)?)
        .stdout(Stdio::piped())
        .spawn()
        .expect("gzip is installed");
    let text = BufReader::new(gzip.stdout.take().expect("its output is a pipe"));
    let cells = |line: String| line.split('\t').map(str::to_owned).collect();
    let rows = text.lines().map(|line| Row { cells: cells(line.expect("tshark writes UTF-8")) });
    let rows = rows.collect();
    assert!(gzip.wait().is_ok_and(|status| status.success()), "gzip fails on {}", path.display());
    Some(rows)
}
