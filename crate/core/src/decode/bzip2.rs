/*!
Bzip2: streams one after another, as pbzip2 and `cat a.bz2 b.bz2` write them; zero bytes between and after them are padding.

The decoder takes pieces of any size and needs under 4 MiB, whatever the source says.
*/

use bzip2::{Decompress, Error, Status};

use super::stage::{Step, Then, between, not_a_member};
use super::{Fault, Progress, copy};

/// What every stream begins with, before the digit that tells the size of its blocks.
pub(super) const MAGIC: &[u8] = b"BZh";

/// Room that the decoder gets at a time, in bytes: a call that meets damage keeps what it had made to itself, so that this much
/// before the damage can be lost, and always the same for whatever room the caller has.
const ROOM: usize = 4 << 10;

#[derive(Default)]
pub(super) struct Bzip2 {
    /// The stream at hand; none before the first, between two and after the last.
    stream: Option<Decompress>,
    /// Where it begins.
    member: u64,
    /// Text on its way out, of which the first `given` bytes were handed over.
    made: Vec<u8>,
    given: usize,
    /// What was found behind that text, and ends it.
    fault: Option<Fault>,
}

impl Bzip2 {
    /// Takes the next step with the input at byte `at` of the source.
    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8], at: u64) -> Step {
        let progress = copy(self.made.get(self.given..).unwrap_or_default(), output);
        self.given += progress.produced;
        if self.given < self.made.len() || progress.produced > 0 {
            return Step::within(Progress { consumed: 0, produced: progress.produced });
        }
        if let Some(fault) = self.fault {
            return Step { progress: Progress::default(), then: Then::Fail(fault) };
        }
        let Some(stream) = &mut self.stream else { return self.between(input, at) };
        let (read, written) = (stream.total_in(), stream.total_out());
        self.made.resize(ROOM, 0);
        let status = stream.decompress(input, &mut self.made);
        self.made.truncate((stream.total_out() - written) as usize);
        self.given = 0;
        let consumed = (stream.total_in() - read) as usize;
        let progress = Progress { consumed, produced: 0 };
        let at = at + consumed as u64;
        match status {
            Ok(Status::StreamEnd) => self.stream = None,
            Err(Error::DataMagic) => self.fault = Some(not_a_member(self.member)),
            Ok(Status::MemNeeded) | Err(_) => {
                self.fault = Some(Fault::Corrupt { member: self.member, at });
            }
            Ok(_) if self.made.is_empty() => return Step::within(progress),
            Ok(_) => {}
        }
        Step { progress, then: Then::Again }
    }

    /// Whether a bzip2 file may end here.
    pub(super) fn is_between(&self) -> bool {
        self.stream.is_none()
    }

    fn between(&mut self, input: &[u8], at: u64) -> Step {
        let (step, begins) = between(MAGIC, input, at);
        if begins {
            self.member = at + step.progress.consumed as u64;
            self.stream = Some(Decompress::new(false));
        }
        step
    }
}
