//! What TLS, DTLS and QUIC have in common: the messages of the handshake, and what is told from
//! them: names, versions, fingerprints, certificates.

pub mod alert;
pub mod certificate;
pub mod cipher;
pub mod extensions;
pub mod handshake;
pub mod hello;
pub mod ja3;
pub mod ja4;
pub mod messages;
pub mod record;
pub mod signature;
pub mod version;
