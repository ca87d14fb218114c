//! Alerts by HTTP: each finding as a JSON document of its own (POST, `application/json`).

use std::time::Duration;

use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use super::{Failure, Message, Sink};

/// How long one request may take. Chosen by us.
const PATIENCE: Duration = Duration::from_secs(10);

/// A webhook.
pub struct Webhook {
    agent: ureq::Agent,
    url: String,
    token: Option<String>,
}

impl Webhook {
    /// A webhook at a place. `authorities` are certificates in PEM that vouch for it instead of those of
    /// the Mozilla project; `token` is said to it (`Authorization: Bearer`).
    #[must_use]
    pub fn new(url: String, token: Option<String>, authorities: Option<&[u8]>) -> Self {
        let roots = match authorities {
            None => RootCerts::WebPki,
            Some(pem) => {
                let items = parse_pem(pem).filter_map(Result::ok);
                let certificates = items.filter_map(|item| match item {
                    PemItem::Certificate(certificate) => Some(certificate),
                    _ => None,
                });
                RootCerts::from(certificates)
            }
        };
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            // A redirection would turn the POST into a GET, and may lead anywhere.
            .max_redirects(0)
            .user_agent(concat!("netsift/", env!("CARGO_PKG_VERSION")))
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        Self { agent: config.into(), url, token }
    }
}

impl Sink for Webhook {
    fn deliver(&mut self, messages: &[Message]) -> Result<(), Failure> {
        for message in messages {
            let mut request = self.agent.post(&self.url).header("Content-Type", "application/json");
            if let Some(token) = &self.token {
                request = request.header("Authorization", format!("Bearer {token}"));
            }
            // The place may hold a key.
            let hide = |error: ureq::Error| {
                Failure::passing(error.to_string().replace(self.url.as_str(), "the server"))
            };
            let answer = request.send(message.json.as_str()).map_err(hide)?;
            let status = answer.status();
            let reason = || format!("the server answered {status}");
            match status.as_u16() {
                200..=299 => {}
                408 | 425 | 429 | 500..=599 => return Err(Failure::passing(reason())),
                _ => return Err(Failure::lasting(reason())),
            }
        }
        Ok(())
    }
}
