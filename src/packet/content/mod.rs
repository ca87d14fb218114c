//! Shapes of content that several protocols share: lines of text, BER and certificates, messages
//! of LDAP, of TLS and of the domain name system. Recognisers ask here what a payload looks like,
//! without allocating; readers of fields ask for more.

pub mod ber;
pub mod cursor;
pub mod der_time;
pub mod dialogue;
pub mod dns;
pub mod headers;
pub mod hex;
pub mod http;
pub mod labels;
pub mod ldap;
pub mod names;
pub mod places;
pub mod quic;
pub mod ssh;
pub mod text;
pub mod tls;
pub mod uri;
pub mod x509;
