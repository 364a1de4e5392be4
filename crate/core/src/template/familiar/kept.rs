//! A message that was kept, and whether another is like it.

use super::super::address::ipv4;
use super::super::locator::path_length;
use super::BEHIND;
use super::vary::{Kind, address, hex, id, quoted};

/// Bytes that are compared at a time.
pub(super) const WORD: usize = 16;
/// Bytes of the beginning and of the end by which most others are told from a kept message.
pub(super) const HEAD: usize = WORD;
pub(super) const TAIL: usize = 8;

/// By how many bytes of a word are compared: the bits of these.
static BITS: [u128; WORD + 1] = bits();

const fn bits() -> [u128; WORD + 1] {
    let mut bits = [0; WORD + 1];
    let mut count = 1;
    while count <= WORD {
        bits[count] = u128::MAX >> (128 - 8 * count);
        count += 1;
    }
    bits
}

/// A kept message; by default none, which no message is like. What is looked at first fits into one line of a processor's cache.
#[derive(Clone, Debug, Default)]
#[repr(align(64))]
pub(super) struct Kept {
    /// How it begins and ends.
    pub(super) head: [u8; HEAD],
    pub(super) tail: u64,
    /// How many bytes of these come before the first variable and behind the last.
    pub(super) heads: u8,
    pub(super) tails: u8,
    /// How many bytes there are behind the last step, which are those of the tail.
    pub(super) rest: u16,
    /// What the message is known by: its template.
    pub(super) id: u32,
    /// How often it was found, of late.
    pub(super) found: u16,
    /// Where it is kept once it had to leave its set.
    pub(super) place: u16,
    pub(super) steps: Vec<Step>,
}

/// Bytes that have to be the same, and what comes behind them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    word: [u8; WORD],
    /// How many bytes there are, and how many of them are compared: none where the head has them.
    length: u8,
    compared: u8,
    /// So many digits at least and at most; none at most where something else comes.
    least: u8,
    most: u8,
    /// Another variable.
    kind: Option<Kind>,
}

/// What comes behind bytes.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// More of what has to be the same.
    Bytes,
    /// So many digits, at least and at most.
    Digits(u8, u8),
    /// Another variable.
    Variable(Kind),
}

impl Step {
    /// No more bytes than a word has, of which all or none are compared.
    pub(super) fn new(bytes: &[u8], compared: bool, what: What) -> Self {
        let mut word = [0; WORD];
        word.iter_mut().zip(bytes).for_each(|(to, byte)| *to = *byte);
        let length = bytes.len().min(WORD) as u8;
        let (least, most, kind) = match what {
            What::Bytes => (0, 0, None),
            What::Digits(least, most) => (least, most, None),
            What::Variable(kind) => (0, 0, Some(kind)),
        };
        Self { word, length, compared: if compared { length } else { 0 }, least, most, kind }
    }
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

impl Kept {
    /// Whether a message that begins and ends so may be like this one.
    #[inline(always)]
    pub(super) fn fits(&self, head: u128, tail: u64) -> bool {
        // By halves, for all of its bits are not shifted out at once.
        let half = 4 * (TAIL as u32).saturating_sub(self.tails.into());
        same(head, &self.head, self.heads) && (tail ^ self.tail) >> half >> half == 0
    }

    /// Whether the message that the text begins with is like this one; [`BEHIND`] more bytes follow, which do not count.
    #[inline(never)]
    pub(super) fn is_like(&self, text: &[u8]) -> bool {
        let Some(length) = text.len().checked_sub(BEHIND) else { return false };
        let mut at = 0;
        for step in &self.steps {
            let Some(word) = text.get(at..).and_then(|rest| rest.first_chunk()) else {
                return false;
            };
            if !same(u128::from_le_bytes(*word), &step.word, step.compared) {
                return false;
            }
            at += usize::from(step.length);
            if step.most > 0 {
                let count = digits(text, at);
                if count < usize::from(step.least) || count > usize::from(step.most) {
                    return false;
                }
                at += count;
            } else if let Some(kind) = step.kind {
                let count = match kind {
                    Kind::Path => text.get(at..).map_or(0, path_length),
                    kind => text.get(at..length).map_or(0, |text| kind.length(text)),
                };
                if count == 0 {
                    return false;
                }
                at += count;
            }
        }
        at + usize::from(self.rest) == length
    }

    /// Whether it is none.
    pub(super) fn is_none(&self) -> bool {
        self.steps.is_empty() && self.rest == 0
    }

    /// Becomes one that no other is like.
    pub(super) fn forget(&mut self) {
        self.steps.clear();
        (self.rest, self.found) = (0, 0);
    }
}

/// Whether the word begins with so many of the bytes.
#[inline(always)]
fn same(word: u128, bytes: &[u8; WORD], compared: u8) -> bool {
    let bits = BITS.get(usize::from(compared)).copied().unwrap_or(u128::MAX);
    (word ^ u128::from_le_bytes(*bytes)) & bits == 0
}

impl Kind {
    /// How long one of this kind is at the front of the text; 0 if there is none. Others are told without the text's end.
    #[inline]
    fn length(self, text: &[u8]) -> usize {
        match self {
            Self::Digits | Self::Decimal | Self::Port | Self::Path => 0,
            Self::Ipv4 => ipv4(text).unwrap_or(0),
            Self::Id => id(text),
            Self::Email => address(text),
            Self::Hex => hex(text),
            Self::Quoted(quote, name) => quoted(text, quote, name),
        }
    }
}

/// How many digits stand at `at`.
#[inline(always)]
fn digits(text: &[u8], at: usize) -> usize {
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let mut length = 0;
    loop {
        let word = text.get(at + length..).and_then(|rest| rest.first_chunk()).copied();
        let value = u64::from_le_bytes(word.unwrap_or_default()) ^ u64::from_le_bytes([b'0'; 8]);
        // Values beyond nine reach the high bit, by themselves or with what is added.
        let others = (((value & !HIGH) + u64::from_le_bytes([0x76; 8])) | value) & HIGH;
        if others != 0 {
            return length + others.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
}
