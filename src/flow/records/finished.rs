//! Flows that ended, packed until their turn in the output comes: some 120 bytes each.

use std::net::IpAddr;

use super::direction::DirectionRule;
use super::history::History;
use super::key::FlowKey;
use super::measures::Measured;
use super::packed::{Packer, Unpacker};
use super::record::{Account, EndReason, EndSummary, Flags, FlowRecord, Side, Surroundings};
use super::state::EndState;
use crate::flow::pair::{End, Family, Pair, Sender};
use crate::packet::protocols::TABLE;
use crate::packet::{HostPair, ProtocolId};
use crate::value::Timestamp;

/// Bytes of a block of packed records. Blocks never move, so that growing copies nothing.
const BLOCK: usize = 1 << 18;
/// Room that no record exceeds.
const MOST: usize = 1 << 10;

/// Records in the order in which their flows began.
#[derive(Debug, Default)]
pub struct Finished {
    blocks: Vec<Vec<u8>>,
    places: Vec<Place>,
}

/// Where a record is, and what it is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    first: Timestamp,
    first_frame: u64,
    block: u32,
    offset: u32,
}

impl Finished {
    /// Keeps a record.
    pub fn push(
        &mut self,
        account: &Account,
        end: EndReason,
        ends: &[EndSummary; 2],
        measured: Option<&Measured>,
    ) {
        let room = MOST + measured.map_or(0, Measured::most_bytes);
        if self.blocks.last().is_none_or(|block| block.len() + room > BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        let block = u32::try_from(self.blocks.len() - 1).unwrap_or(u32::MAX);
        let Some(bytes) = self.blocks.last_mut() else { return };
        let offset = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let Account { first, first_frame, .. } = *account;
        self.places.push(Place { first, first_frame, block, offset });
        let mut packer = Packer { bytes };
        pack(account, end, ends, &mut packer);
        packer.put(measured.is_some().into());
        if let Some(measured) = measured {
            measured.pack(&mut packer);
        }
    }

    /// Takes over the records of another.
    pub fn absorb(&mut self, other: Self) {
        let before = u32::try_from(self.blocks.len()).unwrap_or(u32::MAX);
        self.blocks.extend(other.blocks);
        let moved = other.places.into_iter();
        self.places.extend(
            moved.map(|place| Place { block: place.block.saturating_add(before), ..place }),
        );
    }

    /// Puts them in order: by the time of the first packet, then by its position.
    pub fn sort(&mut self) {
        self.places.sort_unstable();
        self.places.shrink_to_fit();
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The record at a place below [`Self::len`].
    #[must_use]
    pub fn get(&self, at: usize) -> Option<FlowRecord> {
        let place = self.places.get(at)?;
        let bytes = self.blocks.get(place.block as usize)?.get(place.offset as usize..)?;
        Some(unpack(place.first, place.first_frame, &mut Unpacker { bytes }))
    }

    /// Bytes that they take.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.blocks.len() * BLOCK + self.places.len() * size_of::<Place>()
    }
}

const fn sender(sender: Sender) -> u64 {
    sender.place() as u64
}

const fn of_sender(number: u64) -> Sender {
    if number == 0 { Sender::Low } else { Sender::High }
}

/// Bytes of an address of this family.
const fn width(family: Family) -> usize {
    match family {
        Family::Ipv4 => 4,
        Family::Mac | Family::Ipv6 => 16,
    }
}

fn pack(account: &Account, end: EndReason, ends: &[EndSummary; 2], to: &mut Packer<'_>) {
    let Account { key, first, services, .. } = account;
    to.put(key.pair.family as u64);
    for end in &key.pair.ends {
        to.put_bytes(end.address.get(..width(key.pair.family)).unwrap_or_default());
        to.put(end.port.into());
    }
    to.put(key.protocol.into());
    to.put_option(key.one_way.map(sender));
    to.put(sender(account.originator));
    to.put(account.rule as u64);
    to.put(account.is_flipped.into());
    to.put(end as u64);
    to.put_signed(account.last.since(*first));
    to.put_signed(account.until().since(*first));
    to.put(account.last_frame);
    for span in account.handshake_ns {
        to.put_signed(span);
    }
    let letters = account.history.letters();
    to.put(letters.len() as u64);
    to.put_bytes(letters);
    for service in services {
        to.put_option(service.map(|id| id as u64));
    }
    for side in &account.sides {
        pack_side(side, to);
    }
    for end in ends {
        let counts = [end.retransmissions, end.zero_windows.into(), end.gaps.into()];
        to.put(end.state as u64);
        to.put(end.size);
        to.put(end.missed);
        for count in counts {
            to.put(count.into());
        }
    }
    pack_surroundings(account.surroundings.as_deref(), to);
}

fn pack_side(side: &Side, to: &mut Packer<'_>) {
    for number in [side.packets, side.frame_bytes, side.ip_bytes, side.payload_bytes] {
        to.put(number);
    }
    to.put(side.bad_checksums.into());
    to.put(side.flags_seen.into());
    if side.flags_seen != 0 {
        let Flags { push, acknowledge, rare } = side.flags;
        to.put(push.into());
        to.put(acknowledge.into());
        for count in rare {
            to.put(count.into());
        }
    }
}

fn pack_surroundings(surroundings: Option<&Surroundings>, to: &mut Packer<'_>) {
    to.put(surroundings.is_some().into());
    let Some(Surroundings { vlans, outer }) = surroundings else { return };
    for vlan in vlans {
        to.put_option(vlan.map(u64::from));
    }
    let addresses = outer.map(|hosts| [hosts.source, hosts.destination]).into_iter().flatten();
    to.put(outer.is_some().into());
    for address in addresses {
        match address {
            IpAddr::V4(address) => {
                to.put(4);
                to.put_bytes(&address.octets());
            }
            IpAddr::V6(address) => {
                to.put(6);
                to.put_bytes(&address.octets());
            }
        }
    }
}

fn unpack(first: Timestamp, first_frame: u64, from: &mut Unpacker<'_>) -> FlowRecord {
    let family = if from.take() == Family::Ipv4 as u64 { Family::Ipv4 } else { Family::Ipv6 };
    let ends = [unpack_end(family, from), unpack_end(family, from)];
    let pair = Pair { family, ends };
    let protocol = from.take_as();
    let one_way = from.take_option().map(of_sender);
    let originator = of_sender(from.take());
    let rule = one_of(&DirectionRule::ALL, from).unwrap_or(DirectionRule::FirstPacket);
    let is_flipped = from.take() != 0;
    let end = one_of(&EndReason::ALL, from).unwrap_or(EndReason::EndOfCapture);
    let last = Timestamp(first.0.saturating_add(from.take_signed()));
    let closed = Timestamp(first.0.saturating_add(from.take_signed()));
    let last_frame = from.take();
    let handshake_ns = [(); 2].map(|()| from.take_signed());
    let length = usize::try_from(from.take()).unwrap_or(0);
    let history = History::of(from.bytes.get(..length).unwrap_or_default());
    from.bytes = from.bytes.get(length..).unwrap_or_default();
    let services = [(); 3].map(|()| from.take_option().and_then(protocol_of));
    let sides = [unpack_side(from), unpack_side(from)];
    let ends = [(); 2].map(|()| EndSummary {
        state: EndState::of(from.take()),
        size: from.take(),
        missed: from.take(),
        retransmissions: from.take_as(),
        zero_windows: from.take_as(),
        gaps: from.take_as(),
    });
    let surroundings = unpack_surroundings(from);
    let key = FlowKey { pair, protocol, one_way };
    let account = Account {
        key,
        originator,
        rule,
        is_flipped,
        first,
        last,
        closed,
        handshake_is_over: true,
        first_frame,
        last_frame,
        sides,
        handshake_ns,
        history,
        services,
        surroundings,
    };
    let measured = (from.take() != 0).then(|| Box::new(Measured::unpack(from)));
    FlowRecord { account, end, ends, measured }
}

fn unpack_end(family: Family, from: &mut Unpacker<'_>) -> End {
    let mut address = [0; 16];
    if family == Family::Ipv4 {
        let octets: [u8; 4] = from.take_bytes();
        address.iter_mut().zip(octets).for_each(|(to, octet)| *to = octet);
    } else {
        address = from.take_bytes();
    }
    End { address, port: from.take_as() }
}

fn unpack_side(from: &mut Unpacker<'_>) -> Side {
    let mut side = Side {
        packets: from.take(),
        frame_bytes: from.take(),
        ip_bytes: from.take(),
        payload_bytes: from.take(),
        bad_checksums: from.take_as(),
        flags_seen: from.take_as(),
        ..Side::default()
    };
    if side.flags_seen != 0 {
        side.flags = Flags {
            push: from.take_as(),
            acknowledge: from.take_as(),
            rare: [(); 4].map(|()| from.take_as()),
        };
    }
    side
}

fn unpack_surroundings(from: &mut Unpacker<'_>) -> Option<Box<Surroundings>> {
    if from.take() == 0 {
        return None;
    }
    let vlans = [(); 2].map(|()| from.take_option().and_then(|vlan| u16::try_from(vlan).ok()));
    let outer = (from.take() != 0).then(|| {
        let [source, destination] = [(); 2].map(|()| match from.take() {
            4 => IpAddr::from(from.take_bytes::<4>()),
            _ => IpAddr::from(from.take_bytes::<16>()),
        });
        HostPair { source, destination }
    });
    Some(Box::new(Surroundings { vlans, outer }))
}

/// The item with the next number.
fn one_of<T: Copy>(all: &[T], from: &mut Unpacker<'_>) -> Option<T> {
    all.get(usize::try_from(from.take()).ok()?).copied()
}

fn protocol_of(number: u64) -> Option<ProtocolId> {
    let (id, _) = TABLE.get(usize::try_from(number).ok()?)?;
    Some(*id)
}
