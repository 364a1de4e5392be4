//! What the readers of all archives share: what they make of a piece of input, and the collecting of headers.

use super::tar::Tar;
use super::zip::Zip;
use super::{Archive, Entry, Skipped};
use crate::decode::{Fault, Progress};

/// What a reader made of a piece of input.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) progress: Progress,
    pub(super) part: Option<Part>,
    /// Whether it goes on in another way from here, so that there may be more without more input.
    pub(super) moved: bool,
}

/// What comes after the bytes of a step.
#[derive(Debug)]
pub(super) enum Part {
    Begin(Entry),
    End,
    Skipped(Skipped),
    /// The rest of the member is left out; its end follows.
    Damaged(Fault),
}

impl Read {
    pub(super) fn consumed(consumed: usize) -> Self {
        Self { progress: Progress { consumed, produced: 0 }, part: None, moved: false }
    }
}

/// The reader of an archive.
pub(super) enum Reader {
    Tar(Box<Tar>),
    Zip(Box<Zip>),
}

impl Reader {
    pub(super) fn new(archive: Archive) -> Self {
        match archive {
            Archive::Tar => Self::Tar(Box::default()),
            Archive::Zip => Self::Zip(Box::default()),
        }
    }

    /// Takes the next step with the input at byte `at` of the archive. Without any progress it waits for input or room.
    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8], at: u64) -> Result<Read, Fault> {
        match self {
            Self::Tar(tar) => tar.step(input, output, at),
            Self::Zip(zip) => zip.step(input, output, at),
        }
    }

    /// Whether the archive may end here.
    pub(super) fn may_end(&self) -> bool {
        match self {
            Self::Tar(tar) => tar.may_end(),
            Self::Zip(zip) => zip.may_end(),
        }
    }
}

/// Appends input until `need` bytes are held; returns how many were taken.
pub(super) fn collect(held: &mut Vec<u8>, need: usize, input: &[u8]) -> usize {
    let taken = input.len().min(need.saturating_sub(held.len()));
    held.extend_from_slice(input.get(..taken).unwrap_or_default());
    taken
}

/// Counts input towards what is left of something; returns how many bytes of it belong there.
pub(super) fn pass(left: &mut u64, input: &[u8]) -> usize {
    let passed = (input.len() as u64).min(*left);
    *left -= passed;
    passed as usize
}
