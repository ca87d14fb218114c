//! Calculations in an expression, compared: `tcp[tcpflags] & tcp-syn != 0`.

use super::super::error::Mistake;
use super::arithmetic::{Relation, Sum, calculate};
use super::cursor::{DEEPEST, Parser};
use super::id;
use super::names;
use super::primitive::{bits, is_no_later_fragment, of_protocol};
use super::qualifier::{About, IPV4, IPV6};
use super::test::{From, Test};
use super::token::Token;
use crate::value::escape;

/// Signs that calculate or compare.
const OPERATORS: [&str; 16] =
    ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "=", "==", "!=", "<", ">", "<="];

/// A calculation, and what a packet has to be for it to make sense.
type Calculated = (Sum, Option<Test>);

/// The precedence of signs, loosest first: that of pcap-filter's grammar.
const LEVELS: [&[&str]; 5] = [&["|"], &["&"], &["<<", ">>"], &["+", "-"], &["*", "/", "%", "^"]];

impl Parser {
    /// Whether what comes next is calculated with: it is compared at its end.
    pub fn begins_calculation(&self) -> bool {
        let token = |ahead: usize| self.tokens.get(self.next + ahead).map(|(token, _)| token);
        let is_operator = |ahead| matches!(token(ahead), Some(Token::Sign(sign)) if OPERATORS.contains(sign) || *sign == ">=");
        match token(0) {
            Some(Token::Sign("-")) => true,
            Some(Token::Sign("(")) => {
                let mut open = 0_usize;
                for ahead in 0.. {
                    match token(ahead) {
                        Some(Token::Sign("(")) => open += 1,
                        Some(Token::Sign(")")) => open -= 1,
                        None => return false,
                        _ => {}
                    }
                    if open == 0 {
                        return is_operator(ahead + 1);
                    }
                }
                false
            }
            Some(Token::Word(word)) => {
                let is_number = id::number(word).is_some() || names::constant(word).is_some();
                word == "len"
                    || word == "length"
                    || (is_number && is_operator(1))
                    || matches!(token(1), Some(Token::Sign("[")))
            }
            _ => false,
        }
    }

    /// Two calculations compared.
    pub fn relation(&mut self) -> Result<Test, Mistake> {
        let (left, of_left) = self.bit_or()?;
        let Some(relation) = self.sign().and_then(Relation::of) else {
            return Err(self.unexpected("a comparison was expected: =, !=, <, >, <=, >="));
        };
        self.next += 1;
        let (right, of_right) = self.bit_or()?;
        let mut tests: Vec<Test> = of_left.into_iter().chain(of_right).collect();
        tests.push(Test::Relation(left, relation, right));
        Ok(self.shifted(Test::All(tests)))
    }

    fn bit_or(&mut self) -> Result<Calculated, Mistake> {
        self.level(0)
    }

    fn level(&mut self, level: usize) -> Result<Calculated, Mistake> {
        let Some(signs) = LEVELS.get(level) else { return self.operand() };
        let (mut left, check) = self.level(level + 1)?;
        let mut operands = 1;
        while let Some(sign) = self.sign().filter(|sign| signs.contains(sign)) {
            self.next += 1;
            let at = self.at();
            let (right, _) = self.level(level + 1)?;
            left = joined(left, sign, right).map_err(|why| Mistake::new(at, why))?;
            operands += 1;
            if operands > DEEPEST {
                let why = format!("more than {DEEPEST} operands of one calculation");
                return Err(Mistake::new(self.at(), why));
            }
        }
        // What the first operand needs is asked for; the others are taken as they are.
        Ok((left, check))
    }

    fn operand(&mut self) -> Result<Calculated, Mistake> {
        if self.take("-", "") {
            let (sum, check) = self.deeper(Self::operand)?;
            return Ok((Sum::Negative(Box::new(sum)), check));
        }
        if self.take("(", "") {
            let inner = self.deeper(Self::bit_or)?;
            self.expect(")")?;
            return Ok(inner);
        }
        let at = self.at();
        let Some(word) = self.word().map(str::to_owned) else {
            return Err(self.unexpected("a number, `len` or bytes of a header were expected"));
        };
        self.next += 1;
        if word == "len" || word == "length" {
            return Ok((Sum::Length, None));
        }
        if let Some(number) = id::number(&word) {
            return number.map(|it| (Sum::Number(it), None)).map_err(|why| Mistake::new(at, why));
        }
        if let Some(number) = names::constant(&word) {
            return Ok((Sum::Number(number), None));
        }
        if self.sign() != Some("[") {
            let why = format!("`{}` is no number; a protocol has bytes: tcp[13]", escape(&word));
            return Err(Mistake::new(at, why));
        }
        let about = About::of(&word).ok_or_else(|| {
            Mistake::new(at, format!("`{}` is no protocol with bytes here", escape(&word)))
        })?;
        self.next += 1;
        self.bytes(about)
    }

    /// What stands between brackets: `13`, `2:2`.
    fn bytes(&mut self, about: About) -> Result<Calculated, Mistake> {
        let (index, of_index) = self.deeper(Self::bit_or)?;
        let mut size = 1;
        if self.take(":", "") {
            let at = self.at();
            size = match self.number()? {
                1 => 1,
                2 => 2,
                4 => 4,
                _ => return Err(Mistake::new(at, "1, 2 or 4 bytes make a number")),
            };
        }
        self.expect("]")?;
        let (from, mut tests) = match about {
            About::Link => (From::Link, Vec::new()),
            About::Network(_) => (From::Network, vec![of_protocol(about)]),
            About::AboveIpv6(protocol) => {
                let next = bits(From::Network, 6, 1, 0xff, protocol);
                (From::BehindIpv6, vec![Test::Announces(IPV6), next])
            }
            About::AboveIpv4(protocol) | About::AboveIp(protocol) => {
                let is = bits(From::Network, 9, 1, 0xff, protocol);
                (From::BehindIpv4, vec![Test::Announces(IPV4), is, is_no_later_fragment()])
            }
            About::AboveOsi(_) => return Err(self.unexpected("a protocol with bytes was expected")),
        };
        if let Some(test) = of_index {
            tests.insert(0, test);
        }
        let check = (!tests.is_empty()).then_some(Test::All(tests));
        Ok((Sum::Bytes { from, at: Box::new(index), size }, check))
    }
}

/// Two calculations joined; what is known is calculated at once.
fn joined(left: Sum, sign: &'static str, right: Sum) -> Result<Sum, &'static str> {
    if let Sum::Number(right) = right {
        match sign {
            "/" | "%" if right == 0 => return Err("nothing can be divided by zero"),
            "<<" | ">>" if right > 31 => return Err("a shift by more than 31 bits leaves nothing"),
            _ => {}
        }
        if let Sum::Number(left) = left
            && let Some(known) = calculate(left, sign, right)
        {
            return Ok(Sum::Number(known));
        }
    }
    Ok(Sum::Of(Box::new(left), sign, Box::new(right)))
}
