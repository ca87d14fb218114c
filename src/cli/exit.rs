//! Exit codes, one table: the program, the help, the man pages and the tests read it.

/// How a run ended, from the best to the worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All was read and delivered.
    #[default]
    Done,
    /// All was read, and something that the user asked to be warned of was found.
    Findings,
    /// An input was damaged or incomplete.
    Damaged,
    /// An input could not be read at all.
    Unreadable,
    /// The command line makes no sense; nothing was read.
    Usage,
    /// Stopped by SIGINT.
    Interrupted,
    /// Stopped by SIGTERM.
    Terminated,
    /// An output or an alert could not be delivered.
    Undelivered,
}

/// What a code means, for help and man pages.
#[derive(Debug)]
pub struct Meaning {
    /// How the run ended.
    pub exit: Exit,
    /// The code that the shell sees.
    pub code: u8,
    /// One sentence.
    pub about: &'static str,
}

/// Every exit code, by number.
pub const TABLE: [Meaning; 8] = [
    Meaning {
        exit: Exit::Done,
        code: 0,
        about: "done; also when no packet was there or the reader of a pipe went away",
    },
    Meaning {
        exit: Exit::Findings,
        code: 1,
        about: "done, and with --fail-if-empty no packet was kept, or with --fail-on or \
                --max-findings something was found",
    },
    Meaning {
        exit: Exit::Usage,
        code: 2,
        about: "usage error, or an output that is refused (it exists, it is an input); nothing was read",
    },
    Meaning {
        exit: Exit::Unreadable,
        code: 3,
        about: "an input could not be read at all: missing, not a capture, no permission",
    },
    Meaning {
        exit: Exit::Damaged,
        code: 4,
        about: "done, but an input was damaged or incomplete; results are valid for what was read \
                (--allow-truncated makes a cut last packet 0)",
    },
    Meaning {
        exit: Exit::Undelivered,
        code: 5,
        about: "an output or an alert could not be delivered",
    },
    Meaning {
        exit: Exit::Interrupted,
        code: 130,
        about: "interrupted (SIGINT); the results so far were written and marked partial",
    },
    Meaning {
        exit: Exit::Terminated,
        code: 143,
        about: "terminated (SIGTERM); the results so far were written and marked partial",
    },
];

impl Exit {
    /// The code that the shell sees.
    #[must_use]
    pub fn code(self) -> u8 {
        TABLE.iter().find(|meaning| meaning.exit == self).map_or(2, |meaning| meaning.code)
    }
}

/// The table as help shows it.
#[must_use]
pub fn help() -> String {
    let lines = TABLE.iter().map(|Meaning { code, about, .. }| format!("\n  {code:>3}  {about}"));
    String::from("Exit codes:") + &lines.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_has_one_line_and_the_codes_ascend() {
        let all = [
            Exit::Done,
            Exit::Findings,
            Exit::Damaged,
            Exit::Unreadable,
            Exit::Usage,
            Exit::Interrupted,
            Exit::Terminated,
            Exit::Undelivered,
        ];
        for exit in all {
            assert_eq!(TABLE.iter().filter(|meaning| meaning.exit == exit).count(), 1);
        }
        assert!(TABLE.is_sorted_by(|one, next| one.code < next.code));
    }

    #[test]
    fn an_unreadable_input_is_worse_than_a_damaged_one() {
        assert_eq!(Exit::Damaged.max(Exit::Unreadable), Exit::Unreadable);
        assert_eq!(Exit::Done.max(Exit::Damaged), Exit::Damaged);
    }
}
