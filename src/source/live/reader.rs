//! The thread that reads one interface. It never waits for whoever takes the packets.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::counters::Counters;
use super::error::words;
use super::open::{Opened, READ_TIMEOUT_MS};
use crate::source::{Batch, Record};
use crate::value::{LinkType, Timestamp};

/// About how many bytes a batch has.
const BATCH_BYTES: usize = 256 << 10;

/// Packets without content fill a batch as well.
const BATCH_RECORDS: usize = 8192;

/// A batch that is not full is handed over when its first packet is so old.
const BATCH_AGE_NS: i64 = READ_TIMEOUT_MS as i64 * 1_000_000;

/// How long to wait where the kernel has nothing to show. Its buffer holds what comes meanwhile.
const REST: Duration = Duration::from_millis(5);

/// How often the kernel is asked what it dropped.
const LOOK: Duration = Duration::from_millis(250);

/// How long the kernel may take to show the last packets from before the stop.
const LAST_PACKETS: Duration = Duration::from_millis(3 * READ_TIMEOUT_MS as u64);

/// Reads one interface.
pub(super) struct Reader {
    opened: Opened,
    line: SyncSender<Batch>,
    /// Batches that were used and come back.
    spare: Receiver<Batch>,
    counters: Arc<Counters>,
    stop: Arc<AtomicBool>,
    batch: Batch,
    captured: u64,
    without_room: u64,
    seen: pcap::Stat,
    looked: Instant,
}

impl Reader {
    pub(super) fn new(
        opened: Opened,
        (line, spare): (SyncSender<Batch>, Receiver<Batch>),
        counters: Arc<Counters>,
        stop: Arc<AtomicBool>,
    ) -> Self {
        let seen = pcap::Stat { received: 0, dropped: 0, if_dropped: 0 };
        let (batch, looked) = (Batch::default(), Instant::now());
        Self {
            opened,
            line,
            spare,
            counters,
            stop,
            batch,
            captured: 0,
            without_room: 0,
            seen,
            looked,
        }
    }

    /// Reads until the stop, and then what the kernel had until then. Answers why the interface
    /// ended, if it did by itself.
    pub(super) fn run(mut self) -> Option<String> {
        let ended = self.read();
        self.look();
        if !self.batch.records.is_empty() {
            // The last one may wait: nothing is read any more. Nobody there is no trouble.
            self.line.send(std::mem::take(&mut self.batch)).unwrap_or_default();
        }
        ended
    }

    fn read(&mut self) -> Option<String> {
        let mut stopped: Option<(Instant, Timestamp)> = None;
        loop {
            if stopped.is_none() && self.stop.load(Ordering::Relaxed) {
                stopped = Some((Instant::now(), now()));
            }
            match self.opened.capture.next_packet() {
                Ok(packet) => {
                    let header = packet.header;
                    let fraction = u64::try_from(header.ts.tv_usec).unwrap_or_default();
                    let fraction = fraction * u64::from(self.opened.tick_ns);
                    let (at, _) = Timestamp::from_parts(header.ts.tv_sec, fraction);
                    if stopped.is_some_and(|(_, last)| at > last) {
                        return None;
                    }
                    let is_old =
                        push(&mut self.batch, at, header.len, packet.data, self.opened.link_type);
                    self.captured += 1;
                    if is_old && !self.hand_over() && is_full(&self.batch) {
                        self.make_room();
                    }
                }
                Err(pcap::Error::TimeoutExpired) => {
                    let is_due = self.looked.elapsed() >= LOOK;
                    self.hand_over();
                    if is_due && self.opened.is_down() {
                        return Some("it went down".to_owned());
                    }
                    thread::sleep(REST);
                    if stopped.is_some_and(|(since, _)| since.elapsed() >= LAST_PACKETS) {
                        return None;
                    }
                }
                Err(error) => return Some(words(&error)),
            }
            if self.captured.is_multiple_of(1024) && self.looked.elapsed() >= LOOK {
                self.look();
            }
        }
    }

    /// Hands the batch over, if the queue has room. Answers whether it did, or had nothing to.
    fn hand_over(&mut self) -> bool {
        if self.looked.elapsed() >= LOOK {
            self.look();
        }
        if self.batch.records.is_empty() {
            return true;
        }
        let next = self.spare.try_recv().unwrap_or_default();
        match self.line.try_send(std::mem::replace(&mut self.batch, next)) {
            Ok(()) => {
                self.batch.bytes.clear();
                self.batch.records.clear();
                true
            }
            Err(TrySendError::Full(batch)) => {
                self.batch = batch;
                false
            }
            Err(TrySendError::Disconnected(_)) => {
                self.stop.store(true, Ordering::Relaxed);
                true
            }
        }
    }

    /// Forgets the last packet, as there is no room for it.
    fn make_room(&mut self) {
        if let Some(last) = self.batch.records.pop() {
            self.batch.bytes.truncate(last.start as usize);
            self.without_room += 1;
        }
    }

    /// Counts, and asks the kernel what it counted.
    fn look(&mut self) {
        self.looked = Instant::now();
        self.counters.add_captured(
            std::mem::take(&mut self.captured),
            std::mem::take(&mut self.without_room),
        );
        // An interface that has gone says nothing any more.
        if let Ok(now) = self.opened.capture.stats() {
            self.counters.add_kernel(&self.seen, &now);
            self.seen = now;
        }
    }
}

/// Adds a packet. Answers whether it is time to hand the batch over.
fn push(
    batch: &mut Batch,
    at: Timestamp,
    wire_bytes: u32,
    data: &[u8],
    link_type: LinkType,
) -> bool {
    let (Ok(start), Ok(captured_bytes)) =
        (u32::try_from(batch.bytes.len()), u32::try_from(data.len()))
    else {
        return true;
    };
    batch.bytes.extend_from_slice(data);
    batch.records.push(Record {
        number: 0,
        at,
        start,
        captured_bytes,
        wire_bytes: wire_bytes.max(captured_bytes),
        interface: 0,
        link_type,
        fcs_bytes: 0,
        notes: 0,
    });
    let first = batch.records.first().map_or(at, |first| first.at);
    is_full(batch) || at.since(first) >= BATCH_AGE_NS
}

fn is_full(batch: &Batch) -> bool {
    batch.bytes.len() >= BATCH_BYTES || batch.records.len() >= BATCH_RECORDS
}

/// The clock that packets are stamped with.
#[must_use]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_handed_over_when_it_is_full_or_old() {
        let ethernet = LinkType(1);
        let mut batch = Batch::default();
        assert!(!push(&mut batch, Timestamp(0), 60, &[0; 60], ethernet));
        assert!(!push(&mut batch, Timestamp(BATCH_AGE_NS - 1), 60, &[0; 60], ethernet));
        assert!(push(&mut batch, Timestamp(BATCH_AGE_NS), 60, &[0; 60], ethernet));
        let mut batch = Batch::default();
        assert!(push(&mut batch, Timestamp(0), 1 << 20, &vec![0; BATCH_BYTES], ethernet));
        assert_eq!(batch.records[0].wire_bytes, 1 << 20);
    }
}
