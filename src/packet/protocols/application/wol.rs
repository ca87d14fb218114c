//! Wake-on-LAN: a magic packet that has the sleeper's address sixteen times, on any UDP port or
//! right inside a frame.

use crate::packet::bytes::array_at;
use crate::packet::{Confidence, Field, LayerView, Payload, Protocol, Role, Selector};
use crate::value::{Kind, Unit, Value};

/// What a magic packet begins with.
const SYNC: [u8; 6] = [0xff; 6];
/// How often the address follows.
const REPETITIONS: usize = 16;
/// Bytes of sync stream and addresses, without a password.
const MAGIC: usize = SYNC.len() + REPETITIONS * 6;

/// Wake On LAN.
pub const PROTOCOL: Protocol = Protocol {
    name: "wol",
    title: "Wake On LAN",
    source: "AMD 20213, Magic Packet Technology",
    role: Role::Application,
    // UDP has no port for it; most senders take that of discard, which has little else to do.
    selectors: &[Selector::Ether(0x0842), Selector::Udp(9)],
    recognise: Some(recognise),
    begins: &[0xff..=0xff],
    fields: &[Field::optional("wol.mac", Kind::Mac, Unit::None, "address of the sleeper", |view| {
        sleeper(captured(view)).map(Value::Mac)
    })],
    ..Protocol::EMPTY
};

fn recognise(payload: &Payload<'_>) -> Confidence {
    Confidence::certain_if(!payload.is_stream() && sleeper(payload.bytes).is_some())
}

/// The bytes of the layer: its payload in UDP, its header in a frame.
fn captured<'a>(view: &LayerView<'a>) -> &'a [u8] {
    let (start, end) = (view.layer.start as usize, view.layer.end as usize);
    view.raw.data.get(start..end).unwrap_or_default()
}

/// The address that a magic packet repeats. A password of four or six bytes may follow. What is
/// ones throughout has no address: no host has that of all hosts.
fn sleeper(bytes: &[u8]) -> Option<[u8; 6]> {
    let (sync, addresses) = bytes.get(..MAGIC)?.split_at_checked(SYNC.len())?;
    let address = array_at(addresses, 0)?;
    let repeated = addresses.chunks_exact(address.len()).all(|next| next == address);
    (sync == SYNC && repeated && address != SYNC).then_some(address)
}

#[cfg(test)]
#[rustfmt::skip]
pub const SAMPLES: &[crate::packet::testing::Sample] = {
    use crate::packet::Confidence::{Certain, No};
    use crate::packet::testing::Sample;
    &[
        Sample::udp(50000, 9, Certain, &tests::magic::<102>()),
        // With a password of six bytes.
        Sample::udp(50000, 40000, Certain, &tests::magic::<108>()),
        // The last byte is missing; TCP.
        Sample::udp(50000, 9, No, &tests::magic::<101>()),
        Sample::tcp(50000, 9, No, &tests::magic::<102>()),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::testing::{names, raw};
    use crate::packet::{Decoded, FieldReader, Layer, Messages, Packet, ProtocolId};

    const SLEEPER: [u8; 6] = [0x00, 0x15, 0x5d, 0x01, 0x02, 0x03];

    /// Sync stream, addresses, and a password of zeros for what is left of `N` bytes.
    pub const fn magic<const N: usize>() -> [u8; N] {
        let mut bytes = [0; N];
        let mut place = 0;
        while place < N {
            bytes[place] = match place {
                0..6 => 0xff,
                6..MAGIC => SLEEPER[place % 6],
                _ => 0,
            };
            place += 1;
        }
        bytes
    }

    /// A frame of Wake-on-LAN.
    fn frame() -> Vec<u8> {
        #[rustfmt::skip]
        let header = [
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff,  2, 0, 0, 0, 0, 1,  0x08, 0x42, // Ethernet
        ];
        [&header[..], &magic::<102>()].concat()
    }

    #[test]
    fn any_other_address_among_the_sixteen_is_no_magic_packet() {
        for place in 0..MAGIC {
            let mut bytes = magic::<102>();
            bytes[place] ^= 1;
            assert_eq!(sleeper(&bytes), None, "{place}");
        }
    }

    #[test]
    fn an_ethertype_announces_it_without_a_transport() {
        assert_eq!(names(1, &frame()), "eth:wol");
    }

    #[test]
    fn the_sleeper_is_read_from_a_frame() {
        let bytes = frame();
        let (raw, mut decoded) = (raw(1, &bytes), Decoded::default());
        crate::packet::decode(&raw, &mut decoded);
        let packet = Packet { raw: &raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
        let mut found = Vec::new();
        let field = FieldReader::by_name("wol.mac").unwrap();
        field.read(&packet, &mut |value| found.push(value.into_owned()));
        assert_eq!(found, [Value::Mac(SLEEPER)]);
    }

    #[test]
    fn the_sleeper_is_read_from_a_datagram() {
        #[rustfmt::skip]
        let headers = [
            0x45, 0, 0, 130,  0, 0, 0, 0,  64, 17, 0, 0,  10, 0, 0, 1,  10, 0, 0, 2, // IPv4
            0xc3, 0x50, 0, 9,  0, 110, 0, 0,                                         // UDP
        ];
        let bytes = [&headers[..], &magic::<102>()].concat();
        let (raw, mut decoded) = (raw(228, &bytes), Decoded::default());
        crate::packet::decode(&raw, &mut decoded);
        let udp = *decoded.last().unwrap();
        let start = udp.payload;
        decoded.push(Layer { protocol: ProtocolId::Wol, start, payload: start, ..udp });
        let packet = Packet { raw: &raw, decoded: &decoded, messages: Messages::default(), of_flow: &[] };
        let mut found = Vec::new();
        let field = FieldReader::by_name("wol.mac").unwrap();
        field.read(&packet, &mut |value| found.push(value.into_owned()));
        assert_eq!(found, [Value::Mac(SLEEPER)]);
    }
}
