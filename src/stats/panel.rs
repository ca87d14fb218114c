//! Several statistics over one reading. Those that look at conversations share one table of them:
//! each is a view of what the table found.

use std::any::Any;
use std::sync::Arc;

use super::said::Counted;
use super::{Level, Make, Request, Settings, Statistic};
use crate::engine::{Analyser, Needs, Partition};
use crate::flow::{Found, Traffic};
use crate::packet::Packet;
use crate::report::{Ledger, Section};

/// A statistic that is made of conversations, whoever counts them.
pub trait View: Send {
    /// The levels it needs; none named is all.
    fn levels(&self) -> Vec<Level>;

    /// Takes the conversations of one level. Levels that it did not ask for come too.
    fn see(&mut self, found: &Arc<Found>);

    /// The answer.
    fn section(self: Box<Self>) -> Section;
}

/// An analyser for one statistic alone.
pub fn analyser(statistic: &Statistic, settings: &Settings) -> Box<dyn Analyser> {
    match statistic.make {
        Make::Analyser(make) => make(settings),
        Make::Messages(said) => Box::new(Counted::new(statistic.name, said, settings)),
        Make::View(make) => Box::new(Shared::new(vec![make(settings)], settings.max_entries)),
    }
}

/// The analysers for these requests, to be given back to [`sections`] after the run.
#[must_use]
pub fn analysers(requests: &[Request]) -> Vec<Box<dyn Analyser>> {
    let mut found: Vec<Box<dyn Analyser>> = Vec::new();
    let mut views = Vec::new();
    let mut max_entries = 0;
    for Request { statistic, settings } in requests {
        match statistic.make {
            Make::Analyser(_) | Make::Messages(_) => found.push(analyser(statistic, settings)),
            Make::View(make) => {
                views.push(make(settings));
                max_entries = max_entries.max(settings.max_entries);
            }
        }
    }
    if !views.is_empty() {
        found.push(Box::new(Shared::new(views, max_entries)));
    }
    found
}

/// The answers to these requests, in their order.
#[must_use]
pub fn sections(
    requests: &[Request],
    mut analysers: Vec<Box<dyn Analyser>>,
    ledger: &Ledger,
) -> Vec<Section> {
    let has_views = requests.iter().any(|it| matches!(it.statistic.make, Make::View(_)));
    let shared = if has_views { analysers.pop() } else { None };
    let mut of_views = shared.into_iter().flat_map(|shared| shared.sections(ledger));
    let mut of_analysers = analysers.into_iter().flat_map(|it| it.sections(ledger));
    let next = |request: &Request| match request.statistic.make {
        Make::Analyser(_) | Make::Messages(_) => of_analysers.next(),
        Make::View(_) => of_views.next(),
    };
    requests.iter().filter_map(next).collect()
}

/// One table of conversations and everyone who looks at it.
struct Shared {
    traffic: Traffic,
    views: Vec<Box<dyn View>>,
}

impl Shared {
    fn new(views: Vec<Box<dyn View>>, max_entries: usize) -> Self {
        let wanted: Vec<_> = views.iter().map(|view| view.levels()).collect();
        let all = wanted.iter().any(Vec::is_empty);
        let levels = if all { Vec::new() } else { wanted.concat() };
        Self { traffic: Traffic::new(&levels, max_entries), views }
    }
}

impl Analyser for Shared {
    fn needs(&self) -> Needs {
        Needs::Hosts
    }

    fn packet(&mut self, packet: &Packet<'_>, partition: Partition) {
        self.traffic.packet(packet, partition.0);
    }

    fn absorb(&mut self, sibling: Box<dyn Analyser>) {
        if let Ok(sibling) = sibling.into_any().downcast::<Self>() {
            self.traffic.absorb(sibling.traffic);
        }
    }

    fn sections(self: Box<Self>, _: &Ledger) -> Vec<Section> {
        let Self { traffic, mut views } = *self;
        traffic.finish(|found| {
            let found = Arc::new(found);
            for view in &mut views {
                view.see(&found);
            }
        });
        views.into_iter().map(View::section).collect()
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
