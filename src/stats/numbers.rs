//! Values as numbers that add up exactly, and what reading a field takes.

use crate::engine::Needs;
use crate::filter::Reach;
use crate::packet::{FieldReader, ProtocolId, Role};
use crate::value::{Kind, Timestamp, Value};

/// The value as a whole number: of nanoseconds for times and spans, of units else. `None` for what
/// is no number.
pub fn whole(value: &Value<'_>) -> Option<i128> {
    Some(match *value {
        Value::Bool(value) => value.into(),
        Value::Unsigned(value) => value.into(),
        Value::Signed(value) | Value::Time(Timestamp(value)) | Value::Duration(value) => {
            value.into()
        }
        _ => return None,
    })
}

/// A number of [`whole`] back as a value of the field's kind.
pub fn value(number: i128, kind: Kind) -> Value<'static> {
    let narrow = i64::try_from(number).ok();
    match kind {
        Kind::Time => narrow.map_or(Value::Null, |number| Value::Time(Timestamp(number))),
        Kind::Duration => narrow.map_or(Value::Null, Value::Duration),
        _ => match u64::try_from(number) {
            Ok(number) => Value::Unsigned(number),
            Err(_) => narrow.map_or(Value::Null, Value::Signed),
        },
    }
}

/// What it takes to read a field.
pub fn needs(reader: &FieldReader) -> Needs {
    let names_applications = reader.field.name == "frame.protocols";
    match reader.protocol.role() {
        _ if reader.is_of_streams() => Needs::Streams,
        _ if reader.is_in_messages() => Needs::Messages,
        Role::Application => Needs::Applications,
        _ if names_applications => Needs::Applications,
        _ if reader.protocol == ProtocolId::Frame => Needs::Records,
        _ => Needs::Layers,
    }
}

/// What it takes to decide an expression.
pub const fn needs_of(reach: Reach) -> Needs {
    match reach {
        Reach::Records => Needs::Records,
        Reach::Layers => Needs::Layers,
        Reach::Applications => Needs::Applications,
        Reach::Messages => Needs::Messages,
        Reach::Streams => Needs::Streams,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_what_they_were() {
        let values = [
            (Value::Unsigned(u64::MAX), Kind::Unsigned),
            (Value::Signed(-7), Kind::Signed),
            (Value::Duration(-1), Kind::Duration),
            (Value::Time(Timestamp(i64::MIN)), Kind::Time),
        ];
        for (before, kind) in values {
            assert_eq!(value(whole(&before).unwrap(), kind), before);
        }
    }

    #[test]
    fn records_tell_the_length_and_layers_the_port() {
        let needs_of = |name| needs(&FieldReader::by_name(name).unwrap());
        assert_eq!(needs_of("frame.len"), Needs::Records);
        assert_eq!(needs_of("tcp.port"), Needs::Layers);
        assert_eq!(needs_of("frame.protocols"), Needs::Applications);
        assert_eq!(needs_of("udp.stream"), Needs::Streams);
    }
}
