/*!
Bzip2: streams one after another, as pbzip2 and `cat a.bz2 b.bz2` write them; zero bytes between and after them are padding.

The decoder takes pieces of any size and needs under 4 MiB, whatever the source says.
*/

use bzip2::{Decompress, Error, Status};

use super::stage::{Step, Then, between, not_a_member};
use super::{Fault, Progress};

/// What every stream begins with, before the digit that tells the size of its blocks.
pub(super) const MAGIC: &[u8] = b"BZh";

#[derive(Default)]
pub(super) struct Bzip2 {
    /// The stream at hand; none before the first, between two and after the last.
    stream: Option<Decompress>,
    /// Where it begins.
    member: u64,
}

impl Bzip2 {
    /// Takes the next step with the input at byte `at` of the source.
    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8], at: u64) -> Step {
        let Some(stream) = &mut self.stream else { return self.between(input, at) };
        let (read, written) = (stream.total_in(), stream.total_out());
        let status = stream.decompress(input, output);
        let progress = Progress {
            consumed: (stream.total_in() - read) as usize,
            produced: (stream.total_out() - written) as usize,
        };
        let at = at + progress.consumed as u64;
        match status {
            Ok(Status::StreamEnd) => {
                self.stream = None;
                Step { progress, then: Then::Again }
            }
            Err(Error::DataMagic) => Step { progress, then: Then::Fail(not_a_member(self.member)) },
            Ok(Status::MemNeeded) | Err(_) => {
                Step { progress, then: Then::Fail(Fault::Corrupt { member: self.member, at }) }
            }
            Ok(_) => Step::within(progress),
        }
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
