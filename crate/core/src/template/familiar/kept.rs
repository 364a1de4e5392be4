//! A message that was kept, and whether another is like it.

use super::super::address::ipv4;
use super::super::classes::byte;
use super::super::line::Piece;
use super::super::locator::path_length;
use super::vary::{Kind, address, hex, id, is_common, is_part_of_name, is_port, quoted, variable};
use crate::bytes::same;

/// Messages with more variables are not kept.
const VARIABLES: usize = 12;
/// Bytes that [`Ends`] has of the beginning.
const HEAD: usize = 16;
/// Bytes behind a kept message that do not count, so that parts of it can be compared as words.
const ROOM: usize = 8;

/// How a kept message begins and ends: most others are told from it by that.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ends {
    head: u128,
    tail: u64,
    /// The bits of those that come before the first variable and behind the last. None are those of no message.
    heads: u128,
    tails: u64,
}

/// Those of no message.
pub(super) const NO_ENDS: Ends = Ends { head: 0, tail: 0, heads: u128::MAX, tails: u64::MAX };

/// A kept message.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    /// With [`ROOM`] behind it.
    pub(super) bytes: Vec<u8>,
    steps: Vec<Step>,
    /// Where what stands behind the last variable begins; [`Ends`] compares it where that is `true`.
    last: (u16, bool),
    /// What the message is known by: its template.
    pub(super) id: u32,
}

/// A variable and what stands before it, behind the one before.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// The bytes before it, if they are eight or fewer, and their bits: none where [`Ends`] compares them.
    word: u64,
    bits: u64,
    /// Where these begin, and where the variable begins and ends.
    from: u16,
    start: u16,
    end: u16,
    kind: Kind,
}

/// The first bytes of a message and the last; none for one of less than eight.
#[inline]
pub(super) fn ends(message: &[u8]) -> Option<(u128, u64)> {
    let tail = u64::from_le_bytes(*message.last_chunk()?);
    let head = match message.first_chunk() {
        Some(head) => u128::from_le_bytes(*head),
        None => {
            let first = u64::from_le_bytes(*message.first_chunk()?);
            let beyond = message.len().saturating_sub(8) as u32;
            let rest = tail.checked_shr(64 - 8 * beyond).unwrap_or(0);
            u128::from(rest) << 64 | u128::from(first)
        }
    };
    Some((head, tail))
}

impl Ends {
    #[inline]
    pub(super) fn fit(&self, head: u128, tail: u64) -> bool {
        (head ^ self.head) & self.heads == 0 && (tail ^ self.tail) & self.tails == 0
    }
}

impl Message {
    #[inline]
    pub(super) fn is_like(&self, message: &[u8]) -> bool {
        let mut at = 0;
        for step in &self.steps {
            let before = usize::from(step.start - step.from);
            let rest = message.get(at..).unwrap_or_default();
            match rest.first_chunk() {
                Some(other) if before <= 8 || step.bits == 0 => {
                    if (u64::from_le_bytes(*other) ^ step.word) & step.bits != 0 {
                        return false;
                    }
                }
                _ => {
                    let own = self.bytes.get(usize::from(step.from)..usize::from(step.start));
                    let (Some(own), Some(other)) = (own, rest.get(..before)) else { return false };
                    if !same(own, other) {
                        return false;
                    }
                }
            }
            at += before;
            let length = step.kind.length(message, at);
            if length == 0 {
                return false;
            }
            at += length;
        }
        let (last, compared) = self.last;
        let own = self.bytes.get(usize::from(last)..self.bytes.len().saturating_sub(ROOM));
        let (Some(own), Some(other)) = (own, message.get(at..)) else { return false };
        own.len() == other.len() && (compared || same(own, other))
    }

    /// Its beginning and its end.
    pub(super) fn ends(&self) -> Ends {
        let length = self.bytes.len().saturating_sub(ROOM);
        let Some((head, tail)) = ends(self.bytes.get(..length).unwrap_or_default()) else {
            return NO_ENDS;
        };
        let first = self.steps.first().map_or(length, |step| usize::from(step.start));
        let behind = length - usize::from(self.last.0);
        let heads = u128::MAX.checked_shr(128 - 8 * first.min(HEAD) as u32).unwrap_or(0);
        let tails = u64::MAX.checked_shl(64 - 8 * behind.min(8) as u32).unwrap_or(0);
        Ends { head, tail, heads, tails }
    }

    /// Becomes the message, if all its variables are of the kinds that are told.
    pub(super) fn set(&mut self, message: &[u8], pieces: &[Piece], text: &[u8]) -> Option<()> {
        self.bytes.clear();
        self.steps.clear();
        let told = |piece: &Piece| {
            matches!(
                text.get(piece.start..piece.end),
                Some(
                    b"<num>"
                        | b"<duration>"
                        | b"<size>"
                        | b"<ip>"
                        | b"<path>"
                        | b"<hex>"
                        | b"<email>"
                        | b"<id>"
                        | b"<str>"
                )
            )
        };
        if pieces.len() > VARIABLES || !pieces.iter().all(told) {
            return None;
        }
        // From the last to the first: where the piece behind begins, one that is no part of a name, and the next variable.
        let (mut after, mut next, mut varies) = (usize::MAX, usize::MAX, usize::MAX);
        for piece in pieces.iter().rev() {
            let mask = text.get(piece.start..piece.end)?;
            let mut end = piece.to;
            if !is_part_of_name(message, piece, mask) {
                if let Some((to, kind)) = variable(message, piece, mask, next) {
                    let start = piece.from as u16;
                    let step = Step { word: 0, bits: 0, from: 0, start, end: to as u16, kind };
                    self.steps.push(step);
                    (end, varies) = (to, piece.from);
                } else if !is_common(message, piece, mask, varies) {
                    return None;
                }
                next = piece.from;
            }
            // Something stands between two.
            if end == after {
                return None;
            }
            after = piece.from;
        }
        self.steps.reverse();
        self.bytes.extend_from_slice(message);
        self.bytes.extend_from_slice(&[0; ROOM]);
        self.prepare();
        Some(())
    }
}

impl Message {
    /// Takes what stands between the variables as words.
    fn prepare(&mut self) {
        let Self { bytes, steps, last, .. } = self;
        let mut from = 0;
        for step in steps {
            let before = step.start - from;
            let word = bytes.get(usize::from(from)..).and_then(|rest| rest.first_chunk());
            step.from = from;
            step.word = word.map_or(0, |word| u64::from_le_bytes(*word));
            step.bits = match before {
                _ if from == 0 && usize::from(before) <= HEAD => 0,
                1..=8 => u64::MAX >> (64 - 8 * before),
                // Compared byte by byte.
                _ => u64::MAX,
            };
            from = step.end;
        }
        let behind = bytes.len().saturating_sub(ROOM + usize::from(from));
        *last = (from, behind <= 8 && from > 0 || bytes.len() <= ROOM + 8);
    }
}

impl Kind {
    /// How long one of this kind is that stands at `at`; 0 if there is none. The message has at least eight bytes.
    // As above.
    #[inline(always)]
    fn length(self, message: &[u8], at: usize) -> usize {
        match self {
            Self::Digits => digits(message, at),
            Self::Port => {
                let length = digits(message, at);
                if is_port(length) { length } else { 0 }
            }
            Self::Decimal => match digits(message, at) {
                0 => 0,
                whole if byte(message, at + whole) == b'.' => {
                    let part = digits(message, at + whole + 1);
                    if part > 0 { whole + 1 + part } else { 0 }
                }
                _ => 0,
            },
            Self::Ipv4 => message.get(at..).and_then(ipv4).unwrap_or(0),
            Self::Path => message.get(at..).map_or(0, path_length),
            Self::Id => message.get(at..).map_or(0, id),
            Self::Email => message.get(at..).map_or(0, address),
            Self::Hex => message.get(at..).map_or(0, hex),
            Self::Quoted(quote, name) => {
                message.get(at..).map_or(0, |text| quoted(text, quote, name))
            }
        }
    }
}

/// How many digits stand at `at`; the message has at least eight bytes.
// As above.
#[inline(always)]
fn digits(message: &[u8], at: usize) -> usize {
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let mut length = 0;
    loop {
        let from = at + length;
        let word = match message.get(from..).and_then(|rest| rest.first_chunk()) {
            Some(word) => u64::from_le_bytes(*word),
            None => {
                let Some(last) = message.last_chunk() else { return 0 };
                let left = message.len().saturating_sub(from);
                u64::from_le_bytes(*last).unbounded_shr(64 - 8 * left as u32)
            }
        };
        let value = word ^ u64::from_le_bytes([b'0'; 8]);
        // Values beyond nine reach the high bit, by themselves or with what is added.
        let others = (((value & !HIGH) + u64::from_le_bytes([0x76; 8])) | value) & HIGH;
        if others != 0 {
            return length + others.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
}
