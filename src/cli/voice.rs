//! What is said on standard error: problems always, warnings unless `-q`, details with `-v`.
//! Lines are escaped already where they quote a file; a closed standard error is no trouble.

use std::io::{Write, stderr};

/// How much is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voice {
    /// `-q`.
    pub quiet: bool,
    /// `-v`.
    pub verbose: bool,
}

impl Voice {
    /// What a reader of the result should know.
    pub fn warning(self, line: &str) {
        if !self.quiet {
            say(line);
        }
    }

    /// What was done.
    pub fn detail(self, line: &str) {
        if self.verbose {
            say(line);
        }
    }
}

/// Says what made the command fail, or an input fail; always.
pub fn problem(line: &str) {
    say(line);
}

fn say(line: &str) {
    writeln!(stderr().lock(), "{line}").unwrap_or_default();
}
