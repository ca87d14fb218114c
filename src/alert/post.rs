//! A thread that delivers to one sink, and the queue before it. Handing over never waits; what finds no
//! room, or is not delivered after some tries, is counted.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{Failure, Message, Sink};

/// Messages that wait at most. Chosen by us.
const MOST_WAITING: usize = 1024;
/// Messages that are delivered together at most.
const MOST_TOGETHER: usize = 256;
/// Pauses before further tries. Chosen by us.
pub const PAUSES: [Duration; 4] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
];
/// Failures one after the other, behind which a sink is taken for dead.
const PATIENCE: u32 = 3;
/// How long a dead sink is left alone before it is tried again.
const REST: Duration = Duration::from_secs(30);

/// What a sink did not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// The sink.
    pub name: String,
    /// How many messages.
    pub messages: u64,
    /// Why the last one was not delivered.
    pub reason: String,
}

/// The way to one sink.
pub struct Courier {
    name: String,
    queue: SyncSender<Message>,
    ended: Receiver<()>,
    offered: u64,
    delivered: Arc<AtomicU64>,
    reason: Arc<Mutex<String>>,
}

impl Courier {
    /// Starts the thread. `pauses` are those before further tries.
    #[must_use]
    pub fn start(name: String, sink: Box<dyn Sink>, pauses: &[Duration]) -> Self {
        let (queue, waiting) = sync_channel(MOST_WAITING);
        let (end, ended) = sync_channel(1);
        let delivered = Arc::new(AtomicU64::new(0));
        let reason = Arc::new(Mutex::new(String::new()));
        let mut work = Work {
            sink,
            pauses: pauses.to_vec(),
            delivered: Arc::clone(&delivered),
            reason: Arc::clone(&reason),
            failures: 0,
            since: Instant::now(),
        };
        thread::spawn(move || {
            work.run(&waiting);
            // Nobody waits where the run ended before.
            end.send(()).unwrap_or_default();
        });
        Self { name, queue, ended, offered: 0, delivered, reason }
    }

    /// Hands a message over, if there is room.
    pub fn offer(&mut self, message: &Message) {
        self.offered += 1;
        if self.queue.try_send(message.clone()).is_err() {
            let mut reason = self.reason.lock().unwrap_or_else(PoisonError::into_inner);
            if reason.is_empty() {
                "it took them too slowly".clone_into(&mut reason);
            }
        }
    }

    /// Waits until everything is delivered or given up, but not longer than until `deadline`. Answers
    /// what was not delivered.
    pub fn finish(self, deadline: Instant) -> Option<Undelivered> {
        let Self { name, queue, ended, offered, delivered, reason } = self;
        drop(queue);
        let rest = deadline.saturating_duration_since(Instant::now());
        let is_over = ended.recv_timeout(rest) != Err(RecvTimeoutError::Timeout);
        let messages = offered.saturating_sub(delivered.load(Ordering::SeqCst));
        if messages == 0 {
            return None;
        }
        let mut reason = reason.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !is_over {
            let before = if reason.is_empty() { "" } else { "; before: " };
            reason = format!("it did not take them in time{before}{reason}");
        }
        Some(Undelivered { name, messages, reason })
    }
}

/// What the thread does.
struct Work {
    sink: Box<dyn Sink>,
    pauses: Vec<Duration>,
    delivered: Arc<AtomicU64>,
    reason: Arc<Mutex<String>>,
    /// Failures one after the other.
    failures: u32,
    /// Since the last of them.
    since: Instant,
}

impl Work {
    fn run(&mut self, waiting: &Receiver<Message>) {
        while let Ok(first) = waiting.recv() {
            let mut together = vec![first];
            if let Some(while_) = self.sink.gathers() {
                let until = Instant::now() + while_;
                while together.len() < MOST_TOGETHER {
                    let rest = until.saturating_duration_since(Instant::now());
                    match waiting.recv_timeout(rest) {
                        Ok(message) => together.push(message),
                        Err(_) => break,
                    }
                }
            }
            self.deliver(&together);
        }
    }

    fn deliver(&mut self, messages: &[Message]) {
        if self.failures >= PATIENCE && self.since.elapsed() < REST {
            return;
        }
        // One that is taken for dead gets one try.
        let tries = if self.failures >= PATIENCE { 0 } else { self.pauses.len() };
        let mut pauses = self.pauses.iter().take(tries);
        loop {
            match self.sink.deliver(messages) {
                Ok(()) => {
                    self.failures = 0;
                    self.delivered.fetch_add(messages.len() as u64, Ordering::SeqCst);
                    return;
                }
                Err(Failure { reason, may_pass }) => {
                    *self.reason.lock().unwrap_or_else(PoisonError::into_inner) = reason;
                    match pauses.next().filter(|_| may_pass) {
                        Some(pause) => thread::sleep(*pause),
                        None => break,
                    }
                }
            }
        }
        self.failures += 1;
        self.since = Instant::now();
    }
}
