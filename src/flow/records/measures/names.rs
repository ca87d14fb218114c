//! What a flow asked of the domain name system: how long and how random its names are, how many do
//! not exist, which types were asked for.
//!
//! Messages are read packet by packet: every datagram, and of streams what begins with a message
//! that the segment holds whole, as queries do.

use crate::flow::records::packed::{Packer, Unpacker};
use crate::packet::Packet;
use crate::packet::bytes::u16_at;
use crate::packet::content::dns::DnsMessage;

/// The code of a name that does not exist (RFC 1035 section 4.1.1).
const NO_SUCH_NAME: u16 = 3;
/// Types that are remembered; more in one flow are rare, and by then it is rare enough.
const KINDS: usize = 4;

/// Names of one flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Messages that ask.
    pub queries: u32,
    /// Messages that answer.
    pub answers: u32,
    /// Answers that there is no such name.
    pub missing: u32,
    /// Octets of the longest name in a question, dots counted.
    pub longest: u16,
    /// The highest entropy of a label in a question, the last label left out, in thousandths of a
    /// bit a character.
    pub entropy_millibits: u16,
    /// The first types that were asked for, each once.
    pub kinds: [Option<u16>; KINDS],
}

impl Names {
    /// The names of a packet that carries DNS.
    pub fn of(packet: &Packet<'_>, is_stream: bool) -> Self {
        let layer = packet.decoded.last();
        let bytes = layer.and_then(|it| packet.raw.data.get(it.start as usize..it.end as usize));
        let bytes = if is_stream { bytes.and_then(whole) } else { bytes };
        let mut names = Self::default();
        if let Some(bytes) = bytes {
            names.message(&DnsMessage { bytes });
        }
        names
    }

    /// Adds those of a later packet.
    pub fn join(&mut self, later: &Self) {
        self.queries = self.queries.saturating_add(later.queries);
        self.answers = self.answers.saturating_add(later.answers);
        self.missing = self.missing.saturating_add(later.missing);
        self.longest = self.longest.max(later.longest);
        self.entropy_millibits = self.entropy_millibits.max(later.entropy_millibits);
        later.kinds.into_iter().flatten().for_each(|kind| self.ask(kind));
    }

    fn ask(&mut self, kind: u16) {
        if !self.kinds.contains(&Some(kind))
            && let Some(place) = self.kinds.iter_mut().find(|place| place.is_none())
        {
            *place = Some(kind);
        }
    }

    fn message(&mut self, message: &DnsMessage<'_>) {
        if message.flags().is_none() {
            return;
        }
        if message.is_response() {
            self.answers = self.answers.saturating_add(1);
            let is_missing = message.code() == Some(NO_SUCH_NAME);
            self.missing = self.missing.saturating_add(is_missing.into());
        } else {
            self.queries = self.queries.saturating_add(1);
        }
        let Some(question) = message.questions().next() else { return };
        self.ask(question.kind);
        let Some(name) = message.name(question.name) else { return };
        self.longest = self.longest.max(name.octets);
        let highest = labels(name.as_str()).map(entropy).max().unwrap_or_default();
        self.entropy_millibits = self.entropy_millibits.max(highest);
    }

    /// Packs it.
    pub fn pack(&self, to: &mut Packer<'_>) {
        for number in [self.queries, self.answers, self.missing] {
            to.put(number.into());
        }
        to.put(self.longest.into());
        to.put(self.entropy_millibits.into());
        for kind in self.kinds {
            to.put_option(kind.map(u64::from));
        }
    }

    /// What was packed.
    pub fn unpack(from: &mut Unpacker<'_>) -> Self {
        Self {
            queries: from.take_as(),
            answers: from.take_as(),
            missing: from.take_as(),
            longest: from.take_as(),
            entropy_millibits: from.take_as(),
            kinds: [(); KINDS].map(|()| from.take_option().and_then(|kind| kind.try_into().ok())),
        }
    }
}

/// The message that a stream's segment begins with, behind its length (RFC 1035 section 4.2.2).
fn whole(segment: &[u8]) -> Option<&[u8]> {
    let length = usize::from(u16_at(segment, 0)?);
    segment.get(2..2 + length)
}

/// The labels but the last, which registries choose. Tunnels put what they carry before the
/// registered domain, algorithms that make up names make up that domain itself: both are told
/// label by label, and a plain label beside an odd one does not hide it.
fn labels(name: &str) -> impl Iterator<Item = &str> {
    name.trim_end_matches('.').rsplit('.').skip(1)
}

/// Shannon's entropy of the characters, in thousandths of a bit each; letters are alike in both
/// cases, and dots do not count.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 8000")]
fn entropy(text: &str) -> u16 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes().filter(|&byte| byte != b'.') {
        if let Some(count) = counts.get_mut(usize::from(byte.to_ascii_lowercase())) {
            *count += 1;
        }
    }
    let all = f64::from(counts.iter().sum::<u32>());
    let shares = counts.iter().filter(|&&count| count > 0).map(|&count| f64::from(count) / all);
    (shares.map(|share| -share * share.log2()).sum::<f64>() * 1000.0).round() as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_label_is_nobodys_choice() {
        let of = |name| labels(name).collect::<Vec<_>>();
        assert_eq!(of("a.b.example.com"), ["example", "b", "a"]);
        assert_eq!((of("example.com."), of("com"), of("")), (vec!["example"], vec![], vec![]));
    }

    #[test]
    fn a_made_up_domain_has_a_higher_entropy_than_a_chosen_one() {
        let highest = |name| labels(name).map(entropy).max().unwrap_or_default();
        assert!(highest("cqxscmkizplaw.com") > highest("www.wikipedia.org") + 500);
        assert_eq!(highest("www.abababab.com"), 1000);
    }

    #[test]
    fn entropy_is_in_bits_a_character() {
        assert_eq!([entropy(""), entropy("www"), entropy("aB.bA")], [0, 0, 1000]);
        assert_eq!(entropy("0123456789abcdef"), 4000);
        // Three of one and one of another: .811 bits.
        assert_eq!(entropy("aaab"), 811);
    }

    #[test]
    fn queries_answers_and_types_are_counted() {
        let query = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x04ABAB\x01x\x02yz\0\0\x10\0\x01";
        let mut answer = query.to_vec();
        answer[2..4].copy_from_slice(&[0x81, 0x83]);
        let mut names = Names::default();
        names.message(&DnsMessage { bytes: query });
        let mut later = Names::default();
        later.message(&DnsMessage { bytes: &answer });
        names.join(&later);
        assert_eq!((names.queries, names.answers, names.missing), (1, 1, 1));
        assert_eq!((names.longest, names.entropy_millibits), (9, 1000));
        assert_eq!(names.kinds, [Some(16), None, None, None]);
    }

    #[test]
    fn a_stream_is_read_where_a_message_begins_it_and_is_whole() {
        assert_eq!(whole(b"\0\x02abc"), Some(&b"ab"[..]));
        assert_eq!((whole(b"\0\x04abc"), whole(b"\0")), (None, None));
    }
}
