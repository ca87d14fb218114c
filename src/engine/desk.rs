//! Where the workers of a run find their batches: each has a queue, and every batch goes into all.
//! No thread does nothing but read: whoever has the least left to do reads the next batch.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::dealt::Dealt;

/// Batches that may wait for a worker while another reads on.
const MOST: usize = 8;
/// Who has more than this waiting leaves the reading to others.
const FEW: usize = 1;

/// What a thread is to do next.
pub enum Task {
    /// A worker's part of a batch, which is given back afterwards.
    Work(usize, Arc<Dealt>),
    /// Fill this batch, and put it.
    Read(Dealt),
}

/// The queues of all workers.
pub struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    queues: Vec<VecDeque<Arc<Dealt>>>,
    /// Batches to fill again.
    spare: Vec<Dealt>,
    /// Somebody reads.
    is_reading: bool,
    /// Nothing more comes.
    is_over: bool,
}

impl Desk {
    /// A desk for so many workers.
    pub fn new(workers: usize) -> Self {
        let queues = vec![VecDeque::new(); workers];
        let state = State { queues, spare: Vec::new(), is_reading: false, is_over: false };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Waits for something to do for a thread that works for these workers; `None` at the end.
    pub fn next(&self, own: &[usize]) -> Option<Task> {
        let mut state = self.lock();
        loop {
            if state.wants_reading(own) {
                state.is_reading = true;
                return Some(Task::Read(state.spare.pop().unwrap_or_default()));
            }
            if let Some((place, dealt, was_full)) = state.pop(own) {
                if was_full {
                    self.changed.notify_all();
                }
                return Some(Task::Work(place, dealt));
            }
            if state.is_over {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts what was read, `None` at the end of the source, and whether that was all.
    pub fn put(&self, dealt: Option<Dealt>, is_over: bool) {
        let mut state = self.lock();
        state.is_reading = false;
        state.is_over |= is_over;
        if let Some(dealt) = dealt.map(Arc::new) {
            state.queues.iter_mut().for_each(|queue| queue.push_back(Arc::clone(&dealt)));
        }
        self.changed.notify_all();
    }

    /// Gives a batch back, to be filled again when the last one has.
    pub fn give_back(&self, dealt: Arc<Dealt>) {
        if let Some(dealt) = Arc::into_inner(dealt) {
            self.lock().spare.push(dealt);
        }
    }

    /// What a thread holds while it works: should it panic, nobody waits for it.
    pub fn seat(&self) -> Seat<'_> {
        Seat(self)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn wants_reading(&self, own: &[usize]) -> bool {
        let waiting = |place: &usize| self.queues.get(*place).map_or(0, VecDeque::len);
        !self.is_over
            && !self.is_reading
            && own.iter().all(|place| waiting(place) <= FEW)
            && self.queues.iter().all(|queue| queue.len() < MOST)
    }

    /// The next batch of one of these, and whether its queue was full.
    fn pop(&mut self, own: &[usize]) -> Option<(usize, Arc<Dealt>, bool)> {
        own.iter().find_map(|&place| {
            let queue = self.queues.get_mut(place)?;
            let was_full = queue.len() >= MOST;
            Some((place, queue.pop_front()?, was_full))
        })
    }
}

/// See [`Desk::seat`].
pub struct Seat<'a>(&'a Desk);

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let mut state = self.0.lock();
            state.is_over = true;
            state.queues.iter_mut().for_each(VecDeque::clear);
            self.0.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_reading(desk: &Desk, own: &[usize]) -> bool {
        matches!(desk.next(own), Some(Task::Read(_)))
    }

    fn work(desk: &Desk, own: &[usize]) -> Option<usize> {
        match desk.next(own) {
            Some(Task::Work(place, _)) => Some(place),
            _ => None,
        }
    }

    #[test]
    fn whoever_has_little_left_reads_and_others_work() {
        let desk = Desk::new(2);
        for _ in 0..=FEW {
            assert!(is_reading(&desk, &[0]));
            desk.put(Some(Dealt::default()), false);
        }
        assert_eq!(work(&desk, &[0]), Some(0), "there is enough");
        assert!(is_reading(&desk, &[0]), "there is little");
        assert_eq!(work(&desk, &[1]), Some(1), "another reads");
    }

    #[test]
    fn one_who_is_slow_is_not_left_behind() {
        let desk = Desk::new(2);
        for _ in 0..MOST {
            while work(&desk, &[0]).is_some() {}
            desk.put(Some(Dealt::default()), false);
        }
        assert_eq!(work(&desk, &[0]), Some(0));
        desk.put(None, true);
        let rest = std::iter::from_fn(|| work(&desk, &[1])).count();
        assert_eq!(rest, MOST);
    }

    #[test]
    fn a_thread_works_for_several() {
        let desk = Desk::new(3);
        assert!(is_reading(&desk, &[0, 2]));
        desk.put(Some(Dealt::default()), true);
        assert_eq!(work(&desk, &[0, 2]), Some(0));
        assert_eq!(work(&desk, &[0, 2]), Some(2));
        assert!(desk.next(&[0, 2]).is_none());
        assert_eq!(work(&desk, &[1]), Some(1), "what was read is not lost");
    }

    #[test]
    fn a_batch_is_filled_again_when_all_have_given_it_back() {
        let desk = Desk::new(2);
        assert!(is_reading(&desk, &[0]));
        let mut dealt = Dealt::default();
        dealt.batch.bytes = vec![7];
        desk.put(Some(dealt), false);
        let spare = |desk: &Desk| desk.lock().spare.len();
        for (place, left) in [(0, 0), (1, 1)] {
            desk.lock().is_reading = true;
            let Some(Task::Work(_, dealt)) = desk.next(&[place]) else { panic!() };
            desk.give_back(dealt);
            assert_eq!(spare(&desk), left);
        }
    }

    #[test]
    fn nobody_waits_for_one_who_panicked() {
        let desk = Desk::new(2);
        let gone = thread::scope(|scope| {
            scope
                .spawn(|| {
                    let _seat = desk.seat();
                    assert!(!is_reading(&desk, &[1]), "on purpose");
                })
                .join()
        });
        assert!(gone.is_err());
        assert!(desk.next(&[0]).is_none());
    }
}
