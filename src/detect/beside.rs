//! Two things that do not wait for each other.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::thread;

/// Does both, at the same time where there is more than one thread to do it with.
pub fn beside<A, B: Send>(
    jobs: NonZeroUsize,
    one: impl FnOnce() -> A,
    other: impl Fn() -> B + Sync,
) -> (A, B) {
    thread::scope(|scope| {
        let start = || thread::Builder::new().spawn_scoped(scope, &other).ok();
        let started = if jobs.get() > 1 { start() } else { None };
        let one = one();
        let other = match started.map(thread::ScopedJoinHandle::join) {
            Some(Ok(done)) => done,
            // A panic goes on here: never a silently smaller answer.
            Some(Err(panic)) => resume_unwind(panic),
            None => other(),
        };
        (one, other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_done_by_any_number_of_threads() {
        for jobs in [1, 2, 8] {
            let jobs = NonZeroUsize::new(jobs).unwrap();
            assert_eq!(beside(jobs, || 1, || 2), (1, 2));
        }
    }
}
