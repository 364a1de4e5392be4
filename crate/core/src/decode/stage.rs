//! The two stages of a decoder, each with its choices: what a new container or encoding is added to.

use super::bom::SkipBom;
use super::bzip2::Bzip2;
use super::gzip::Gzip;
use super::latin1::Latin1;
use super::utf16::Utf16;
use super::xz::Xz;
use super::zstd::Zstd;
use super::{Container, DecodeError, Encoding, Fault, Progress, copy};

/// The most memory that a member's own choice of a window may take, in bytes: what `zstd` and `xz` grant unasked, and twice
/// what `xz -9` asks for.
pub(super) const WINDOW: u64 = 128 << 20;

/// What a container made of a piece of input.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) progress: Progress,
    pub(super) then: Then,
}

/// How it goes on after a step.
#[derive(Debug)]
pub(super) enum Then {
    /// Something changed, if only inside: there may be more to be had.
    Again,
    /// Nothing more without more input or room.
    Wait,
    /// The first fault ends the stream.
    Fail(Fault),
}

impl Step {
    /// A step within the data: without progress it waits for more.
    pub(super) fn within(progress: Progress) -> Self {
        let then = if progress == Progress::default() { Then::Wait } else { Then::Again };
        Self { progress, then }
    }
}

/// What stands where a member should begin is none: the source is not what its first bytes promised, or it ends before.
pub(super) fn not_a_member(at: u64) -> Fault {
    if at == 0 { Fault::Header { at } } else { Fault::Trailing { at } }
}

/// Looks for the next member behind zero padding, at byte `at` of the source. Returns the step, and whether a member begins
/// behind it: `magic` is what each begins with.
pub(super) fn between(magic: &[u8], input: &[u8], at: u64) -> (Step, bool) {
    let padding = if at > 0 { input.iter().take_while(|&&byte| byte == 0).count() } else { 0 };
    let begins = input.get(padding).is_some_and(|byte| magic.first() == Some(byte));
    let then = match input.get(padding) {
        None => Then::Wait,
        Some(_) if begins => Then::Again,
        Some(_) => Then::Fail(not_a_member(at + padding as u64)),
    };
    (Step { progress: Progress { consumed: padding, produced: 0 }, then }, begins)
}

/// Bytes given to a decoder at once whose own reading ahead would show otherwise: where it stops at a fault depends on how its
/// input was cut, so it always gets the same cuts.
const PIECE: usize = 16 << 10;

/// Out of the container.
pub(super) struct Unpack {
    container: Container,
    stage: Stage,
    /// Bytes of the packed source that the stage has consumed.
    at: u64,
    failed: Option<DecodeError>,
    /// A piece of the source under way, of which the stage has consumed the first `taken` bytes.
    piece: Vec<u8>,
    taken: usize,
}

enum Stage {
    Plain,
    Gzip(Box<Gzip>),
    Zstd(Box<Zstd>),
    Bzip2(Box<Bzip2>),
    Xz(Box<Xz>),
}

impl Unpack {
    pub(super) fn new(container: Container) -> Self {
        let stage = match container {
            Container::Plain => Stage::Plain,
            Container::Gzip => Stage::Gzip(Box::new(Gzip::new())),
            Container::Zstd => Stage::Zstd(Box::new(Zstd::new())),
            Container::Bzip2 => Stage::Bzip2(Box::default()),
            Container::Xz => Stage::Xz(Box::default()),
        };
        Self { container, stage, at: 0, failed: None, piece: Vec::new(), taken: 0 }
    }

    pub(super) fn is_plain(&self) -> bool {
        self.container == Container::Plain
    }

    /// Goes on until the input is used up or the output is full. A fault is reported by the first call
    /// that has nothing else to report, and by every call after it.
    pub(super) fn decode(
        &mut self,
        input: &[u8],
        output: &mut [u8],
    ) -> Result<Progress, DecodeError> {
        match self.stage {
            Stage::Bzip2(_) | Stage::Xz(_) => {}
            _ => return self.run(input, output),
        }
        let mut total = Progress::default();
        loop {
            let room = &mut output[total.produced..];
            match self.run_piece(self.piece.len() == PIECE, room) {
                Err(fault) if total.produced == 0 => return Err(fault),
                Err(_) => return Ok(total),
                Ok(produced) => total.produced += produced,
            }
            let rest = &input[total.consumed..];
            if self.piece.len() == PIECE || rest.is_empty() {
                return Ok(total);
            }
            let more = &rest[..rest.len().min(PIECE - self.piece.len())];
            self.piece.extend_from_slice(more);
            total.consumed += more.len();
        }
    }

    /// Gives the stage the piece if it is whole, and room; a piece that was used up makes way for the next.
    fn run_piece(&mut self, whole: bool, output: &mut [u8]) -> Result<usize, DecodeError> {
        let piece = std::mem::take(&mut self.piece);
        let input = if whole { &piece[self.taken..] } else { &[] };
        let step = self.run(input, output);
        self.piece = piece;
        let Progress { consumed, produced } = step?;
        self.taken += consumed;
        if whole && self.taken == self.piece.len() {
            self.piece.clear();
            self.taken = 0;
        }
        Ok(produced)
    }

    fn run(&mut self, input: &[u8], output: &mut [u8]) -> Result<Progress, DecodeError> {
        let mut total = Progress::default();
        while self.failed.is_none() {
            let (input, output) = (&input[total.consumed..], &mut output[total.produced..]);
            let Step { progress, then } = match &mut self.stage {
                Stage::Plain => Step { progress: copy(input, output), then: Then::Wait },
                Stage::Gzip(gzip) => gzip.step(input, output, self.at),
                Stage::Zstd(zstd) => zstd.step(input, output, self.at),
                Stage::Bzip2(bzip2) => bzip2.step(input, output, self.at),
                Stage::Xz(xz) => xz.step(input, output, self.at),
            };
            self.at += progress.consumed as u64;
            total += progress;
            match then {
                Then::Again => {}
                Then::Wait => break,
                Then::Fail(fault) => {
                    self.failed = Some(DecodeError { container: self.container.name(), fault });
                }
            }
        }
        match self.failed {
            Some(fault) if total.produced == 0 => Err(fault),
            _ => Ok(total),
        }
    }

    /// To be called at the end of the source, until it returns 0: writes what was kept back, and then tells whether this is a
    /// place where the container may end.
    pub(super) fn finish(&mut self, output: &mut [u8]) -> Result<usize, DecodeError> {
        let produced = match &mut self.stage {
            Stage::Plain | Stage::Gzip(_) => 0,
            Stage::Zstd(zstd) => zstd.flush(output),
            Stage::Bzip2(_) | Stage::Xz(_) => self.run_piece(true, output)?,
        };
        if produced > 0 {
            return Ok(produced);
        }
        let may_end = match &self.stage {
            Stage::Plain => true,
            Stage::Gzip(gzip) => gzip.is_between(),
            Stage::Zstd(zstd) => zstd.is_between(),
            Stage::Bzip2(bzip2) => bzip2.is_between(),
            Stage::Xz(xz) => xz.is_between(),
        };
        match self.failed {
            Some(fault) => Err(fault),
            None if may_end => Ok(0),
            None => Err(DecodeError {
                container: self.container.name(),
                fault: Fault::Truncated { at: self.at },
            }),
        }
    }
}

/// From the encoding to UTF-8; nothing can fail here.
#[derive(Debug)]
pub(super) enum Transcode {
    Utf8(SkipBom),
    Utf16(Utf16),
    Latin1(Latin1),
}

impl Transcode {
    pub(super) fn new(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf8 => Self::Utf8(SkipBom::default()),
            Encoding::Utf16Le => Self::Utf16(Utf16::new(u16::from_le_bytes)),
            Encoding::Utf16Be => Self::Utf16(Utf16::new(u16::from_be_bytes)),
            Encoding::Windows1252 => Self::Latin1(Latin1::default()),
        }
    }

    pub(super) fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Progress {
        match self {
            Self::Utf8(stage) => stage.decode(input, output),
            Self::Utf16(stage) => stage.decode(input, output),
            Self::Latin1(stage) => stage.decode(input, output),
        }
    }

    pub(super) fn finish(&mut self, output: &mut [u8]) -> usize {
        match self {
            Self::Utf8(stage) => stage.finish(output),
            Self::Utf16(stage) => stage.finish(output),
            Self::Latin1(stage) => stage.finish(output),
        }
    }

    pub(super) fn is_transparent(&self) -> bool {
        match self {
            Self::Utf8(stage) => stage.is_transparent(),
            Self::Utf16(_) | Self::Latin1(_) => false,
        }
    }
}
