//! Display filters: Wireshark's language over the fields that every command shares.
//!
//! ```text
//! text -> tokens -> syntax -> Expression (typed) -> matches(packet)
//! ```
//!
//! Expressions of tcpdump ([`Expression::parse_bpf`]) become the same, and ask for bytes.
//!
//! All mistakes are found before a packet is read, with their place in the text. An expression
//! knows what it has to be given ([`Reach`]), so that `tcp.port == 80` costs no messages.

mod bpf;
mod check;
mod constant;
mod error;
mod evaluate;
mod function;
mod literal;
mod parse;
mod range;
mod reach;
mod relation;
mod sieve;
mod source;
mod syntax;
#[cfg(test)]
mod tests;
mod token;

pub use error::{FilterError, Unknown};
pub use evaluate::Expression;
pub use function::Function;
pub use reach::Reach;
pub use sieve::Sieve;
