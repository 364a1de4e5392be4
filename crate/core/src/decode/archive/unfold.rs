//! The way from a source to the members of its archives: through what it is packed in, and through archives within.

use super::reader::{Part, Read, Reader};
use super::{Archive, Entry, Event, Skipped, Step};
use crate::decode::sniff::{HEAD, head_of, sniff};
use crate::decode::stage::Unpack;
use crate::decode::{Container, DecodeError, Fault, Progress, copy};

/// Room between the stages, in bytes.
const MIDDLE: usize = 64 << 10;
/// So many archives may lie within each other.
const MAX_DEPTH: usize = 4;

/**
A stream from the bytes of a source to the bytes of the members in it.

Memory is bounded: at each level of archives the beginning of a member (256 KiB, 1 MiB of bzip2), two buffers, and the window of
what it is packed in. How the source is cut into pieces makes no difference to what comes out.
*/
pub struct Unfold {
    archive: Archive,
    unpack: Unpack,
    /// Unpacked and not yet read.
    middle: Buffer,
    reader: Reader,
    /// Bytes of the archive that the reader took.
    at: u64,
    depth: usize,
    phase: Phase,
    /// What is known of the member at hand.
    entry: Entry,
    /// Its first bytes, and how many of them were handed out.
    head: Vec<u8>,
    given: usize,
    /// An archive that it is, and bytes on their way there.
    inner: Option<Box<Unfold>>,
    between: Buffer,
    /// Damage that is still to be told, and of what within.
    damage: Option<(String, DecodeError)>,
    /// All its bytes were read.
    ended: bool,
    /// It was told to begin, and not yet to end.
    open: bool,
    /// The first fault ends the source.
    failed: Option<DecodeError>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No member is at hand.
    Outside,
    /// Its head is collected: it may turn out to be an archive.
    Look,
    /// It is handed out.
    Give,
    /// It is an archive.
    Within,
    /// What is left of it is left out.
    Leave,
}

#[derive(Default)]
struct Buffer {
    bytes: Vec<u8>,
    from: usize,
    to: usize,
}

impl Buffer {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.from..self.to).unwrap_or_default()
    }
}

impl Unfold {
    /// At the start of a source that is this archive, packed in this container.
    pub fn new(container: Container, archive: Archive) -> Self {
        Self::at_depth(container, archive, 1)
    }

    fn at_depth(container: Container, archive: Archive, depth: usize) -> Self {
        Self {
            archive,
            unpack: Unpack::new(container),
            middle: Buffer::default(),
            reader: Reader::new(archive),
            at: 0,
            depth,
            phase: Phase::Outside,
            entry: Entry::default(),
            head: Vec::new(),
            given: 0,
            inner: None,
            between: Buffer::default(),
            damage: None,
            ended: false,
            open: false,
            failed: None,
        }
    }

    /// The first bytes of the member that has just begun, as many as are looked at to tell what it is.
    pub fn head(&self) -> &[u8] {
        self.inner.as_ref().map_or(&self.head, |inner| inner.head())
    }

    /**
    Takes bytes from the front of `input` and writes bytes of the member at hand to the front of `output`, which must not be
    empty. Stops at an event, when the output is full or when the input is used up: without bytes and event it is to be called
    again with more input.

    # Errors

    A fault of the source itself, once all members before it have ended: nothing more comes of it.
    */
    pub fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, DecodeError> {
        self.advance(input, output, false)
    }

    /**
    To be called at the end of the source, until the step is empty.

    # Errors

    [`Fault::Truncated`] where the source does not end here; a fault that was found before.
    */
    pub fn finish(&mut self, output: &mut [u8]) -> Result<Step, DecodeError> {
        self.advance(&[], output, true)
    }

    fn advance(&mut self, input: &[u8], output: &mut [u8], end: bool) -> Result<Step, DecodeError> {
        let mut consumed = 0;
        loop {
            let input = input.get(consumed..).unwrap_or_default();
            let mut moved = false;
            let step = match self.phase {
                Phase::Outside => self.outside(input, end, &mut moved)?,
                Phase::Look => self.look(input, end, &mut moved),
                Phase::Give => self.give(input, output, end, &mut moved),
                Phase::Within => self.within(input, output, end, &mut moved),
                Phase::Leave => self.leave(input, end, &mut moved),
            };
            consumed += step.consumed;
            if step.produced > 0 || step.event.is_some() || (!moved && step.consumed == 0) {
                return Ok(Step { consumed, ..step });
            }
        }
    }

    fn outside(&mut self, input: &[u8], end: bool, moved: &mut bool) -> Result<Step, DecodeError> {
        let (mut step, part) = self.read(input, &mut [], end, moved);
        match (part, self.failed) {
            (Some(Part::Begin(entry)), _) => {
                (self.entry, self.phase, self.ended) = (entry, Phase::Look, false);
                self.head.clear();
                *moved = true;
            }
            (Some(Part::Skipped(skipped)), _) => step.event = Some(Event::Skipped(skipped)),
            (_, Some(fault)) => return Err(fault),
            _ => {}
        }
        Ok(step)
    }

    /// Collects the head of a member until it can be told what it is.
    fn look(&mut self, input: &[u8], end: bool, moved: &mut bool) -> Step {
        let wanted = if self.head.len() < HEAD { HEAD } else { head_of(&self.head) };
        let mut head = std::mem::take(&mut self.head);
        let length = head.len();
        head.resize(wanted.min(length + MIDDLE), 0);
        let mut step = self.take(input, head.get_mut(length..).unwrap_or_default(), end, moved);
        let produced = std::mem::take(&mut step.produced);
        head.truncate(length + produced);
        // What was packed goes on to give bytes after the last of its own were taken.
        *moved |= produced > 0;
        self.head = head;
        let whole = self.head.len() == wanted && wanted >= head_of(&self.head);
        if !self.ended && !whole {
            return step;
        }
        *moved = true;
        if self.head.is_empty() && self.damage.is_none() {
            self.phase = Phase::Outside;
            step.event = self.failed.is_none().then_some(Event::Skipped(Skipped::Empty));
            return step;
        }
        let found = sniff(&self.head);
        match found.archive {
            None => {
                (self.phase, self.given, self.open) = (Phase::Give, 0, true);
                step.event = Some(Event::Begin(std::mem::take(&mut self.entry)));
            }
            Some(_) if self.depth == MAX_DEPTH => {
                self.phase = Phase::Leave;
                step.event = Some(Event::Skipped(Skipped::Deep));
            }
            Some(archive) => {
                let inner = Self::at_depth(found.container, archive, self.depth + 1);
                let to = self.head.len();
                self.between = Buffer { bytes: std::mem::take(&mut self.head), from: 0, to };
                (self.phase, self.inner) = (Phase::Within, Some(Box::new(inner)));
            }
        }
        step
    }

    fn give(&mut self, input: &[u8], output: &mut [u8], end: bool, moved: &mut bool) -> Step {
        let head = copy(self.head.get(self.given..).unwrap_or_default(), output);
        self.given += head.produced;
        if head.produced > 0 {
            return Step { produced: head.produced, ..Step::default() };
        }
        if self.damage.is_some() || self.ended {
            return self.told();
        }
        let step = self.take(input, output, end, moved);
        *moved |= self.ended;
        step
    }

    fn within(&mut self, input: &[u8], output: &mut [u8], end: bool, moved: &mut bool) -> Step {
        let Some(inner) = &mut self.inner else { return Step::default() };
        let last = self.ended && self.between.rest().is_empty();
        match inner.advance(self.between.rest(), output, last) {
            Ok(mut step) => {
                let consumed = std::mem::take(&mut step.consumed);
                self.between.from += consumed;
                match &mut step.event {
                    Some(Event::Begin(entry)) => {
                        entry.name = format!("{}: {}", self.entry.name, entry.name);
                    }
                    Some(Event::Damaged { within, .. }) if !within.is_empty() => {
                        *within = format!("{}: {within}", self.entry.name);
                    }
                    _ => {}
                }
                if step != Step::default() || consumed > 0 {
                    *moved = true;
                    return step;
                }
                if last {
                    self.leave_inner(moved);
                    return step;
                }
            }
            Err(error) => {
                self.damage = Some((self.entry.name.clone(), error));
                self.leave_inner(moved);
                return Step::default();
            }
        }
        let mut bytes = std::mem::take(&mut self.between.bytes);
        bytes.resize(MIDDLE, 0);
        let mut step = self.take(input, &mut bytes, end, moved);
        self.between = Buffer { bytes, from: 0, to: std::mem::take(&mut step.produced) };
        *moved |= self.between.to > 0 || self.ended;
        step
    }

    fn leave_inner(&mut self, moved: &mut bool) {
        (self.inner, self.phase, *moved) = (None, Phase::Leave, true);
    }

    fn leave(&mut self, input: &[u8], end: bool, moved: &mut bool) -> Step {
        if self.damage.is_some() || self.ended {
            *moved = true;
            return self.told();
        }
        let mut bytes = std::mem::take(&mut self.between.bytes);
        bytes.resize(MIDDLE, 0);
        let mut step = self.take(input, &mut bytes, end, moved);
        *moved |= std::mem::take(&mut step.produced) > 0 || self.ended;
        self.between.bytes = bytes;
        step
    }

    /// What is left to be said of a member: its damage, then its end if it was said to begin.
    fn told(&mut self) -> Step {
        let event = if let Some((within, error)) = self.damage.take() {
            Some(Event::Damaged { within, error })
        } else {
            self.phase = Phase::Outside;
            std::mem::take(&mut self.open).then_some(Event::End)
        };
        Step { event, ..Step::default() }
    }

    /// Reads bytes of the member at hand, and notes its damage and its end: a fault of the source ends it, too.
    fn take(&mut self, input: &[u8], output: &mut [u8], end: bool, moved: &mut bool) -> Step {
        let (step, part) = self.read(input, output, end, moved);
        match part {
            Some(Part::Damaged(fault)) => {
                let within = if self.phase == Phase::Within { &*self.entry.name } else { "" };
                let error = DecodeError { container: self.archive.name(), fault };
                self.damage = Some((within.into(), error));
            }
            Some(Part::End) => self.ended = true,
            _ => self.ended |= self.failed.is_some() && step.produced == 0,
        }
        step
    }

    /// Has the reader take a step, with bytes out of the container.
    fn read(
        &mut self,
        input: &[u8],
        output: &mut [u8],
        end: bool,
        moved: &mut bool,
    ) -> (Step, Option<Part>) {
        let mut step = Step::default();
        while self.failed.is_none() {
            let plain = self.unpack.is_plain();
            let rest = if plain { input } else { self.middle.rest() };
            let Read { progress, part, moved: changed } =
                match self.reader.step(rest, output, self.at) {
                    Ok(read) => read,
                    Err(fault) => {
                        self.fail(fault);
                        break;
                    }
                };
            self.at += progress.consumed as u64;
            step.produced = progress.produced;
            if plain {
                step.consumed = progress.consumed;
            } else {
                self.middle.from += progress.consumed;
            }
            *moved |= changed || part.is_some();
            if progress.consumed + progress.produced > 0 || part.is_some() || changed {
                // What was taken out of the middle is progress, too.
                *moved |= progress.consumed > 0;
                return (step, part);
            }
            if plain {
                if end && !self.reader.may_end() {
                    self.fail(Fault::Truncated { at: self.at });
                }
                return (step, None);
            }
            if !self.refill(input, end, &mut step) {
                return (step, None);
            }
        }
        (step, None)
    }

    /// Has more unpacked. False where there is nothing to be had, for want of input or for good.
    fn refill(&mut self, input: &[u8], end: bool, step: &mut Step) -> bool {
        self.middle.bytes.resize(MIDDLE, 0);
        let unpacked = if end {
            let kept = self.unpack.finish(&mut self.middle.bytes);
            kept.map(|produced| Progress { consumed: 0, produced })
        } else {
            let input = input.get(step.consumed..).unwrap_or_default();
            self.unpack.decode(input, &mut self.middle.bytes)
        };
        match unpacked {
            Ok(progress) => {
                step.consumed += progress.consumed;
                (self.middle.from, self.middle.to) = (0, progress.produced);
                if end && progress.produced == 0 && !self.reader.may_end() {
                    self.fail(Fault::Truncated { at: self.at });
                }
                progress.produced > 0
            }
            Err(error) => {
                self.failed = Some(error);
                false
            }
        }
    }

    fn fail(&mut self, fault: Fault) {
        self.failed = Some(DecodeError { container: self.archive.name(), fault });
    }
}
