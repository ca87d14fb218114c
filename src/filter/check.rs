//! From what a filter says to what it means: names become fields, literals become values of the
//! kind that they are compared with.

use super::constant::Constant;
use super::error::{Mistake, Unknown};
use super::evaluate::{Expression, Member, Node, Values};
use super::function::Function;
use super::literal;
use super::reach::Reach;
use super::relation::{Relation, Sort};
use super::source::Source;
use super::syntax::{Logic, Operand, OperandKind, Quantifier, Test};
use crate::packet::{FieldReader, ProtocolId};
use crate::value::{Kind, Value, escape};

/// How much memory a pattern may take, in bytes. Chosen by us.
const PATTERN_BYTES: usize = 4 << 20;

/// Types a filter.
///
/// # Errors
/// At what makes no sense.
pub fn check(text: &str, logic: &Logic) -> Result<Expression, Mistake> {
    let mut checker =
        Checker { reach: Reach::Records, of_flows: Vec::new(), protocols: Vec::new() };
    let root = checker.logic(logic)?;
    let parts = match logic {
        Logic::And(parts) => parts.iter().map(|(_, at)| at.clone()).collect(),
        _ => std::iter::once(0..text.len()).collect(),
    };
    Ok(Expression {
        text: text.to_owned(),
        root,
        reach: checker.reach,
        parts,
        of_flows: checker.of_flows,
        protocols: checker.protocols,
    })
}

struct Checker {
    reach: Reach,
    /// The fields of flows.
    of_flows: Vec<FieldReader>,
    protocols: Vec<ProtocolId>,
}

/// Values and their kind, or a literal, which has none by itself.
enum Typed<'a> {
    Values(Values, Kind),
    Literal(&'a Operand),
}

impl Checker {
    fn logic(&mut self, logic: &Logic) -> Result<Node, Mistake> {
        Ok(match logic {
            Logic::And(parts) => {
                Node::And(parts.iter().map(|(part, _)| self.logic(part)).collect::<Result<_, _>>()?)
            }
            Logic::Or(parts) => Node::Or(self.several(parts)?),
            Logic::Xor(parts) => Node::Xor(self.several(parts)?),
            Logic::Not(inner) => Node::Not(Box::new(self.logic(inner)?)),
            Logic::Test(test) => self.test(test)?,
        })
    }

    fn several(&mut self, parts: &[Logic]) -> Result<Vec<Node>, Mistake> {
        parts.iter().map(|part| self.logic(part)).collect()
    }

    fn test(&mut self, test: &Test) -> Result<Node, Mistake> {
        match test {
            Test::Present(operand) => self.present(operand),
            Test::Relation { quantifier, first, rest } => {
                let (mut left, mut nodes) = (first, Vec::new());
                for (relation, right) in rest {
                    nodes.push(self.relation(*quantifier, left, relation, right)?);
                    left = right;
                }
                Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::And(nodes) })
            }
            Test::Member { quantifier, of, set } => self.member(*quantifier, of, set),
        }
    }

    fn present(&mut self, operand: &Operand) -> Result<Node, Mistake> {
        // Whether a protocol is there takes less than its bytes.
        if let OperandKind::Word(name) = &operand.kind {
            let source = Source::by_name(name).ok_or_else(|| unknown(operand))?;
            self.reach = self.reach.max(source.reach());
            self.of_flows.extend(source.of_flows());
            self.protocols.extend(source.protocols());
            return Ok(Node::Present(source));
        }
        match self.typed(operand)? {
            Typed::Values(Values::Of(source), _) => Ok(Node::Present(source)),
            Typed::Values(values @ Values::Slice(..), _) => Ok(Node::HasValue(values)),
            // `tcp.flags & 2`: whether anything is left.
            Typed::Values(values @ Values::Sum(..), _) => {
                let constant = Constant::Value(Value::Unsigned(0));
                let (relation, quantifier) = (Relation::NotEqual, Quantifier::Any);
                Ok(Node::ToConstant { values, relation, constant, quantifier })
            }
            Typed::Values(..) => Err(Mistake::new(
                operand.at.clone(),
                "a function alone says nothing; compare what it gives",
            )),
            Typed::Literal(_) => Err(unknown(operand)),
        }
    }

    fn relation(
        &mut self,
        quantifier: Option<Quantifier>,
        left: &Operand,
        relation: &'static str,
        right: &Operand,
    ) -> Result<Node, Mistake> {
        // `===` and `!=` look at all values, unless it is said otherwise.
        let (relation, usual) = match relation {
            "==" => (Relation::Equal, Quantifier::Any),
            "===" => (Relation::Equal, Quantifier::All),
            "!=" => (Relation::NotEqual, Quantifier::All),
            "!==" => (Relation::NotEqual, Quantifier::Any),
            ">" => (Relation::Greater, Quantifier::Any),
            "<" => (Relation::Less, Quantifier::Any),
            ">=" => (Relation::GreaterOrEqual, Quantifier::Any),
            "<=" => (Relation::LessOrEqual, Quantifier::Any),
            "contains" => (Relation::Contains, Quantifier::Any),
            _ => return self.matches(quantifier.unwrap_or(Quantifier::Any), left, right),
        };
        let quantifier = quantifier.unwrap_or(usual);
        match (self.typed(left)?, self.typed(right)?) {
            (Typed::Values(values, kind), Typed::Literal(literal)) => {
                let kind = operand_kind(relation, kind, left)?;
                let constant = constant_for(&values, literal, kind)?;
                Ok(Node::ToConstant { values, relation, constant, quantifier })
            }
            (Typed::Literal(literal), Typed::Values(right, kind)) => {
                let kind = operand_kind(relation, kind, literal)?;
                let left = Values::Constant(constant_for(&right, literal, kind)?.value());
                Ok(Node::ToValues { left, relation, right, quantifier })
            }
            (Typed::Values(one, kind), Typed::Values(other, its)) => {
                operand_kind(relation, kind, left)?;
                if !Sort::of(kind).is_like(Sort::of(its)) {
                    let at = left.at.start..right.at.end;
                    let (kind, its) = (kind.name(), its.name());
                    return Err(Mistake::new(
                        at,
                        format!(
                            "{kind} and {its} cannot be compared; a text stands between double quotes"
                        ),
                    ));
                }
                Ok(Node::ToValues { left: one, relation, right: other, quantifier })
            }
            // Neither is known: the left one is more likely to be meant as a field.
            (Typed::Literal(literal), Typed::Literal(other)) => {
                Err(unknown(if matches!(literal.kind, OperandKind::Word(_)) {
                    literal
                } else {
                    other
                }))
            }
        }
    }

    fn matches(
        &mut self,
        quantifier: Quantifier,
        left: &Operand,
        right: &Operand,
    ) -> Result<Node, Mistake> {
        let Typed::Values(values, kind) = self.typed(left)? else { return Err(unknown(left)) };
        if !matches!(kind, Kind::Text | Kind::Bytes | Kind::Mac) {
            let kind = kind.name();
            let message = format!("{kind} matches no pattern; string() makes text of it");
            return Err(Mistake::new(left.at.clone(), message));
        }
        let pattern = match &right.kind {
            OperandKind::Text(text) => String::from_utf8(text.clone()).ok(),
            OperandKind::Word(word) => Some(word.clone()),
            _ => None,
        };
        let pattern = pattern.ok_or_else(|| {
            Mistake::new(right.at.clone(), "a pattern is text between double quotes")
        })?;
        let pattern = regex::bytes::RegexBuilder::new(&pattern)
            .case_insensitive(true)
            .unicode(!pattern.is_ascii())
            .size_limit(PATTERN_BYTES)
            .build()
            .map_err(|error| {
                let why = error.to_string();
                let why =
                    why.lines().last().unwrap_or_default().trim().trim_start_matches("error: ");
                Mistake::new(right.at.clone(), format!("this is no pattern: {}", escape(why)))
            })?;
        Ok(Node::Matches { values, pattern, quantifier })
    }

    fn member(
        &mut self,
        quantifier: Option<Quantifier>,
        of: &Operand,
        set: &[(Operand, Option<Operand>)],
    ) -> Result<Node, Mistake> {
        let Typed::Values(values, kind) = self.typed(of)? else { return Err(unknown(of)) };
        let members = set.iter().map(|(first, last)| {
            let at = first.at.clone();
            let first = constant_for(&values, first, kind)?;
            let Some(last) = last else { return Ok(Member::One(first)) };
            let at = at.start..last.at.end;
            let last = constant_for(&values, last, kind)?;
            if last.relates(&first.value(), Relation::Greater) {
                let why = "the range ends before it begins; no value lies in it";
                return Err(Mistake::new(at, why));
            }
            Ok(Member::Between(first, last))
        });
        let set = members.collect::<Result<_, Mistake>>()?;
        Ok(Node::Member { values, set, quantifier: quantifier.unwrap_or(Quantifier::Any) })
    }

    fn typed<'a>(&mut self, operand: &'a Operand) -> Result<Typed<'a>, Mistake> {
        let typed = self.plain(operand)?;
        if let Typed::Values(Values::Of(source), _) = &typed {
            self.reach = self.reach.max(source.reach_of_values());
            self.of_flows.extend(source.of_flows());
            self.protocols.extend(source.protocols());
        }
        Ok(typed)
    }

    fn plain<'a>(&mut self, operand: &'a Operand) -> Result<Typed<'a>, Mistake> {
        match &operand.kind {
            OperandKind::Word(name) => Ok(match Source::by_name(name) {
                Some(source) => {
                    let kind = source.kind();
                    Typed::Values(Values::Of(source), kind)
                }
                None => Typed::Literal(operand),
            }),
            OperandKind::Text(_) | OperandKind::Char(_) => Ok(Typed::Literal(operand)),
            OperandKind::Layered(inner, layers) => match self.typed(inner)? {
                Typed::Values(Values::Of(source), kind) if !source.is_within() => {
                    Ok(Typed::Values(Values::Of(source.within(layers.clone())), kind))
                }
                Typed::Literal(_) => Err(unknown(inner)),
                Typed::Values(..) => Err(Mistake::new(
                    operand.at.clone(),
                    "only a field or a protocol has layers, chosen once",
                )),
            },
            OperandKind::Slice(inner, slice) => match self.typed(inner)? {
                Typed::Values(values, kind)
                    if Sort::of(kind) == Sort::Bytes
                        || matches!(kind, Kind::Ipv4 | Kind::Ipv6 | Kind::Address) =>
                {
                    Ok(Typed::Values(Values::Slice(Box::new(values), slice.clone()), Kind::Bytes))
                }
                Typed::Values(_, kind) => {
                    let message = format!("{} has no bytes to take a slice of", kind.name());
                    Err(Mistake::new(inner.at.clone(), message))
                }
                Typed::Literal(_) => Err(unknown(inner)),
            },
            OperandKind::Call(name, arguments) => self.call(operand, name, arguments),
            OperandKind::Sum(left, operator, right) => {
                let (left, right) = (self.summand(left)?, self.summand(right)?);
                Ok(Typed::Values(
                    Values::Sum(Box::new(left), *operator, Box::new(right)),
                    Kind::Unsigned,
                ))
            }
        }
    }

    /// A part of a calculation. Bytes count as the number that they are.
    fn summand(&mut self, operand: &Operand) -> Result<Values, Mistake> {
        match self.typed(operand)? {
            Typed::Values(values, Kind::Unsigned | Kind::Signed | Kind::Boolean) => Ok(values),
            Typed::Values(values @ Values::Slice(..), Kind::Bytes) => {
                Ok(Values::Number(Box::new(values)))
            }
            Typed::Values(_, kind) => {
                let message = format!("{} is no whole number to calculate with", kind.name());
                Err(Mistake::new(operand.at.clone(), message))
            }
            Typed::Literal(literal) => match &literal.kind {
                OperandKind::Word(word)
                    if word.starts_with(|one: char| one.is_ascii_digit() || one == '-') =>
                {
                    Ok(Values::Constant(constant(literal, Kind::Unsigned)?.value()))
                }
                OperandKind::Char(_) => {
                    Ok(Values::Constant(constant(literal, Kind::Unsigned)?.value()))
                }
                _ => Err(unknown(literal)),
            },
        }
    }

    fn call<'a>(
        &mut self,
        operand: &'a Operand,
        name: &str,
        arguments: &'a [Operand],
    ) -> Result<Typed<'a>, Mistake> {
        let Some(function) = Function::by_name(name) else {
            let mut mistake = Mistake::new(
                operand.at.start..operand.at.start + name.len(),
                format!("no function `{}`", escape(name)),
            );
            mistake.unknown = Some(Unknown::Function(name.to_owned()));
            return Err(mistake);
        };
        if arguments.is_empty() || (arguments.len() > 1 && !function.takes_several()) {
            let wanted =
                if function.takes_several() { "one argument or more" } else { "one argument" };
            return Err(Mistake::new(operand.at.clone(), format!("{name}() takes {wanted}")));
        }
        let mut given: Option<Kind> = None;
        let mut values = Vec::new();
        for argument in arguments {
            let Typed::Values(value, kind) = self.typed(argument)? else {
                return Err(unknown(argument));
            };
            if given.is_some_and(|given| !Sort::of(given).is_like(Sort::of(kind))) {
                let message = "the arguments are of different sorts and cannot be compared";
                return Err(Mistake::new(argument.at.clone(), message));
            }
            given = Some(kind);
            values.push(value);
        }
        let argument = given.unwrap_or(Kind::Bytes);
        let kind = function.kind(argument).map_err(|wanted| {
            let (name, kind) = (function.name(), argument.name());
            Mistake::new(operand.at.clone(), format!("{name}() takes {wanted}, not {kind}"))
        })?;
        Ok(Typed::Values(Values::Call(function, values), kind))
    }
}

/// The kind that the other side of a relation has to be of.
fn operand_kind(relation: Relation, kind: Kind, left: &Operand) -> Result<Kind, Mistake> {
    match relation {
        Relation::Contains if matches!(kind, Kind::Mac | Kind::Bytes) => Ok(Kind::Bytes),
        Relation::Contains if kind == Kind::Text => Ok(Kind::Text),
        Relation::Contains => {
            let message = format!("{} contains nothing; it is compared as a whole", kind.name());
            Err(Mistake::new(left.at.clone(), message))
        }
        _ => Ok(kind),
    }
}

fn constant(literal: &Operand, kind: Kind) -> Result<Constant, Mistake> {
    literal::constant(&literal.kind, kind).map_err(|why| Mistake::new(literal.at.clone(), why))
}

/// A literal that values are compared with; a number that they can never be is a mistake.
fn constant_for(values: &Values, literal: &Operand, kind: Kind) -> Result<Constant, Mistake> {
    let constant = constant(literal, kind)?;
    let Values::Of(source) = values else { return Ok(constant) };
    let why = match (source.largest(), &constant) {
        (Some(most), Constant::Value(Value::Unsigned(number))) if *number > most => {
            format!("{number} does not fit; the highest value of this field is {most}")
        }
        (Some(_), Constant::Value(Value::Signed(number))) if *number < 0 => {
            format!("{number} does not fit; this field is never below 0")
        }
        _ => return Ok(constant),
    };
    Err(Mistake::new(literal.at.clone(), why))
}

/// A word that had to be a field.
fn unknown(operand: &Operand) -> Mistake {
    let OperandKind::Word(name) = &operand.kind else {
        return Mistake::new(operand.at.clone(), "a field or a protocol was expected");
    };
    let mut mistake = Mistake::new(operand.at.clone(), format!("no field `{}`", escape(name)));
    mistake.unknown = Some(Unknown::Field(name.clone()));
    mistake
}
