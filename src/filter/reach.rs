//! How far a packet has to be read for an expression to be decided.

use crate::packet::{FieldReader, ProtocolId, Role};

/// What an expression has to be given, from the cheapest to the dearest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// What the capture says of a packet.
    #[default]
    Records,
    /// Its layers.
    Layers,
    /// The name of its application.
    Applications,
    /// The messages of its application.
    Messages,
    /// All of that, and the streams that it belongs to: their numbers, and what TCP's analysis finds.
    Streams,
}

impl Reach {
    /// What it takes to read a field.
    #[must_use]
    pub fn of_field(reader: &FieldReader) -> Self {
        if reader.is_of_streams() {
            Self::Streams
        } else if reader.is_in_messages() {
            Self::Messages
        } else if reader.is_of_flows() {
            // To find the flow.
            Self::Layers
        } else if reader.field.name == "frame.protocols" {
            // Its text ends with the application.
            Self::Applications
        } else {
            match reader.protocol.role() {
                Role::Frame => Self::Records,
                Role::Application => Self::Applications,
                _ => Self::Layers,
            }
        }
    }

    /// What it takes to see whether a packet has a protocol.
    #[must_use]
    pub fn of_protocol(protocol: ProtocolId) -> Self {
        match protocol.role() {
            Role::Frame => Self::Records,
            Role::Application if protocol.get().framing.is_some() => Self::Messages,
            Role::Application => Self::Applications,
            // What nothing names: known only when applications were tried.
            _ if protocol == ProtocolId::Data => Self::Applications,
            _ => Self::Layers,
        }
    }
}
