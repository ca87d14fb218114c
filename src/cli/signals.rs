//! SIGINT and SIGTERM: the first asks the run to stop and show what it has, the second ends it.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

use super::exit::Exit;

/// What the signals ask for.
#[derive(Clone, Debug, Default)]
pub struct Signals {
    stop: Arc<AtomicBool>,
    which: Arc<AtomicUsize>,
    turn: Arc<AtomicBool>,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// When the system does not let us.
    pub fn listen() -> io::Result<Self> {
        let signals = Self::default();
        for (signal, exit) in [(SIGINT, Exit::Interrupted), (SIGTERM, Exit::Terminated)] {
            let code = exit.code();
            // First in line: a second signal, when `stop` is set already, ends the process.
            flag::register_conditional_shutdown(signal, code.into(), Arc::clone(&signals.stop))?;
            flag::register_usize(signal, Arc::clone(&signals.which), code.into())?;
            flag::register(signal, Arc::clone(&signals.stop))?;
        }
        Ok(signals)
    }

    /// Listens to SIGHUP as well, which asks for the next file.
    ///
    /// # Errors
    /// When the system does not let us.
    pub fn listen_for_turns() -> io::Result<Self> {
        let signals = Self::listen()?;
        flag::register(SIGHUP, Arc::clone(&signals.turn))?;
        Ok(signals)
    }

    /// Whether the next file was asked for since the last time this was.
    pub fn takes_turn(&self) -> bool {
        self.turn.swap(false, Ordering::Relaxed)
    }

    /// Asks the run to stop, as a signal does.
    pub fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Set when the run is to stop.
    pub fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    /// The same, for threads that outlive a borrow.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    /// How a run ends for the signal that has arrived, where one has.
    pub fn arrived(&self) -> Option<Exit> {
        (self.which.load(Ordering::Relaxed) != 0).then(|| self.exit())
    }

    /// How a run ends that was stopped by what has arrived.
    pub fn exit(&self) -> Exit {
        if self.which.load(Ordering::Relaxed) == usize::from(Exit::Terminated.code()) {
            Exit::Terminated
        } else {
            Exit::Interrupted
        }
    }
}
