//! A message that was kept, and whether another is like it.

use super::super::address::ipv4;
use super::super::classes::byte;
use super::super::line::Piece;
use super::super::locator::path_length;
use super::vary::{Kind, hex, is_part_of_name, quoted, variable};
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
    /// Where each variable begins and ends.
    variables: Vec<(u16, u16, Kind)>,
    /// What the message is known by: its template.
    pub(super) id: u32,
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
        let (mut at, mut from) = (0, 0);
        for &(start, end, kind) in &self.variables {
            let (start, end) = (usize::from(start), usize::from(end));
            let Some(next) = self.goes_on(message, at, from, start) else { return false };
            (at, from) = (next, end);
            let length = match kind {
                Kind::Digits => digits(message, at),
                Kind::Decimal => match digits(message, at) {
                    0 => 0,
                    whole if byte(message, at + whole) == b'.' => {
                        let part = digits(message, at + whole + 1);
                        if part > 0 { whole + 1 + part } else { 0 }
                    }
                    _ => 0,
                },
                Kind::Ipv4 => message.get(at..).and_then(ipv4).unwrap_or(0),
                Kind::Path => message.get(at..).map_or(0, path_length),
                Kind::Hex => message.get(at..).map_or(0, hex),
                Kind::Quoted(quote) => message.get(at..).map_or(0, |text| quoted(text, quote)),
            };
            if length == 0 {
                return false;
            }
            at += length;
        }
        let end = self.bytes.len().saturating_sub(ROOM);
        self.goes_on(message, at, from, end) == Some(message.len())
    }

    /// Its beginning and its end.
    pub(super) fn ends(&self) -> Ends {
        let length = self.bytes.len().saturating_sub(ROOM);
        let Some((head, tail)) = ends(self.bytes.get(..length).unwrap_or_default()) else {
            return NO_ENDS;
        };
        let first = self.variables.first().map_or(length, |(start, ..)| usize::from(*start));
        let behind = length - self.variables.last().map_or(0, |(_, end, _)| usize::from(*end));
        let heads = u128::MAX.checked_shr(128 - 8 * first.min(HEAD) as u32).unwrap_or(0);
        let tails = u64::MAX.checked_shl(64 - 8 * behind.min(8) as u32).unwrap_or(0);
        Ends { head, tail, heads, tails }
    }

    /// Where in the message the part `from..to` of this one ends, if it stands there at `at`.
    // Called a few times a message: where modules have to be small it would not be copied otherwise.
    #[inline(always)]
    fn goes_on(&self, message: &[u8], at: usize, from: usize, to: usize) -> Option<usize> {
        let end = at + (to - from);
        if let 1..=8 = to - from
            && let Some(other) = message.get(at..).and_then(|rest| rest.first_chunk())
            && let Some(own) = self.bytes.get(from..).and_then(|rest| rest.first_chunk())
        {
            let differing = u64::from_le_bytes(*own) ^ u64::from_le_bytes(*other);
            return (differing << (64 - 8 * (to - from)) == 0).then_some(end);
        }
        same(self.bytes.get(from..to)?, message.get(at..end)?).then_some(end)
    }

    /// Becomes the message, if all its variables are of the kinds that are told.
    pub(super) fn set(&mut self, message: &[u8], pieces: &[Piece], text: &[u8]) -> Option<()> {
        self.bytes.clear();
        self.variables.clear();
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
                        | b"<str>"
                )
            )
        };
        if pieces.len() > VARIABLES || !pieces.iter().all(told) {
            return None;
        }
        let mut last = 0;
        for (index, piece) in pieces.iter().enumerate() {
            let stays = |piece: &Piece| {
                is_part_of_name(
                    message,
                    piece,
                    text.get(piece.start..piece.end).unwrap_or_default(),
                )
            };
            let mut later = pieces.iter().skip(index + 1).skip_while(|piece| stays(piece));
            let next = later.next().map_or(usize::MAX, |piece| piece.from);
            let mask = text.get(piece.start..piece.end)?;
            // Something stands between two.
            if piece.from == last && last > 0 {
                return None;
            }
            if stays(piece) {
                last = piece.to;
                continue;
            }
            let (end, kind) = variable(message, piece, mask, next)?;
            self.variables.push((piece.from as u16, end as u16, kind));
            last = end;
        }
        self.bytes.extend_from_slice(message);
        self.bytes.extend_from_slice(&[0; ROOM]);
        Some(())
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
