//! Alerts to syslog (RFC 5424): over UDP (RFC 5426), over TCP with the length before each message
//! (RFC 6587 section 3.4.1), or over a socket of this machine.

use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use super::{Failure, Message, Sink};

/// local0 (RFC 5424 section 6.2.1).
const FACILITY: u8 = 16;
/// Severities of syslog from informational to critical, by weight.
const SEVERITIES: [u8; 5] = [6, 5, 4, 3, 2];
/// How long connecting and writing may take. Chosen by us.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest message: what receivers should take (RFC 5424 section 6.1).
const MOST_BYTES: usize = 2048;

/// A receiver.
pub struct Syslog {
    way: Way,
    host: String,
}

enum Way {
    Udp(String, u16),
    Tcp(String, u16, Option<TcpStream>),
    Unix(String),
}

impl Syslog {
    /// Over UDP.
    #[must_use]
    pub fn udp(host: String, port: u16) -> Self {
        Self { way: Way::Udp(host, port), host: own_name() }
    }

    /// Over TCP.
    #[must_use]
    pub fn tcp(host: String, port: u16) -> Self {
        Self { way: Way::Tcp(host, port, None), host: own_name() }
    }

    /// Over a socket of this machine.
    #[must_use]
    pub fn unix(path: String) -> Self {
        Self { way: Way::Unix(path), host: own_name() }
    }
}

/// The name of this machine, as syslog takes it.
fn own_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    printable(name.trim(), 255)
}

/// Printable ASCII, no longer than so many letters; `-` for nothing (RFC 5424 section 6).
fn printable(text: &str, most: usize) -> String {
    let text: String = text.chars().filter(char::is_ascii_graphic).take(most).collect();
    if text.is_empty() { "-".to_owned() } else { text }
}

/// A message of RFC 5424.
#[must_use]
pub fn line(message: &Message, host: &str) -> String {
    let severity = SEVERITIES.get(usize::from(message.weight)).copied().unwrap_or(2);
    let priority = FACILITY * 8 + severity;
    // Six digits behind the point at most (section 6.2.3).
    let time = message.at.rfc3339(0);
    let time = match time.split_once('.') {
        Some((whole, fraction)) => {
            format!("{whole}.{}Z", fraction.chars().take(6).collect::<String>())
        }
        None => time,
    };
    let process = std::process::id();
    let kind = printable(&message.detector, 32);
    let Message { severity, detector, text, facts, .. } = message;
    let facts: Vec<String> = facts.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let facts = facts.join(" ");
    let all = format!(
        "<{priority}>1 {time} {host} netsift {process} {kind} - {severity} {detector}: {text}; {facts}"
    );
    // Nothing of a packet ends a line or acts on a terminal.
    let mut all = crate::value::escape(&all).into_owned();
    let mut end = all.len().min(MOST_BYTES);
    while !all.is_char_boundary(end) {
        end -= 1;
    }
    all.truncate(end);
    all
}

fn address(host: &str, port: u16) -> io::Result<SocketAddr> {
    let mut found = (host, port).to_socket_addrs()?;
    found.next().ok_or_else(|| io::Error::other("the host has no address"))
}

impl Way {
    fn send(&mut self, line: &str) -> io::Result<()> {
        match self {
            Self::Udp(host, port) => {
                let to = address(host, *port)?;
                let any = if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
                let socket = UdpSocket::bind(any)?;
                // Connected, a port where nobody listens is an error of the next datagram.
                socket.connect(to)?;
                socket.send(line.as_bytes()).map(drop)
            }
            Self::Tcp(host, port, open) => {
                if open.is_none() {
                    let stream = TcpStream::connect_timeout(&address(host, *port)?, PATIENCE)?;
                    stream.set_write_timeout(Some(PATIENCE))?;
                    *open = Some(stream);
                }
                let framed = format!("{} {line}", line.len());
                let written = open.as_mut().map(|stream| stream.write_all(framed.as_bytes()));
                if matches!(written, Some(Err(_))) {
                    *open = None;
                }
                written.unwrap_or(Ok(()))
            }
            Self::Unix(path) => {
                let socket = UnixDatagram::unbound()?;
                socket.set_write_timeout(Some(PATIENCE))?;
                socket.send_to(line.as_bytes(), path.as_str()).map(drop)
            }
        }
    }
}

impl Sink for Syslog {
    fn deliver(&mut self, messages: &[Message]) -> Result<(), Failure> {
        let Self { way, host } = self;
        let send = |message| way.send(&line(message, host)).map_err(Failure::passing);
        messages.iter().try_for_each(send)
    }
}
