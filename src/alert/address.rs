//! Where alerts go, as people write it. Secrets are refused there: everybody on the
//! machine can read them.

use std::net::Ipv6Addr;

use thiserror::Error;

/// Where alerts go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A JSON document by HTTP.
    Webhook(String),
    /// Syslog over UDP, to a host and a port.
    SyslogUdp(String, u16),
    /// Syslog over TCP.
    SyslogTcp(String, u16),
    /// Syslog over a socket of this machine.
    SyslogUnix(String),
    /// E-mail.
    Mail(Mail),
    /// A program and its words; no shell sees them.
    Command(Vec<String>),
}

/// A mail server, and who writes to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// Who writes.
    pub from: String,
    /// To whom.
    pub to: Vec<String>,
}

/// How a connection to a mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// STARTTLS (RFC 3207), or nothing is sent.
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// Not at all.
    None,
}

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoAddress {
    /// It begins with nothing that is known.
    #[error(
        "not a sink; write https://HOST/PATH, syslog, syslog:/dev/log, syslog+udp://HOST:514, \
         syslog+tcp://HOST:601, smtp://HOST:587?from=A@B&to=C@D or exec:PROGRAM"
    )]
    Kind,
    /// No host, or a port that is none.
    #[error("no host, or no port: {0}")]
    Host(String),
    /// User or password in it.
    #[error("secrets do not belong on the command line; put them into {0}")]
    Secret(&'static str),
    /// Mail without sender or recipient.
    #[error("mail needs ?from=ADDRESS&to=ADDRESS[,ADDRESS]")]
    NoMail,
    /// No program.
    #[error("exec: names no program")]
    NoProgram,
}

/// Where secrets of a webhook are looked for.
pub const TOKEN: &str = "NETSIFT_ALERT_TOKEN or NETSIFT_ALERT_TOKEN_FILE";
/// Where those of mail are.
pub const PASSWORD: &str =
    "NETSIFT_SMTP_USER and NETSIFT_SMTP_PASSWORD or NETSIFT_SMTP_PASSWORD_FILE";

impl Address {
    /// Reads one.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, NoAddress> {
        let (scheme, rest) = text.split_once("://").unwrap_or((text, ""));
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => {
                let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
                if authority.contains('@') {
                    return Err(NoAddress::Secret(TOKEN));
                }
                host_and_port(authority, 0)?;
                Ok(Self::Webhook(text.to_owned()))
            }
            "syslog+udp" => host_and_port(rest.trim_end_matches('/'), 514)
                .map(|(host, port)| Self::SyslogUdp(host, port)),
            "syslog+tcp" => host_and_port(rest.trim_end_matches('/'), 601)
                .map(|(host, port)| Self::SyslogTcp(host, port)),
            "smtp" => mail(rest, 587, Protection::StartTls),
            "smtps" => mail(rest, 465, Protection::Tls),
            "smtp+plain" => mail(rest, 25, Protection::None),
            "syslog" => Ok(Self::SyslogUnix("/dev/log".to_owned())),
            _ => match text.split_once(':') {
                Some(("syslog", path)) if !path.is_empty() => Ok(Self::SyslogUnix(path.to_owned())),
                Some(("exec", words)) => {
                    let words: Vec<String> =
                        words.split_whitespace().map(ToOwned::to_owned).collect();
                    if words.is_empty() {
                        Err(NoAddress::NoProgram)
                    } else {
                        Ok(Self::Command(words))
                    }
                }
                _ => Err(NoAddress::Kind),
            },
        }
    }

    /// What to call it in a sentence; of a webhook the host alone, as its path may be a key.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Webhook(url) => url.split('/').take(3).collect::<Vec<_>>().join("/"),
            Self::SyslogUdp(host, port) => format!("syslog+udp://{host}:{port}"),
            Self::SyslogTcp(host, port) => format!("syslog+tcp://{host}:{port}"),
            Self::SyslogUnix(path) => format!("syslog:{path}"),
            Self::Mail(mail) => format!("mail by {}:{}", mail.host, mail.port),
            Self::Command(words) => {
                format!("exec:{}", words.first().map(String::as_str).unwrap_or_default())
            }
        }
    }
}

/// `host`, `host:port`, `[address]:port`; a port of 0 stands for one that is not looked at.
fn host_and_port(text: &str, usual: u16) -> Result<(String, u16), NoAddress> {
    let wrong = || NoAddress::Host(text.to_owned());
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => {
            host.parse::<Ipv6Addr>().map_err(|_| wrong())?;
            (host, rest.strip_prefix(':').or(rest.is_empty().then_some("")).ok_or_else(wrong)?)
        }
        None => text.split_once(':').unwrap_or((text, "")),
    };
    let is_bare = !text.contains(':') || text.ends_with(']');
    let port = if is_bare { Ok(usual) } else { port.parse().map_err(|_| wrong()) };
    let is_host = !host.is_empty() && !host.contains(|it: char| it.is_whitespace() || it == '/');
    if is_host { Ok((host.to_owned(), port?)) } else { Err(wrong()) }
}

fn mail(rest: &str, usual: u16, protection: Protection) -> Result<Address, NoAddress> {
    let (server, query) = rest.split_once('?').unwrap_or((rest, ""));
    let server = server.trim_end_matches('/');
    if server.contains('@') {
        return Err(NoAddress::Secret(PASSWORD));
    }
    let (host, port) = host_and_port(server, usual)?;
    let (mut from, mut to) = (String::new(), Vec::new());
    for (name, value) in query.split('&').filter_map(|it| it.split_once('=')) {
        let value = value.replace("%40", "@").replace("%2B", "+").replace("%2b", "+");
        match name {
            "from" => from = value,
            "to" => to.extend(value.split(',').map(ToOwned::to_owned)),
            _ => return Err(NoAddress::NoMail),
        }
    }
    if from.is_empty() || to.is_empty() {
        return Err(NoAddress::NoMail);
    }
    Ok(Address::Mail(Mail { host, port, protection, from, to }))
}
