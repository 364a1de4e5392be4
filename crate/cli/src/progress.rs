/*!
How far a command is, on one line of standard error that goes away when it is done. Only for a terminal.
*/

use crate::human::number;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Time between two changes of the line.
const EVERY: Duration = Duration::from_millis(100);

/// A line that tells how far a command is.
pub(crate) struct Progress {
    shown: Option<Instant>,
    began: Instant,
    on: bool,
}

impl Progress {
    /// Nothing is shown before the first [`EVERY`] has passed.
    pub(crate) fn new() -> Self {
        Self { shown: None, began: Instant::now(), on: io::stderr().is_terminal() }
    }

    /// Shows a sentence, if it is time for another.
    pub(crate) fn show(&mut self, sentence: impl FnOnce() -> String) {
        if self.on && self.shown.unwrap_or(self.began).elapsed() >= EVERY {
            let _ = write!(io::stderr(), "\r\x1b[K{}", sentence());
            self.shown = Some(Instant::now());
        }
    }

    /// Shows how many bytes of how many (where that is known) were read.
    pub(crate) fn bytes(&mut self, done: u64, total: u64) {
        let seconds = self.began.elapsed().as_secs_f64();
        self.show(|| {
            let share = if total == 0 {
                String::new()
            } else {
                let share = (done as f64 / total as f64).min(1.0) * 100.0;
                format!(" of {}, {share:.0} %", number::bytes(total as f64))
            };
            let rate = number::bytes(done as f64 / seconds.max(1e-3));
            format!("{}{share}, {rate}/s", number::bytes(done as f64))
        });
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
