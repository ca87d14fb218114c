//! Sharing chunks of a slice among threads. What a chunk becomes must not depend on who does it.

use std::slice::ChunksMut;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Gives each thread a chunk with its number. What the system has no thread for is done here.
pub fn in_threads<'a, T: Send>(chunks: ChunksMut<'a, T>, work: &(dyn Fn(usize, &mut [T]) + Sync)) {
    let mut chunks: Vec<(usize, &'a mut [T])> = chunks.enumerate().collect();
    let here = chunks.pop();
    let (sent, left) = channel();
    thread::scope(|scope| {
        for (number, chunk) in chunks {
            let slot = Arc::new(Mutex::new(Some(chunk)));
            let theirs = Arc::clone(&slot);
            let started = thread::Builder::new().spawn_scoped(scope, move || {
                if let Some(chunk) = take(&theirs) {
                    work(number, chunk);
                }
            });
            if started.is_err() {
                sent.send((number, slot)).unwrap_or_default();
            }
        }
        if let Some((number, chunk)) = here {
            work(number, chunk);
        }
        for (number, slot) in left.try_iter() {
            if let Some(chunk) = take(&slot) {
                work(number, chunk);
            }
        }
    });
}

fn take<T>(slot: &Mutex<Option<T>>) -> Option<T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chunk_is_worked_on_once_with_its_number() {
        let mut numbers = [0; 10];
        in_threads(numbers.chunks_mut(3), &|chunk, numbers: &mut [usize]| {
            for number in numbers {
                *number += chunk + 1;
            }
        });
        assert_eq!(numbers, [1, 1, 1, 2, 2, 2, 3, 3, 3, 4]);
        in_threads([0_u8; 0].chunks_mut(1), &|_, _: &mut [u8]| {});
    }
}
