/*!
Zstandard (RFC 8878): frames one after another, those to be skipped among them (pzstd, seekable archives); zero bytes between
and after them are padding.

The framing is read here, and each block is given to the decoder whole: that is what makes it resumable, and what gives
positions. Memory is the window of the frame at hand, at most [`WINDOW`], and a block. The decoder keeps a window's worth of text
back while a frame goes on; where it breaks off, an empty last block makes it give out what it has.
*/

use std::io::Read;

use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::stage::{Step, Then, WINDOW, not_a_member};
use super::{Fault, Progress};

/// What every frame begins with.
pub(super) const MAGIC: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];
/// The length of the magic number, and of the length of a frame to be skipped.
const WORD: usize = 4;
/// The length of the header of a block.
const BLOCK: usize = 3;
/// The most that a block may hold, in bytes.
const MAX_BLOCK: usize = 128 << 10;
/// A last block without content, and room for a checksum.
const EMPTY: &[u8] = &[1, 0, 0, 0, 0, 0, 0];

/// Whether these bytes begin a frame that holds no text.
pub(super) fn is_skippable(magic: &[u8]) -> bool {
    matches!(magic, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a frame: its magic number, or padding.
    Between,
    /// The magic number and the descriptor, which tells how long the header is.
    Descriptor,
    Header,
    /// The length of a frame to be skipped.
    SkipLength,
    Skip(u32),
    BlockHeader,
    Block,
    /// Text is to be had from the decoder.
    Drain,
}

pub(super) struct Zstd {
    decoder: FrameDecoder,
    state: State,
    /// The part of the frame that is being collected, until there are `need` bytes of it.
    held: Vec<u8>,
    need: usize,
    /// Where the frame at hand begins.
    member: u64,
    /// Whether its content has a checksum.
    checksum: bool,
    /// Told once all text was given out.
    fault: Option<Fault>,
}

impl Zstd {
    pub(super) fn new() -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        Self {
            decoder,
            state: State::Between,
            held: Vec::new(),
            need: WORD,
            member: 0,
            checksum: false,
            fault: None,
        }
    }

    /// Takes the next step with the input at byte `at` of the source.
    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8], at: u64) -> Step {
        match self.state {
            State::Drain => self.drain(output, at),
            State::Skip(left) => {
                let consumed = input.len().min(left as usize);
                let left = left - consumed as u32;
                self.state = if left == 0 { State::Between } else { State::Skip(left) };
                let progress = Progress { consumed, produced: 0 };
                let then = if left == 0 { Then::Again } else { Then::Wait };
                Step { progress, then }
            }
            _ => self.collect(input, at),
        }
    }

    /// Whether a zstd file may end here.
    pub(super) fn is_between(&self) -> bool {
        self.state == State::Between && self.held.is_empty()
    }

    /// At the end of the source: gives out what was kept back for a frame that does not end.
    pub(super) fn flush(&mut self, output: &mut [u8]) -> usize {
        if matches!(self.state, State::BlockHeader | State::Block) {
            self.close();
        }
        if self.state != State::Drain || self.fault.is_some() {
            return 0;
        }
        self.decoder.read(output).unwrap_or(0)
    }

    fn collect(&mut self, input: &[u8], at: u64) -> Step {
        let mut consumed = 0;
        if self.is_between() {
            if at > 0 {
                consumed = input.iter().take_while(|&&byte| byte == 0).count();
            }
            self.member = at + consumed as u64;
        }
        let missing = self.need - self.held.len();
        let rest = &input[consumed..];
        let taken = &rest[..rest.len().min(missing)];
        self.held.extend_from_slice(taken);
        consumed += taken.len();
        let progress = Progress { consumed, produced: 0 };
        if self.held.len() < self.need {
            return Step { progress, then: Then::Wait };
        }
        let then = match self.complete(at + consumed as u64) {
            Ok(()) => Then::Again,
            Err(fault) => Then::Fail(fault),
        };
        Step { progress, then }
    }

    /// What was being collected is there, and ends at byte `at`.
    fn complete(&mut self, at: u64) -> Result<(), Fault> {
        match self.state {
            State::Between if self.held == MAGIC => self.expect(State::Descriptor, WORD + 1),
            State::Between if is_skippable(&self.held) => {
                self.expect(State::SkipLength, 2 * WORD);
            }
            State::Between => return Err(not_a_member(self.member)),
            State::SkipLength => {
                let length = self.held.last_chunk().map_or(0, |&length| u32::from_le_bytes(length));
                self.begin(State::Skip(length), WORD);
            }
            State::Descriptor => {
                let descriptor = self.held.last().copied().unwrap_or_default();
                let single = descriptor & 0x20 != 0;
                let window = usize::from(!single);
                let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
                let size = [usize::from(single), 2, 4, 8][usize::from(descriptor >> 6)];
                self.checksum = descriptor & 4 != 0;
                self.expect(State::Header, WORD + 1 + window + dictionary + size);
            }
            State::Header => {
                let member = self.member;
                self.decoder.reset(self.held.as_slice()).map_err(|error| match error {
                    FrameDecoderError::WindowSizeTooBig { .. } => {
                        Fault::Window { at: member, most: WINDOW }
                    }
                    FrameDecoderError::DictNotProvided { .. } => Fault::Dictionary { at: member },
                    _ => Fault::Header { at: member },
                })?;
                self.begin(State::BlockHeader, BLOCK);
            }
            State::BlockHeader => match self.block_length() {
                Some(length) => self.expect(State::Block, BLOCK + length),
                None => self.fail(at),
            },
            State::Block => {
                let block = self.held.as_slice();
                match self.decoder.decode_blocks(block, BlockDecodingStrategy::UptoBlocks(1)) {
                    Ok(_) => self.begin(State::Drain, 0),
                    Err(_) => self.fail(at),
                }
            }
            State::Skip(_) | State::Drain => {}
        }
        Ok(())
    }

    /// How much follows the header of a block: its content, and behind the last one the checksum.
    fn block_length(&self) -> Option<usize> {
        let &[low, middle, high] = self.held.first_chunk()?;
        let header = u32::from_le_bytes([low, middle, high, 0]);
        let size = (header >> 3) as usize;
        let content = match header >> 1 & 3 {
            1 => 1,
            0 | 2 => size,
            _ => return None,
        };
        let checksum = if header & 1 != 0 && self.checksum { WORD } else { 0 };
        (size <= MAX_BLOCK).then_some(content + checksum)
    }

    /// Gives out text; goes on to the next block or frame when there is no more.
    fn drain(&mut self, output: &mut [u8], at: u64) -> Step {
        if self.decoder.can_collect() > 0 {
            let produced = self.decoder.read(output).unwrap_or(0);
            return Step::within(Progress { consumed: 0, produced });
        }
        let then = match self.fault {
            Some(fault) => Then::Fail(fault),
            None if !self.decoder.is_finished() => {
                self.begin(State::BlockHeader, BLOCK);
                Then::Again
            }
            None if self.checksum
                && self.decoder.get_checksum_from_data()
                    != self.decoder.get_calculated_checksum() =>
            {
                Then::Fail(Fault::Checksum { member: self.member, at })
            }
            None => {
                self.begin(State::Between, WORD);
                Then::Again
            }
        };
        Step { progress: Progress::default(), then }
    }

    /// Goes on collecting behind what is there.
    fn expect(&mut self, state: State, need: usize) {
        (self.state, self.need) = (state, need);
    }

    /// Goes on with something new.
    fn begin(&mut self, state: State, need: usize) {
        self.held.clear();
        self.expect(state, need);
    }

    fn fail(&mut self, at: u64) {
        self.fault = Some(Fault::Corrupt { member: self.member, at });
        self.close();
    }

    /// Ends the frame where it is.
    fn close(&mut self) {
        // The block before may be broken; this one can't be.
        let _ = self.decoder.decode_blocks(EMPTY, BlockDecodingStrategy::UptoBlocks(1));
        self.begin(State::Drain, 0);
    }
}
