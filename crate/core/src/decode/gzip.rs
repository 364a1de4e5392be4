/*!
Gzip (RFC 1952): members one after another, each with its header, deflated data, checksum and length; zero
bytes between and after them are padding.

The framing is read here, around a raw inflater, because that is what gives positions, several members and
the text of a stream that breaks off.
*/

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::gzip_header::{Header, MAGIC, Step};
use super::{DecodeError, Progress};

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
    /// Bytes of the packed source that were consumed.
    at: u64,
    /// Where the member at hand begins.
    member: u64,
    /// The first fault ends the stream.
    failed: Option<DecodeError>,
}

impl Gzip {
    pub(super) fn new() -> Self {
        Self {
            state: State::Between,
            inflate: Decompress::new(false),
            checksum: Crc::new(),
            at: 0,
            member: 0,
            failed: None,
        }
    }

    /// Goes on until the input is used up or the output is full. A fault is reported by the first call
    /// that has nothing else to report, and by every call after it.
    pub(super) fn decode(
        &mut self,
        input: &[u8],
        output: &mut [u8],
    ) -> Result<Progress, DecodeError> {
        let mut total = Progress::default();
        while self.failed.is_none() {
            let (input, output) = (&input[total.consumed..], &mut output[total.produced..]);
            let (step, moved) = match self.state {
                State::Body => self.body(input, output),
                _ => self.framing(input),
            };
            self.at += step.consumed as u64;
            total += step;
            if !moved {
                break;
            }
        }
        match self.failed {
            Some(fault) if total.produced == 0 => Err(fault),
            _ => Ok(total),
        }
    }

    /// At the end of the source: is it a place where a gzip stream may end?
    pub(super) fn finish(&self) -> Result<(), DecodeError> {
        match (self.failed, &self.state) {
            (Some(fault), _) => Err(fault),
            (None, State::Between) => Ok(()),
            (None, _) => Err(DecodeError::Truncated { at: self.at }),
        }
    }

    /// Inflates. The flag says that something changed, if only the state.
    fn body(&mut self, input: &[u8], output: &mut [u8]) -> (Progress, bool) {
        let (read, written) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(input, output, FlushDecompress::None);
        let step = Progress {
            consumed: (self.inflate.total_in() - read) as usize,
            produced: (self.inflate.total_out() - written) as usize,
        };
        self.checksum.update(&output[..step.produced]);
        match status {
            Ok(Status::StreamEnd) => {
                self.state = State::Trailer { bytes: [0; TRAILER], have: 0 };
                (step, true)
            }
            Ok(_) => (step, step != Progress::default()),
            Err(_) => {
                let at = self.at + step.consumed as u64;
                self.failed = Some(DecodeError::Corrupt { member: self.member, at });
                (step, true)
            }
        }
    }

    /// Reads what is around the deflated data, up to where the data begins or the input ends.
    fn framing(&mut self, input: &[u8]) -> (Progress, bool) {
        let mut consumed = 0;
        while let Some(&byte) = input.get(consumed) {
            let here = self.at + consumed as u64;
            consumed += 1;
            self.frame_byte(byte, here);
            if self.failed.is_some() || matches!(self.state, State::Body) {
                return (Progress { consumed, produced: 0 }, true);
            }
        }
        (Progress { consumed, produced: 0 }, false)
    }

    /// Takes the byte at position `here`.
    fn frame_byte(&mut self, byte: u8, here: u64) {
        match &mut self.state {
            State::Between if byte == 0 && here > 0 => {}
            State::Between if byte == MAGIC[0] => {
                self.member = here;
                let mut header = Header::new();
                header.push(byte);
                self.state = State::Header(header);
            }
            State::Between => self.failed = Some(self.not_a_member(here)),
            State::Header(header) => match header.push(byte) {
                Step::More => {}
                Step::NotGzip => self.failed = Some(self.not_a_member(self.member)),
                Step::Damaged => self.failed = Some(DecodeError::Header { at: self.member }),
                Step::Done => {
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
                    self.end_member(stored, here + 1);
                }
            }
            State::Body => {}
        }
    }

    fn not_a_member(&self, at: u64) -> DecodeError {
        if at == 0 { DecodeError::Header { at } } else { DecodeError::Trailing { at } }
    }

    fn end_member(&mut self, stored: u64, at: u64) {
        let length = self.inflate.total_out() & u64::from(u32::MAX);
        if stored == length << 32 | u64::from(self.checksum.sum()) {
            self.state = State::Between;
        } else {
            self.failed = Some(DecodeError::Checksum { member: self.member, at });
        }
    }
}
