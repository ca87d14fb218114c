//! From tokens to tests. `and` and `or` bind alike, from left to right; `not` binds first.

use std::ops::Range;

use super::super::error::Mistake;
use super::arithmetic::{Relation, Sum};
use super::cursor::Parser;
use super::id;
use super::qualifier::About;
use super::test::Test;
use super::token::{Token, tokens};
use super::view::Shift;

/// How long an expression may be, in bytes. Chosen by us.
const LONGEST: usize = 1 << 16;

/// Words with which an expression begins and no display filter does.
const FIRST: [&str; 17] = [
    "host",
    "net",
    "port",
    "portrange",
    "src",
    "dst",
    "proto",
    "protochain",
    "less",
    "greater",
    "broadcast",
    "multicast",
    "gateway",
    "inbound",
    "outbound",
    "pppoed",
    "ether",
];
/// Words that join or qualify, and name nothing.
pub const KEYWORDS: [&str; 27] = [
    "and",
    "or",
    "not",
    "host",
    "net",
    "mask",
    "port",
    "portrange",
    "src",
    "dst",
    "proto",
    "protochain",
    "less",
    "greater",
    "broadcast",
    "multicast",
    "gateway",
    "inbound",
    "outbound",
    "vlan",
    "mpls",
    "pppoed",
    "pppoes",
    "geneve",
    "len",
    "length",
    "type",
];
/// A test and its place.
type Part = (Test, Range<usize>);

/// Reads an expression: what has to hold all, each with its place.
///
/// # Errors
/// Where it does not go on as it has to.
pub fn parse(text: &str, strict: bool) -> Result<Vec<Part>, Mistake> {
    if text.len() > LONGEST {
        return Err(Mistake::new(0..0, format!("the expression is longer than {LONGEST} bytes")));
    }
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Err(Mistake::new(0..0, "the expression is empty"));
    }
    let mut parser = Parser {
        tokens,
        next: 0,
        depth: 0,
        end: text.len(),
        strict,
        shift: Shift::default(),
        last: None,
    };
    let parts = parser.joined()?;
    match parser.peek() {
        None => Ok(parts),
        Some(_) => Err(parser.unexpected("`and`, `or` or the end was expected")),
    }
}

/// Whether a text begins like an expression of tcpdump.
pub fn begins_like_one(text: &str) -> bool {
    let Ok(tokens) = tokens(text) else { return false };
    let mut words = tokens.iter().map(|(token, _)| token);
    let first = words.find(|token| {
        !matches!(token, Token::Sign("(" | "!")) && **token != Token::Word("not".to_owned())
    });
    match (first, words.next()) {
        (Some(Token::Word(word)), second) => {
            FIRST.contains(&word.as_str())
                || (About::of(word).is_some()
                    && matches!(second, Some(Token::Word(second)) if FIRST.contains(&second.as_str())))
        }
        _ => false,
    }
}

impl Parser {
    /// Terms joined by `and` and `or`, as parts that all have to hold.
    fn joined(&mut self) -> Result<Vec<Part>, Mistake> {
        let start = self.at().start;
        let mut parts = vec![self.term()?];
        loop {
            if self.take("&&", "and") {
                let next = self.term()?;
                parts.push(next);
            } else if self.take("||", "or") {
                let (next, at) = self.term()?;
                // What stood before is one side of it, whatever joined it.
                let before = all(parts);
                let either = match before {
                    Test::Any(mut tests) => {
                        tests.push(next);
                        Test::Any(tests)
                    }
                    before => Test::Any(vec![before, next]),
                };
                parts = vec![(either, start..at.end)];
            } else {
                return Ok(parts);
            }
        }
    }

    /// One test, perhaps negated.
    fn term(&mut self) -> Result<Part, Mistake> {
        let start = self.at().start;
        let mut negated = false;
        while self.take("!", "not") {
            negated = !negated;
        }
        let test = if self.sign() == Some("(") && !self.begins_calculation() {
            self.next += 1;
            let inner = self.deeper(Self::joined)?;
            self.expect(")")?;
            all(inner)
        } else {
            self.primitive()?
        };
        let test = if negated { Test::Not(Box::new(test)) } else { test };
        Ok((test, start..self.behind()))
    }

    /// A test of what stands behind `vlan` and its like, where they shift it.
    pub fn shifted(&self, test: Test) -> Test {
        if self.shift == Shift::default() { test } else { Test::Behind(self.shift, Box::new(test)) }
    }

    fn primitive(&mut self) -> Result<Test, Mistake> {
        if self.begins_calculation() {
            return self.relation();
        }
        let start = self.at().start;
        let Some(token) = self.peek().cloned() else {
            return Err(self.unexpected("a primitive was expected: host, port, tcp, …"));
        };
        let Token::Word(word) = token else {
            return Err(self.unexpected("a primitive was expected: host, port, tcp, …"));
        };
        match word.as_str() {
            "vlan" | "mpls" | "pppoes" => {
                self.next += 1;
                return self.encapsulation(&word, start);
            }
            "pppoed" => {
                self.next += 1;
                return Ok(self.shifted(Test::Announces(0x8863)));
            }
            "less" | "greater" => {
                self.next += 1;
                let length = self.number()?;
                let relation = if word == "less" { Relation::AtMost } else { Relation::AtLeast };
                return Ok(Test::Relation(Sum::Length, relation, Sum::Number(length)));
            }
            "inbound" | "outbound" => {
                self.next += 1;
                return Ok(Test::Went(word == "outbound"));
            }
            "gateway" => {
                let why = "`gateway` needs the hardware address of a name, which no capture tells; \
                           write `ether host ADDRESS and not host ADDRESS`";
                return Err(Mistake::new(self.at(), why));
            }
            "geneve" | "type" | "subtype" | "llc" | "ifname" | "on" => {
                let why = format!("`{word}` is not understood here; -Y has display filters");
                return Err(Mistake::new(self.at(), why));
            }
            _ => {}
        }
        self.qualified()
    }

    pub fn number(&mut self) -> Result<u32, Mistake> {
        let Some(Some(number)) = self.word().map(id::number) else {
            return Err(self.unexpected("a number was expected"));
        };
        let number = number.map_err(|why| Mistake::new(self.at(), why))?;
        self.next += 1;
        Ok(number)
    }
}

/// Tests that all have to hold, as one.
fn all(parts: Vec<Part>) -> Test {
    let mut tests: Vec<Test> = parts.into_iter().map(|(test, _)| test).collect();
    if tests.len() == 1 { tests.remove(0) } else { Test::All(tests) }
}
