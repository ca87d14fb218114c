//! What is wrong with a packet. A fault is a counted fact, never an error: the walk keeps what it
//! decoded and goes on where it can.

/// The sort of fault, as statistics count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum FaultKind {
    /// A header does not fit because the capture kept only part of the packet. Not a malformation.
    Snapped,
    /// A header does not fit in what its parent gave it, though the whole packet was captured.
    Short,
    /// A length field claims more than there is, or less than its own header.
    Length,
    /// A field holds a value that the protocol forbids.
    Value,
    /// More layers than are decoded (16).
    Depth,
}

impl FaultKind {
    /// All kinds, in the order of their discriminants.
    pub const ALL: [Self; 5] = [Self::Snapped, Self::Short, Self::Length, Self::Value, Self::Depth];

    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Snapped => "snapped",
            Self::Short => "short",
            Self::Length => "length",
            Self::Value => "value",
            Self::Depth => "depth",
        }
    }

    /// Whether the packet itself is broken, not only its capture.
    #[must_use]
    pub const fn is_malformation(self) -> bool {
        !matches!(self, Self::Snapped)
    }
}

/// One fault: where it is, and the two numbers that disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What sort of fault.
    pub kind: FaultKind,
    /// Offset in the packet of the layer that has it. Decoders give an offset within their own
    /// layer; the walk adds the layer's start.
    pub offset: u32,
    /// What the header asks for (bytes, or the offending value).
    pub needed: u32,
    /// What there is.
    pub available: u32,
}

impl Fault {
    /// A header of `needed` bytes found only `available`.
    #[must_use]
    pub fn short(needed: usize, available: usize) -> Self {
        Self::new(FaultKind::Short, needed, available)
    }

    /// A length field asks for `needed` bytes where there are `available`.
    #[must_use]
    pub fn length(needed: usize, available: usize) -> Self {
        Self::new(FaultKind::Length, needed, available)
    }

    /// A field holds `value`, which the protocol forbids.
    #[must_use]
    pub fn value(value: usize) -> Self {
        Self::new(FaultKind::Value, value, 0)
    }

    fn new(kind: FaultKind, needed: usize, available: usize) -> Self {
        let narrow = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { kind, offset: 0, needed: narrow(needed), available: narrow(available) }
    }
}
