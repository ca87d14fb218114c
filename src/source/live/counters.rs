//! How many packets came, and how many were lost where. Counted by an interface's reader, read by
//! whoever wants to know, at any time.

use std::sync::atomic::{AtomicU64, Ordering};

/// Packets of one interface since its capture began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Packets that were read, whether they found room in the queue or not.
    pub captured: u64,
    /// Packets that the filter let through, as the kernel counts them. On Linux those are among
    /// them that it dropped.
    pub received: u64,
    /// Packets for which the kernel's buffer had no room.
    pub dropped_by_kernel: u64,
    /// Packets that the interface or its driver dropped.
    pub dropped_by_interface: u64,
    /// Packets for which our queue had no room.
    pub dropped_by_queue: u64,
}

impl Counts {
    /// Packets that were lost, wherever.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped_by_kernel + self.dropped_by_interface + self.dropped_by_queue
    }
}

/// The counts while they grow.
#[derive(Debug, Default)]
pub(super) struct Counters {
    captured: AtomicU64,
    received: AtomicU64,
    kernel: AtomicU64,
    interface: AtomicU64,
    queue: AtomicU64,
}

impl Counters {
    /// Adds packets that were read, and those of them that found no room.
    pub(super) fn add_captured(&self, captured: u64, without_room: u64) {
        self.captured.fetch_add(captured, Ordering::Relaxed);
        self.queue.fetch_add(without_room, Ordering::Relaxed);
    }

    /// Adds what the kernel has counted between two looks at its 32-bit counters, which wrap.
    pub(super) fn add_kernel(&self, before: &pcap::Stat, now: &pcap::Stat) {
        let add = |counter: &AtomicU64, before: u32, now: u32| {
            counter.fetch_add(now.wrapping_sub(before).into(), Ordering::Relaxed);
        };
        add(&self.received, before.received, now.received);
        add(&self.kernel, before.dropped, now.dropped);
        add(&self.interface, before.if_dropped, now.if_dropped);
    }

    /// The counts now.
    pub(super) fn counts(&self) -> Counts {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            captured: of(&self.captured),
            received: of(&self.received),
            dropped_by_kernel: of(&self.kernel),
            dropped_by_interface: of(&self.interface),
            dropped_by_queue: of(&self.queue),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_of_the_kernel_may_wrap() {
        let counters = Counters::default();
        let stat = |received, dropped| pcap::Stat { received, dropped, if_dropped: 0 };
        counters.add_kernel(&stat(0, 0), &stat(u32::MAX, 1));
        counters.add_kernel(&stat(u32::MAX, 1), &stat(4, 1));
        assert_eq!(counters.counts().received, u64::from(u32::MAX) + 5);
        assert_eq!(counters.counts().dropped(), 1);
    }
}
