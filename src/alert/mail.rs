//! Alerts by e-mail (SMTP, RFC 5321): what comes within a while is one message, its gravest finding in
//! the subject, all of them in sentences below.

use std::fmt::Write as _;
use std::time::Duration;

use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{SmtpTransport, Transport as _};

use super::address::{Mail, Protection};
use super::{Failure, Message, Sink};

/// For how long findings are gathered. Chosen by us.
const DIGEST: Duration = Duration::from_mins(1);
/// How long each step with the server may take. Chosen by us.
const PATIENCE: Duration = Duration::from_secs(10);

/// A mail server, and who writes to whom.
pub struct Post {
    transport: SmtpTransport,
    from: Mailbox,
    to: Vec<Mailbox>,
}

impl Post {
    /// Understands the addresses; nothing is sent yet.
    ///
    /// # Errors
    /// When an address or a certificate makes no sense.
    pub fn new(
        mail: &Mail,
        credentials: Option<(String, String)>,
        authorities: Option<&[u8]>,
    ) -> Result<Self, String> {
        let mailbox = |text: &str| {
            text.parse::<Mailbox>().map_err(|error| format!("{text}: no mail address: {error}"))
        };
        let mut tls = TlsParameters::builder(mail.host.clone());
        tls = match authorities {
            None => tls.certificate_store(CertificateStore::WebpkiRoots),
            Some(pem) => {
                let certificate = Certificate::from_pem(pem).map_err(|error| error.to_string())?;
                tls.certificate_store(CertificateStore::None).add_root_certificate(certificate)
            }
        };
        let tls = tls.build_rustls().map_err(|error| error.to_string())?;
        let tls = match mail.protection {
            Protection::StartTls => Tls::Required(tls),
            Protection::Tls => Tls::Wrapper(tls),
            Protection::None => Tls::None,
        };
        let mut builder = SmtpTransport::builder_dangerous(mail.host.clone())
            .port(mail.port)
            .timeout(Some(PATIENCE))
            .tls(tls);
        if let Some((user, password)) = credentials {
            builder = builder.credentials(Credentials::new(user, password));
        }
        let to = mail.to.iter().map(|it| mailbox(it)).collect::<Result<_, _>>()?;
        Ok(Self { transport: builder.build(), from: mailbox(&mail.from)?, to })
    }
}

/// What stands in the subject: the gravest finding, and how many more there are.
fn subject(messages: &[Message]) -> String {
    // Of equally grave ones the first.
    let gravest = messages.iter().rev().max_by_key(|it| it.weight);
    let (severity, text) =
        gravest.map(|it| (it.severity.as_str(), it.text.as_str())).unwrap_or_default();
    let text: String = crate::value::escape(text).chars().take(120).collect();
    match messages.len() {
        0 | 1 => format!("netsift: {severity}: {text}"),
        many => format!("netsift: {severity}: {text} (and {} more)", many - 1),
    }
}

fn body(messages: &[Message]) -> String {
    let mut body = String::new();
    for message in messages {
        let Message { severity, detector, text, facts, at, .. } = message;
        let text = crate::value::escape(text);
        // A `String` takes whatever is written to it.
        writeln!(body, "{}  {severity}  {detector}\n{text}", at.rfc3339(0)).unwrap_or_default();
        for (name, value) in facts {
            writeln!(body, "  {name}: {}", crate::value::escape(value)).unwrap_or_default();
        }
        body.push('\n');
    }
    body
}

impl Sink for Post {
    fn deliver(&mut self, messages: &[Message]) -> Result<(), Failure> {
        let mut builder = lettre::Message::builder().from(self.from.clone());
        for to in &self.to {
            builder = builder.to(to.clone());
        }
        let mail = builder
            .subject(subject(messages))
            .header(ContentType::TEXT_PLAIN)
            .body(body(messages))
            .map_err(Failure::lasting)?;
        match self.transport.send(&mail) {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(Failure::lasting(error)),
            Err(error) => Err(Failure::passing(error)),
        }
    }

    fn gathers(&self) -> Option<Duration> {
        Some(DIGEST)
    }
}
