//! The two stages of a decoder, each with its choices: what a new container or encoding is added to.

use super::bom::SkipBom;
use super::gzip::Gzip;
use super::utf16::Utf16;
use super::{Container, DecodeError, Encoding, Progress, copy};

/// Out of the container.
#[derive(Debug)]
pub(super) enum Unpack {
    Plain,
    Gzip(Box<Gzip>),
}

impl Unpack {
    pub(super) fn new(container: Container) -> Self {
        match container {
            Container::Plain => Self::Plain,
            Container::Gzip => Self::Gzip(Box::new(Gzip::new())),
        }
    }

    pub(super) fn decode(
        &mut self,
        input: &[u8],
        output: &mut [u8],
    ) -> Result<Progress, DecodeError> {
        match self {
            Self::Plain => Ok(copy(input, output)),
            Self::Gzip(gzip) => gzip.decode(input, output),
        }
    }

    pub(super) fn finish(&self) -> Result<(), DecodeError> {
        match self {
            Self::Plain => Ok(()),
            Self::Gzip(gzip) => gzip.finish(),
        }
    }
}

/// From the encoding to UTF-8; nothing can fail here.
#[derive(Debug)]
pub(super) enum Transcode {
    Utf8(SkipBom),
    Utf16(Utf16),
}

impl Transcode {
    pub(super) fn new(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf8 => Self::Utf8(SkipBom::default()),
            Encoding::Utf16Le => Self::Utf16(Utf16::new(u16::from_le_bytes)),
            Encoding::Utf16Be => Self::Utf16(Utf16::new(u16::from_be_bytes)),
        }
    }

    pub(super) fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Progress {
        match self {
            Self::Utf8(stage) => stage.decode(input, output),
            Self::Utf16(stage) => stage.decode(input, output),
        }
    }

    pub(super) fn finish(&mut self, output: &mut [u8]) -> usize {
        match self {
            Self::Utf8(stage) => stage.finish(output),
            Self::Utf16(stage) => stage.finish(output),
        }
    }

    pub(super) fn is_transparent(&self) -> bool {
        match self {
            Self::Utf8(stage) => stage.is_transparent(),
            Self::Utf16(_) => false,
        }
    }
}
