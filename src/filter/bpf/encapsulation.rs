//! `vlan`, `mpls` and `pppoes`: what they ask, and what they shift in a strict expression.

use super::super::error::Mistake;
use super::cursor::Parser;
use super::id;
use super::primitive::bits;
use super::test::{From, Test};
use super::view::{Shift, TAGS};

impl Parser {
    /// `vlan`, `mpls` and `pppoes`, perhaps with a number.
    pub fn encapsulation(&mut self, word: &str, start: usize) -> Result<Test, Mistake> {
        let at = self.at();
        let number = match self.word().map(id::number) {
            Some(Some(number)) => {
                self.next += 1;
                Some(number.map_err(|why| Mistake::new(at.clone(), why))?)
            }
            _ => None,
        };
        let (most, what) = match word {
            "vlan" => (0xfff, "VLANs"),
            "mpls" => (0xf_ffff, "MPLS labels"),
            _ => (0xffff, "PPPoE sessions"),
        };
        if number.is_some_and(|number| number > most) {
            return Err(Mistake::new(at, format!("{what} have numbers up to {most}")));
        }
        if !self.strict {
            return Ok(match word {
                "vlan" => Test::Tag(number),
                "mpls" => Test::Label(number),
                _ => Test::Session(number),
            });
        }
        let before = self.shift;
        let refuse = |why: &str| Err(Mistake::new(start..at.end, why));
        let (announced, identified) = match word {
            "vlan" => {
                if before.labels > 0 || before.session.is_some() {
                    return refuse("libpcap looks for no VLAN tag behind MPLS or PPPoE");
                }
                self.shift.tags += 1;
                let tags = TAGS.map(Test::Announces).to_vec();
                (Test::Any(tags), number.map(|vlan| bits(From::Payload, 0, 2, 0xfff, vlan)))
            }
            "mpls" => {
                self.shift.labels += 1;
                let announced = if before.labels > 0 {
                    // Another label follows: the last one was not at the bottom of the stack.
                    bits(From::Network, 2_u32.wrapping_sub(4), 1, 1, 0)
                } else {
                    Test::Announces(0x8847)
                };
                let label = number.map(|label| bits(From::Network, 0, 4, 0xffff_f000, label << 12));
                (announced, label)
            }
            _ => {
                if before.session.is_some() {
                    return refuse("libpcap looks for no PPPoE inside PPPoE");
                }
                self.shift =
                    Shift { tags: 0, labels: 0, session: Some((before.tags, before.labels)) };
                let session = number.map(|session| bits(From::Payload, 0, 4, 0xffff, session));
                (Test::Announces(0x8864), session)
            }
        };
        let test = Test::All(std::iter::once(announced).chain(identified).collect());
        Ok(if before == Shift::default() { test } else { Test::Behind(before, Box::new(test)) })
    }
}
