/*!
Slices that a pass needs again, cut out of the text of a packed source as it streams by.

A plain source needs none of this: its slices are read where they lie, see [`read_at`].
*/

use crate::chunks::Extent;
use crate::pass::PassId;
use crate::session::Session;
use crate::slots::Slot;
use crate::source::Source;
use logatlas_core::decode::{Decoder, Progress};
use std::collections::VecDeque;
use std::sync::Arc;

/// Where in a plain source the text of a slice lies, in bytes.
pub fn read_at(source: &Source, extent: Extent) -> std::ops::Range<u64> {
    let start = source.bom as u64 + extent.offset;
    start..start + extent.len
}

/// The slices of one packed source on their way to a pass.
pub struct Replay {
    session: Arc<Session>,
    pass: PassId,
    decoder: Decoder,
    /// Slices still to come, in the order of the text.
    extents: VecDeque<Extent>,
    /// Bytes of text that went by.
    at: u64,
    slot: Option<Slot>,
    skipped: Vec<u8>,
}

impl Replay {
    /// Replays these slices of one source, which must be in the order of its text.
    pub fn new(
        session: &Arc<Session>,
        pass: PassId,
        source: &Source,
        extents: Vec<Extent>,
    ) -> Self {
        Self {
            session: session.clone(),
            pass,
            decoder: Decoder::new(source.container, source.encoding),
            extents: extents.into(),
            at: 0,
            slot: None,
            skipped: vec![0; 64 << 10],
        }
    }

    /// Takes the next packed bytes. False once no more are needed, or the source can't be read on.
    pub fn push(&mut self, mut input: &[u8]) -> bool {
        loop {
            let Some((step, filled)) = self.fill(|decoder, room| decoder.decode(input, room).ok())
            else {
                return false;
            };
            input = input.get(step.consumed..).unwrap_or_default();
            if !filled && input.is_empty() {
                return true;
            }
        }
    }

    /// Ends the source: what the decoder held back is text, too. False if slices are missing all the same.
    pub fn finish(mut self) -> bool {
        let end = |decoder: &mut Decoder, room: &mut [u8]| {
            let produced = decoder.finish(room).ok()?;
            Some(Progress { consumed: 0, produced })
        };
        while self.fill(end).is_some_and(|(step, _)| step.produced > 0) {}
        self.extents.is_empty()
    }

    /// Has text written to where the next of it belongs; a slice that is whole goes to the pool. Returns what was done, and
    /// whether the room was filled; nothing once no more is needed or there is none.
    fn fill(
        &mut self,
        read: impl FnOnce(&mut Decoder, &mut [u8]) -> Option<Progress>,
    ) -> Option<(Progress, bool)> {
        let extent = *self.extents.front()?;
        let inside = self.at >= extent.offset;
        if inside && self.slot.is_none() {
            self.slot = self.session.slots.acquire();
        }
        let room = match &mut self.slot {
            Some(slot) if inside => {
                let from = (self.at - extent.offset) as usize;
                slot.bytes_mut().get_mut(from..extent.len as usize)
            }
            _ => {
                let most =
                    (extent.offset - self.at.min(extent.offset)).min(self.skipped.len() as u64);
                self.skipped.get_mut(..most as usize)
            }
        };
        let room = room.filter(|room| !room.is_empty())?;
        let wanted = room.len();
        let step = read(&mut self.decoder, room)?;
        self.at += step.produced as u64;
        if self.at == extent.offset + extent.len
            && let Some(slot) = self.slot.take()
        {
            self.extents.pop_front();
            self.session.parse_again(self.pass, slot, extent);
        }
        Some((step, step.produced == wanted))
    }
}

impl Drop for Replay {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            self.session.slots.release(slot);
        }
    }
}
