//! The masked text of a message as it is written.

use super::mask::{MASK, Mask};
use super::{MAX_BYTES, layout};

/// Bytes that are copied at once: what is too much is written over.
const CHUNK: usize = 32;
/// No mask is longer than five times what it stands for: `5` is `<num>`, `5m` is `<duration>`.
const ROOM: usize = 5 * MAX_BYTES + 2 * CHUNK;

/// A masked text, written piece by piece.
#[derive(Debug)]
pub(super) struct Line {
    bytes: Box<[u8; ROOM]>,
    length: usize,
    /// What stands in place of other bytes.
    pub(super) pieces: Vec<Piece>,
}

/// The bytes `start..end` of a masked text, in place of the bytes `from..to` of the message; `to` may lie beyond its end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Line {
    pub(super) fn new() -> Self {
        Self { bytes: Box::new([0; ROOM]), length: 0, pieces: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.length = 0;
        self.pieces.clear();
    }

    pub(super) fn text(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Takes the bytes `from..to` of a message.
    #[inline]
    pub(super) fn put(&mut self, text: &[u8; layout::ROOM], from: usize, to: usize) {
        let mut at = from;
        while at < to {
            self.chunk(
                self.length + at - from,
                text.get(at..).and_then(|text| text.first_chunk::<CHUNK>()),
            );
            at += CHUNK;
        }
        self.length += to - from;
    }

    /// Takes what stands in place of the bytes `from..to` of the message; `to` may lie beyond its end.
    #[inline]
    pub(super) fn mask(&mut self, mask: Mask, from: usize, to: usize) {
        let (bytes, length) = mask.padded();
        self.instead(bytes, length, from, to);
    }

    /// Takes a space in place of these bytes, or nothing: as many as `length`.
    pub(super) fn space(&mut self, length: usize, from: usize, to: usize) {
        self.instead(&[b' '; MASK], length, from, to);
    }

    #[inline]
    fn instead(&mut self, bytes: &[u8; MASK], length: usize, from: usize, to: usize) {
        self.chunk(self.length, Some(bytes));
        let start = self.length;
        self.length += length;
        self.pieces.push(Piece { start, end: self.length, from, to });
    }

    #[inline]
    fn chunk<const N: usize>(&mut self, at: usize, bytes: Option<&[u8; N]>) {
        let room = self.bytes.get_mut(at..).and_then(|room| room.first_chunk_mut());
        if let (Some(room), Some(bytes)) = (room, bytes) {
            *room = *bytes;
        }
    }
}
