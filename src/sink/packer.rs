//! Files that are compressed when they are whole, beside whoever writes the next one.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::{OutputFile, Refusal, Squeeze};

/// Compresses files one after the other. At any moment there is a file or its compressed form,
/// which is whole.
pub(super) struct Packer {
    /// What compressed files are called behind their name: `gz` or `zst`.
    ending: String,
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<PathBuf>,
    at_work: Option<PathBuf>,
    /// The one at work is not wanted any more.
    is_unwanted: bool,
    is_over: bool,
    /// The first that could not be compressed, and why.
    failed: Option<io::Error>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next file, `None` when there are no more.
    fn next(&self) -> Option<PathBuf> {
        let mut state = self.lock();
        loop {
            if let Some(next) = state.waiting.pop_front() {
                state.at_work = Some(next.clone());
                return Some(next);
            }
            if state.is_over {
                return None;
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn done(&self, packed: &Path, outcome: io::Result<()>) {
        let mut state = self.lock();
        state.at_work = None;
        let is_unwanted = std::mem::take(&mut state.is_unwanted);
        let outcome = outcome.and_then(|()| if is_unwanted { remove(packed) } else { Ok(()) });
        if let Err(error) = outcome
            && !is_unwanted
        {
            state.failed.get_or_insert(error);
        }
    }
}

impl Packer {
    /// Starts the thread that compresses.
    pub(super) fn start(ending: &str) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let (work, owned) = (Arc::clone(&shared), ending.to_owned());
        let thread = thread::Builder::new().spawn(move || {
            while let Some(path) = work.next() {
                let packed = name(&path, &owned);
                work.done(&packed, pack(&path, &packed));
            }
        })?;
        Ok(Self { ending: ending.to_owned(), shared, thread })
    }

    /// What a file is called when it is compressed.
    pub(super) fn name(&self, path: &Path) -> PathBuf {
        name(path, &self.ending)
    }

    /// Compresses a file that is whole.
    pub(super) fn add(&self, path: PathBuf) {
        self.shared.lock().waiting.push_back(path);
        self.shared.wake.notify_one();
    }

    /// Removes a file that was added, compressed or not.
    pub(super) fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.shared.lock();
        if state.at_work.as_deref() == Some(path) {
            state.is_unwanted = true;
            return Ok(());
        }
        state.waiting.retain(|waiting| waiting != path);
        drop(state);
        remove(path)?;
        remove(&self.name(path))
    }

    /// Waits until all is compressed.
    ///
    /// # Errors
    /// When something could not be; it is there as it was.
    pub(super) fn finish(self) -> io::Result<()> {
        self.shared.lock().is_over = true;
        self.shared.wake.notify_one();
        if let Err(panic) = self.thread.join() {
            std::panic::resume_unwind(panic);
        }
        self.shared.lock().failed.take().map_or(Ok(()), Err)
    }
}

fn name(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn pack(path: &Path, packed: &Path) -> io::Result<()> {
    let because = |error: io::Error| {
        let (kind, name) = (error.kind(), path.display());
        io::Error::new(kind, format!("{name} stays as it is, it could not be compressed: {error}"))
    };
    let squeeze = || {
        let mut from = File::open(path)?;
        // Whether it may be replaced was asked when the file itself was begun.
        let out = OutputFile::create(packed, true, &[]).map_err(|refusal| match refusal {
            Refusal::System(error) => error,
            other => io::Error::other(other),
        })?;
        let mut squeeze = Squeeze::by_file_name(&packed.to_string_lossy(), out)?;
        io::copy(&mut from, &mut squeeze)?;
        squeeze.finish()?.finish()
    };
    squeeze().map_err(because)?;
    remove(path)
}

/// Removes a file, if somebody else has not.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn files_are_compressed_whole_and_unwanted_ones_go() {
        let directory = tempfile::tempdir().unwrap();
        let packer = Packer::start("gz").unwrap();
        let paths: Vec<PathBuf> = (0..4).map(|it| directory.path().join(it.to_string())).collect();
        for path in &paths {
            fs::write(path, path.to_string_lossy().repeat(9000)).unwrap();
            packer.add(path.clone());
        }
        // Whether it waits, is at work or done.
        packer.remove(&paths[0]).unwrap();
        packer.remove(&paths[2]).unwrap();
        packer.finish().unwrap();
        let entries = fs::read_dir(directory.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["1.gz", "3.gz"]);
        let file = File::open(directory.path().join("1.gz")).unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
        assert_eq!(text, paths[1].to_string_lossy().repeat(9000));
    }

    #[test]
    fn what_cannot_be_compressed_is_told_and_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        fs::write(&path, "packets").unwrap();
        fs::create_dir(directory.path().join("a.zst")).unwrap();
        let packer = Packer::start("zst").unwrap();
        packer.add(path.clone());
        let error = packer.finish().unwrap_err().to_string();
        assert!(error.contains("stays as it is"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"packets");
    }
}
