/*!
The bytes of one source into slots, cut where no record is torn.

The reader writes to [`Feed::space`] and calls [`Feed::filled`] (plain sources: no copy but the read itself), or hands
packed bytes to [`Feed::push`]. Full slots go to the pool.
*/

use crate::chunks::Extent;
use crate::members::{Visit, Walk};
use crate::session::Session;
use crate::slots::{CARRY, Slot};
use crate::source::Source;
use logatlas_core::decode::{DecodeError, Decoder, Entry, Skipped};
use logatlas_core::split::{self, MAX_LINE};
use logatlas_core::time::Timestamp;
use std::sync::Arc;

/// One source on its way into a session.
pub struct Feed {
    session: Arc<Session>,
    number: u64,
    source: Arc<Source>,
    decoder: Option<Decoder>,
    /// Those of an archive, each with a feed of its own.
    members: Option<Box<(Walk, Members)>>,
    slot: Option<Slot>,
    /// What is in the slot: `bytes[from..to]`.
    from: usize,
    to: usize,
    /// Where in the source's text the slot's content starts.
    offset: u64,
    /// Inside a line of which enough was kept: its rest is skipped.
    skipping: bool,
}

impl Feed {
    /// Starts a source that the session knows by this number. None where it knows no such source.
    pub fn new(session: &Arc<Session>, number: u64) -> Option<Self> {
        let source = session.source(number)?;
        let walk = Walk::new(number, &source);
        Some(Self {
            decoder: source.decoder(),
            members: walk.map(|walk| Box::new((walk, Members::new(session, &source)))),
            session: session.clone(),
            number,
            source,
            slot: None,
            from: CARRY,
            to: CARRY,
            offset: 0,
            skipping: false,
        })
    }

    /// Whether the source's bytes are its text, so that they can be read straight into [`space`](Self::space).
    pub fn is_direct(&self) -> bool {
        self.decoder.is_none() && self.members.is_none()
    }

    /// Room for the next bytes of text, waiting for a free slot if need be. None once the session was cancelled.
    pub fn space(&mut self) -> Option<&mut [u8]> {
        if self.session.control.cancelled() {
            return None;
        }
        if self.slot.is_none() {
            self.slot = Some(self.session.slots.acquire()?);
        }
        self.slot.as_mut()?.bytes_mut().get_mut(self.to..)
    }

    /// Tells that so many bytes were written to [`space`](Self::space).
    pub fn filled(&mut self, count: usize) {
        let before = self.to;
        self.to += count;
        if self.skipping {
            self.skip(before);
        }
        let full = self.slot.as_ref().is_some_and(|slot| self.to >= slot.bytes().len());
        if full {
            self.publish();
        }
    }

    /// Takes packed bytes and fills slots with the text in them. False once the source can't be read on: its end, a
    /// fault (noted at the source), or cancel.
    pub fn push(&mut self, mut input: &[u8]) -> bool {
        if let Some(members) = &mut self.members {
            let (walk, members) = &mut **members;
            return walk.push(input, members).unwrap_or_else(|error| {
                self.source.fail(error.to_string(), error.fault.position());
                false
            });
        }
        let Some(mut decoder) = self.decoder.take() else { return false };
        let mut goes_on = true;
        loop {
            let Some(space) = self.space() else {
                goes_on = false;
                break;
            };
            let room = space.len();
            match decoder.decode(input, space) {
                Ok(step) => {
                    input = input.get(step.consumed..).unwrap_or_default();
                    self.filled(step.produced);
                    if step.produced < room && input.is_empty() {
                        break;
                    }
                }
                Err(error) => {
                    self.source.fail(error.to_string(), error.fault.position());
                    goes_on = false;
                    break;
                }
            }
        }
        self.decoder = goes_on.then_some(decoder);
        goes_on
    }

    /// Ends the source: what is left goes to the pool.
    pub fn finish(mut self) {
        if let Some(members) = self.members.take() {
            let (mut walk, mut members) = *members;
            if !self.session.control.cancelled()
                && let Err(error) = walk.finish(&mut members)
            {
                self.source.fail(error.to_string(), error.fault.position());
            }
            members.end();
            return;
        }
        if let Some(mut decoder) = self.decoder.take() {
            while let Some(space) = self.space() {
                match decoder.finish(space) {
                    Ok(0) => break,
                    Ok(count) => self.filled(count),
                    Err(error) => {
                        self.source.fail(error.to_string(), error.fault.position());
                        break;
                    }
                }
            }
        }
        if !self.session.control.cancelled() {
            self.send(self.to);
        }
        if let Some(slot) = self.slot.take() {
            self.session.slots.release(slot);
        }
    }

    /// Sends all whole records of a full slot to the pool and carries the rest over.
    fn publish(&mut self) {
        let Some(slot) = &self.slot else { return };
        let content = slot.bytes().get(self.from..self.to).unwrap_or_default();
        let tail = content.len() - memchr::memrchr(b'\n', content).map_or(0, |at| at + 1);
        if tail > MAX_LINE {
            // The line is longer than what is read of one: keep its beginning, one byte more to tell, and skip the rest.
            let kept = self.to - tail + MAX_LINE + 1;
            let rest = (self.to - kept) as u64;
            self.skipping = true;
            self.send(kept);
            self.offset += rest;
            return;
        }
        match split::cut(content, &*self.source.reader) {
            0 => self.carry_in_place(),
            cut => self.send(self.from + cut),
        }
    }

    /// Moves the content down to make room: it can't be cut yet.
    fn carry_in_place(&mut self) {
        let Some(slot) = &mut self.slot else { return };
        let len = self.to - self.from;
        slot.bytes_mut().copy_within(self.from..self.to, CARRY - len);
        self.from = CARRY - len;
        self.to = CARRY;
    }

    /// Hands the slot's content up to `end` to the pool; what lies behind goes to a new slot.
    fn send(&mut self, end: usize) {
        let Some(slot) = self.slot.take() else { return };
        let carried = slot.bytes().get(end..self.to).unwrap_or_default();
        if end > self.from {
            let next = if carried.is_empty() || self.skipping {
                None
            } else {
                self.session.slots.acquire()
            };
            let extent =
                Extent { source: self.number, offset: self.offset, len: (end - self.from) as u64 };
            let range = self.from..end;
            self.offset += extent.len;
            let kept = carried.len();
            self.from = CARRY;
            self.to = CARRY;
            if let Some(mut next) = next {
                let start = CARRY - kept;
                if let Some(room) = next.bytes_mut().get_mut(start..CARRY) {
                    room.copy_from_slice(carried);
                    self.from = start;
                }
                self.slot = Some(next);
            }
            self.session.parse(slot, range, extent);
        } else {
            self.slot = Some(slot);
        }
    }

    /// Drops what belongs to an overlong line: all up to its newline, if that is there yet.
    fn skip(&mut self, from: usize) {
        let Some(slot) = &self.slot else { return };
        let new = slot.bytes().get(from..self.to).unwrap_or_default();
        match memchr::memchr(b'\n', new) {
            Some(at) => {
                self.from = from + at + 1;
                self.skipping = false;
            }
            None => {
                self.from = CARRY;
                self.to = CARRY;
            }
        }
        let dropped = if self.skipping { new.len() } else { self.from - from };
        self.offset += dropped as u64;
    }
}

/// The members of an archive on their way into a session.
struct Members {
    session: Arc<Session>,
    archive: Arc<Source>,
    /// The member at hand, unless it is passed over.
    member: Option<(Arc<Source>, Feed)>,
    /// Bytes of it that went by, and how many of them are a byte order mark to be dropped.
    bytes: u64,
    mark: usize,
}

impl Members {
    fn new(session: &Arc<Session>, archive: &Arc<Source>) -> Self {
        let (session, archive) = (session.clone(), archive.clone());
        Self { session, archive, member: None, bytes: 0, mark: 0 }
    }
}

impl Visit for Members {
    fn begin(&mut self, number: u64, entry: Entry, head: &[u8]) {
        let name = format!("{}: {}", self.archive.name, entry.name);
        let mut hints = self.archive.hints;
        if let Some(seconds) = entry.modified {
            hints.modified = Some(Timestamp::from_nanos(seconds.saturating_mul(1_000_000_000)));
        }
        let wish = self.archive.wish.as_deref();
        let source = Source::open(name, head.len() as u64, head, hints, wish);
        let source = Arc::new(source.trim());
        (self.bytes, self.mark) = (0, source.bom);
        self.member = None;
        if self.session.add_member(number, source.clone()) {
            self.member = Feed::new(&self.session, number).map(|feed| (source, feed));
        }
        self.archive.count_member(self.member.is_none().then_some(Skipped::Beyond));
    }

    fn bytes(&mut self, mut bytes: &[u8]) -> bool {
        self.bytes += bytes.len() as u64;
        let Some((_, feed)) = &mut self.member else { return !self.session.control.cancelled() };
        if !feed.is_direct() {
            if !feed.push(bytes) {
                self.end();
            }
            return !self.session.control.cancelled();
        }
        let mark = self.mark.min(bytes.len());
        self.mark -= mark;
        bytes = bytes.get(mark..).unwrap_or_default();
        while !bytes.is_empty() {
            let Some(space) = feed.space() else { return false };
            let (piece, rest) = bytes.split_at(bytes.len().min(space.len()));
            if let Some(room) = space.get_mut(..piece.len()) {
                room.copy_from_slice(piece);
            }
            feed.filled(piece.len());
            bytes = rest;
        }
        true
    }

    fn end(&mut self) {
        if let Some((source, feed)) = self.member.take() {
            source.set_bytes(self.bytes.max(source.bytes()));
            feed.finish();
        }
    }

    fn skipped(&mut self, skipped: Skipped) {
        self.archive.count_member(Some(skipped));
    }

    fn damaged(&mut self, within: &str, error: DecodeError) {
        match &self.member {
            Some((source, _)) if within.is_empty() => source.fail(error.to_string(), self.bytes),
            Some((source, _)) => source.fail(format!("{within}: {error}"), self.bytes),
            None if within.is_empty() => {}
            // The archive itself is read to its end all the same.
            None => self.archive.fail(format!("{within}: {error}"), self.archive.bytes()),
        }
    }
}
