//! Shapes of content that several protocols share: lines of text, BER, messages of LDAP and of
//! the domain name system. Recognisers ask here what a payload looks like; none of it allocates.

pub mod ber;
pub mod ldap;
pub mod names;
pub mod text;
