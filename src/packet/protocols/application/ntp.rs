//! NTP: 48 bytes of stratum, delays and times, or a shorter control message.

use crate::packet::bytes::{u8_at, u32_at};
use crate::packet::content::places::{Out, bits, field, number};
use crate::packet::{Confidence, Field, Message, Payload, Protocol, Role, Selector};
use crate::value::{Kind, Timestamp, Value};

/// Network Time Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "ntp",
    title: "Network Time Protocol",
    source: "RFC 5905",
    role: Role::Application,
    selectors: &[Selector::Udp(123)],
    recognise: Some(recognise),
    begins: &[],
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    plain("ntp.flags.li", "leap seconds: 0 none, 1 one more, 2 one less in the last minute, 3 not known", bits::<0, 6, 3>),
    plain("ntp.flags.vn", "version", bits::<0, 3, 7>),
    plain("ntp.flags.mode", "1 and 2 symmetric, 3 client, 4 server, 5 broadcast, 6 control, 7 private", bits::<0, 0, 7>),
    plain("ntp.stratum", "how far from the reference clock: 1 has one, 0 says nothing", header::<1, 1>),
    plain("ntp.ppoll", "seconds between messages, as a power of two", header::<2, 1>),
    plain("ntp.precision", "precision of the clock in seconds, as a power of two in eight bits with a sign", header::<3, 1>),
    plain("ntp.rootdelay", "round trip to the reference clock, in 1/65536 seconds", header::<4, 4>),
    plain("ntp.rootdispersion", "dispersion to the reference clock, in 1/65536 seconds", header::<8, 4>),
    field("ntp.refid", Kind::Bytes, "reference: four letters, an address, or the hash of one", reference),
    field("ntp.reftime", Kind::Time, "when the clock was last set", time::<16>),
    field("ntp.org", Kind::Time, "when the request left the client", time::<24>),
    field("ntp.rec", Kind::Time, "when the request came to the server", time::<32>),
    field("ntp.xmt", Kind::Time, "when this message left", time::<40>),
    plain("ntp.ctrl.flags2.opcode", "control message: what is asked for (RFC 9327)", control::<1, 1, 0x1f>),
    plain("ntp.ctrl.sequence", "control message: its number", control::<2, 2, 0xffff>),
    plain("ntp.priv.reqcode", "private message: what is asked for, 42 for the list of clients", private::<3, 1, 0xff>),
];

const fn plain(
    name: &'static str,
    doc: &'static str,
    read: fn(&Message<'_>, &mut Out<'_>),
) -> Field {
    field(name, Kind::Unsigned, doc, read)
}

/// Seconds from 1900 to 1970 (RFC 5905 figure 4).
const TO_1970: i64 = 2_208_988_800;
/// Seconds of an era.
const ERA: i64 = 1 << 32;

/// The mode, which says how the message goes on.
fn mode(message: &Message<'_>) -> Option<u8> {
    Some(u8_at(message.bytes, 0)? & 7)
}

/// A number of the header that all modes but control and private have.
fn header<const AT: usize, const BYTES: usize>(message: &Message<'_>, out: &mut Out<'_>) {
    if mode(message).is_some_and(|mode| mode < 6) {
        number::<AT, BYTES>(message, out);
    }
}

fn control<const AT: usize, const BYTES: usize, const MASK: u64>(
    message: &Message<'_>,
    out: &mut Out<'_>,
) {
    masked::<AT, BYTES, MASK, 6>(message, out);
}

fn private<const AT: usize, const BYTES: usize, const MASK: u64>(
    message: &Message<'_>,
    out: &mut Out<'_>,
) {
    masked::<AT, BYTES, MASK, 7>(message, out);
}

fn masked<const AT: usize, const BYTES: usize, const MASK: u64, const MODE: u8>(
    message: &Message<'_>,
    out: &mut Out<'_>,
) {
    if mode(message) == Some(MODE) {
        number::<AT, BYTES>(message, &mut |value| {
            if let Value::Unsigned(number) = value {
                out((number & MASK).into());
            }
        });
    }
}

fn reference(message: &Message<'_>, out: &mut Out<'_>) {
    if let Some(bytes) = message.bytes.get(12..16).filter(|_| mode(message) < Some(6)) {
        out(Value::Bytes(bytes.into()));
    }
}

/// The time at `AT`: seconds since 1900 and a fraction of 32 bits. All zeros say nothing.
fn time<const AT: usize>(message: &Message<'_>, out: &mut Out<'_>) {
    let (Some(seconds), Some(fraction)) =
        (u32_at(message.bytes, AT), u32_at(message.bytes, AT + 4))
    else {
        return;
    };
    if mode(message) >= Some(6) || (seconds, fraction) == (0, 0) {
        return;
    }
    // Before 1968 stands for the era that begins in 2036 (RFC 4330 section 3).
    let era = if seconds & 0x8000_0000 == 0 { ERA } else { 0 };
    let nanoseconds = (u64::from(fraction) * 1_000_000_000) >> 32;
    out(Value::Time(Timestamp::from_parts(i64::from(seconds) + era - TO_1970, nanoseconds).0));
}

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let first = u8_at(payload.bytes, 0)?;
    let (version, mode) = (first >> 3 & 7, first & 7);
    if payload.is_stream() || !(1..=4).contains(&version) {
        return None;
    }
    // Control and private messages are shorter (RFC 9327).
    let shortest = match mode {
        6 => 12,
        7 => 8,
        _ => 48,
    };
    Some(Confidence::possible_if(payload.wire_bytes >= shortest))
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A client's request; a server's answer; a control message that reads variables.
        Sample::udp(50000, 123, Possible, b"\x23\0\x06\xec\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xc5\x02\x04\x7c\0\0\0\0"),
        Sample::udp(123, 50000, Possible, b"\x24\x02\x06\xe9\0\0\x01\0\0\0\x02\0\xc0\0\x02\x01\xc5\x02\0\0\0\0\0\0\xc5\x02\x04\x7c\0\0\0\0\xc5\x02\x04\x7c\0\0\0\0\xc5\x02\x04\x7c\0\0\0\0"),
        Sample::udp(50000, 123, Possible, b"\x16\x02\0\x01\0\0\0\0\0\0\0\0"),
        Sample::udp(50000, 123, No, b"\x23\0\x06\xec"),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolId;
    use crate::packet::testing::{every_beginning_is_read, message_values};

    /// A server's answer (RFC 5905 section 7.3).
    #[rustfmt::skip]
    const ANSWER: &[u8] = &[
        0x24, 2, 6, 0xe9,  0, 0, 1, 0,  0, 0, 2, 0,  192, 0, 2, 1, // flags to precision, delays, reference
        0, 0, 0, 0, 0, 0, 0, 0,                                   // never set
        0x83, 0xaa, 0x7e, 0x80, 0x80, 0, 0, 0,                    // half a second into 1970
        0, 0, 0, 1, 0, 0, 0, 0,                                   // a second into the era of 2036
        0xc5, 2, 4, 0x7c, 0, 0, 0, 0,
    ];

    fn values(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        message_values(ProtocolId::Ntp, (123, 50000), bytes, name)
    }

    #[test]
    fn flags_and_numbers_are_those_of_the_header() {
        for (name, number) in [
            ("ntp.flags.li", 0_u64),
            ("ntp.flags.vn", 4),
            ("ntp.flags.mode", 4),
            ("ntp.stratum", 2),
            ("ntp.precision", 0xe9),
            ("ntp.rootdispersion", 512),
        ] {
            assert_eq!(values(ANSWER, name), [number.into()], "{name}");
        }
    }

    #[test]
    fn times_count_from_1900_and_from_2036() {
        assert_eq!(values(ANSWER, "ntp.reftime"), []);
        assert_eq!(values(ANSWER, "ntp.org"), [Value::Time(Timestamp(500_000_000))]);
        let later = Value::Time(Timestamp(2_085_978_497_000_000_000));
        assert_eq!(values(ANSWER, "ntp.rec"), [later]);
    }

    #[test]
    fn a_control_message_has_an_operation_and_no_stratum() {
        let bytes = b"\x16\x82\0\x07\0\0\0\0\0\0\0\0";
        assert_eq!(values(bytes, "ntp.ctrl.flags2.opcode"), [2_u64.into()]);
        assert_eq!(values(bytes, "ntp.ctrl.sequence"), [7_u64.into()]);
        assert_eq!(values(bytes, "ntp.stratum"), []);
    }

    #[test]
    fn every_beginning_of_a_message_is_read() {
        every_beginning_is_read(ProtocolId::Ntp, (123, 50000), ANSWER);
    }
}
