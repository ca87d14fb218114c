//! From tokens to what a filter says. `and` binds before `xor`, `xor` before `or`, `not` first.

use std::ops::Range;

use super::error::Mistake;
use super::range::{Layers, Slice};
use super::syntax::{Logic, Operand, OperandKind, Quantifier, Test};
use super::token::{Placed, Token, tokens};

/// How deep brackets may be nested. Chosen by us: far more than anybody writes, and no danger for
/// the stack.
const DEEPEST: usize = 64;
/// How long a filter may be, in bytes. Chosen by us.
const LONGEST: usize = 1 << 16;

/// Signs and words of relations, and the sign that each stands for.
const RELATIONS: [(&str, &str); 22] = [
    ("==", "=="),
    ("eq", "=="),
    ("any_eq", "=="),
    ("!=", "!="),
    ("ne", "!="),
    ("all_ne", "!="),
    ("===", "==="),
    ("all_eq", "==="),
    ("!==", "!=="),
    ("~=", "!=="),
    ("any_ne", "!=="),
    (">", ">"),
    ("gt", ">"),
    ("<", "<"),
    ("lt", "<"),
    (">=", ">="),
    ("ge", ">="),
    ("<=", "<="),
    ("le", "<="),
    ("contains", "contains"),
    ("matches", "matches"),
    ("~", "matches"),
];

/// Words that join others, and are nothing by themselves.
const JOINING: [&str; 11] =
    ["and", "or", "xor", "in", "contains", "matches", "eq", "ne", "gt", "lt", "bitwise_and"];

/// Reads a filter.
///
/// # Errors
/// Where it does not go on as it has to.
pub fn parse(text: &str) -> Result<Logic, Mistake> {
    if text.len() > LONGEST {
        return Err(Mistake::new(0..0, format!("the filter is longer than {LONGEST} bytes")));
    }
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0, end: text.len() };
    if parser.tokens.is_empty() {
        return Err(Mistake::new(0..0, "the filter is empty"));
    }
    let logic = parser.or()?;
    match parser.peek() {
        None => Ok(logic),
        Some(_) => Err(parser.unexpected("`and`, `or` or the end was expected")),
    }
}

struct Parser {
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
    /// Where the text ends.
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    /// Where the next token stands.
    fn at(&self) -> Range<usize> {
        self.tokens.get(self.next).map_or(self.end..self.end, |(_, at)| at.clone())
    }

    /// Where the last token that was taken ends.
    fn behind(&self) -> usize {
        let last = self.next.checked_sub(1).and_then(|last| self.tokens.get(last));
        last.map_or(0, |(_, at)| at.end)
    }

    fn unexpected(&self, wanted: &str) -> Mistake {
        match self.peek() {
            None => Mistake::new(self.at(), format!("the filter ends here; {wanted}")),
            Some(Token::Sign("=")) => Mistake::new(self.at(), "`=` compares nothing; write `==`"),
            Some(_) => Mistake::new(self.at(), format!("this is not expected here; {wanted}")),
        }
    }

    fn sign(&self) -> Option<&'static str> {
        match self.peek() {
            Some(Token::Sign(sign)) => Some(sign),
            _ => None,
        }
    }

    fn is_word(&self, wanted: &str) -> bool {
        matches!(self.peek(), Some(Token::Word(word)) if word == wanted)
    }

    /// Takes a sign or a word, if it is next.
    fn take(&mut self, sign: &str, word: &str) -> bool {
        let is_it = self.sign() == Some(sign) || (!word.is_empty() && self.is_word(word));
        self.next += usize::from(is_it);
        is_it
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), Mistake> {
        if self.take(sign, "") {
            Ok(())
        } else {
            Err(self.unexpected(&format!("`{sign}` was expected")))
        }
    }

    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Mistake>,
    ) -> Result<T, Mistake> {
        if self.depth >= DEEPEST {
            return Err(Mistake::new(self.at(), format!("more than {DEEPEST} brackets are open")));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Result<Logic, Mistake> {
        let mut parts = vec![self.xor()?];
        while self.take("||", "or") {
            parts.push(self.xor()?);
        }
        Ok(one_or(parts, Logic::Or))
    }

    fn xor(&mut self) -> Result<Logic, Mistake> {
        let mut parts = vec![self.and()?];
        while self.take("^^", "xor") {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Logic::Xor))
    }

    fn and(&mut self) -> Result<Logic, Mistake> {
        let mut parts = Vec::new();
        loop {
            let start = self.at().start;
            let part = self.not()?;
            parts.push((part, start..self.behind()));
            if !self.take("&&", "and") {
                break;
            }
        }
        if parts.len() == 1
            && let Some((only, _)) = parts.pop()
        {
            return Ok(only);
        }
        Ok(Logic::And(parts))
    }

    fn not(&mut self) -> Result<Logic, Mistake> {
        let mut negated = false;
        while self.take("!", "not") {
            negated = !negated;
        }
        let inner = if self.take("(", "") {
            let inner = self.deeper(Self::or)?;
            self.expect(")")?;
            inner
        } else {
            let (test, is_not) = self.test()?;
            negated ^= is_not;
            Logic::Test(test)
        };
        Ok(if negated { Logic::Not(Box::new(inner)) } else { inner })
    }

    /// A test, and whether `not in` turns it round.
    fn test(&mut self) -> Result<(Test, bool), Mistake> {
        let quantifier = self.quantifier();
        let first = self.sum()?;
        let is_negated = self.is_word("not")
            && matches!(self.tokens.get(self.next + 1), Some((Token::Word(word), _)) if word == "in");
        self.next += usize::from(is_negated);
        if self.take("", "in") {
            return Ok((Test::Member { quantifier, of: first, set: self.set()? }, is_negated));
        }
        let mut rest = Vec::new();
        while let Some(relation) = self.relation() {
            rest.push((relation, self.sum()?));
        }
        match (rest.is_empty(), quantifier) {
            (true, None) => Ok((Test::Present(first), false)),
            (true, Some(_)) => Err(self.unexpected("`any` and `all` stand before a comparison")),
            (false, _) => Ok((Test::Relation { quantifier, first, rest }, false)),
        }
    }

    fn quantifier(&mut self) -> Option<Quantifier> {
        let quantifier = match self.peek() {
            Some(Token::Word(word)) if word == "any" => Quantifier::Any,
            Some(Token::Word(word)) if word == "all" => Quantifier::All,
            _ => return None,
        };
        self.next += 1;
        Some(quantifier)
    }

    fn relation(&mut self) -> Option<&'static str> {
        let written = match self.peek()? {
            Token::Sign(sign) => *sign,
            Token::Word(word) => word.as_str(),
            _ => return None,
        };
        let (_, relation) = RELATIONS.iter().find(|(known, _)| *known == written)?;
        self.next += 1;
        Some(relation)
    }

    fn set(&mut self) -> Result<Vec<(Operand, Option<Operand>)>, Mistake> {
        self.expect("{")?;
        let mut set = Vec::new();
        loop {
            let first = self.operand()?;
            let last = if self.take("..", "") { Some(self.operand()?) } else { None };
            set.push((first, last));
            if self.take("}", "") {
                return Ok(set);
            }
            if !self.take(",", "") {
                return Err(self.unexpected("`,` or `}` was expected"));
            }
        }
    }

    /// Operands that are added and multiplied.
    fn sum(&mut self) -> Result<Operand, Mistake> {
        let mut left = self.product()?;
        let mut operands = 1;
        while let Some(operator @ ("+" | "-")) = self.sign() {
            self.next += 1;
            let right = self.product()?;
            left = joined(left, operator, right);
            operands += 1;
            self.refuse_many(operands)?;
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Operand, Mistake> {
        let mut left = self.operand()?;
        let mut operands = 1;
        loop {
            let operator = match self.sign() {
                Some(operator @ ("*" | "/" | "%" | "&")) => operator,
                _ if self.is_word("bitwise_and") => "&",
                _ => return Ok(left),
            };
            self.next += 1;
            let right = self.operand()?;
            left = joined(left, operator, right);
            operands += 1;
            self.refuse_many(operands)?;
        }
    }

    /// Each operand of a calculation lies one deeper than the next.
    fn refuse_many(&self, operands: usize) -> Result<(), Mistake> {
        if operands <= DEEPEST {
            return Ok(());
        }
        Err(Mistake::new(self.at(), format!("more than {DEEPEST} operands of one calculation")))
    }

    fn operand(&mut self) -> Result<Operand, Mistake> {
        let at = self.at();
        let token = self.peek().cloned();
        let mut operand = match token {
            Some(Token::Word(word)) if !JOINING.contains(&word.as_str()) => {
                self.next += 1;
                if self.sign() == Some("(") {
                    self.next += 1;
                    let arguments = self.deeper(Self::arguments)?;
                    Operand {
                        kind: OperandKind::Call(word, arguments),
                        at: at.start..self.behind(),
                    }
                } else {
                    Operand { kind: OperandKind::Word(word), at }
                }
            }
            Some(Token::Text(text)) => {
                self.next += 1;
                Operand { kind: OperandKind::Text(text), at }
            }
            Some(Token::Char(byte)) => {
                self.next += 1;
                Operand { kind: OperandKind::Char(byte), at }
            }
            Some(Token::Sign("-")) => {
                self.next += 1;
                let Some(Token::Word(word)) = self.peek().cloned() else {
                    return Err(self.unexpected("a number stands behind a minus"));
                };
                self.next += 1;
                let at = at.start..self.behind();
                Operand { kind: OperandKind::Word(format!("-{word}")), at }
            }
            Some(Token::Sign("{")) => {
                self.next += 1;
                let inner = self.deeper(Self::sum)?;
                self.expect("}")?;
                inner
            }
            _ => return Err(self.unexpected("a field, a protocol or a value was expected")),
        };
        let mut wrapped = 0;
        loop {
            operand = match self.peek() {
                Some(Token::Layers(text)) => {
                    let layers = Layers::read(text).map_err(|why| Mistake::new(self.at(), why))?;
                    self.next += 1;
                    let at = operand.at.start..self.behind();
                    Operand { kind: OperandKind::Layered(Box::new(operand), layers), at }
                }
                Some(Token::Brackets(text)) => {
                    let slice = Slice::read(text).map_err(|why| Mistake::new(self.at(), why))?;
                    self.next += 1;
                    let at = operand.at.start..self.behind();
                    Operand { kind: OperandKind::Slice(Box::new(operand), slice), at }
                }
                _ => return Ok(operand),
            };
            wrapped += 1;
            if wrapped > DEEPEST {
                return Err(Mistake::new(self.at(), "too many slices of slices"));
            }
        }
    }

    fn arguments(&mut self) -> Result<Vec<Operand>, Mistake> {
        let mut arguments = Vec::new();
        if self.take(")", "") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.sum()?);
            if self.take(")", "") {
                return Ok(arguments);
            }
            if !self.take(",", "") {
                return Err(self.unexpected("`,` or `)` was expected"));
            }
        }
    }
}

fn one_or(mut parts: Vec<Logic>, several: impl FnOnce(Vec<Logic>) -> Logic) -> Logic {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            several(parts)
        }
        None => several(parts),
    }
}

fn joined(left: Operand, operator: &str, right: Operand) -> Operand {
    let at = left.at.start..right.at.end;
    let operator = operator.chars().next().unwrap_or_default();
    Operand { kind: OperandKind::Sum(Box::new(left), operator, Box::new(right)), at }
}
