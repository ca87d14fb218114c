//! Two network namespaces with a wire between them, and programs that run in the first.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A wire, gone after the test.
pub struct Wire {
    near: String,
    far: String,
    directory: TempDir,
}

impl Wire {
    /// `None`, said loudly, where it cannot be made.
    pub fn lay() -> Option<Self> {
        if std::env::var_os("NETSIFT_LIVE").is_none() {
            eprintln!("SKIPPED: live capture; NETSIFT_LIVE=1 turns it on");
            return None;
        }
        for tool in ["ip", "tcpdump", "tshark"] {
            if Command::new(tool).arg("--version").output().is_err()
                && Command::new(tool).arg("-V").output().is_err()
            {
                eprintln!("SKIPPED: live capture; there is no {tool} here");
                return None;
            }
        }
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = |end: &str| format!("netsift-{}-{number}-{end}", std::process::id());
        let wire =
            Self { near: name("near"), far: name("far"), directory: tempfile::tempdir().unwrap() };
        let (near, far) = (&wire.near, &wire.far);
        let made = ip(&format!("netns add {near}")) && ip(&format!("netns add {far}"));
        if !made {
            eprintln!("SKIPPED: live capture; network namespaces need root");
            return None;
        }
        for (near_end, far_end, net) in [("a0", "b0", 0), ("a1", "b1", 1)] {
            assert!(ip(&format!(
                "-n {near} link add {near_end} type veth peer name {far_end} netns {far}"
            )));
            assert!(ip(&format!("-n {near} addr add 10.9.{net}.1/24 dev {near_end}")));
            assert!(ip(&format!("-n {far} addr add 10.9.{net}.2/24 dev {far_end}")));
            assert!(ip(&format!("-n {near} link set {near_end} up")));
            assert!(ip(&format!("-n {far} link set {far_end} up")));
        }
        // Until both ends know each other, and have said what interfaces say when they come up.
        thread::sleep(Duration::from_secs(3));
        Some(wire)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Files that were captured, by name.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.directory.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// A program in the near namespace.
    pub fn command(&self, program: &str, words: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.near, program]).args(words.split_whitespace());
        command.current_dir(self.directory.path()).stdin(Stdio::null());
        command
    }

    /// A program that serves in the far namespace until the test ends; `None`, said loudly, where
    /// there is none.
    pub fn serve(&self, program: &str, words: &str) -> Option<Server> {
        if !is_there(program) {
            return None;
        }
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.far, program]).args(words.split_whitespace());
        command.current_dir(self.directory.path()).stdin(Stdio::null());
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        Some(Server(child))
    }

    /// What a program in the near namespace writes, tried again until it succeeds: servers take a
    /// moment to start.
    pub fn ask(&self, program: &str, words: &str) -> Vec<u8> {
        let mut last = None;
        for _ in 0..50 {
            let output = self.command(program, words).output().unwrap();
            if output.status.success() {
                return output.stdout;
            }
            last = Some(output);
            thread::sleep(Duration::from_millis(100));
        }
        panic!("{program} {words}: {last:?}");
    }

    /// What netsift writes to standard output, which has to succeed.
    pub fn answer(&self, words: &str) -> String {
        let output = self.command(env!("CARGO_BIN_EXE_netsift"), words).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Datagrams in each of these files.
    pub fn counts(&self, names: &[String]) -> Vec<usize> {
        names.iter().map(|name| datagrams(&self.path(name)).len()).collect()
    }

    /// Starts netsift and waits until it captures.
    pub fn capture(&self, words: &str) -> Running {
        Running::start(
            &mut self.command(env!("CARGO_BIN_EXE_netsift"), &format!("capture {words}")),
        )
    }

    /// Starts another command of netsift and waits until it listens.
    pub fn netsift(&self, words: &str) -> Running {
        Running::start(&mut self.command(env!("CARGO_BIN_EXE_netsift"), words))
    }

    /// Starts tcpdump and waits until it captures.
    pub fn tcpdump(&self, words: &str) -> Running {
        Running::start(&mut self.command("tcpdump", words))
    }

    /// Sends datagrams of 0, 1, 2… bytes to the far end, port 9, of the first or the second wire.
    pub fn send(&self, net: u8, datagrams: u32) {
        let script = format!(
            "import socket,time\ns=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\n\
             for i in range({datagrams}):\n s.sendto(b'x'*(i%1400),('10.9.{net}.2',9))\n \
             time.sleep(0.0005)"
        );
        let mut command = self.command("python3", "-c");
        assert!(command.arg(script).status().unwrap().success());
    }

    pub fn ip_near(&self, words: &str) {
        assert!(ip(&format!("-n {} {words}", self.near)));
    }
}

/// Whether there is a program, said loudly where not.
pub fn is_there(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).any(|folder| folder.join(program).is_file());
    if !found {
        eprintln!("SKIPPED: live capture of real traffic; there is no {program} here");
    }
    found
}

/// A server, gone after the test.
pub struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.0.kill().unwrap_or_default();
        self.0.wait().unwrap();
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        for name in [&self.near, &self.far] {
            ip(&format!("netns delete {name}"));
        }
    }
}

fn ip(words: &str) -> bool {
    let output = Command::new("ip").args(words.split_whitespace()).output();
    output.is_ok_and(|output| output.status.success())
}

/// A program that captures.
pub struct Running {
    child: Child,
    said: thread::JoinHandle<String>,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut first = String::new();
        stderr.read_line(&mut first).unwrap();
        let said = thread::spawn(move || {
            let mut rest = String::new();
            stderr.read_to_string(&mut rest).unwrap();
            first + &rest
        });
        Self { child, said }
    }

    /// Nobody reads what it writes to standard output any more.
    pub fn deaf(mut self) -> Self {
        drop(self.child.stdout.take());
        self
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Waits for its end: exit code and what was said.
    pub fn end(self) -> (i32, String) {
        let output = self.child.wait_with_output().unwrap();
        (output.status.code().unwrap_or(-1), self.said.join().unwrap())
    }

    /// Waits for its end: exit code, what was said, and what was written to standard output.
    pub fn end_and_read(self) -> (i32, String, String) {
        let output = self.child.wait_with_output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        (output.status.code().unwrap_or(-1), self.said.join().unwrap(), shown)
    }

    /// The same after [`Self::stop`].
    pub fn stop_and_read(self) -> (i32, String, String) {
        thread::sleep(Duration::from_millis(500));
        self.signal("INT");
        self.end_and_read()
    }

    /// Ends it when the kernel has shown it everything.
    pub fn stop(self) -> (i32, String) {
        thread::sleep(Duration::from_millis(500));
        self.signal("INT");
        self.end()
    }
}

/// A line for each datagram to port 9: time in nanoseconds, addresses, length, checksum.
pub fn datagrams(capture: &Path) -> Vec<String> {
    let fields = "frame.time_epoch ip.src ip.dst ip.id udp.length frame.len udp.checksum";
    let fields = fields.split_whitespace().flat_map(|field| ["-e", field]);
    let Output { status, stdout, stderr } = Command::new("tshark")
        .arg("-nr")
        .arg(capture)
        .args(["-Y", "udp.dstport == 9 and not icmp", "-T", "fields"])
        .args(fields)
        .output()
        .unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap().lines().map(str::to_owned).collect()
}

/// A line for each packet: time in nanoseconds, lengths, protocols, a hash of its bytes.
pub fn packets(capture: &Path) -> Vec<String> {
    let fields = "frame.time_epoch frame.len frame.cap_len frame.protocols frame.md5_hash";
    let fields = fields.split_whitespace().flat_map(|field| ["-e", field]);
    let Output { status, stdout, stderr } = Command::new("tshark")
        .args(["-o", "frame.generate_md5_hash:TRUE", "-nr"])
        .arg(capture)
        .args(["-T", "fields"])
        .args(fields)
        .output()
        .unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).unwrap().lines().map(str::to_owned).collect()
}
