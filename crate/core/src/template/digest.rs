//! The hash of a text that comes in small pieces.

use xxhash_rust::xxh64::{Xxh64, xxh64};

use super::Sink;

/// Most masked texts fit in whole, and are then hashed in one go.
const ROOM: usize = 256;

const SEED: u64 = 0;

pub(super) struct Digest {
    buffer: [u8; ROOM],
    filled: usize,
    /// What did not fit any more.
    before: Option<Xxh64>,
}

impl Digest {
    pub(super) fn new() -> Self {
        Self { buffer: [0; ROOM], filled: 0, before: None }
    }

    /// XXH64 of all pieces together, however they were cut.
    pub(super) fn finish(self) -> u64 {
        let rest = &self.buffer[..self.filled];
        match self.before {
            None => xxh64(rest, SEED),
            Some(mut hasher) => {
                hasher.update(rest);
                hasher.digest()
            }
        }
    }
}

impl Sink for Digest {
    fn put(&mut self, piece: &[u8]) {
        if let Some(room) = self.buffer.get_mut(self.filled..self.filled + piece.len()) {
            room.copy_from_slice(piece);
            self.filled += piece.len();
        } else {
            let hasher = self.before.get_or_insert_with(|| Xxh64::new(SEED));
            hasher.update(&self.buffer[..self.filled]);
            hasher.update(piece);
            self.filled = 0;
        }
    }
}
