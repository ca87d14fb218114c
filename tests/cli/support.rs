//! Captures made on the spot, and runs of the program.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A directory with captures in it, gone after the test.
pub struct Place {
    directory: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: impl AsRef<OsStr>) -> PathBuf {
        self.directory.path().join(name.as_ref())
    }

    /// Writes a file.
    pub fn file(&self, name: impl AsRef<OsStr>, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The program, started in this directory, with a sober environment.
    pub fn netsift(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_netsift"));
        command.current_dir(self.directory.path()).env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    /// Runs the program with these words, as a shell would split them.
    pub fn run(&self, words: &str) -> Ran {
        Ran(self.netsift().args(words.split_whitespace()).output().unwrap())
    }

    /// The same with bytes on standard input.
    pub fn run_with(&self, words: &str, input: &[u8]) -> Ran {
        let mut command = self.netsift();
        command.args(words.split_whitespace());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let input = input.to_vec();
        // The program may refuse its input and never read it.
        let feeder = std::thread::spawn(move || pipe.write_all(&input).unwrap_or_default());
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        Ran(output)
    }

    /// The names of the files that are there.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.directory.path()).unwrap();
        let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<String> = entries.map(|entry| name(entry.unwrap())).collect();
        names.sort();
        names
    }
}

/// What a run left.
pub struct Ran(pub Output);

impl Ran {
    pub fn code(&self) -> i32 {
        self.0.status.code().unwrap()
    }

    pub fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    pub fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out())
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.out(), self.err()))
    }

    /// Asserts the exit code, showing what was said where it is another.
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "stdout: {}\nstderr: {}", self.out(), self.err());
        self
    }
}

/// Global header of a pcap file: microseconds, little endian, Ethernet.
const PCAP_HEADER: [u8; 24] = [
    0xd4, 0xc3, 0xb2, 0xa1, // magic
    0x02, 0x00, 0x04, 0x00, // version 2.4
    0x00, 0x00, 0x00, 0x00, // time zone
    0x00, 0x00, 0x00, 0x00, // accuracy
    0x00, 0x00, 0x04, 0x00, // snap length 262144
    0x01, 0x00, 0x00, 0x00, // Ethernet
];

/// A TCP segment without payload from 10.0.0.1:40000 to 10.0.0.2:80.
const SEGMENT: [u8; 54] = [
    0x02, 0x00, 0x00, 0x00, 0x00, 0x02, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x08,
    0x00, // Ethernet
    0x45, 0x00, 0x00, 0x28, 0x00, 0x00, 0x40, 0x00, 0x40, 0x06, 0x00,
    0x00, // IPv4, 40 bytes, TCP
    0x0a, 0x00, 0x00, 0x01, 0x0a, 0x00, 0x00, 0x02, // 10.0.0.1 to 10.0.0.2
    0x9c, 0x40, 0x00, 0x50, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, // ports, numbers
    0x50, 0x10, 0x03, 0xe8, 0x00, 0x00, 0x00, 0x00, // ACK, window 1000
];

/// Seconds since 1970 of the first packet: 2023-11-14T22:13:20Z.
pub const START: u32 = 1_700_000_000;

/// A pcap file of TCP segments, one a second, each from another port.
pub fn capture(packets: u16) -> Vec<u8> {
    capture_from(START, packets)
}

pub fn capture_from(start: u32, packets: u16) -> Vec<u8> {
    let mut bytes = PCAP_HEADER.to_vec();
    for packet in 0..packets {
        for number in [start + u32::from(packet), 0, 54, 54] {
            bytes.extend(number.to_le_bytes());
        }
        let mut segment = SEGMENT;
        segment[34..36].copy_from_slice(&(40_000 + packet % 1000).to_be_bytes());
        bytes.extend(segment);
    }
    bytes
}

/// The value of the only row of `summary`.
pub fn summary(document: &serde_json::Value) -> &serde_json::Value {
    &document["sections"]["summary"]["tables"]["summary"]["rows"][0]
}

pub fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
