//! Syslog: a priority in angle brackets, a time, a text.

use crate::packet::content::text::is_text;
use crate::packet::{Confidence, Payload, Protocol, Role, Selector};

/// Names of the months, each with the space behind it.
const MONTHS: [&[u8]; 12] = [
    b"Jan ", b"Feb ", b"Mar ", b"Apr ", b"May ", b"Jun ", b"Jul ", b"Aug ", b"Sep ", b"Oct ",
    b"Nov ", b"Dec ",
];

/// Syslog Message.
pub const PROTOCOL: Protocol = Protocol {
    name: "syslog",
    title: "Syslog Message",
    source: "RFC 5424",
    role: Role::Application,
    selectors: &[Selector::Udp(514), Selector::Tcp(601)],
    recognise: Some(recognise),
    begins: &[b'<'..=b'<'],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    let text = after_priority(bytes)?;
    // RFC 5424 section 6.2 has a version and a year, RFC 3164 section 4.1.2 a month's name.
    let dated = text.starts_with(b"1 20") || MONTHS.iter().any(|month| text.starts_with(month));
    Some(Confidence::possible_if(is_text(text)).or_certain_if(dated))
}

/// What follows a priority of at most 191.
fn after_priority(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(b"<")?;
    let digits = rest.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let number = rest.get(..digits)?.iter().fold(0_u32, |sum, &byte| sum * 10 + u32::from(byte - b'0'));
    (digits > 0 && number <= 191).then(|| rest.get(digits..)?.strip_prefix(b">"))?
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        Sample::udp(50000, 514, Certain, b"<34>Oct 11 22:14:15 mymachine su: 'su root' failed"),
        Sample::udp(50000, 514, Certain, b"<165>1 2003-10-11T22:14:15.003Z mymachine app - - - hello"),
        Sample::udp(50000, 514, Possible, b"<13>hello"),
        Sample::udp(50000, 514, No, b"<1300>hello"),
    ]
};
