//! What is named behind qualifiers: `tcp src port 80 or 443`, `ether proto ip`, `not broadcast`.

use std::net::Ipv4Addr;

use super::super::error::Mistake;
use super::cursor::Parser;
use super::id;
use super::parse::KEYWORDS;
use super::primitive::{self, of_protocol};
use super::qualifier::{About, Direction, Qualifiers, Type};
use super::test::Test;
use super::token::Token;
use crate::value::escape;

impl Parser {
    /// Qualifiers, and what is named behind them.
    pub fn qualified(&mut self) -> Result<Test, Mistake> {
        let start = self.next;
        let about = self.word().and_then(About::of);
        self.next += usize::from(about.is_some());
        if let Some(word @ ("broadcast" | "multicast")) = self.word() {
            let made = if word == "broadcast" {
                primitive::broadcast(about)
            } else {
                primitive::multicast(about)
            };
            let test = made.map_err(|why| Mistake::new(self.at(), why))?;
            self.next += 1;
            return Ok(self.shifted(test));
        }
        let direction = self.direction()?;
        let of = match self.word() {
            Some("host") => Type::Host,
            Some("net") => Type::Net,
            Some("port") => Type::Port,
            Some("portrange") => Type::PortRange,
            Some("proto") => Type::Proto,
            Some("protochain") => Type::ProtoChain,
            _ => Type::Unsaid,
        };
        self.next += usize::from(of != Type::Unsaid);
        let qualifiers = Qualifiers { about, direction: direction.unwrap_or_default(), of };
        if let (Some(about), None, Type::Unsaid) = (about, direction, of) {
            if about == About::Link {
                return Err(self.unexpected("host, proto, src, dst, broadcast or `[` was expected"));
            }
            self.last = Some(qualifiers);
            return Ok(self.shifted(of_protocol(about)));
        }
        if self.next > start {
            self.last = Some(qualifiers);
            if self.take("(", "") {
                let inner = self.deeper(|parser| parser.several(qualifiers))?;
                self.expect(")")?;
                return Ok(inner);
            }
            return self.id(qualifiers);
        }
        // Nothing stands before it: what stood before the last one is meant.
        match (self.word(), self.last) {
            (Some(word), _) if KEYWORDS.contains(&word) => {
                Err(self.unexpected("a primitive was expected: host, port, tcp, …"))
            }
            (Some(_), Some(last))
                if last.of != Type::Unsaid || last.direction != Direction::Either =>
            {
                self.id(last)
            }
            (Some(word), _)
                if id::dotted(word).is_some_and(|(_, bits)| bits > 8) || word.contains(':') =>
            {
                self.id(Qualifiers::default())
            }
            (Some(word), _) => {
                let why = if id::number(word).is_some() {
                    "a number alone says nothing; `port` or `proto` stands before it".to_owned()
                } else {
                    format!(
                        "`{}` is no keyword of pcap-filter; host, port, tcp, … are",
                        escape(word)
                    )
                };
                Err(Mistake::new(self.at(), why))
            }
            _ => Err(self.unexpected("a primitive was expected: host, port, tcp, …")),
        }
    }

    fn direction(&mut self) -> Result<Option<Direction>, Mistake> {
        let one = |word: Option<&str>| match word {
            Some("src") => Some(Direction::Source),
            Some("dst") => Some(Direction::Destination),
            _ => None,
        };
        let Some(first) = one(self.word()) else { return Ok(None) };
        self.next += 1;
        let joint = match (self.peek(), self.tokens.get(self.next + 1)) {
            (Some(Token::Word(word)), Some((Token::Word(second), _)))
                if matches!(word.as_str(), "and" | "or")
                    && one(Some(second.as_str())).is_some() =>
            {
                if word == "and" {
                    Direction::Both
                } else {
                    Direction::Either
                }
            }
            (Some(Token::Sign(sign)), Some((Token::Word(second), _)))
                if matches!(*sign, "&&" | "||") && one(Some(second.as_str())).is_some() =>
            {
                if *sign == "&&" { Direction::Both } else { Direction::Either }
            }
            _ => return Ok(Some(first)),
        };
        self.next += 1;
        if one(self.word()) == Some(first) {
            return Err(self.unexpected("the other of src and dst was expected"));
        }
        self.next += 1;
        Ok(Some(joint))
    }

    /// Several things behind the same qualifiers: `port (80 or 443)`.
    fn several(&mut self, qualifiers: Qualifiers) -> Result<Test, Mistake> {
        let mut test = self.one_of_several(qualifiers)?;
        loop {
            if self.take("&&", "and") {
                test = Test::All(vec![test, self.one_of_several(qualifiers)?]);
            } else if self.take("||", "or") {
                test = Test::Any(vec![test, self.one_of_several(qualifiers)?]);
            } else {
                return Ok(test);
            }
        }
    }

    fn one_of_several(&mut self, qualifiers: Qualifiers) -> Result<Test, Mistake> {
        let mut negated = false;
        while self.take("!", "not") {
            negated = !negated;
        }
        let test = if self.take("(", "") {
            let inner = self.deeper(|parser| parser.several(qualifiers))?;
            self.expect(")")?;
            inner
        } else {
            self.id(qualifiers)?
        };
        Ok(if negated { Test::Not(Box::new(test)) } else { test })
    }

    /// An address, a network, a port, a protocol.
    fn id(&mut self, qualifiers: Qualifiers) -> Result<Test, Mistake> {
        let wanted = match qualifiers.of {
            Type::Unsaid | Type::Host => "an address was expected",
            Type::Net => "a network was expected",
            Type::Port => "a port was expected",
            Type::PortRange => "a range of ports was expected: 80-443",
            Type::Proto | Type::ProtoChain => "the name or number of a protocol was expected",
        };
        let at = self.at();
        let mut word = match self.peek().cloned() {
            Some(Token::Word(word))
                if !KEYWORDS.contains(&word.as_str())
                    && (About::of(&word).is_none()
                        || matches!(qualifiers.of, Type::Proto | Type::ProtoChain)) =>
            {
                word
            }
            Some(Token::Name(word)) => word,
            _ => return Err(self.unexpected(wanted)),
        };
        self.next += 1;
        let under_labels = self.shift.labels > 0;
        let test = if qualifiers.of == Type::PortRange && self.take("-", "") {
            let last = self
                .word()
                .map(str::to_owned)
                .ok_or_else(|| self.unexpected("a port was expected"))?;
            self.next += 1;
            word = format!("{word}-{last}");
            id::named(&word, qualifiers, under_labels)
        } else if matches!(qualifiers.of, Type::Net) && self.take("/", "") {
            let length = self
                .word()
                .map(str::to_owned)
                .ok_or_else(|| self.unexpected("the length of the prefix was expected"))?;
            self.next += 1;
            id::net(&word, Some(&length), qualifiers, under_labels)
        } else if matches!(qualifiers.of, Type::Net) && self.take("", "mask") {
            let mask = self.word().and_then(|mask| mask.parse::<Ipv4Addr>().ok());
            let (Some(mask), Some((address, _))) = (mask, id::dotted(&word)) else {
                return Err(self.unexpected("a mask was expected: 255.255.255.0"));
            };
            self.next += 1;
            id::masked(address, mask.to_bits(), qualifiers, under_labels)
        } else if self.sign() == Some("/") {
            return Err(Mistake::new(
                self.at(),
                "only a network has a prefix; write `net` before it",
            ));
        } else {
            id::named(&word, qualifiers, under_labels)
        };
        let test = test.map_err(|why| Mistake::new(at.start..self.behind(), why))?;
        self.last = Some(qualifiers);
        Ok(self.shifted(test))
    }
}
