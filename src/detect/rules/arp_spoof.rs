//! An address that one hardware address had is claimed by another one; or somebody with another
//! address claims it without being asked.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::event::{Event, Scene};
use crate::detect::notes::Claim;
use crate::value::Timestamp;

/// Claims to another's address.
pub static RULE: Rule = Rule {
    name: "arp-spoof",
    about: "an address is claimed by a hardware address that did not have it",
    severity: Severity::High,
    technique: Technique {
        id: "T1557.002",
        name: "Adversary-in-the-Middle: ARP Cache Poisoning",
        tactic: "credential-access",
    },
    source: "arpwatch",
    thresholds: &[
        Threshold::new("replies", 1.0, "replies", "replies of the other hardware address"),
        Threshold::new(
            "forget_s",
            1800.0,
            "s",
            "silence of the first one after which the address may move",
        ),
    ],
    watch,
};

/// Most addresses that are followed. Chosen by us.
const MOST_KEYS: usize = 65_536;
/// How long after a question a reply is an answer.
const ANSWER_NS: i64 = 10_000_000_000;
/// Hardware addresses that routers share by intent: VRRP, HSRP, GLBP.
const SHARED: [&[u8]; 3] = [&[0, 0, 0x5e, 0, 1], &[0, 0, 0x0c, 7, 0xac], &[0, 7, 0xb4, 0]];

type Mac = [u8; 6];

struct ArpSpoof {
    least: f64,
    forget_ns: f64,
    owners: BTreeMap<Ipv4Addr, (Mac, Timestamp)>,
    /// The address that a hardware address claimed first: its own, most likely.
    own: BTreeMap<Mac, Ipv4Addr>,
    claims: BTreeMap<(Ipv4Addr, Mac), Claims>,
    /// Replies that the host they are for did not ask for.
    unasked: BTreeMap<(Ipv4Addr, Mac), Claims>,
    /// When a host asked for an address.
    asked: BTreeMap<(Ipv4Addr, Ipv4Addr), Timestamp>,
    /// Hardware addresses that claimed two addresses or more.
    several: BTreeSet<Mac>,
    without_room: u64,
}

struct Claims {
    /// Who has the address, as far as that is known.
    owner: Option<Mac>,
    first: Timestamp,
    last: Timestamp,
    effort: Effort,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    Box::new(ArpSpoof {
        least: tuning.get("replies"),
        forget_ns: tuning.get("forget_s") * 1e9,
        owners: BTreeMap::new(),
        own: BTreeMap::new(),
        claims: BTreeMap::new(),
        unasked: BTreeMap::new(),
        asked: BTreeMap::new(),
        several: BTreeSet::new(),
        without_room: 0,
    })
}

fn written(mac: Mac) -> String {
    mac.map(|byte| format!("{byte:02x}")).join(":")
}

impl Watch for ArpSpoof {
    fn see(&mut self, event: &Event<'_>, _: &Scene) {
        let Event::Claim(claim) = event else { return };
        let is_shared = SHARED.iter().any(|prefix| claim.mac.starts_with(prefix));
        if claim.address.is_unspecified() || is_shared {
            return;
        }
        let sizes = [self.owners.len(), self.own.len(), self.asked.len(), self.unasked.len()];
        if sizes.into_iter().any(|size| size >= MOST_KEYS) {
            self.without_room += 1;
            return;
        }
        let own = *self.own.entry(claim.mac).or_insert(claim.address);
        if own != claim.address {
            self.several.insert(claim.mac);
        }
        if !claim.is_reply {
            self.asked.insert((claim.address, claim.target), claim.at);
        } else if claim.target != claim.address {
            let asked = self.asked.get(&(claim.target, claim.address));
            if asked.is_none_or(|asked| claim.at.since(*asked) > ANSWER_NS) {
                note(&mut self.unasked, claim, None);
            }
        }
        let (owner, seen) = self.owners.entry(claim.address).or_insert((claim.mac, claim.at));
        #[expect(clippy::cast_precision_loss, reason = "compared with half an hour")]
        let is_forgotten = claim.at.since(*seen) as f64 > self.forget_ns;
        if *owner == claim.mac || is_forgotten {
            (*owner, *seen) = (claim.mac, claim.at);
        } else if claim.is_reply {
            note(&mut self.claims, claim, Some(*owner));
        }
    }

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        let Self { least, own, claims, unasked, several, without_room, .. } = *self;
        let caught: BTreeSet<Mac> = claims.keys().map(|&(_, mac)| mac).collect();
        let unasked = unasked.into_iter();
        let unasked =
            unasked.filter(|((_, mac), _)| several.contains(mac) && !caught.contains(mac));
        let enough = claims.into_iter().chain(unasked);
        let enough = enough.filter(|(_, it)| number(it.effort.packets) >= least);
        let alarms = enough.map(|((address, mac), it)| {
            let (replies, mac) = (it.effort.packets, (mac, written(mac)));
            let message = match it.owner {
                Some(owner) => {
                    format!(
                        "{} said {replies} times that it is {address}, which {} was",
                        mac.1,
                        written(owner)
                    )
                }
                None => format!(
                    "{} said {replies} times without being asked that it is {address}, and has \
                     another address as well",
                    mac.1
                ),
            };
            Alarm {
                subject: Subject {
                    source: own.get(&mac.0).map(|&own| own.into()),
                    destination: Some(address.into()),
                    what: Some(mac.1),
                    ..Subject::default()
                },
                first: it.first,
                last: it.last,
                severity: it.owner.is_none().then_some(Severity::Medium),
                evidence: vec![Evidence::new("replies", number(replies), least)],
                message,
                effort: it.effort,
            }
        });
        Verdict { alarms: alarms.collect(), without_room }
    }
}

/// Counts a claim among others of the same sender to the same address.
fn note(claims: &mut BTreeMap<(Ipv4Addr, Mac), Claims>, claim: &Claim, owner: Option<Mac>) {
    let known = claims.entry((claim.address, claim.mac)).or_insert_with(|| Claims {
        owner,
        first: claim.at,
        last: claim.at,
        effort: Effort::default(),
    });
    known.last = known.last.max(claim.at);
    known.effort.absorb(&Effort::of_packet(claim.frame, 0));
}
