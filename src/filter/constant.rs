//! What a filter compares with: a value, or a network of addresses.

use std::cmp::Ordering;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::relation::Relation;
use crate::value::Value;

/// Something that does not depend on the packet.
#[derive(Clone, Debug)]
pub enum Constant {
    /// One value.
    Value(Value<'static>),
    /// An IPv4 network: its address, and the bits that count.
    Network4(Ipv4Addr, u32),
    /// An IPv6 network: its address, and the bits that count.
    Network6(Ipv6Addr, u128),
}

impl Constant {
    /// Whether a packet's value is in a relation to it.
    pub fn relates(&self, value: &Value<'_>, relation: Relation) -> bool {
        match self {
            Self::Value(constant) => relation.holds(value, constant),
            _ => self.order(value).is_some_and(|ordering| relation.fits(ordering)),
        }
    }

    /// Where a value lies: in the network, before it or behind it.
    fn order(&self, value: &Value<'_>) -> Option<Ordering> {
        match (self, value) {
            (Self::Network4(network, mask), Value::Ipv4(address)) => {
                Some((address.to_bits() & mask).cmp(&(network.to_bits() & mask)))
            }
            (Self::Network6(network, mask), Value::Ipv6(address)) => {
                Some((address.to_bits() & mask).cmp(&(network.to_bits() & mask)))
            }
            _ => None,
        }
    }

    /// The value that stands for it where a single one is needed.
    pub fn value(&self) -> Value<'static> {
        match self {
            Self::Value(value) => value.clone(),
            Self::Network4(address, _) => Value::Ipv4(*address),
            Self::Network6(address, _) => Value::Ipv6(*address),
        }
    }
}
