//! DHCP and BOOTP: 236 bytes of header, a magic number, options.

use crate::packet::bytes::{array_at, u8_at, u32_at};
use crate::packet::content::places::{self, Out};
use crate::packet::content::{labels, text};
use crate::packet::{Confidence, Field, Message, Payload, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// Bytes before the options.
const HEADER: usize = 236;
/// What tells DHCP from BOOTP (RFC 2131 section 3).
const MAGIC: u32 = 0x6382_5363;

/// Dynamic Host Configuration Protocol.
pub const PROTOCOL: Protocol = Protocol {
    name: "dhcp",
    title: "Dynamic Host Configuration Protocol",
    source: "RFC 2131",
    role: Role::Application,
    selectors: &[Selector::Udp(67), Selector::Udp(68), Selector::Udp(4011)],
    recognise: Some(recognise),
    begins: &[1..=2],
    fields: FIELDS,
    ..Protocol::EMPTY
};

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    plain("dhcp.type", "1 request, 2 reply", places::number::<0, 1>),
    plain("dhcp.hw.type", "hardware type (IANA ARP parameters), then that of the client's identifier", hardware_types),
    field("dhcp.hw.len", Kind::Unsigned, Unit::Bytes, "length of hardware addresses", places::number::<2, 1>),
    plain("dhcp.hops", "relays that passed the message on", places::number::<3, 1>),
    plain("dhcp.id", "transaction, the same in request and reply", places::number::<4, 4>),
    seconds("dhcp.secs", "since the client began, in seconds", places::number::<8, 2>),
    field("dhcp.flags.bc", Kind::Boolean, Unit::None, "the client cannot take unicast yet", places::flag::<10, 0x80>),
    ipv4("dhcp.ip.client", "the client's address, if it has one", places::ipv4::<12>),
    ipv4("dhcp.ip.your", "the address that the server gives", places::ipv4::<16>),
    ipv4("dhcp.ip.server", "the server to boot from next", places::ipv4::<20>),
    ipv4("dhcp.ip.relay", "the relay", places::ipv4::<24>),
    field("dhcp.hw.mac_addr", Kind::Mac, Unit::None, "the client's hardware address: the header's, then that of its identifier (option 61)", hardware_addresses),
    words("dhcp.server", "the server's name, where the place for it holds no options", server_name),
    words("dhcp.file", "the file to boot, where the place for it holds no options", boot_file),
    plain("dhcp.option.dhcp", "message type: 1 discover, 2 offer, 3 request, 4 decline, 5 ack, 6 nak, 7 release, 8 inform", number::<53, 1>),
    ipv4("dhcp.option.subnet_mask", "option 1", address::<1>),
    ipv4("dhcp.option.router", "option 3", addresses::<3>),
    ipv4("dhcp.option.domain_name_server", "option 6", addresses::<6>),
    words("dhcp.option.hostname", "the client's name (option 12)", words_of::<12>),
    words("dhcp.option.domain_name", "option 15", words_of::<15>),
    field("dhcp.option.interface_mtu", Kind::Unsigned, Unit::Bytes, "option 26", number::<26, 2>),
    ipv4("dhcp.option.broadcast_address", "option 28", address::<28>),
    ipv4("dhcp.option.ntp_server", "option 42", addresses::<42>),
    ipv4("dhcp.option.netbios_over_tcpip_name_server", "option 44", addresses::<44>),
    ipv4("dhcp.option.requested_ip_address", "the address that the client asks for (option 50)", address::<50>),
    seconds("dhcp.option.ip_address_lease_time", "how long the address may be used (option 51)", number::<51, 4>),
    ipv4("dhcp.option.dhcp_server_id", "the server (option 54)", address::<54>),
    plain("dhcp.option.request_list_item", "what the client wants to know: option numbers (option 55)", wanted),
    words("dhcp.option.message", "why a server refuses (option 56)", words_of::<56>),
    field("dhcp.option.dhcp_max_message_size", Kind::Unsigned, Unit::Bytes, "option 57", number::<57, 2>),
    seconds("dhcp.option.renewal_time_value", "option 58", number::<58, 4>),
    seconds("dhcp.option.rebinding_time_value", "option 59", number::<59, 4>),
    words("dhcp.option.vendor_class_id", "what sort of client it is (option 60)", words_of::<60>),
    words("dhcp.option.tftp_server_name", "option 66", words_of::<66>),
    words("dhcp.option.bootfile_name", "option 67", words_of::<67>),
    plain("dhcp.fqdn.flags", "who updates DNS (option 81, RFC 4702)", domain_name_flags),
    words("dhcp.fqdn.name", "the client's name with its domain (option 81)", domain_name),
];

type Read = fn(&Message<'_>, &mut Out<'_>);

const fn field(name: &'static str, kind: Kind, unit: Unit, doc: &'static str, read: Read) -> Field {
    Field::message(name, kind, unit, doc, read)
}

const fn plain(name: &'static str, doc: &'static str, read: Read) -> Field {
    field(name, Kind::Unsigned, Unit::None, doc, read)
}

const fn seconds(name: &'static str, doc: &'static str, read: Read) -> Field {
    field(name, Kind::Unsigned, Unit::Seconds, doc, read)
}

const fn ipv4(name: &'static str, doc: &'static str, read: Read) -> Field {
    field(name, Kind::Ipv4, Unit::None, doc, read)
}

const fn words(name: &'static str, doc: &'static str, read: Read) -> Field {
    field(name, Kind::Text, Unit::None, doc, read)
}

/// The server's name and the boot file in the header.
const SERVER_NAME: std::ops::Range<usize> = 44..108;
const BOOT_FILE: std::ops::Range<usize> = 108..HEADER;
/// Says that options go on in the boot file (1), in the server's name (2), or in both (3).
const OVERLOAD: u8 = 52;

/// An option: its number and its value.
type Item<'a> = (u8, &'a [u8]);

/// The options of one area (RFC 2132 section 2), up to its end or to one that does not fit.
struct Items<'a>(&'a [u8]);

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        loop {
            match *self.0 {
                [0, ref rest @ ..] => self.0 = rest,
                [code @ 1..=254, length, ref rest @ ..] => {
                    let (value, rest) = rest.split_at_checked(length.into())?;
                    self.0 = rest;
                    return Some((code, value));
                }
                _ => return None,
            }
        }
    }
}

/// All options: those behind the magic number, then those of the areas that they overload.
fn options(bytes: &[u8]) -> impl Iterator<Item = Item<'_>> {
    let is_dhcp = u32_at(bytes, HEADER) == Some(MAGIC);
    let area = |range: std::ops::Range<usize>| Items(bytes.get(range).unwrap_or_default());
    let end = if is_dhcp { bytes.len() } else { 0 };
    let main = move || area(HEADER + 4..end);
    let areas = overloaded(main());
    let file = area(if areas & 1 == 0 { 0..0 } else { BOOT_FILE });
    let name = area(if areas & 2 == 0 { 0..0 } else { SERVER_NAME });
    main().chain(file).chain(name)
}

/// Which areas of the header hold options.
fn overloaded(mut options: Items<'_>) -> u8 {
    let found = options.find(|&(code, _)| code == OVERLOAD);
    found.and_then(|(_, value)| u8_at(value, 0)).unwrap_or_default()
}

fn values<'a>(message: &Message<'a>, code: u8) -> impl Iterator<Item = &'a [u8]> {
    options(message.bytes).filter(move |option| option.0 == code).map(|option| option.1)
}

fn number<const CODE: u8, const BYTES: usize>(message: &Message<'_>, out: &mut Out<'_>) {
    for value in values(message, CODE).filter(|value| value.len() == BYTES) {
        out(value.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)).into());
    }
}

fn address<const CODE: u8>(message: &Message<'_>, out: &mut Out<'_>) {
    for octets in values(message, CODE).filter_map(|value| <[u8; 4]>::try_from(value).ok()) {
        out(Value::Ipv4(octets.into()));
    }
}

fn addresses<const CODE: u8>(message: &Message<'_>, out: &mut Out<'_>) {
    for value in values(message, CODE) {
        let (addresses, _) = value.as_chunks::<4>();
        for &octets in addresses {
 out(Value::Ipv4(octets.into()));
}
    }
}

fn words_of<const CODE: u8>(message: &Message<'_>, out: &mut Out<'_>) {
    values(message, CODE).for_each(|value| out(text::value_to_zero(value)));
}

fn wanted(message: &Message<'_>, out: &mut Out<'_>) {
    values(message, 55).flatten().for_each(|&code| out(code.into()));
}

fn hardware_addresses(message: &Message<'_>, out: &mut Out<'_>) {
    // Ethernet, or another network of IEEE 802.
    if matches!(array_at(message.bytes, 1), Some([1 | 6, 6]))
        && let Some(octets) = array_at(message.bytes, 28)
    {
        out(Value::Mac(octets));
    }
    for value in values(message, 61) {
        if let [1 | 6, octets @ ..] = value
            && let Ok(octets) = octets.try_into()
        {
            out(Value::Mac(octets));
        }
    }
}

fn hardware_types(message: &Message<'_>, out: &mut Out<'_>) {
    places::number::<1, 1>(message, out);
    for value in values(message, 61) {
        // Beyond the types of ARP, an identifier is something else than an address.
        if let [kind @ 1..48, _, _, _, _, _, _] = *value {
            out(kind.into());
        }
    }
}

fn server_name(message: &Message<'_>, out: &mut Out<'_>) {
    header_text(message, SERVER_NAME, 2, out);
}

fn boot_file(message: &Message<'_>, out: &mut Out<'_>) {
    header_text(message, BOOT_FILE, 1, out);
}

/// The text in an area of the header that is not used for options.
fn header_text(
    message: &Message<'_>,
    area: std::ops::Range<usize>,
    overload: u8,
    out: &mut Out<'_>,
) {
    let is_dhcp = u32_at(message.bytes, HEADER) == Some(MAGIC);
    let options = Items(message.bytes.get(HEADER + 4..).filter(|_| is_dhcp).unwrap_or_default());
    let Some(bytes) = message.bytes.get(area).filter(|bytes| bytes.first() != Some(&0)) else {
        return;
    };
    if overloaded(options) & overload == 0 {
        out(text::value_to_zero(bytes));
    }
}

fn domain_name_flags(message: &Message<'_>, out: &mut Out<'_>) {
    values(message, 81).filter_map(|value| u8_at(value, 0)).for_each(|flags| out(flags.into()));
}

fn domain_name(message: &Message<'_>, out: &mut Out<'_>) {
    for value in values(message, 81) {
        // Flags, and two codes that are no longer used.
        let [flags, _, _, ref name @ ..] = *value else { continue };
        if name.is_empty() {
            continue;
        }
        // The E bit: labels as in DNS, otherwise text (RFC 4702 section 2.1).
        if flags & 4 == 0 {
            out(text::value(name));
        } else {
            labels::names(name).take(1).for_each(|name| out(name.text.into()));
        }
    }
}

fn recognise(payload: &Payload<'_>) -> Confidence {
    look(payload).unwrap_or(Confidence::No)
}

fn look(payload: &Payload<'_>) -> Option<Confidence> {
    let bytes = payload.bytes;
    // Operation, hardware type, length of hardware addresses, hops.
    let [1 | 2, _, 0..=16, 0..=16] = array_at(bytes, 0)? else { return None };
    if payload.is_stream() || payload.wire_bytes < HEADER {
        return None;
    }
    Some(Confidence::Possible.or_certain_if(u32_at(bytes, HEADER) == Some(MAGIC)))
}

/// A header with the operation `operation`, a magic number and a message type.
#[cfg(test)]
const fn with_magic(operation: u8) -> [u8; HEADER + 8] {
    let mut bytes = [0; HEADER + 8];
    [bytes[0], bytes[1], bytes[2]] = [operation, 1, 6];
    [bytes[236], bytes[237], bytes[238], bytes[239]] = MAGIC.to_be_bytes();
    [bytes[240], bytes[241], bytes[242], bytes[243]] = [53, 1, 1, 255];
    bytes
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, Possible, No};
    use crate::packet::testing::Sample;
    &[
        // A request of BOOTP, whose server name, file and vendor area the capture left out.
        Sample::udp(68, 67, No, b"\x01\x01\x06\0\x12\x34\x56\x78"),
        Sample::udp(68, 67, Certain, &with_magic(1)),
        Sample::udp(67, 68, Certain, &with_magic(2)),
        Sample::udp(68, 67, No, &with_magic(3)),
        Sample::udp(67, 68, Possible, &[2; 300]),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolId;
    use crate::packet::testing::{every_beginning_is_read, message_values};

    /// An offer with a lease, as RFC 2131 section 3.1 describes it.
    #[rustfmt::skip]
    fn offer() -> Vec<u8> {
        let mut bytes = vec![
            2, 1, 6, 0,  0x39, 0x03, 0xf3, 0x26,  0, 5, 0x80, 0,  // operation, transaction, broadcast
            0, 0, 0, 0,  192, 0, 2, 7,  192, 0, 2, 1,  0, 0, 0, 0, // client, your, server, relay
            0, 0x53, 0, 0, 0, 9,                                  // hardware address
        ];
        bytes.resize(HEADER, 0);
        bytes.extend(MAGIC.to_be_bytes());
        bytes.extend([
            53, 1, 2,  54, 4, 192, 0, 2, 1,  51, 4, 0, 0, 0x0e, 0x10, // offer, server, an hour
            0, 3, 8, 192, 0, 2, 1, 192, 0, 2, 2,                      // padding, two routers
            12, 3, b'p', b'c', 0,  81, 8, 4, 0, 0, 2, b'p', b'c', 1, b'x', // name, name in labels
            61, 7, 1, 0, 0x53, 0, 0, 0, 9,  255, 12, 1, b'!',         // identifier, end, rubbish
        ]);
        bytes
    }

    fn values(bytes: &[u8], name: &str) -> Vec<Value<'static>> {
        message_values(ProtocolId::Dhcp, (67, 68), bytes, name)
    }

    #[test]
    fn an_offer_says_what_it_offers() {
        let offer = offer();
        assert_eq!(values(&offer, "dhcp.type"), [2_u64.into()]);
        assert_eq!(values(&offer, "dhcp.id"), [0x3903_f326_u64.into()]);
        assert_eq!(values(&offer, "dhcp.secs"), [5_u64.into()]);
        assert_eq!(values(&offer, "dhcp.flags.bc"), [Value::Bool(true)]);
        assert_eq!(values(&offer, "dhcp.ip.your"), [Value::Ipv4([192, 0, 2, 7].into())]);
        assert_eq!(values(&offer, "dhcp.option.dhcp"), [2_u64.into()]);
        assert_eq!(values(&offer, "dhcp.option.ip_address_lease_time"), [3600_u64.into()]);
        let routers = [[192, 0, 2, 1], [192, 0, 2, 2]].map(|octets| Value::Ipv4(octets.into()));
        assert_eq!(values(&offer, "dhcp.option.router"), routers);
        let hardware = Value::Mac([0, 0x53, 0, 0, 0, 9]);
        assert_eq!(values(&offer, "dhcp.hw.mac_addr"), [hardware.clone(), hardware]);
    }

    #[test]
    fn names_end_at_a_zero_and_labels_are_joined() {
        assert_eq!(values(&offer(), "dhcp.option.hostname"), ["pc".into()]);
        assert_eq!(values(&offer(), "dhcp.fqdn.name"), ["pc.x".into()]);
    }

    #[test]
    fn options_go_on_in_the_areas_that_are_overloaded() {
        let mut bytes = offer();
        bytes[108..112].copy_from_slice(&[15, 2, b'd', b'e']);
        assert_eq!(values(&bytes, "dhcp.file").len(), 1);
        bytes.splice(240..240, [52, 1, 1]);
        assert_eq!(values(&bytes, "dhcp.option.domain_name"), ["de".into()]);
        assert!(values(&bytes, "dhcp.file").is_empty());
    }

    #[test]
    fn an_option_longer_than_the_message_is_left_out() {
        let mut bytes = offer();
        bytes.truncate(HEADER + 4);
        bytes.extend([53, 1, 5, 12, 9, b'p', b'c']);
        assert_eq!(values(&bytes, "dhcp.option.dhcp"), [5_u64.into()]);
        assert!(values(&bytes, "dhcp.option.hostname").is_empty());
    }

    #[test]
    fn every_beginning_of_a_message_is_read() {
        every_beginning_is_read(ProtocolId::Dhcp, (67, 68), &offer());
    }
}
