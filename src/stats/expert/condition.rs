//! When a packet earns a remark: conditions on fields, all of which must hold.

use super::remark::Remark;
use crate::engine::Needs;
use crate::packet::{FieldReader, Packet};
use crate::stats::numbers;
use crate::value::Value;

/// A test of a number; true and false are 1 and 0.
pub type Test = fn(u64) -> bool;

/// A condition on one field: some value of it passes the test.
#[derive(Debug)]
pub struct Condition {
    /// Wireshark's name of the field.
    pub field: &'static str,
    /// The test.
    pub test: Test,
}

/// A remark and when it is made.
#[derive(Debug)]
pub struct Rule {
    /// The remark.
    pub remark: Remark,
    /// What must hold of the packet.
    pub conditions: &'static [Condition],
}

/// A rule whose fields were looked up.
pub struct Compiled {
    conditions: Vec<(FieldReader, Test)>,
}

impl Compiled {
    /// Looks the fields of a rule up. One that does not exist makes no condition; a test sees to
    /// it that all exist.
    pub fn new(rule: &Rule) -> Self {
        let conditions = rule.conditions.iter();
        let find = |it: &Condition| Some((FieldReader::by_name(it.field)?, it.test));
        Self { conditions: conditions.filter_map(find).collect() }
    }

    /// What it takes to read the fields.
    pub fn needs(&self) -> Needs {
        let fields = self.conditions.iter().map(|(reader, _)| numbers::needs(reader));
        fields.max().unwrap_or_default()
    }

    /// Whether the packet earns the remark.
    pub fn holds(&self, packet: &Packet<'_>) -> bool {
        let passes = |reader: &FieldReader, test: Test| {
            let mut passes = false;
            reader.read(packet, &mut |value| {
                passes |= number(&value).is_some_and(test);
            });
            passes
        };
        !self.conditions.is_empty() && self.conditions.iter().all(|(it, test)| passes(it, *test))
    }
}

fn number(value: &Value<'_>) -> Option<u64> {
    match value {
        Value::Bool(value) => Some((*value).into()),
        Value::Unsigned(value) => Some(*value),
        _ => None,
    }
}
