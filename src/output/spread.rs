//! Rows as text, made by several threads: blocks of rows are dealt in turn and written in their
//! order, so that no number of threads changes a byte. As much text waits as a few blocks have.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use crate::report::Rows;
use crate::value::Value;

/// Appends a row to a text, with scratch of the caller's that stays for the next row.
pub type Push<'a, S = ()> =
    &'a (dyn Fn(&mut String, &[Value<'_>], &mut S) -> io::Result<()> + Sync);

/// Rows that a thread makes at a time.
const BLOCK: usize = 512;
/// Blocks of a thread that may wait to be written.
const WAITING: usize = 2;

/// Writes the rows from `first` on, made by as many as `jobs` threads.
///
/// # Errors
/// When the output cannot be written.
pub fn rows<S: Default>(
    out: &mut dyn Write,
    rows: &Rows,
    first: usize,
    jobs: NonZeroUsize,
    push: Push<'_, S>,
) -> io::Result<()> {
    let blocks = rows.len().saturating_sub(first).div_ceil(BLOCK);
    let jobs = jobs.get().min(blocks);
    let block = |index: usize| {
        let (mut text, mut scratch) = (String::new(), S::default());
        let start = first + index * BLOCK;
        for row in (start..start + BLOCK).map_while(|at| rows.get(at)) {
            push(&mut text, &row, &mut scratch)?;
        }
        Ok(text)
    };
    if jobs < 2 {
        return (0..blocks).try_for_each(|index| out.write_all(block(index)?.as_bytes()));
    }
    thread::scope(|scope| {
        let block = &block;
        // Where the system refuses a thread, its blocks are made here.
        let lines: Vec<Option<Receiver<io::Result<String>>>> = (0..jobs)
            .map(|place| {
                let (line, texts) = sync_channel(WAITING);
                let work = move || {
                    let mut own = (place..blocks).step_by(jobs);
                    // Nobody takes more where writing failed.
                    own.try_for_each(|index| line.send(block(index)).ok());
                };
                thread::Builder::new().spawn_scoped(scope, work).ok().map(|_| texts)
            })
            .collect();
        for (index, line) in (0..blocks).zip(lines.iter().cycle()) {
            let made = line.as_ref().and_then(|line| line.recv().ok());
            // A thread that has gone has panicked, and the scope passes that on.
            out.write_all(made.unwrap_or_else(|| block(index))?.as_bytes())?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Zone, plain};

    fn written(made: &Rows, first: usize, jobs: usize) -> io::Result<String> {
        let mut bytes = Vec::new();
        rows(&mut bytes, made, first, NonZeroUsize::new(jobs).unwrap(), &|text, row, ()| {
            text.push_str(&plain(&row[0], &Zone::Utc));
            text.push(';');
            if text.ends_with("4100;") { Err(io::Error::other("no more")) } else { Ok(()) }
        })?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn every_row_is_written_once_in_its_order_by_any_number_of_threads() {
        for count in [0_usize, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK + 7] {
            let made = Rows::made((0..count as u64).collect(), |&n| vec![n.into()]);
            for first in [0, 3] {
                let numbers = (first..count).flat_map(|at| [at.to_string(), ";".to_owned()]);
                let expected: String = numbers.collect();
                for jobs in [1, 2, 3, 8] {
                    assert_eq!(written(&made, first, jobs).unwrap(), expected);
                }
            }
        }
    }

    #[test]
    fn a_row_that_cannot_be_made_ends_it() {
        let made = Rows::made((0..10_000_u64).collect(), |&n| vec![n.into()]);
        for jobs in [1, 2, 8] {
            assert_eq!(written(&made, 0, jobs).unwrap_err().to_string(), "no more");
        }
    }

    #[test]
    fn what_cannot_be_written_ends_it() {
        let made = Rows::made((0..100_000_u64).collect(), |&n| vec![n.into()]);
        for jobs in [1, 2, 8] {
            let mut room = [0; 1000];
            let push: Push<'_> = &|text, _, ()| {
                text.push('x');
                Ok(())
            };
            let jobs = NonZeroUsize::new(jobs).unwrap();
            let full = rows(&mut room.as_mut_slice(), &made, 0, jobs, push).unwrap_err();
            assert_eq!(full.kind(), io::ErrorKind::WriteZero);
        }
    }
}
