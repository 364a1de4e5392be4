/*!
Progress and cancel as words in memory, so that a page can read and set them while every worker is busy.

The words are 64 bits wide and lie behind each other in the order of [`Word`]; the JavaScript twin is
`web/engine/control.js`.
*/

use std::sync::atomic::{AtomicU64, Ordering};

/// The place of each word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Word {
    /// A [`State`].
    State,
    /// 1 once the scan is to stop.
    Cancel,
    /// Bytes of the sources that were read, compressed ones as they lie there.
    BytesDone,
    /// Bytes of all sources together.
    BytesTotal,
    /// Lines parsed.
    Lines,
    /// Records found.
    Records,
    /// Memory of the columns in the cache, in bytes.
    Columns,
    /// The memory that columns may take, in bytes.
    Budget,
    /// Threads that parse.
    Threads,
}

/// How many words there are.
pub const WORDS: usize = 9;

/// How far a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum State {
    /// Sources are being read.
    Scanning = 0,
    /// All sources were read.
    Done = 1,
    /// The user stopped it: what was read stays.
    Cancelled = 2,
}

/// The words of one session.
#[derive(Debug, Default)]
pub struct Control {
    words: [AtomicU64; WORDS],
}

impl Control {
    /// Reads a word.
    pub fn get(&self, word: Word) -> u64 {
        self.words[word as usize].load(Ordering::Acquire)
    }

    /// Sets a word.
    pub fn set(&self, word: Word, value: u64) {
        self.words[word as usize].store(value, Ordering::Release);
    }

    /// Adds to a word.
    pub fn add(&self, word: Word, value: u64) {
        self.words[word as usize].fetch_add(value, Ordering::AcqRel);
    }

    /// Takes from a word.
    pub fn subtract(&self, word: Word, value: u64) {
        self.words[word as usize].fetch_sub(value, Ordering::AcqRel);
    }

    /// How far the session is.
    pub fn state(&self) -> State {
        match self.get(Word::State) {
            0 => State::Scanning,
            1 => State::Done,
            _ => State::Cancelled,
        }
    }

    /// Whether the scan is to stop.
    pub fn cancelled(&self) -> bool {
        self.get(Word::Cancel) != 0
    }

    /// The words themselves, for a page that reads them in shared memory.
    pub fn words(&self) -> &[AtomicU64; WORDS] {
        &self.words
    }
}
