//! The packets of RFC 9001 appendix A and RFC 9369 appendix A.

use crate::packet::content::quic::{Kind, long_headers};
use super::opener;
use super::recognise::recognise;
use crate::packet::protocols::application::quic::frames::{Piece, pieces};
use crate::packet::testing::rfc9001::{CLIENT, SERVER, bytes};
use crate::packet::{Confidence, Opener, Payload, ProtocolId, Transport};

/// RFC 9369 appendix A.2: the first packet of a client, in version 2.
const CLIENT_2: &str = "\
d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485dd04de806071bf03dceebfa162e75d6c\
96058bdbfb127cdfcbf903388e99ad049f9a3dd4425ae4d0992cfff18ecf0fdb5a842d09747052f17ac2053d21f57c5d\
250f2c4f0e0202b70785b7946e992e58a59ac52dea6774d4f03b55545243cf1a12834e3f249a78d395e0d18f4d766004\
f1a2674802a747eaa901c3f10cda5500cb9122faa9f1df66c392079a1b40f0de1c6054196a11cbea40afb6ef5253cd68\
18f6625efce3b6def6ba7e4b37a40f7732e093daa7d52190935b8da58976ff3312ae50b187c1433c0f028edcc4c2838b\
6a9bfc226ca4b4530e7a4ccee1bfa2a3d396ae5a3fb512384b2fdd851f784a65e03f2c4fbe11a53c7777c023462239dd\
6f7521a3f6c7d5dd3ec9b3f233773d4b46d23cc375eb198c63301c21801f6520bcfb7966fc49b393f0061d974a2706df\
8c4a9449f11d7f3d2dcbb90c6b877045636e7c0c0fe4eb0f697545460c806910d2c355f1d253bc9d2452aaa549e27a1f\
ac7cf4ed77f322e8fa894b6a83810a34b361901751a6f5eb65a0326e07de7c1216ccce2d0193f958bb3850a833f7ae43\
2b65bc5a53975c155aa4bcb4f7b2c4e54df16efaf6ddea94e2c50b4cd1dfe06017e0e9d02900cffe1935e0491d77ffb4\
fdf85290fdd893d577b1131a610ef6a5c32b2ee0293617a37cbb08b847741c3b8017c25ca9052ca1079d8b78aebd4787\
6d330a30f6a8c6d61dd1ab5589329de714d19d61370f8149748c72f132f0fc99f34d766c6938597040d8f9e2bb522ff9\
9c63a344d6a2ae8aa8e51b7b90a4a806105fcbca31506c446151adfeceb51b91abfe43960977c87471cf9ad4074d30e1\
0d6a7f03c63bd5d4317f68ff325ba3bd80bf4dc8b52a0ba031758022eb025cdd770b44d6d6cf0670f4e990b22347a7db\
848265e3e5eb72dfe8299ad7481a408322cac55786e52f633b2fb6b614eaed18d703dd84045a274ae8bfa73379661388\
d6991fe39b0d93debb41700b41f90a15c4d526250235ddcd6776fc77bc97e7a417ebcb31600d01e57f32162a8560cacc\
7e27a096d37a1a86952ec71bd89a3e9a30a2a26162984d7740f81193e8238e61f6b5b984d4d3dfa033c1bb7e4f0037fe\
bf406d91c0dccf32acf423cfa1e7071010d3f270121b493ce85054ef58bada42310138fe081adb04e2bd901f2f13458b\
3d6758158197107c14ebb193230cd1157380aa79cae1374a7c1e5bbcb80ee23e06ebfde206bfb0fcbc0edc4ebec30966\
1bdd908d532eb0c6adc38b7ca7331dce8dfce39ab71e7c32d318d136b6100671a1ae6a6600e3899f31f0eed19e3417d1\
34b90c9058f8632c798d4490da4987307cba922d61c39805d072b589bd52fdf1e86215c2d54e6670e07383a27bbffb5a\
ddf47d66aa85a0c6f9f32e59d85a44dd5d3b22dc2be80919b490437ae4f36a0ae55edf1d0b5cb4e9a3ecabee93dfc6e3\
8d209d0fa6536d27a5d6fbb17641cde27525d61093f1b28072d111b2b4ae5f89d5974ee12e5cf7d5da4d6a31123041f3\
3e61407e76cffcdcfd7e19ba58cf4b536f4c4938ae79324dc402894b44faf8afbab35282ab659d13c93f70412e85cb19\
9a37ddec600545473cfb5a05e08d0b209973b2172b4d21fb69745a262ccde96ba18b2faa745b6fe189cf772a9f84cbfc";

/// The hello inside both packets of clients (RFC 9001 appendix A.2).
const HELLO: &str = "\
010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c00000413011302010000\
c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d0017001800100007000504616c70\
6e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f1ce15d43e994\
ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c000240010039003204\
08ffffffffffffffff05048000ffff07048000ffff0801100104800075300901100f088394c8f03e51570806048000ff\
ff";

fn open(opener: &mut dyn Opener, datagram: &[u8], from_low: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let protocol = opener.datagram(datagram, from_low, &mut out);
    assert_eq!(protocol.is_some(), !out.is_empty());
    assert!(protocol.is_none_or(|it| it == ProtocolId::Tls));
    out
}

#[test]
fn the_hellos_of_the_standard_are_opened() {
    let mut opener = opener::new();
    assert!(!opener.is_open());
    assert_eq!(open(&mut *opener, &bytes(CLIENT), true), bytes(HELLO));
    assert!(opener.is_open());
    // The answer is opened with keys that only the client's packet tells.
    let answer = open(&mut *opener, &bytes(SERVER), false);
    assert_eq!((answer[0], answer.len()), (2, 90));
    assert_eq!(opener.held_bytes(), 0);
    // The same again tells nothing new.
    assert_eq!(open(&mut *opener, &bytes(CLIENT), true), b"");
    assert_eq!(open(&mut *opener::new(), &bytes(SERVER), false), b"");
}

#[test]
fn version_2_has_keys_and_types_of_its_own() {
    assert_eq!(open(&mut *opener::new(), &bytes(CLIENT_2), true), bytes(HELLO));
    let packet = bytes(CLIENT_2);
    let header = long_headers(&packet).next().unwrap();
    assert_eq!((header.kind, header.type_bits), (Kind::Initial, 1));
}

#[test]
fn a_changed_or_cut_packet_stays_closed() {
    let whole = bytes(CLIENT);
    for length in (0..whole.len()).step_by(7) {
        assert_eq!(open(&mut *opener::new(), &whole[..length], true), b"");
    }
    for at in [0, 7, 20, 100, 1199] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        assert_eq!(open(&mut *opener::new(), &changed, true), b"", "byte {at}");
    }
}

#[test]
fn the_header_is_read() {
    let packet = bytes(SERVER);
    let header = long_headers(&packet).next().unwrap();
    assert_eq!(header.version, 1);
    assert_eq!(header.destination, b"");
    assert_eq!(header.source, bytes("f067a5502a4262b5"));
    assert_eq!((header.number, header.packet.len()), (18, packet.len()));
    let joined = [packet.clone(), packet.clone()].concat();
    assert_eq!(long_headers(&joined).count(), 2);
}

#[test]
fn pieces_are_found_among_other_frames() {
    // A ping, an acknowledgement with a range and counters, padding, two pieces, an unknown frame.
    let frames = [1, 3, 5, 0, 1, 0, 1, 1, 9, 9, 9, 0, 0, 6, 0, 2, 7, 8, 6, 0x40, 9, 1, 5, 0x30, 6];
    let found: Vec<_> = pieces(&frames).collect();
    assert_eq!(
        found,
        [Piece { offset: 0, bytes: &[7, 8] }, Piece { offset: 9, bytes: &[5] }]
    );
    for length in 0..frames.len() {
        assert!(pieces(&frames[..length]).count() <= 2);
    }
}

#[test]
fn the_packets_of_the_standard_are_recognised() {
    for packet in [CLIENT, SERVER, CLIENT_2].map(bytes) {
        let payload = Payload {
            bytes: &packet,
            wire_bytes: packet.len(),
            transport: Transport::Udp,
            source: 50000,
            destination: 50001,
        };
        assert_eq!(recognise(&payload), Confidence::Certain);
    }
}
