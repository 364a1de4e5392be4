/*!
The texts in a file: its own, or those of the members of an archive, one after another.
*/

use crate::files::Input;
use crate::lines::slices::Slices;
use logatlas_core::decode::{self, Event, Step, Unfold};
use logatlas_core::time::Timestamp;
use logatlas_engine::Source;
use std::io::{self, Read};

/// Bytes of an archive that are read at a time.
const PACKED: usize = 256 << 10;

/// Hands the slices of each text in a file, for which about `slice` bytes are read, to `take`, which says what is known of its source then, and whether more are wanted.
/// Returns all sources, the archive itself among them.
pub(crate) fn each_text(
    input: Input<'_>,
    format: Option<&str>,
    slice: usize,
    mut take: impl FnMut(Slices<'_>) -> io::Result<(Source, bool)>,
) -> io::Result<Vec<Source>> {
    let slices = Slices::new(input, format, slice);
    let Some(kind) = slices.source().archive else { return Ok(vec![take(slices)?.0]) };
    let (input, source) = slices.into_parts();
    let mut archive = Archive::new(input, source, kind);
    let mut members = Vec::new();
    loop {
        let Some(member) = archive.next() else { break };
        let (source, goes_on) = take(Slices::new(member, format, slice))?;
        if let Some(sentence) = archive.damage.take() {
            source.fail(sentence, source.bytes());
        }
        members.push(source);
        if !goes_on {
            break;
        }
    }
    members.insert(0, archive.source);
    Ok(members)
}

/// An archive on its way into its members.
struct Archive<'a> {
    input: Input<'a>,
    source: Source,
    unfold: Unfold,
    packed: Vec<u8>,
    from: usize,
    to: usize,
    /// All its bytes were read.
    ended: bool,
    /// A member is at hand.
    open: bool,
    /// What is wrong with that member.
    damage: Option<String>,
}

impl<'a> Archive<'a> {
    fn new(input: Input<'a>, source: Source, kind: decode::Archive) -> Self {
        Self {
            unfold: Unfold::new(source.container, kind),
            input,
            source,
            packed: vec![0; PACKED],
            from: 0,
            to: 0,
            ended: false,
            open: false,
            damage: None,
        }
    }

    /// Goes on to the next member; its beginning and, as they are asked for, its bytes.
    fn next(&mut self) -> Option<Input<'_>> {
        let mut passed = vec![0; PACKED];
        while self.open {
            self.step(&mut passed)?;
        }
        self.damage = None;
        let entry = loop {
            if let Some(Event::Begin(entry)) = self.step(&mut passed)?.event {
                break entry;
            }
        };
        let head = self.unfold.head().to_vec();
        // They are among the bytes that follow.
        let mut left = head.len();
        while left > 0 {
            let room = passed.get_mut(..left.min(PACKED))?;
            left -= self.step(room)?.produced;
        }
        let mut hints = self.input.hints;
        if let Some(seconds) = entry.modified {
            hints.modified = Some(Timestamp::from_nanos(seconds.saturating_mul(1_000_000_000)));
        }
        let name = format!("{}: {}", self.source.name, entry.name);
        Some(Input::of_member(name, hints, head, Box::new(Member(self))))
    }

    /// The next bytes or event. None once there are no more, or for a fault, which is noted.
    fn step(&mut self, room: &mut [u8]) -> Option<Step> {
        loop {
            let packed = self.packed.get(self.from..self.to).unwrap_or_default();
            let result = match self.ended {
                true => self.unfold.finish(room),
                false => self.unfold.decode(packed, room),
            };
            let step = result
                .map_err(|error| self.source.fail(error.to_string(), error.fault.position()))
                .ok()?;
            self.from += step.consumed;
            match &step.event {
                None => {}
                Some(Event::Begin(_)) => {
                    self.open = true;
                    self.source.count_member(None);
                }
                Some(Event::End) => self.open = false,
                Some(Event::Skipped(skipped)) => self.source.count_member(Some(*skipped)),
                Some(Event::Damaged { within, error }) => self.damaged(within, &error.to_string()),
            }
            if step.produced > 0 || step.event.is_some() {
                return Some(step);
            }
            if self.ended {
                return None;
            }
            (self.from, self.to) = (0, 0);
            match self.input.read(&mut self.packed) {
                Ok(0) => self.ended = true,
                Ok(count) => self.to = count,
                Err(sentence) => {
                    self.source.fail(sentence, self.input.given);
                    self.ended = true;
                }
            }
        }
    }

    fn damaged(&mut self, within: &str, error: &str) {
        let sentence = match within {
            "" => error.to_owned(),
            within => format!("{within}: {error}"),
        };
        if self.open {
            self.damage.get_or_insert(sentence);
        } else if !within.is_empty() {
            self.source.fail(sentence, self.source.bytes());
        }
    }
}

/// The bytes of the member at hand.
struct Member<'a, 'b>(&'b mut Archive<'a>);

impl Read for Member<'_, '_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        while self.0.open && !room.is_empty() {
            match self.0.step(room) {
                Some(step) if step.produced > 0 => return Ok(step.produced),
                Some(_) => {}
                None => self.0.open = false,
            }
        }
        Ok(0)
    }
}
