/*!
The members of an archive one after another, for whoever takes them.
*/

use crate::source::{Source, file_of, number_of};
use logatlas_core::decode::{DecodeError, Entry, Event, Skipped, Unfold};

/// Bytes of a member that are handed over at a time.
const PIECE: usize = 64 << 10;

/// Who takes the members.
pub(crate) trait Visit {
    /// A member begins, with its number as a source. Its head is among the bytes that follow, too.
    fn begin(&mut self, number: u64, entry: Entry, head: &[u8]);
    /// Bytes of the member. False once no more are wanted, of this member or any other.
    fn bytes(&mut self, bytes: &[u8]) -> bool;
    /// The member ends.
    fn end(&mut self);
    /// A member is left out.
    fn skipped(&mut self, _skipped: Skipped) {}
    /// The rest of the member, or of an archive within, is left out.
    fn damaged(&mut self, _within: &str, _error: DecodeError) {}
}

/// The way through one archive.
pub(crate) struct Walk {
    unfold: Unfold,
    piece: Vec<u8>,
    /// The number of the last member.
    number: u64,
}

impl Walk {
    /// The way through a file that is an archive, given the number of the file or of any of its members. None for others.
    pub(crate) fn new(number: u64, source: &Source) -> Option<Self> {
        let unfold = Unfold::new(source.container, source.archive?);
        Some(Self { unfold, piece: vec![0; PIECE], number: number_of(file_of(number)) })
    }

    /// Takes the next bytes of the file. False once no more are wanted.
    pub(crate) fn push(
        &mut self,
        mut input: &[u8],
        visit: &mut dyn Visit,
    ) -> Result<bool, DecodeError> {
        loop {
            let step = self.unfold.decode(input, &mut self.piece)?;
            input = input.get(step.consumed..).unwrap_or_default();
            let idle = step.produced == 0 && step.event.is_none();
            if !self.pass_on(step.produced, step.event, visit) {
                return Ok(false);
            }
            if idle {
                return Ok(true);
            }
        }
    }

    /// The file ends here.
    pub(crate) fn finish(&mut self, visit: &mut dyn Visit) -> Result<(), DecodeError> {
        loop {
            let step = self.unfold.finish(&mut self.piece)?;
            let idle = step.produced == 0 && step.event.is_none();
            if !self.pass_on(step.produced, step.event, visit) || idle {
                return Ok(());
            }
        }
    }

    fn pass_on(&mut self, produced: usize, event: Option<Event>, visit: &mut dyn Visit) -> bool {
        let bytes = self.piece.get(..produced).unwrap_or_default();
        let goes_on = bytes.is_empty() || visit.bytes(bytes);
        match event {
            None => {}
            Some(Event::Begin(entry)) => {
                self.number += 1;
                visit.begin(self.number, entry, self.unfold.head());
            }
            Some(Event::End) => visit.end(),
            Some(Event::Skipped(skipped)) => visit.skipped(skipped),
            Some(Event::Damaged { within, error }) => visit.damaged(&within, error),
        }
        goes_on
    }
}
