/*!
Xz: streams one after another, as pixz and `cat a.xz b.xz` write them; zero bytes between and after them are padding.

The decoder takes pieces of any size and needs as much memory as the window of the stream at hand, at most [`WINDOW`].
*/

use std::io::ErrorKind;

use lzma_rust2::{Action, Status, XzStream};

use super::stage::{Step, Then, WINDOW, between, not_a_member};
use super::{Fault, Progress};

/// What every stream begins with.
pub(super) const MAGIC: &[u8] = &[0xFD, b'7', b'z', b'X', b'Z', 0];
/// The length of what a stream begins with, magic and flags and their checksum.
const HEADER: u64 = 12;
/// What a stream may take, the window and a little more, in KiB.
const MEMORY: u32 = (WINDOW >> 10) as u32 + 1024;

#[derive(Default)]
pub(super) struct Xz {
    /// The stream at hand; none before the first, between two and after the last.
    stream: Option<XzStream>,
    /// Where it begins.
    member: u64,
}

impl Xz {
    /// Takes the next step with the input at byte `at` of the source.
    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8], at: u64) -> Step {
        let Some(stream) = &mut self.stream else { return self.between(input, at) };
        let (read, written) = (stream.total_in(), stream.total_out());
        let result = stream.process(input, output, Action::Run);
        let progress = Progress {
            consumed: (stream.total_in() - read) as usize,
            produced: (stream.total_out() - written) as usize,
        };
        let at = at + progress.consumed as u64;
        match result.map(|result| result.status) {
            Ok(Status::StreamEnd) => {
                self.stream = None;
                Step { progress, then: Then::Again }
            }
            Ok(Status::Ok) => Step::within(progress),
            Err(error) => {
                let member = self.member;
                let fault = match error.kind() {
                    ErrorKind::OutOfMemory => Fault::Window { at: member, most: WINDOW },
                    _ if at - member <= HEADER => not_a_member(member),
                    _ => Fault::Corrupt { member, at },
                };
                Step { progress, then: Then::Fail(fault) }
            }
        }
    }

    /// Whether an xz file may end here.
    pub(super) fn is_between(&self) -> bool {
        self.stream.is_none()
    }

    fn between(&mut self, input: &[u8], at: u64) -> Step {
        let (step, begins) = between(MAGIC, input, at);
        if begins {
            self.member = at + step.progress.consumed as u64;
            self.stream = Some(XzStream::new_mem_limit(false, MEMORY));
        }
        step
    }
}
