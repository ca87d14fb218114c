//! An expression that is typed, and how a packet is held against it.

use std::borrow::Cow;

use regex::bytes::Regex;

use super::bpf;
use super::constant::Constant;
use super::error::FilterError;
use super::function::Function;
use super::range::Slice;
use super::reach::Reach;
use super::relation::{Relation, whole_number, with_bytes};
use super::source::Source;
use super::syntax::Quantifier;
use super::{check, parse};
use crate::packet::{FieldReader, Packet, ProtocolId};
use crate::value::Value;

/// A filter that is ready to be used.
#[derive(Clone, Debug)]
pub struct Expression {
    pub(super) text: String,
    pub(super) root: Node,
    pub(super) reach: Reach,
    /// The places of the conditions that all have to hold.
    pub(super) parts: Vec<std::ops::Range<usize>>,
    /// The protocols that it names, also by a field.
    pub(super) protocols: Vec<ProtocolId>,
    /// The fields of flows that it names.
    pub(super) of_flows: Vec<FieldReader>,
}

impl Expression {
    /// Reads a filter.
    ///
    /// # Errors
    /// When it makes no sense; the error says where.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        parse::parse(text)
            .and_then(|logic| check::check(text, &logic))
            .map_err(|mistake| mistake.within(text))
    }

    /// Reads an expression of tcpdump, as pcap-filter(7) has them.
    ///
    /// It looks behind VLAN tags, MPLS labels and PPPoE, unless it is to be as `strict` as libpcap.
    ///
    /// # Errors
    /// When it makes no sense; the error says where.
    pub fn parse_bpf(text: &str, strict: bool) -> Result<Self, FilterError> {
        bpf::parse(text, strict)
    }

    /// Whether somebody wrote this for tcpdump.
    #[must_use]
    pub fn is_for_tcpdump(text: &str) -> bool {
        bpf::is_meant(text)
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What has to be known of a packet for it.
    #[must_use]
    pub const fn reach(&self) -> Reach {
        self.reach
    }

    /// The fields of flows that it names: for these, the capture has to be read before.
    #[must_use]
    pub fn of_flows(&self) -> &[FieldReader] {
        &self.of_flows
    }

    /// The protocols that it names, also by a field: it sees no messages of others.
    #[must_use]
    pub fn protocols(&self) -> &[ProtocolId] {
        &self.protocols
    }

    /// Whether a packet matches.
    #[inline]
    #[must_use]
    pub fn matches(&self, packet: &Packet<'_>) -> bool {
        self.root.holds(packet)
    }

    /// The conditions that all have to hold, as they are written: one, unless they are joined by
    /// `and`.
    pub fn conditions(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|range| self.text.get(range.clone()).unwrap_or_default().trim())
    }

    /// Shows for each of [`Expression::conditions`] whether a packet matches it.
    pub fn each_condition(&self, packet: &Packet<'_>, mut see: impl FnMut(usize, bool)) {
        match &self.root {
            Node::And(nodes) => {
                nodes.iter().enumerate().for_each(|(index, node)| see(index, node.holds(packet)));
            }
            node => see(0, node.holds(packet)),
        }
    }
}

/// A test, or tests joined.
#[derive(Clone, Debug)]
pub enum Node {
    /// All hold.
    And(Vec<Node>),
    /// One holds at least.
    Or(Vec<Node>),
    /// An odd number of them holds.
    Xor(Vec<Node>),
    /// It does not hold.
    Not(Box<Node>),
    /// Its bytes are as an expression of tcpdump asks.
    Bytes(Box<bpf::Program>),
    /// The packet has it.
    Present(Source),
    /// The packet has a value of it.
    HasValue(Values),
    /// Values are in a relation to a constant.
    ToConstant { values: Values, relation: Relation, constant: Constant, quantifier: Quantifier },
    /// Values are in a relation to other values.
    ToValues { left: Values, relation: Relation, right: Values, quantifier: Quantifier },
    /// Values are among these.
    Member { values: Values, set: Vec<Member>, quantifier: Quantifier },
    /// Text or bytes match a pattern.
    Matches { values: Values, pattern: Regex, quantifier: Quantifier },
}

/// What a value is looked for in.
#[derive(Clone, Debug)]
pub enum Member {
    /// One value, or a network.
    One(Constant),
    /// All from the first to the last.
    Between(Constant, Constant),
}

impl Node {
    fn holds(&self, packet: &Packet<'_>) -> bool {
        match self {
            Self::And(nodes) => nodes.iter().all(|node| node.holds(packet)),
            Self::Or(nodes) => nodes.iter().any(|node| node.holds(packet)),
            Self::Xor(nodes) => nodes.iter().filter(|node| node.holds(packet)).count() % 2 == 1,
            Self::Not(node) => !node.holds(packet),
            Self::Bytes(program) => program.holds(packet.raw),
            Self::Present(source) => source.is_in(packet),
            Self::HasValue(values) => {
                let mut found = false;
                values.each(packet, &mut |_| found = true);
                found
            }
            Self::ToConstant { values, relation, constant, quantifier } => {
                values.are(packet, *quantifier, |value| constant.relates(value, *relation))
            }
            Self::ToValues { left, relation, right, quantifier } => {
                left.are(packet, *quantifier, |left| {
                    right.are(packet, *quantifier, |right| relation.holds(left, right))
                })
            }
            Self::Member { values, set, quantifier } => {
                values.are(packet, *quantifier, |value| set.iter().any(|member| member.has(value)))
            }
            Self::Matches { values, pattern, quantifier } => {
                values.are(packet, *quantifier, |value| {
                    with_bytes(value, |bytes| pattern.is_match(bytes))
                })
            }
        }
    }
}

impl Member {
    fn has(&self, value: &Value<'_>) -> bool {
        match self {
            Self::One(constant) => constant.relates(value, Relation::Equal),
            Self::Between(first, last) => {
                first.relates(value, Relation::GreaterOrEqual)
                    && last.relates(value, Relation::LessOrEqual)
            }
        }
    }
}

/// What has values.
#[derive(Clone, Debug)]
pub enum Values {
    /// A field or a protocol.
    Of(Source),
    /// A constant, where others are made from it.
    Constant(Value<'static>),
    /// Some bytes of others.
    Slice(Box<Values>, Slice),
    /// What a function makes of others.
    Call(Function, Vec<Values>),
    /// Bytes as the number that they are in network order.
    Number(Box<Values>),
    /// A calculation with whole numbers.
    Sum(Box<Values>, char, Box<Values>),
}

impl Values {
    /// Whether one of the values, or each of at least one, passes.
    fn are(
        &self,
        packet: &Packet<'_>,
        quantifier: Quantifier,
        pass: impl Fn(&Value<'_>) -> bool,
    ) -> bool {
        let (mut any, mut passed, mut failed) = (false, false, false);
        self.each(packet, &mut |value| {
            any = true;
            // What is decided is not looked at any more.
            if (quantifier == Quantifier::Any && !passed)
                || (quantifier == Quantifier::All && !failed)
            {
                if pass(&value) { passed = true } else { failed = true }
            }
        });
        match quantifier {
            Quantifier::Any => passed,
            Quantifier::All => any && !failed,
        }
    }

    /// Hands the values out.
    fn each(&self, packet: &Packet<'_>, out: &mut dyn FnMut(Value<'_>)) {
        match self {
            Self::Of(source) => source.each(packet, out),
            Self::Constant(value) => out(value.clone()),
            Self::Slice(values, slice) => values.each(packet, &mut |value| {
                with_bytes(&value, |bytes| {
                    slice.take(bytes, &mut |part| out(Value::Bytes(Cow::Borrowed(part))));
                });
            }),
            Self::Call(function, arguments) => call(*function, arguments, packet, out),
            Self::Number(values) => values.each(packet, &mut |value| {
                with_bytes(&value, |bytes| {
                    if bytes.len() <= 8 {
                        let number = bytes.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte));
                        out(Value::Unsigned(number));
                    }
                });
            }),
            Self::Sum(left, operator, right) => left.each(packet, &mut |left| {
                right.each(packet, &mut |right| {
                    if let Some(value) = calculate(&left, *operator, &right) {
                        out(value);
                    }
                });
            }),
        }
    }
}

fn call(
    function: Function,
    arguments: &[Values],
    packet: &Packet<'_>,
    out: &mut dyn FnMut(Value<'_>),
) {
    let all = |see: &mut dyn FnMut(Value<'_>)| {
        for argument in arguments {
            argument.each(packet, see);
        }
    };
    match function {
        Function::Count => {
            let mut count = 0_u64;
            all(&mut |_| count += 1);
            if count > 0 {
                out(count.into());
            }
        }
        Function::Len => all(&mut |value| {
            let length = match &value {
                Value::Text(text) => text.chars().count(),
                other => with_bytes(other, <[u8]>::len),
            };
            out(Value::Unsigned(length as u64));
        }),
        Function::Upper => all(&mut |value| {
            if let Value::Text(text) = value {
                out(Value::Text(Cow::Owned(text.to_ascii_uppercase())));
            }
        }),
        Function::Lower => all(&mut |value| {
            if let Value::Text(text) = value {
                out(Value::Text(Cow::Owned(text.to_ascii_lowercase())));
            }
        }),
        Function::String => all(&mut |value| out(Value::Text(Cow::Owned(text_of(&value))))),
        Function::Abs => all(&mut |value| {
            out(match value {
                Value::Signed(number) => Value::Unsigned(number.unsigned_abs()),
                Value::Float(number) => Value::Float(number.abs()),
                Value::Duration(span) => Value::Duration(span.saturating_abs()),
                other => other,
            });
        }),
        Function::Max | Function::Min => {
            let better = if function == Function::Max { Relation::Greater } else { Relation::Less };
            let mut best: Option<Value<'static>> = None;
            all(&mut |value| {
                if best.as_ref().is_none_or(|best| better.holds(&value, best)) {
                    best = Some(value.into_owned());
                }
            });
            if let Some(best) = best {
                out(best);
            }
        }
    }
}

/// A value as Wireshark writes it.
fn text_of(value: &Value<'_>) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(value) => u8::from(*value).to_string(),
        Value::Unsigned(value) => value.to_string(),
        Value::Signed(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Time(at) => at.rfc3339(0),
        Value::Duration(span) => {
            let mut text = String::new();
            crate::value::push_seconds(&mut text, *span);
            text
        }
        Value::Ipv4(address) => address.to_string(),
        Value::Ipv6(address) => address.to_string(),
        Value::Text(text) => text.clone().into_owned(),
        Value::Mac(_) | Value::Bytes(_) => with_bytes(value, |bytes| {
            bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":")
        }),
    }
}

/// A calculation; nothing where it has no result: a division by zero, a number that does not fit.
fn calculate(left: &Value<'_>, operator: char, right: &Value<'_>) -> Option<Value<'static>> {
    let (left, right) = (whole_number(left)?, whole_number(right)?);
    let result = match operator {
        '+' => left.checked_add(right)?,
        '-' => left.checked_sub(right)?,
        '*' => left.checked_mul(right)?,
        '/' => left.checked_div(right)?,
        '%' => left.checked_rem(right)?,
        '&' => left & right,
        _ => return None,
    };
    match u64::try_from(result) {
        Ok(number) => Some(Value::Unsigned(number)),
        Err(_) => i64::try_from(result).ok().map(Value::Signed),
    }
}
