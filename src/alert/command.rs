//! Alerts to a program: started for each finding, with the finding as JSON on its standard input. No
//! shell sees its words, and nothing of a packet is among them.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Failure, Message, Sink};

/// How long a program may take before it is ended. Chosen by us.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked whether it has ended.
const GLANCE: Duration = Duration::from_millis(10);

/// A program and its words.
pub struct Program {
    words: Vec<String>,
    patience: Duration,
}

impl Program {
    /// This program with these words.
    #[must_use]
    pub const fn new(words: Vec<String>) -> Self {
        Self { words, patience: PATIENCE }
    }

    fn run(&self, message: &Message) -> Result<(), Failure> {
        let Some((program, words)) = self.words.split_first() else {
            return Err(Failure::lasting("no program"));
        };
        let mut child = Command::new(program)
            .args(words)
            .env("NETSIFT_SEVERITY", &message.severity)
            .env("NETSIFT_DETECTOR", &message.detector)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(Failure::lasting)?;
        if let Some(mut pipe) = child.stdin.take() {
            // It may end without reading; how it ends says whether that was well. What it does not
            // read must not hold this thread, so it fits a pipe or is written by another one.
            let json = format!("{}\n", message.json);
            std::thread::spawn(move || pipe.write_all(json.as_bytes()).unwrap_or_default());
        }
        self.wait(&mut child)
    }

    fn wait(&self, child: &mut Child) -> Result<(), Failure> {
        let since = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) if status.success() => return Ok(()),
                Ok(Some(status)) => return Err(Failure::lasting(status)),
                Err(error) => return Err(Failure::lasting(error)),
                Ok(None) if since.elapsed() >= self.patience => {
                    // It may have ended in between.
                    child.kill().and_then(|()| child.wait()).map(drop).unwrap_or_default();
                    let seconds = self.patience.as_secs();
                    return Err(Failure::lasting(format!("did not end within {seconds} s")));
                }
                Ok(None) => sleep(GLANCE),
            }
        }
    }
}

impl Sink for Program {
    fn deliver(&mut self, messages: &[Message]) -> Result<(), Failure> {
        messages.iter().try_for_each(|message| self.run(message))
    }
}
