//! A live capture as an input like files are: until a time or a count is reached, in periods if
//! that is asked for, and with the ledger of what came.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::confine::Account;
use super::error::LiveError;
use super::feed::Feed;
use super::merge::{HOLD_NS, Live};
use super::open::Settings;
use super::reader::now;
use crate::report::{FileFault, FileFaultKind, FileLedger, Interface, Ledger, RecordTally};
use crate::source::{Batch, Record, Source};
use crate::value::{Timestamp, escape};

/// When listening ends, all of it optional, and where it is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// After so many nanoseconds.
    pub duration_ns: Option<i64>,
    /// After so many packets.
    pub packets: Option<u64>,
    /// A period ends whenever so many nanoseconds have gone by.
    pub period_ns: Option<i64>,
}

/// Interfaces that are listened to. [`Source::fill`] answers `false` where a period ends; only
/// then is it known whether all is over ([`Self::is_over`]).
pub struct Listening {
    feed: Box<dyn Feed>,
    asked_to_stop: Arc<AtomicBool>,
    ended: Arc<AtomicBool>,
    ends: Ends,
    /// Whether the interfaces were opened for it.
    is_own: bool,
    /// Who it became when they were open.
    account: Option<Account>,
    /// What its packets are cut to, and the BPF expression that chose them.
    taken: (u32, Option<String>),
    /// When the period began.
    start: Timestamp,
    /// When all is to be over.
    until: Option<Timestamp>,
    is_over: bool,
    /// Packets that were given, in all periods.
    given: u64,
    /// What came behind the end of a period.
    ahead: Batch,
    ledger: Ledger,
    /// The last time, of all packets and of each interface's.
    before: (Option<Timestamp>, Vec<Option<Timestamp>>),
    /// What was dropped on each interface before the period.
    dropped_before: Vec<u64>,
}

impl Listening {
    /// Opens interfaces and listens from now on, until `stop` is set: what came before that is
    /// given yet.
    ///
    /// # Errors
    /// When one of them cannot be opened.
    pub fn begin(
        interfaces: &[String],
        settings: Settings,
        ends: Ends,
        stop: Arc<AtomicBool>,
    ) -> Result<Self, LiveError> {
        let ended = Arc::new(AtomicBool::new(false));
        let live = Live::open(interfaces, &settings, &ended)?;
        let account = settings.confinement.and_then(|it| it.account);
        let taken = (settings.snap_length, settings.filter);
        Ok(Self {
            asked_to_stop: stop,
            ended,
            is_own: true,
            account,
            ..Self::to(Box::new(live), taken, ends)
        })
    }

    /// Listens to what somebody else has opened, who ends it, too, and says what came. `taken` says what its packets are
    /// cut to, and the BPF expression that chose them.
    #[must_use]
    pub fn to(feed: Box<dyn Feed>, taken: (u32, Option<String>), ends: Ends) -> Self {
        let start = now();
        let count = feed.sources().len();
        let mut listening = Self {
            feed,
            asked_to_stop: Arc::default(),
            ended: Arc::default(),
            ends,
            is_own: false,
            account: None,
            taken,
            start,
            until: ends.duration_ns.map(|span| Timestamp(start.0.saturating_add(span))),
            is_over: false,
            given: 0,
            ahead: Batch::default(),
            ledger: Ledger::default(),
            before: (None, vec![None; count]),
            dropped_before: vec![0; count],
        };
        listening.ledger = listening.empty_ledger();
        listening
    }

    /// What is listened to.
    #[must_use]
    pub fn feed(&self) -> &dyn Feed {
        self.feed.as_ref()
    }

    /// Whether the interfaces were opened for it.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        self.is_own
    }

    /// Who it became when the interfaces were open.
    #[must_use]
    pub const fn account(&self) -> Option<&Account> {
        self.account.as_ref()
    }

    /// When the period began.
    #[must_use]
    pub const fn start(&self) -> Timestamp {
        self.start
    }

    /// Whether it is cut into periods.
    #[must_use]
    pub const fn is_periodic(&self) -> bool {
        self.ends.period_ns.is_some()
    }

    /// Whether no period follows.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.is_over
    }

    /// Ends it whatever comes; from now on the counts stay.
    pub fn end(&mut self) {
        self.is_over = true;
        self.feed.end();
    }

    /// What came in the period that has ended, and begins the next one.
    pub fn take_ledger(&mut self) -> Ledger {
        let empty = self.empty_ledger();
        let mut ledger = mem::replace(&mut self.ledger, empty);
        let counts = self.feed.counts().into_iter().zip(self.feed.sources());
        let places = ledger.files.iter_mut().zip(&mut ledger.interfaces);
        for (((counts, source), (file, interface)), before) in
            counts.zip(places).zip(&mut self.dropped_before)
        {
            interface.dropped = Some(counts.dropped().saturating_sub(*before));
            *before = counts.dropped();
            interface.packets = file.records.packets;
            if let Some(reason) = &source.ended {
                file.add_fault(FileFault {
                    kind: FileFaultKind::Damaged,
                    packet: None,
                    offset: None,
                    message: format!("ended by itself: {}", escape(reason)),
                });
            }
        }
        ledger.partial = self.asked_to_stop.load(Ordering::Relaxed);
        if let Some(span) = self.ends.period_ns {
            self.start = Timestamp(self.start.0.saturating_add(span));
        }
        self.before.0 = None;
        self.before.1.fill(None);
        ledger
    }

    fn empty_ledger(&self) -> Ledger {
        let sources = self.feed.sources();
        let files =
            sources.iter().map(|it| FileLedger { name: it.name.clone(), ..FileLedger::default() });
        let interfaces: Vec<Interface> = (0..)
            .zip(&sources)
            .map(|(file, source)| Interface {
                file,
                link_type: source.link_type,
                snap_length: self.taken.0,
                name: Some(source.name.clone()),
                filter: self.taken.1.clone(),
                ..Interface::default()
            })
            .collect();
        Ledger {
            files: files.collect(),
            interface_count: interfaces.len() as u64,
            interfaces,
            ..Ledger::default()
        }
    }

    /// When the period ends.
    fn turn(&self) -> Option<Timestamp> {
        let span = self.ends.period_ns?;
        Some(Timestamp(self.start.0.saturating_add(span)))
    }

    /// Asks the interfaces to end, where somebody wants that or it is time to.
    fn look_at_the_clock(&self) {
        let is_late = self.until.is_some_and(|until| now() >= until);
        if is_late || self.asked_to_stop.load(Ordering::Relaxed) {
            self.ended.store(true, Ordering::Relaxed);
        }
    }

    /// Cuts what is behind the end of all, or of the period. Answers whether the period is over.
    fn cut(&mut self, batch: &mut Batch) -> bool {
        if let Some(until) = self.until {
            let kept = batch.records.iter().take_while(|record| record.at < until).count();
            self.is_over |= kept < batch.records.len();
            batch.records.truncate(kept);
        }
        let turn = self.turn();
        let behind = turn.and_then(|turn| batch.records.iter().position(|it| it.at >= turn));
        if let Some(place) = behind {
            let records = batch.records.split_off(place);
            let (bytes, start, before) = (batch.bytes.clone(), batch.start, batch.before);
            self.ahead = Batch { bytes, records, start, before, ..Batch::default() };
        }
        let room = self.ends.packets.map(|most| most.saturating_sub(self.given));
        let room = room.map(|room| usize::try_from(room).unwrap_or(usize::MAX));
        if let Some(room) = room.filter(|&room| room <= batch.records.len()) {
            batch.records.truncate(room);
            self.is_over = true;
        }
        self.given += batch.records.len() as u64;
        let settled = Timestamp(now().0.saturating_sub(HOLD_NS));
        let is_quiet = batch.records.is_empty() && turn.is_some_and(|turn| settled >= turn);
        behind.is_some() || is_quiet
    }

    fn count(&mut self, records: &[Record]) {
        let Self { ledger, before: (before, each), .. } = self;
        for record in records {
            add(&mut ledger.records, before, record);
            let place = usize::try_from(record.interface).unwrap_or(usize::MAX);
            if let (Some(file), Some(before)) = (ledger.files.get_mut(place), each.get_mut(place)) {
                add(&mut file.records, before, record);
            }
        }
    }
}

/// Counts a record, and whether it is earlier than the one before.
pub(super) fn add(tally: &mut RecordTally, before: &mut Option<Timestamp>, record: &Record) {
    tally.add(record.at, record.wire_bytes, record.captured_bytes);
    tally.out_of_order += u64::from(before.is_some_and(|before| record.at < before));
    *before = Some(record.at);
}

/// A period of what is listened to, as a source of its own.
pub struct Period<'a> {
    listening: &'a mut Listening,
    is_over: bool,
}

impl<'a> Period<'a> {
    /// The period that has not ended.
    pub const fn of(listening: &'a mut Listening) -> Self {
        Self { listening, is_over: false }
    }
}

impl Source for Period<'_> {
    /// Answers within a fraction of a second, with an empty batch where nothing came.
    fn fill(&mut self, batch: &mut Batch) -> bool {
        let listening = &mut *self.listening;
        if self.is_over || listening.is_over {
            return false;
        }
        listening.look_at_the_clock();
        if listening.ahead.records.is_empty() {
            if !listening.feed.fill(batch) {
                listening.is_over = true;
                return false;
            }
        } else {
            *batch = mem::take(&mut listening.ahead);
        }
        self.is_over = listening.cut(batch);
        listening.count(&batch.records);
        true
    }
}
