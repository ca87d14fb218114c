//! The options of `-E`, as tshark has them: what becomes of a field that a packet has several times,
//! and what the lines of `-T fields` look like.

/// Which values of a field are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Occurrence {
    /// The first.
    First,
    /// The last.
    Last,
    /// All of them, with something between.
    #[default]
    All,
}

/// What stands around the values of a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quote {
    /// Nothing.
    #[default]
    None,
    /// Single quotes.
    Single,
    /// Double quotes.
    Double,
}

/// One `-E`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportOption {
    /// Which values.
    Occurrence(Occurrence),
    /// What stands between values.
    Aggregator(String),
    /// What stands between fields.
    Separator(String),
    /// Whether a line with the names of the fields comes first.
    Header(bool),
    /// Whether a byte order mark comes before all.
    Bom(bool),
    /// What stands around values.
    Quote(Quote),
}

impl ExportOption {
    /// Its name, where it is of lines alone.
    pub const fn of_lines(&self) -> Option<&'static str> {
        match self {
            Self::Occurrence(_) | Self::Aggregator(_) => None,
            Self::Separator(_) => Some("separator"),
            Self::Header(_) => Some("header"),
            Self::Bom(_) => Some("bom"),
            Self::Quote(_) => Some("quote"),
        }
    }
}

/// All `-E` together.
#[derive(Clone, Debug)]
pub struct Export {
    /// Which values.
    pub occurrence: Occurrence,
    /// What stands between values.
    pub aggregator: String,
    /// What stands between fields.
    pub separator: String,
    /// Whether a line with the names of the fields comes first.
    pub header: bool,
    /// Whether a byte order mark comes before all.
    pub bom: bool,
    /// What stands around values.
    pub quote: Quote,
}

impl Export {
    /// What options say; of two that contradict each other, the last.
    pub fn of(options: &[ExportOption]) -> Self {
        let mut export = Self {
            occurrence: Occurrence::default(),
            aggregator: ",".to_owned(),
            separator: "\t".to_owned(),
            header: false,
            bom: false,
            quote: Quote::default(),
        };
        for option in options {
            match option {
                ExportOption::Occurrence(occurrence) => export.occurrence = *occurrence,
                ExportOption::Aggregator(text) => text.clone_into(&mut export.aggregator),
                ExportOption::Separator(text) => text.clone_into(&mut export.separator),
                ExportOption::Header(header) => export.header = *header,
                ExportOption::Bom(bom) => export.bom = *bom,
                ExportOption::Quote(quote) => export.quote = *quote,
            }
        }
        export
    }
}

/// Reads one `-E`.
///
/// # Errors
/// When it is none; the text says what would be.
pub fn option(text: &str) -> Result<ExportOption, &'static str> {
    let wrong = "write occurrence=f, l or a; aggregator= or separator= with a character, /s or /t; \
                 header=y or n; quote=d, s or n; bom=y or n";
    let (name, value) = text.split_once('=').ok_or(wrong)?;
    let character = || match value {
        "/s" => Ok(" ".to_owned()),
        "/t" => Ok("\t".to_owned()),
        text if text.chars().count() == 1 => Ok(text.to_owned()),
        _ => Err(wrong),
    };
    let yes = || match value {
        "y" | "Y" => Ok(true),
        "n" | "N" => Ok(false),
        _ => Err(wrong),
    };
    match (name, value) {
        ("occurrence", "f") => Ok(ExportOption::Occurrence(Occurrence::First)),
        ("occurrence", "l") => Ok(ExportOption::Occurrence(Occurrence::Last)),
        ("occurrence", "a") => Ok(ExportOption::Occurrence(Occurrence::All)),
        ("aggregator", _) => character().map(ExportOption::Aggregator),
        ("separator", _) => character().map(ExportOption::Separator),
        ("header", _) => yes().map(ExportOption::Header),
        ("bom", _) => yes().map(ExportOption::Bom),
        ("quote", "d") => Ok(ExportOption::Quote(Quote::Double)),
        ("quote", "s") => Ok(ExportOption::Quote(Quote::Single)),
        ("quote", "n") => Ok(ExportOption::Quote(Quote::None)),
        _ => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_option_of_a_sort_counts() {
        let options =
            ["occurrence=f", "aggregator=/s", "occurrence=l"].map(|it| option(it).unwrap());
        let export = Export::of(&options);
        assert_eq!((export.occurrence, export.aggregator.as_str()), (Occurrence::Last, " "));
        for nonsense in [
            "",
            "occurrence",
            "occurrence=x",
            "aggregator=",
            "aggregator=ab",
            "a=b",
            "separator=",
            "header=yes",
            "quote=x",
        ] {
            assert!(option(nonsense).is_err(), "{nonsense}");
        }
    }
}
