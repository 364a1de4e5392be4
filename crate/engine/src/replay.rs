/*!
Slices that a pass needs again, cut out of the text of a packed source, or of the members of an archive, as it streams by.

A plain source needs none of this: its slices are read where they lie, see [`read_at`].
*/

use crate::chunks::Extent;
use crate::members::{Visit, Walk};
use crate::pass::PassId;
use crate::session::Session;
use crate::slots::Slot;
use crate::source::{Source, file_of, number_of};
use logatlas_core::decode::{Decoder, Entry, Progress};
use std::collections::VecDeque;
use std::sync::Arc;

/// Where in a plain source the text of a slice lies, in bytes.
pub fn read_at(source: &Source, extent: Extent) -> std::ops::Range<u64> {
    let start = source.bom as u64 + extent.offset;
    start..start + extent.len
}

/// The slices of one file that is not read in place, on their way to a pass.
pub struct Replay(Kind);

enum Kind {
    Text(Box<Text>),
    Members(Box<(Walk, Members)>),
}

impl Replay {
    /// Replays these slices of one file, or of its members, which must be in the order of their sources and of the text. None
    /// where there are none, or the session does not know their file.
    pub fn new(session: &Arc<Session>, pass: PassId, extents: Vec<Extent>) -> Option<Self> {
        let number = number_of(file_of(extents.first()?.source));
        let source = session.source(number)?;
        let kind = match Walk::new(number, &source) {
            None => Kind::Text(Box::new(Text::new(session, pass, &source, extents))),
            Some(walk) => {
                let extents = extents.into();
                let session = session.clone();
                let members = Members { session, pass, extents, text: None, missed: false };
                Kind::Members(Box::new((walk, members)))
            }
        };
        Some(Self(kind))
    }

    /// Takes the next bytes of the file. False once no more are needed, or the file can't be read on.
    pub fn push(&mut self, input: &[u8]) -> bool {
        match &mut self.0 {
            Kind::Text(text) => text.push(input),
            Kind::Members(members) => {
                let (walk, members) = &mut **members;
                walk.push(input, members).unwrap_or(false)
            }
        }
    }

    /// Ends the file: what a decoder held back is text, too. False if slices are missing all the same.
    pub fn finish(self) -> bool {
        match self.0 {
            Kind::Text(text) => text.finish(),
            Kind::Members(members) => {
                let (mut walk, mut members) = *members;
                // A fault was told when the file was read first.
                let _ = walk.finish(&mut members);
                members.end();
                members.extents.is_empty() && !members.missed
            }
        }
    }
}

/// The slices of the members of one archive.
struct Members {
    session: Arc<Session>,
    pass: PassId,
    /// Slices of members still to come.
    extents: VecDeque<Extent>,
    /// The member at hand, if slices of it are needed.
    text: Option<Text>,
    /// Whether slices of a member were not to be had.
    missed: bool,
}

impl Visit for Members {
    fn begin(&mut self, number: u64, _entry: Entry, _head: &[u8]) {
        let mut extents = Vec::new();
        while let Some(extent) = self.extents.pop_front_if(|extent| extent.source == number) {
            extents.push(extent);
        }
        if let (false, Some(source)) = (extents.is_empty(), self.session.source(number)) {
            self.text = Some(Text::new(&self.session, self.pass, &source, extents));
        }
    }

    fn bytes(&mut self, bytes: &[u8]) -> bool {
        if self.text.as_mut().is_some_and(|text| !text.push(bytes)) {
            self.end();
        }
        self.text.is_some() || !self.extents.is_empty()
    }

    fn end(&mut self) {
        self.missed |= self.text.take().is_some_and(|text| !text.finish());
    }
}

/// The slices of one text.
struct Text {
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

impl Text {
    fn new(session: &Arc<Session>, pass: PassId, source: &Source, extents: Vec<Extent>) -> Self {
        Self {
            session: session.clone(),
            pass,
            decoder: source.any_decoder(),
            extents: extents.into(),
            at: 0,
            slot: None,
            skipped: vec![0; 64 << 10],
        }
    }

    fn push(&mut self, mut input: &[u8]) -> bool {
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

    fn finish(mut self) -> bool {
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

impl Drop for Text {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            self.session.slots.release(slot);
        }
    }
}
