//! The functions of a filter.

use crate::value::Kind;

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// How many bytes each value has.
    Len,
    /// How many values there are.
    Count,
    /// Text in upper case.
    Upper,
    /// Text in lower case.
    Lower,
    /// Values as text.
    String,
    /// The greatest of all values.
    Max,
    /// The least of all values.
    Min,
    /// Numbers without their sign.
    Abs,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 8] = [
        Self::Len,
        Self::Count,
        Self::Upper,
        Self::Lower,
        Self::String,
        Self::Max,
        Self::Min,
        Self::Abs,
    ];

    /// The name in filters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Len => "len",
            Self::Count => "count",
            Self::Upper => "upper",
            Self::Lower => "lower",
            Self::String => "string",
            Self::Max => "max",
            Self::Min => "min",
            Self::Abs => "abs",
        }
    }

    /// The function of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name() == name)
    }

    /// Whether it takes several arguments.
    #[must_use]
    pub const fn takes_several(self) -> bool {
        matches!(self, Self::Max | Self::Min)
    }

    /// What it gives for values of a kind, or what it wants instead.
    ///
    /// # Errors
    /// When it makes nothing of such values.
    pub fn kind(self, argument: Kind) -> Result<Kind, &'static str> {
        let is_text = matches!(argument, Kind::Text | Kind::Bytes);
        match self {
            Self::Count => Ok(Kind::Unsigned),
            Self::Len
                if is_text
                    || matches!(argument, Kind::Mac | Kind::Address | Kind::Ipv4 | Kind::Ipv6) =>
            {
                Ok(Kind::Unsigned)
            }
            Self::Len => Err("text or bytes"),
            Self::Upper | Self::Lower if argument == Kind::Text => Ok(Kind::Text),
            Self::Upper | Self::Lower => Err("text"),
            Self::String if argument == Kind::Bytes => {
                Err("a number, a flag, an address or a time")
            }
            Self::String => Ok(Kind::Text),
            Self::Max | Self::Min => Ok(argument),
            Self::Abs => match argument {
                Kind::Unsigned | Kind::Signed | Kind::Float | Kind::Duration => Ok(argument),
                _ => Err("a number"),
            },
        }
    }
}
