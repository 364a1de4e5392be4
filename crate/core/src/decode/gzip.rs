/*!
Gzip (RFC 1952): members one after another, each with its header, deflated data, checksum and length; zero
bytes between and after them are padding.

The framing is read here, around a raw inflater, because that is what gives positions, several members and
the text of a stream that breaks off.
*/

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::gzip_header::{Header, MAGIC, Read};
use super::stage::{Step, Then, not_a_member};
use super::{Fault, Progress};

/// CRC-32 and length, four bytes each.
const TRAILER: usize = 8;

#[derive(Debug)]
enum State {
    /// Before the first member, between two, or after the last.
    Between,
    Header(Header),
    Body,
    Trailer {
        bytes: [u8; TRAILER],
        have: usize,
    },
}

#[derive(Debug)]
pub(super) struct Gzip {
    state: State,
    inflate: Decompress,
    checksum: Crc,
    /// Where the member at hand begins.
    member: u64,
}

impl Gzip {
    pub(super) fn new() -> Self {
        Self {
            state: State::Between,
            inflate: Decompress::new(false),
            checksum: Crc::new(),
            member: 0,
        }
    }

    /// Takes the next step with the input at byte `at` of the source.
    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8], at: u64) -> Step {
        match self.state {
            State::Body => self.body(input, output, at),
            _ => self.framing(input, at),
        }
    }

    /// Whether a gzip stream may end here.
    pub(super) fn is_between(&self) -> bool {
        matches!(self.state, State::Between)
    }

    fn body(&mut self, input: &[u8], output: &mut [u8], at: u64) -> Step {
        let (read, written) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(input, output, FlushDecompress::None);
        let progress = Progress {
            consumed: (self.inflate.total_in() - read) as usize,
            produced: (self.inflate.total_out() - written) as usize,
        };
        self.checksum.update(&output[..progress.produced]);
        match status {
            Ok(Status::StreamEnd) => {
                self.state = State::Trailer { bytes: [0; TRAILER], have: 0 };
                Step { progress, then: Then::Again }
            }
            Ok(_) => Step::within(progress),
            Err(_) => {
                let at = at + progress.consumed as u64;
                Step { progress, then: Then::Fail(Fault::Corrupt { member: self.member, at }) }
            }
        }
    }

    /// Reads what is around the deflated data, up to where the data begins or the input ends.
    fn framing(&mut self, input: &[u8], at: u64) -> Step {
        for (index, &byte) in input.iter().enumerate() {
            let progress = Progress { consumed: index + 1, produced: 0 };
            if let Err(fault) = self.frame_byte(byte, at + index as u64) {
                return Step { progress, then: Then::Fail(fault) };
            }
            if matches!(self.state, State::Body) {
                return Step { progress, then: Then::Again };
            }
        }
        Step { progress: Progress { consumed: input.len(), produced: 0 }, then: Then::Wait }
    }

    /// Takes the byte at position `here`.
    fn frame_byte(&mut self, byte: u8, here: u64) -> Result<(), Fault> {
        match &mut self.state {
            State::Between if byte == 0 && here > 0 => {}
            State::Between if byte == MAGIC[0] => {
                self.member = here;
                let mut header = Header::new();
                header.push(byte);
                self.state = State::Header(header);
            }
            State::Between => return Err(not_a_member(here)),
            State::Header(header) => match header.push(byte) {
                Read::More => {}
                Read::NotGzip => return Err(not_a_member(self.member)),
                Read::Damaged => return Err(Fault::Header { at: self.member }),
                Read::Done => {
                    self.inflate.reset(false);
                    self.checksum.reset();
                    self.state = State::Body;
                }
            },
            State::Trailer { bytes, have } => {
                bytes[*have] = byte;
                *have += 1;
                if *have == TRAILER {
                    let stored = u64::from_le_bytes(*bytes);
                    return self.end_member(stored, here + 1);
                }
            }
            State::Body => {}
        }
        Ok(())
    }

    fn end_member(&mut self, stored: u64, at: u64) -> Result<(), Fault> {
        let length = self.inflate.total_out() & u64::from(u32::MAX);
        if stored != length << 32 | u64::from(self.checksum.sum()) {
            return Err(Fault::Checksum { member: self.member, at });
        }
        self.state = State::Between;
        Ok(())
    }
}
