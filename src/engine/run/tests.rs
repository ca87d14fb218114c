use std::collections::BTreeMap;

use super::*;
use crate::engine::{Fold, Partition};
use crate::packet::Packet;
use crate::report::{Ledger, Section, Table};
use crate::source::Record;
use crate::value::{LinkType, Timestamp};

/// Batches of IPv4 packets between hosts `number % 97` and `number % 13`.
struct Synthetic {
    left: u64,
    number: u64,
}

impl Source for Synthetic {
    fn fill(&mut self, batch: &mut Batch) -> bool {
        batch.bytes.clear();
        batch.records.clear();
        for _ in 0..self.left.min(50) {
            self.left -= 1;
            self.number += 1;
            #[rustfmt::skip]
            let packet = [
                0x45, 0, 0, 20, 0, 0, 0, 0, 64, 253, 0, 0,
                10, 0, 0, u8::try_from(self.number % 97).unwrap(),
                10, 1, 0, u8::try_from(self.number % 13).unwrap(),
            ];
            batch.records.push(Record {
                number: self.number,
                at: Timestamp(0),
                start: u32::try_from(batch.bytes.len()).unwrap(),
                captured_bytes: 20,
                wire_bytes: 20,
                interface: 0,
                link_type: LinkType(228),
                fcs_bytes: 0,
                notes: 0,
            });
            batch.bytes.extend(packet);
        }
        !batch.records.is_empty()
    }
}

/// For each host pair the numbers of its packets, in the order in which they came.
#[derive(Default)]
struct Numbers {
    needs: Needs,
    seen: BTreeMap<String, Vec<u64>>,
}

impl Fold for Numbers {
    fn needs(&self) -> Needs {
        self.needs
    }

    fn packet(&mut self, packet: &Packet<'_>, _: Partition) {
        let hosts = format!("{:?}", packet.hosts());
        self.seen.entry(hosts).or_default().push(packet.raw.number);
    }

    fn absorb(&mut self, sibling: Self) {
        for (hosts, numbers) in sibling.seen {
            self.seen.entry(hosts).or_default().extend(numbers);
        }
    }

    fn section(self: Box<Self>, _: &Ledger) -> Section {
        let mut section = Section::of(Table::new("numbers", "", vec![]));
        section.notes = self.seen.iter().map(|entry| format!("{entry:?}")).collect();
        section
    }
}

fn notes(needs: Needs, jobs: usize, packets: u64) -> Vec<String> {
    let make = || {
        vec![Box::new(Numbers { needs, ..Numbers::default() }) as Box<dyn crate::engine::Analyser>]
    };
    let options = Options { jobs: NonZeroUsize::new(jobs).unwrap(), max_flows: 1000 };
    let mut source = Synthetic { left: packets, number: 0 };
    let mut outcome = run(&mut source, &make, options, &AtomicBool::new(false));
    assert!(!outcome.partial);
    outcome.analysers.remove(0).sections(&Ledger::default()).remove(0).notes
}

#[test]
fn any_number_of_jobs_sees_the_packets_of_two_hosts_in_their_order() {
    let alone = notes(Needs::Hosts, 1, 5000);
    assert_eq!(alone.len(), 97 * 13);
    for jobs in [2, 3, 8, 64, 100] {
        assert_eq!(notes(Needs::Hosts, jobs, 5000), alone, "{jobs} jobs");
    }
}

#[test]
fn any_number_of_jobs_sees_every_packet_once() {
    for jobs in [1, 2, 8] {
        let notes = notes(Needs::Layers, jobs, 5000);
        let seen: usize =
            notes.iter().map(|note| note.split('[').nth(1).unwrap().split(',').count()).sum();
        assert_eq!(seen, 5000, "{jobs} jobs");
    }
}

#[test]
fn a_stopped_run_is_partial_and_keeps_what_it_read() {
    let make = || {
        let numbers = Numbers { needs: Needs::Layers, ..Numbers::default() };
        vec![Box::new(numbers) as Box<dyn crate::engine::Analyser>]
    };
    for jobs in [1, 2] {
        let options = Options { jobs: NonZeroUsize::new(jobs).unwrap(), max_flows: 1000 };
        let mut source = Synthetic { left: 5000, number: 0 };
        let outcome = run(&mut source, &make, options, &AtomicBool::new(true));
        assert!(outcome.partial);
        assert_eq!(source.number, 50, "one batch was read");
        assert_eq!(outcome.analysers.len(), 1);
    }
}

#[test]
fn an_empty_source_gives_an_empty_answer() {
    assert!(notes(Needs::Hosts, 1, 0).is_empty());
    assert!(notes(Needs::Hosts, 4, 0).is_empty());
}
