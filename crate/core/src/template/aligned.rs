//! The masked text of a message beside the message: which bytes stand behind each mask.

use super::{Masker, Sink, path};
use std::ops::Range;

/// A masked text, and where each of its bytes comes from. Reused from message to message.
#[derive(Debug, Default)]
pub struct Aligned {
    /// The same as [`text`](super::text) or [`path_shape`](super::path_shape) writes.
    pub(super) text: Vec<u8>,
    pieces: Vec<Piece>,
    /// Bytes of the message.
    length: usize,
    masker: Masker,
}

/// What stands in the masked text in place of other bytes of the message. Between pieces the two are the same.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: Range32,
    from: Range32,
}

#[derive(Clone, Copy, Debug)]
struct Range32 {
    start: u32,
    end: u32,
}

impl Range32 {
    fn new(start: usize, end: usize) -> Self {
        let fit = |value| u32::try_from(value).unwrap_or(u32::MAX);
        Self { start: fit(start), end: fit(end) }
    }
}

impl Aligned {
    /// Masks a message.
    pub fn message(&mut self, message: &[u8]) {
        self.start(message.len());
        let Self { masker, text, pieces, .. } = self;
        text.extend_from_slice(masker.mask(message));
        pieces.extend(masker.line.pieces.iter().map(|piece| Piece {
            at: Range32::new(piece.start, piece.end),
            from: Range32::new(piece.from, piece.to),
        }));
    }

    /// Masks a request: its method, a space, and its path from the byte `path` on; both may be missing.
    pub fn request(&mut self, request: &[u8], path: usize) {
        self.start(request.len());
        let (method, rest) = request.split_at(path.min(request.len()));
        let before = self.pieces.len();
        path::shape(rest, self);
        let by = method.len() as u32;
        for piece in self.pieces.iter_mut().skip(before) {
            for range in [&mut piece.at, &mut piece.from] {
                range.start = range.start.saturating_add(by);
                range.end = range.end.saturating_add(by);
            }
        }
        self.text.splice(0..0, method.iter().copied());
    }

    fn start(&mut self, length: usize) {
        self.text.clear();
        self.pieces.clear();
        self.length = length;
    }

    /// The bytes of the message that stand behind a part of the masked text, which must not begin or end within a mask.
    pub(super) fn source(&self, part: &Range<usize>) -> Range<usize> {
        let before = |test: &dyn Fn(&Piece) -> bool| {
            let count = self.pieces.partition_point(test);
            count.checked_sub(1).and_then(|last| self.pieces.get(last))
        };
        // A text that goes on behind a piece does so where the piece's bytes end.
        let after = |piece: &Piece, at: usize| {
            (piece.from.end as usize).saturating_add(at - piece.at.end as usize)
        };
        let start = match before(&|piece| piece.at.start as usize <= part.start) {
            Some(piece) if part.start < piece.at.end as usize => piece.from.start as usize,
            Some(piece) => after(piece, part.start),
            None => part.start,
        };
        let end = match before(&|piece| (piece.at.start as usize) < part.end) {
            Some(piece) if part.end <= piece.at.end as usize => piece.from.end as usize,
            Some(piece) => after(piece, part.end),
            None => part.end,
        };
        let end = end.min(self.length);
        // Of no bytes at all.
        start.min(end)..end
    }
}

impl Sink for Aligned {
    fn put(&mut self, piece: &[u8]) {
        self.text.extend_from_slice(piece);
    }

    fn put_for(&mut self, piece: &[u8], from: usize, to: usize) {
        let start = self.text.len();
        self.text.extend_from_slice(piece);
        let at = Range32::new(start, self.text.len());
        self.pieces.push(Piece { at, from: Range32::new(from, to) });
    }
}
