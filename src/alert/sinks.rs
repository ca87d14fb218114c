//! From an address to a sink, with the secrets that it takes. Secrets come from the environment, or
//! from files that it names.

use std::io;

use thiserror::Error;

use super::Sink;
use super::address::Address;
use super::command::Program;
use super::mail::Post;
use super::syslog::Syslog;
use super::webhook::Webhook;

/// Why a sink cannot be opened.
#[derive(Debug, Error)]
pub enum NoSink {
    /// A file with a secret cannot be read.
    #[error("{0} names a file that cannot be read: {1}")]
    Secret(&'static str, io::Error),
    /// Something else that makes no sense.
    #[error("{0}")]
    Other(String),
}

/// What nobody but the sink may know.
#[derive(Clone, Default)]
pub struct Secrets {
    /// Said to webhooks.
    pub token: Option<String>,
    /// Who logs in to the mail server.
    pub user: Option<String>,
    /// With what.
    pub password: Option<String>,
    /// Certificates in PEM that vouch for servers, instead of those of the Mozilla project.
    pub authorities: Option<Vec<u8>>,
}

impl Secrets {
    /// Those of the environment: `NETSIFT_ALERT_TOKEN`, `NETSIFT_SMTP_USER`, `NETSIFT_SMTP_PASSWORD`,
    /// or the first line of files that the same names with `_FILE` name.
    ///
    /// # Errors
    /// When such a file cannot be read.
    pub fn from_environment() -> Result<Self, NoSink> {
        Ok(Self {
            token: secret("NETSIFT_ALERT_TOKEN", "NETSIFT_ALERT_TOKEN_FILE")?,
            user: secret("NETSIFT_SMTP_USER", "NETSIFT_SMTP_USER_FILE")?,
            password: secret("NETSIFT_SMTP_PASSWORD", "NETSIFT_SMTP_PASSWORD_FILE")?,
            authorities: None,
        })
    }
}

fn secret(name: &str, file: &'static str) -> Result<Option<String>, NoSink> {
    if let Ok(value) = std::env::var(name) {
        return Ok(Some(value).filter(|it| !it.is_empty()));
    }
    let Some(path) = std::env::var_os(file).filter(|it| !it.is_empty()) else { return Ok(None) };
    let text = std::fs::read_to_string(path).map_err(|error| NoSink::Secret(file, error))?;
    Ok(text.lines().next().map(ToOwned::to_owned))
}

/// Opens a sink; nothing is sent yet.
///
/// # Errors
/// When it makes no sense.
pub fn open(address: &Address, secrets: &Secrets) -> Result<Box<dyn Sink>, NoSink> {
    let authorities = secrets.authorities.as_deref();
    Ok(match address.clone() {
        Address::Webhook(url) => Box::new(Webhook::new(url, secrets.token.clone(), authorities)),
        Address::SyslogUdp(host, port) => Box::new(Syslog::udp(host, port)),
        Address::SyslogTcp(host, port) => Box::new(Syslog::tcp(host, port)),
        Address::SyslogUnix(path) => Box::new(Syslog::unix(path)),
        Address::Command(words) => Box::new(Program::new(words)),
        Address::Mail(mail) => {
            let credentials = secrets.user.clone().zip(secrets.password.clone());
            Box::new(Post::new(&mail, credentials, authorities).map_err(NoSink::Other)?)
        }
    })
}
