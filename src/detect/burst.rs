//! Many different things of one kind within a window of time: the shape of scans, sweeps, floods
//! and guessing. An episode begins where there are enough of them, with those that led there, and
//! lasts as long as there are; a pause of some minutes ends it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::alarm::Effort;
use crate::value::Timestamp;

/// One occurrence.
#[derive(Clone, Debug)]
pub struct Mark<V> {
    /// When.
    pub at: Timestamp,
    /// What is counted apart.
    pub what: V,
    /// Something more that a rule wants to know of those in the window.
    pub extra: f64,
    /// What it took.
    pub effort: Effort,
}

/// What is known of one key.
#[derive(Debug)]
pub struct Track<V> {
    recent: VecDeque<Mark<V>>,
    counts: BTreeMap<V, u32>,
    episode: Option<Episode>,
    /// Occurrences until the rule is asked again, after it said no.
    rest: usize,
}

/// A time in which there was enough.
#[derive(Clone, Copy, Debug)]
pub struct Episode {
    /// Time of its first occurrence.
    pub first: Timestamp,
    /// Time of its last one.
    pub last: Timestamp,
    /// Most different things that were in one window.
    pub most: u64,
    /// What all of them took.
    pub effort: Effort,
}

/// Tracks of many keys.
#[derive(Debug)]
pub struct Burst<K, V> {
    window_ns: i64,
    least: usize,
    tracks: BTreeMap<K, Track<V>>,
    ended: Vec<(K, Episode)>,
    seen: u32,
    /// Occurrences of keys for which there was no room.
    pub without_room: u64,
}

/// Most keys that are followed. Chosen by us: some hundred megabytes at the very worst.
const MOST_KEYS: usize = 65_536;
/// Most occurrences of one key that are remembered; more than any threshold asks for by default.
const MOST_MARKS: usize = 4096;
/// An episode ends when nothing came for this long, and for as long as the window (detect.md: a
/// gap of five minutes).
const GAP_NS: i64 = 300_000_000_000;

impl<V: Ord + Clone> Track<V> {
    /// The occurrences in the window, the oldest first.
    pub fn marks(&self) -> impl Iterator<Item = &Mark<V>> {
        self.recent.iter()
    }

    /// How many different things are in the window.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.counts.len()
    }

    /// The average of what the marks in the window have in addition.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let sum: f64 = self.recent.iter().map(|mark| mark.extra).sum();
        sum / count(self.recent.len())
    }

    /// Whether what is in the window is what the rule looks for: asked until it is, and not at
    /// every occurrence, as it takes a look at all of them.
    fn holds(&mut self, least: usize, holds: impl Fn(&Self) -> bool) -> bool {
        if self.episode.is_some() {
            return true;
        }
        if self.rest > 0 {
            self.rest -= 1;
            return false;
        }
        let does = holds(self);
        self.rest = if does { 0 } else { least / 8 + self.recent.len() / 16 };
        does
    }

    /// The last place in the window from which on there is enough: what came before it need not
    /// belong to it.
    fn beginning(&self, least: usize) -> usize {
        let mut seen = BTreeSet::new();
        let is_enough = |mark: &Mark<V>| {
            seen.insert(mark.what.clone());
            seen.len() >= least
        };
        let places = self.recent.len();
        self.recent.iter().rev().position(is_enough).map_or(0, |back| places - 1 - back)
    }

    fn forget_before(&mut self, at: Timestamp) {
        while let Some(mark) = self.recent.front() {
            if mark.at >= at && self.recent.len() <= MOST_MARKS {
                return;
            }
            let Some(mark) = self.recent.pop_front() else { return };
            if let Some(count) = self.counts.get_mut(&mark.what) {
                *count -= 1;
                if *count == 0 {
                    self.counts.remove(&mark.what);
                }
            }
        }
    }
}

/// A number of things as a number to divide by.
#[expect(clippy::cast_precision_loss, reason = "no memory holds 2^52 things")]
pub fn count(things: usize) -> f64 {
    things as f64
}

impl<K: Ord + Clone, V: Ord + Clone> Burst<K, V> {
    /// Nothing yet. An episode takes `least` different things within `window` seconds.
    #[must_use]
    pub fn new(least: f64, window: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let (least, window_ns) = (least.max(1.0) as usize, (window * 1e9) as i64);
        Self {
            window_ns,
            least,
            tracks: BTreeMap::new(),
            ended: Vec::new(),
            seen: 0,
            without_room: 0,
        }
    }

    /// Takes an occurrence. Where there are enough, `holds` says whether what is in the window
    /// is what the rule looks for.
    pub fn see(&mut self, key: K, mark: Mark<V>, holds: impl Fn(&Track<V>) -> bool) {
        self.seen = self.seen.wrapping_add(1);
        if self.tracks.len() >= MOST_KEYS && !self.tracks.contains_key(&key) {
            if self.seen.is_multiple_of(1024) {
                self.sweep(mark.at);
            }
            if self.tracks.len() >= MOST_KEYS {
                self.without_room += 1;
                return;
            }
        }
        let Self { tracks, window_ns, least, ended, .. } = self;
        let track = tracks.entry(key.clone()).or_insert_with(|| Track {
            recent: VecDeque::new(),
            counts: BTreeMap::new(),
            episode: None,
            rest: 0,
        });
        let at = mark.at;
        if track.episode.as_ref().is_some_and(|open| at.since(open.last) > GAP_NS.max(*window_ns)) {
            ended.extend(track.episode.take().map(|episode| (key, episode)));
        }
        *track.counts.entry(mark.what.clone()).or_default() += 1;
        track.recent.push_back(mark);
        track.forget_before(Timestamp(at.0.saturating_sub(*window_ns)));
        let distinct = track.counts.len() as u64;
        if track.counts.len() < *least || !track.holds(*least, holds) {
            return;
        }
        if let (Some(open), Some(mark)) = (&mut track.episode, track.recent.back()) {
            open.last = open.last.max(mark.at);
            open.most = open.most.max(distinct);
            open.effort.absorb(&mark.effort);
            return;
        }
        let mut effort = Effort::default();
        let from = track.beginning(*least);
        track.recent.iter().skip(from).for_each(|mark| effort.absorb(&mark.effort));
        let first = track.recent.get(from).map_or(at, |mark| mark.at);
        track.episode = Some(Episode { first, last: at, most: distinct, effort });
    }

    /// Forgets keys that nothing came of within the window.
    fn sweep(&mut self, now: Timestamp) {
        let Self { tracks, window_ns, ended, .. } = self;
        tracks.retain(|key, track| {
            let last = track.recent.back().map(|mark| mark.at);
            let is_old = last.is_none_or(|last| now.since(last) > *window_ns);
            if is_old {
                ended.extend(track.episode.take().map(|episode| (key.clone(), episode)));
            }
            !is_old
        });
    }

    /// All episodes.
    #[must_use]
    pub fn finish(self) -> Vec<(K, Episode)> {
        let Self { tracks, mut ended, .. } = self;
        let open = tracks.into_iter().filter_map(|(key, track)| Some((key, track.episode?)));
        ended.extend(open);
        ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(seconds: i64, what: u32) -> Mark<u32> {
        let at = Timestamp(seconds * 1_000_000_000);
        let effort = Effort { flows: 1, ..Effort::default() };
        Mark { at, what, extra: f64::from(what), effort }
    }

    fn episodes(marks: &[(i64, u32)]) -> Vec<(i64, i64, u64, u64)> {
        let mut burst = Burst::new(3.0, 10.0);
        for &(at, what) in marks {
            burst.see((), mark(at, what), |_| true);
        }
        let second = |at: Timestamp| at.0 / 1_000_000_000;
        let found = burst.finish().into_iter();
        found
            .map(|((), it)| (second(it.first), second(it.last), it.most, it.effort.flows))
            .collect()
    }

    #[test]
    fn different_things_within_the_window_are_an_episode() {
        assert_eq!(episodes(&[(0, 1), (1, 2), (2, 3)]), [(0, 2, 3, 3)]);
        assert_eq!(episodes(&[(0, 1), (1, 2), (2, 2), (3, 1)]), []);
        assert_eq!(episodes(&[(0, 1), (6, 2), (11, 3)]), []);
        assert_eq!(episodes(&[(0, 1), (1, 1), (2, 1), (3, 2), (4, 3)]), [(2, 4, 3, 3)]);
    }

    #[test]
    fn an_episode_goes_on_until_nothing_comes_for_a_while() {
        let on = [(0, 1), (1, 2), (2, 3), (250, 3), (251, 4), (252, 5), (299, 6)];
        assert_eq!(episodes(&on), [(0, 252, 3, 4)]);
        let two = [(0, 1), (1, 2), (2, 3), (400, 1), (401, 2), (402, 3)];
        assert_eq!(episodes(&two), [(0, 2, 3, 3), (400, 402, 3, 3)]);
    }

    #[test]
    fn keys_beyond_the_limit_are_counted_and_old_ones_make_room() {
        let mut burst = Burst::new(2.0, 10.0);
        for key in 0..70_000_u32 {
            burst.see(key, mark(0, 1), |_| true);
        }
        assert!(burst.without_room > 0);
        for turn in 0..2048_u32 {
            burst.see(100_000, mark(100 + i64::from(turn % 2), turn), |_| true);
        }
        assert_eq!(burst.finish().len(), 1);
    }
}
