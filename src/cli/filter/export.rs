//! The options of `-E`: what becomes of a field that a packet has several times.

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

/// One `-E`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportOption {
    /// Which values.
    Occurrence(Occurrence),
    /// What stands between values.
    Aggregator(String),
}

/// All `-E` together.
#[derive(Clone, Debug)]
pub struct Export {
    /// Which values.
    pub occurrence: Occurrence,
    /// What stands between values.
    pub aggregator: String,
}

impl Export {
    /// What options say; of two that contradict each other, the last.
    pub fn of(options: &[ExportOption]) -> Self {
        let mut export = Self { occurrence: Occurrence::default(), aggregator: ",".to_owned() };
        for option in options {
            match option {
                ExportOption::Occurrence(occurrence) => export.occurrence = *occurrence,
                ExportOption::Aggregator(text) => text.clone_into(&mut export.aggregator),
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
    let wrong = "write occurrence=f, occurrence=l, occurrence=a, or aggregator=, with a character";
    match text.split_once('=').ok_or(wrong)? {
        ("occurrence", "f") => Ok(ExportOption::Occurrence(Occurrence::First)),
        ("occurrence", "l") => Ok(ExportOption::Occurrence(Occurrence::Last)),
        ("occurrence", "a") => Ok(ExportOption::Occurrence(Occurrence::All)),
        ("aggregator", "/s") => Ok(ExportOption::Aggregator(" ".to_owned())),
        ("aggregator", text) if text.chars().count() == 1 => {
            Ok(ExportOption::Aggregator(text.to_owned()))
        }
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
        for nonsense in ["", "occurrence", "occurrence=x", "aggregator=", "aggregator=ab", "a=b"] {
            assert!(option(nonsense).is_err(), "{nonsense}");
        }
    }
}
