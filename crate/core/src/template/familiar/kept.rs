//! A message that was kept, and whether another is like it.

use super::super::address::ipv4;
use super::super::classes::{DIGIT, byte, run};
use super::super::locator::path_length;
use super::super::mask::Mask;
use super::lanes::{self, decimal, digits, first_bits};
use super::vary::{Kind, address, quoted, whole};
use super::{BEHIND, LONGEST, Room};
use wide::u8x16;

/// Bytes that are compared at a time.
pub(super) const WORD: usize = 16;
/// Bytes of the beginning and of the end by which most others are told from a kept message.
pub(super) const HEAD: usize = WORD;
pub(super) const TAIL: usize = 8;

/// A message that is looked up: so many bytes, and others behind it, which do not count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) bytes: &'a Room,
    pub(super) length: u32,
}

impl Text<'_> {
    /// The bytes at `at`, those behind the message among them; any bytes far behind it. It costs no check of bounds.
    #[inline(always)]
    pub(super) fn word(&self, at: u32) -> &[u8; WORD] {
        let at = at as usize % LONGEST;
        self.bytes.get(at..at + WORD).and_then(<[u8]>::first_chunk).unwrap_or(&[0; WORD])
    }

    /// The byte at `at`; beyond the message there is white space.
    #[inline(always)]
    pub(super) fn byte(&self, at: u32) -> u8 {
        if at < self.length { byte(self.bytes, at as usize) } else { b' ' }
    }

    /// How many bytes there are from `at` on.
    #[inline(always)]
    pub(super) fn left(&self, at: u32) -> u32 {
        self.length.saturating_sub(at)
    }
}

/// A kept message; by default none, which no message is like. What is looked at first fits into one line of a processor's cache.
#[derive(Clone, Debug, Default)]
#[repr(align(64))]
pub(super) struct Kept {
    /// How it begins and ends.
    pub(super) head: [u8; HEAD],
    pub(super) tail: u64,
    /// Which bytes of the head count, a bit each: those before the first variable.
    pub(super) counted: u16,
    /// By how many bits what differs in the tail is shifted, twice: those before the end of the last variable do not count.
    pub(super) half: u8,
    /// How many bytes there are behind the last step, which are those of the tail.
    pub(super) rest: u16,
    /// What the message is known by: its template.
    pub(super) id: u32,
    /// How often it was found, of late.
    pub(super) found: u32,
    /// Where it is kept once it had to leave its set.
    pub(super) place: u16,
    pub(super) steps: Vec<Step>,
}

/// Bytes that have to be the same, and what comes behind them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    word: [u8; WORD],
    /// Which bytes of the word count, a bit each: none where the head has them.
    counted: u16,
    /// How many bytes there are.
    length: u8,
    what: What,
}

/// What comes behind bytes. Which it is has a byte of its own, so that it is told in one instruction.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub(super) enum What {
    /// More of what has to be the same.
    Bytes,
    /// So many digits at least, and how many more at most. With a point, any before it and any behind it.
    Digits { least: u8, more: u8, point: bool },
    /// Another variable.
    Variable(Kind),
}

impl Step {
    /// No more bytes than a word has, of which all or none are compared.
    pub(super) fn new(bytes: &[u8], compared: bool, what: What) -> Self {
        let mut word = [0; WORD];
        word.iter_mut().zip(bytes).for_each(|(to, byte)| *to = *byte);
        let length = bytes.len().min(WORD) as u8;
        Self {
            word,
            counted: if compared { first_bits(length.into()) as u16 } else { 0 },
            length,
            what,
        }
    }
}

/// The first bytes of a message and the last; none for one of less than eight.
#[inline(always)]
pub(super) fn ends(message: &[u8]) -> Option<(u8x16, u64)> {
    let tail = u64::from_le_bytes(*message.last_chunk()?);
    let head = match message.first_chunk() {
        Some(head) => *head,
        None => {
            let first = u64::from_le_bytes(*message.first_chunk()?);
            let beyond = message.len().saturating_sub(8) as u32;
            let rest = tail.checked_shr(64 - 8 * beyond).unwrap_or(0);
            (u128::from(rest) << 64 | u128::from(first)).to_le_bytes()
        }
    };
    Some((u8x16::new(head), tail))
}

/// The path that was looked at last in a message: one that is like none of those that begin with a path is measured once.
#[derive(Debug)]
pub(super) struct PathAt {
    at: u32,
    length: u32,
}

impl Default for PathAt {
    fn default() -> Self {
        Self { at: u32::MAX, length: 0 }
    }
}

impl PathAt {
    /// How long the path is that begins there; 0 if there is none.
    #[inline(always)]
    fn length(&mut self, text: Text<'_>, at: u32) -> u32 {
        if self.at != at {
            let rest = text.bytes.get(at as usize..text.length as usize + BEHIND);
            let length = rest.map_or(0, path_length) as u32;
            *self = Self { at, length };
        }
        self.length
    }
}

impl Kept {
    /// Whether a message that begins and ends so may be like this one.
    #[inline(always)]
    pub(super) fn fits(&self, head: u8x16, tail: u64) -> bool {
        // All bits of a number are not shifted out at once.
        same(head, &self.head, self.counted) && (tail ^ self.tail) >> self.half >> self.half == 0
    }

    /// Whether the message is like this one.
    #[inline(always)]
    pub(super) fn is_like(&self, text: Text<'_>, path: &mut PathAt) -> bool {
        let mut at: u32 = 0;
        for step in &self.steps {
            if !same(u8x16::new(*text.word(at)), &step.word, step.counted) {
                return false;
            }
            at += u32::from(step.length);
            let count = match step.what {
                What::Bytes => 0,
                What::Digits { point: true, .. } => {
                    let (point, end) = decimal(text.word(at));
                    let whole = point > 0 && point + 1 < end && end < WORD as u32;
                    if !whole || text.byte(at + point) != b'.' {
                        return false;
                    }
                    end
                }
                What::Digits { least, more, .. } => {
                    let count = digits(text.word(at));
                    let count = if count < WORD as u32 { count } else { many(text, at) };
                    if count.wrapping_sub(least.into()) > more.into() {
                        return false;
                    }
                    count
                }
                What::Variable(kind) => {
                    let count = match kind {
                        Kind::Path => path.length(text, at),
                        kind => kind.length(text, at),
                    };
                    if count == 0 {
                        return false;
                    }
                    count
                }
            };
            at += count;
        }
        at + u32::from(self.rest) == text.length
    }

    /// The same, not copied into its caller: for what few messages come to.
    #[inline(never)]
    pub(super) fn is_like_after_all(&self, text: Text<'_>, path: &mut PathAt) -> bool {
        self.is_like(text, path)
    }

    /// Whether it is none.
    pub(super) fn is_none(&self) -> bool {
        self.steps.is_empty() && self.rest == 0
    }
}

/// Whether the bytes that count are the same.
#[inline(always)]
fn same(word: u8x16, bytes: &[u8; WORD], counted: u16) -> bool {
    !word.simd_eq(u8x16::new(*bytes)).to_bitmask() & u32::from(counted) == 0
}

impl Kind {
    /// How long one of this kind is at `at` in the message; 0 if there is none. Others are told without the message's end.
    #[inline(never)]
    fn length(self, text: Text<'_>, at: u32) -> u32 {
        // Most are told at once.
        let short = match self {
            Self::Ipv4 => lanes::ipv4(text, at),
            Self::Token(Mask::Hex) => lanes::hexadecimal(text, at),
            _ => 0,
        };
        if short > 0 {
            return short;
        }
        let rest = text.bytes.get(at as usize..text.length as usize).unwrap_or_default();
        let length = match self {
            Self::Digits | Self::Decimal | Self::Port | Self::Path => 0,
            Self::Ipv4 => ipv4(rest).unwrap_or(0),
            Self::Token(mask) => whole(rest, mask),
            Self::Email => address(rest),
            Self::Quoted(kind) => quoted(rest, kind),
        };
        length as u32
    }
}

/// How many digits stand at `at`.
#[cold]
#[inline(never)]
fn many(text: Text<'_>, at: u32) -> u32 {
    text.bytes.get(at as usize..).map_or(0, |text| run(text, DIGIT)) as u32
}
