//! Reading an expression token by token: what comes next, where it stands, how deep it is.

use std::ops::Range;

use super::super::error::Mistake;
use super::qualifier::Qualifiers;
use super::token::{Placed, Token};
use super::view::Shift;

/// How deep brackets may be nested. Chosen by us: more than anybody writes, and no danger for the
/// stack.
pub const DEEPEST: usize = 64;

/// What is read, how far, and what of it goes on to matter.
pub struct Parser {
    /// What the expression is made of.
    pub tokens: Vec<Placed>,
    /// The next of them.
    pub next: usize,
    /// How many brackets are open.
    pub depth: usize,
    /// Where the text ends.
    pub end: usize,
    /// Whether it is to be as strict as libpcap.
    pub strict: bool,
    /// What `vlan`, `mpls` and `pppoes` have shifted so far.
    pub shift: Shift,
    /// What stood before the last thing that was named.
    pub last: Option<Qualifiers>,
}

impl Parser {
    /// The next token.
    pub fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    pub fn at(&self) -> Range<usize> {
        self.tokens.get(self.next).map_or(self.end..self.end, |(_, at)| at.clone())
    }

    /// Where the last token that was taken ends.
    pub fn behind(&self) -> usize {
        let last = self.next.checked_sub(1).and_then(|last| self.tokens.get(last));
        last.map_or(0, |(_, at)| at.end)
    }

    /// What is wrong where something else was wanted.
    pub fn unexpected(&self, wanted: &str) -> Mistake {
        match self.peek() {
            None => Mistake::new(self.at(), format!("the expression ends here; {wanted}")),
            Some(_) => Mistake::new(self.at(), format!("this is not expected here; {wanted}")),
        }
    }

    /// The next token, where it is a word.
    pub fn word(&self) -> Option<&str> {
        match self.peek() {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// The next token, where it is a sign.
    pub fn sign(&self) -> Option<&'static str> {
        match self.peek() {
            Some(Token::Sign(sign)) => Some(sign),
            _ => None,
        }
    }

    /// Takes a sign or a word, if it is next.
    pub fn take(&mut self, sign: &str, word: &str) -> bool {
        let is_it = (!sign.is_empty() && self.sign() == Some(sign))
            || (!word.is_empty() && self.word() == Some(word));
        self.next += usize::from(is_it);
        is_it
    }

    /// Takes a sign that has to be next.
    ///
    /// # Errors
    /// Where it is not.
    pub fn expect(&mut self, sign: &'static str) -> Result<(), Mistake> {
        if self.take(sign, "") {
            return Ok(());
        }
        Err(self.unexpected(&format!("`{sign}` was expected")))
    }

    /// Reads what is between brackets.
    ///
    /// # Errors
    /// Where too many are open.
    pub fn deeper<T>(
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
}
