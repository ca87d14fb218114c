//! Expressions of tcpdump: what pcap-filter(7) describes, read from captures instead of handed to a
//! kernel.
//!
//! ```text
//! text -> tokens -> Test (what is asked of the bytes) -> Expression, beside those of -Y
//! ```
//!
//! An expression asks for bytes at offsets of the link, the network and the transport header.
//! Usually those are looked for behind VLAN tags, MPLS labels and PPPoE, whatever a packet has of
//! them. `strict` looks where libpcap looks: in an untagged packet, until `vlan`, `mpls` or `pppoes`
//! shifts what stands behind it in the expression.

mod announces;
mod arithmetic;
mod calculation;
mod cursor;
mod encapsulation;
mod fixed;
mod hardware;
mod id;
mod link;
mod named;
mod names;
mod parse;
mod primitive;
mod qualifier;
mod test;
#[cfg(test)]
mod tests;
mod token;
mod view;

use super::error::FilterError;
use super::evaluate::{Expression, Node};
use super::reach::Reach;
use fixed::{fixed, is_common};
pub use test::Test;
use view::View;

/// Reads an expression of tcpdump.
///
/// # Errors
/// When it makes no sense; the error says where.
pub fn parse(text: &str, strict: bool) -> Result<Expression, FilterError> {
    let parsed = parse::parse(text, strict).map_err(|mistake| mistake.within(text))?;
    let (mut nodes, mut parts) = (Vec::new(), Vec::new());
    for (test, at) in parsed {
        nodes.push(Node::Bytes(Box::new(Program::new(test, strict))));
        parts.push(at);
    }
    let root = if nodes.len() == 1 { nodes.remove(0) } else { Node::And(nodes) };
    Ok(Expression {
        text: text.to_owned(),
        root,
        reach: Reach::Records,
        parts,
        of_flows: Vec::new(),
        protocols: Vec::new(),
    })
}

/// Whether somebody wrote this for tcpdump: it is an expression, or begins like one.
pub fn is_meant(text: &str) -> bool {
    parse(text, false).is_ok() || parse::begins_like_one(text)
}

/// A test, and where it looks for headers.
#[derive(Clone, Debug)]
pub struct Program {
    test: Test,
    /// The same for the commonest frames, and where their headers are.
    common: (Test, View),
    strict: bool,
}

impl Program {
    fn new(test: Test, strict: bool) -> Self {
        Self { common: fixed(&test, strict), test, strict }
    }

    /// Whether the bytes of a packet pass. One that is too short for a byte that is asked for does
    /// not, whatever the expression makes of it: so libpcap has it.
    pub fn holds(&self, raw: &crate::packet::RawPacket<'_>) -> bool {
        // What fragments were joined to is no part of the frame.
        let frame = crate::packet::RawPacket { data: raw.captured(), joined: None, ..*raw };
        let found = if is_common(&frame) {
            self.common.0.holds(&frame, &self.common.1)
        } else {
            self.test.holds(&frame, &View::of(&frame, self.strict))
        };
        found.unwrap_or(false)
    }
}
