//! Certificates that peers showed in clear: whose they are, who issued them, and whether they were
//! valid when they were seen last, by the capture's clock. Signatures are not checked.

use std::collections::BTreeMap;

use crate::engine::Partition;
use crate::packet::content::tls::certificate::{chain, fingerprint};
use crate::packet::content::tls::handshake::Handshake;
use crate::packet::content::x509::Certificate;
use crate::report::{Column, Table};
use crate::stats::ranking::fill;
use crate::value::{Kind, Timestamp, Unit, Value};

/// Nanoseconds of a day.
const DAY: i64 = 86_400_000_000_000;

/// Certificates by partition and SHA-256.
pub struct Certificates {
    seen: BTreeMap<([u8; 32], u8), Seen>,
    /// Certificates of each partition, and the most of one.
    taken: [usize; Partition::COUNT],
    most: usize,
    without_room: u64,
    /// How long before its end a certificate expires soon.
    expires_within_ns: i64,
}

/// What is known of a certificate.
#[derive(Clone, Debug)]
struct Seen {
    subject: String,
    issuer: String,
    not_before: Option<Timestamp>,
    not_after: Option<Timestamp>,
    is_self_signed: bool,
    /// Whether it was once a peer's own rather than an authority's.
    is_own: bool,
    messages: u64,
    last: Timestamp,
}

/// Whether a certificate is valid; what needs a look comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Validity {
    Expired,
    NotYet,
    ExpiresSoon,
    Valid,
    Unknown,
}

impl Validity {
    const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::NotYet => "not yet valid",
            Self::ExpiresSoon => "expires soon",
            Self::Valid => "valid",
            Self::Unknown => "unknown",
        }
    }
}

impl Seen {
    fn validity(&self, soon_ns: i64) -> Validity {
        let (Some(from), Some(until)) = (self.not_before, self.not_after) else {
            return Validity::Unknown;
        };
        match until.since(self.last) {
            left if left < 0 => Validity::Expired,
            _ if self.last < from => Validity::NotYet,
            left if left < soon_ns => Validity::ExpiresSoon,
            _ => Validity::Valid,
        }
    }

    fn absorb(&mut self, other: &Self) {
        self.messages += other.messages;
        self.is_own |= other.is_own;
        self.last = self.last.max(other.last);
    }
}

impl Certificates {
    /// None yet, with room for at most `most`.
    pub fn new(most: usize, expires_within_ns: i64) -> Self {
        Self {
            seen: BTreeMap::new(),
            taken: [0; Partition::COUNT],
            most: (most / Partition::COUNT).max(1),
            without_room: 0,
            expires_within_ns,
        }
    }

    /// Takes a message of the handshake, where it is a chain of certificates.
    pub fn take(&mut self, handshake: &Handshake<'_>, at: Timestamp, partition: Partition) {
        for (place, der) in chain(handshake).enumerate() {
            let Some(certificate) = Certificate::read(der) else { continue };
            let key = (fingerprint(der), partition.0);
            if let Some(seen) = self.seen.get_mut(&key) {
                seen.messages += 1;
                seen.is_own |= place == 0;
                seen.last = seen.last.max(at);
                continue;
            }
            let room = self.taken.get_mut(usize::from(partition.0));
            let Some(taken) = room.filter(|taken| **taken < self.most) else {
                self.without_room += 1;
                continue;
            };
            *taken += 1;
            let seen = Seen {
                subject: certificate.subject.to_text(),
                issuer: certificate.issuer.to_text(),
                not_before: certificate.not_before.at(),
                not_after: certificate.not_after.at(),
                is_self_signed: certificate.subject == certificate.issuer,
                is_own: place == 0,
                messages: 1,
                last: at,
            };
            self.seen.insert(key, seen);
        }
    }

    /// Takes over what a sibling found, of other partitions.
    pub fn absorb(&mut self, sibling: Self) {
        self.seen.extend(sibling.seen);
        for (own, other) in self.taken.iter_mut().zip(sibling.taken) {
            *own += other;
        }
        self.without_room += sibling.without_room;
    }

    /// The columns of [`Found::cells`].
    pub fn columns() -> [Column; 5] {
        [
            Column::count("certificates", "different certificates that were seen in clear"),
            Column::count("expired", "of these, over when they were seen last"),
            Column::count("not_yet_valid", "of these, not valid yet"),
            Column::count("expiring", "of these, over soon (--expires-within)"),
            Column::count("self_signed", "of these, of a peer, with the issuer's name as subject"),
        ]
    }

    /// What was found.
    pub fn found(self) -> Found {
        let mut joined: BTreeMap<[u8; 32], Seen> = BTreeMap::new();
        for ((digest, _), seen) in self.seen {
            joined.entry(digest).and_modify(|own| own.absorb(&seen)).or_insert(seen);
        }
        let soon = self.expires_within_ns;
        let mut rows: Vec<_> = joined
            .into_iter()
            .map(|(digest, seen)| Row { validity: seen.validity(soon), digest, seen })
            .collect();
        rows.sort_by_key(|row| (row.validity, row.seen.not_after, row.digest));
        let note = (self.without_room > 0).then(|| {
            format!("there was no room for more certificates: {} are missing", self.without_room)
        });
        Found { rows, note }
    }
}

/// All certificates, what needs a look first.
pub struct Found {
    rows: Vec<Row>,
    /// What a reader has to know, if anything was left out.
    pub note: Option<String>,
}

struct Row {
    validity: Validity,
    digest: [u8; 32],
    seen: Seen,
}

impl Found {
    /// How many there are, and how many that need a look.
    pub fn cells(&self) -> [Value<'static>; 5] {
        let count = |is: &dyn Fn(&Row) -> bool| {
            Value::Unsigned(self.rows.iter().filter(|row| is(row)).count() as u64)
        };
        [
            count(&|_| true),
            count(&|row| row.validity == Validity::Expired),
            count(&|row| row.validity == Validity::NotYet),
            count(&|row| row.validity == Validity::ExpiresSoon),
            count(&|row| row.seen.is_own && row.seen.is_self_signed),
        ]
    }

    /// The certificates as a table.
    pub fn table(self, limit: Option<usize>) -> Table {
        let time = |name, doc| Column::new(name, Kind::Time, Unit::None, doc);
        let flag = |name, doc| Column::new(name, Kind::Boolean, Unit::None, doc);
        let columns = vec![
            Column::text("subject", "whom it names (RFC 4514)"),
            Column::text("issuer", "who issued it"),
            time("not_before", "from when on it is valid"),
            time("not_after", "until when it is valid"),
            Column::text("validity", "expired, not yet valid, expires soon, valid, or unknown"),
            Column::new(
                "days_left",
                Kind::Signed,
                Unit::None,
                "whole days from when it was seen last to its end, negative after it",
            ),
            flag("self_signed", "whether subject and issuer have the same name"),
            flag("own", "whether it was a peer's own, not an authority's"),
            Column::count("messages", "how often it was shown"),
            time("last_seen", "when it was shown last"),
            Column::new("sha256", Kind::Bytes, Unit::None, "the SHA-256 of the certificate"),
        ];
        let mut table = Table::new("certificates", "Certificates", columns);
        fill(&mut table, self.rows, limit, |Row { validity, digest, seen }| {
            let time = |at: Option<Timestamp>| at.map_or(Value::Null, Value::Time);
            let left = seen.not_after.map(|until| until.since(seen.last).div_euclid(DAY));
            vec![
                seen.subject.clone().into(),
                seen.issuer.clone().into(),
                time(seen.not_before),
                time(seen.not_after),
                validity.name().into(),
                left.map_or(Value::Null, Value::Signed),
                Value::Bool(seen.is_self_signed),
                Value::Bool(seen.is_own),
                seen.messages.into(),
                Value::Time(seen.last),
                Value::Bytes(digest.to_vec().into()),
            ]
        });
        table
    }
}
