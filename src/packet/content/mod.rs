//! Shapes of content that several protocols share: lines of text, BER, messages of the domain
//! name system. Recognisers ask here what a payload looks like; none of it allocates.

pub mod ber;
pub mod names;
pub mod text;
