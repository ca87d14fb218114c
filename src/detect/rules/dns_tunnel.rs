//! One host asks for many long, random names below one domain: data in names.

use std::net::IpAddr;

use super::forwarders::Forwarders;
use super::{Rule, Technique, Threshold, Tuning, Verdict, Watch};
use crate::detect::alarm::{Alarm, Effort, Evidence, Severity, Subject, number};
use crate::detect::burst::{Burst, Mark, Track};
use crate::detect::domain::{entropy, registered};
use crate::detect::event::{Event, Scene};

/// Tunnels in names.
pub static RULE: Rule = Rule {
    name: "dns-tunnel",
    about: "many long, random names below one domain are asked for",
    severity: Severity::High,
    technique: Technique {
        id: "T1071.004",
        name: "Application Layer Protocol: DNS",
        tactic: "command-and-control",
    },
    source: "RITA",
    thresholds: &[
        Threshold::new("names", 20.0, "names", "different names below one registered domain"),
        Threshold::new("window_s", 300.0, "s", "within so many seconds"),
        Threshold::new("mean_length", 30.0, "characters", "average length of a name"),
        Threshold::new(
            "entropy",
            3.3,
            "bits a character",
            "entropy of what is in front of the domain, in bits a character",
        ),
    ],
    watch,
};

struct DnsTunnel {
    least: f64,
    length: f64,
    entropy: f64,
    asked: Burst<(IpAddr, String), String>,
    forwarders: Forwarders,
}

fn watch(tuning: &Tuning<'_>) -> Box<dyn Watch> {
    let least = tuning.get("names");
    Box::new(DnsTunnel {
        least,
        length: tuning.get("mean_length"),
        entropy: tuning.get("entropy"),
        asked: Burst::new(least, tuning.get("window_s")),
        forwarders: Forwarders::default(),
    })
}

fn is_random(track: &Track<String>, least: f64) -> bool {
    let all: String = track.marks().map(|mark| mark.what.as_str()).take(256).collect();
    entropy(&all.replace('.', "")) >= least
}

impl Watch for DnsTunnel {
    fn see(&mut self, event: &Event<'_>, _: &Scene) {
        let Event::Name(name) = event else { return };
        let Some((domain, inside)) = registered(&name.text) else { return };
        if inside.is_empty() {
            return;
        }
        let mark = Mark {
            at: name.at,
            what: inside.to_owned(),
            extra: crate::detect::burst::count(name.text.len()),
            effort: Effort::of_packet(name.frame, name.wire_bytes),
        };
        self.forwarders.see(name);
        let Self { length, entropy, .. } = *self;
        let holds = |track: &Track<String>| track.mean() >= length && is_random(track, entropy);
        self.asked.see((name.client, domain.to_owned()), mark, holds);
    }

    fn finish(self: Box<Self>, _: &Scene) -> Verdict {
        let Self { least, asked, forwarders, .. } = *self;
        let without_room = asked.without_room;
        let episodes = asked.finish();
        let askers: Vec<IpAddr> = episodes.iter().map(|((source, _), _)| *source).collect();
        let own =
            episodes.into_iter().filter(|((source, _), _)| !forwarders.serves(*source, &askers));
        let alarms = own.map(|((source, domain), it)| Alarm {
            first: it.first,
            last: it.last,
            severity: None,
            evidence: vec![Evidence::new("names_in_window", number(it.most), least)],
            message: format!("{source} asked for {} long, random names below {domain}", it.most),
            subject: Subject {
                source: Some(source),
                what: Some(domain),
                application: Some("dns"),
                ..Subject::default()
            },
            effort: it.effort,
        });
        Verdict { alarms: alarms.collect(), without_room }
    }
}
