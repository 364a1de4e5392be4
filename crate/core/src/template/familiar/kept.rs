//! A message that was kept, and whether another is like it.

use super::super::address::ipv4;
use super::super::line::Piece;
use super::super::locator::path_length;
use super::vary::{Kind, PORT, address, hex, id, is_common, is_part_of_name, quoted, variable};
use super::{LONGEST, Room};

/// Messages with more variables are not kept.
const VARIABLES: usize = 12;
/// Bytes that [`Ends`] has of the beginning, and of the end.
const HEAD: usize = 16;
const TAIL: usize = 8;
/// Bytes that are compared at a time.
const WORD: usize = 8;

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
    bytes: Vec<u8>,
    variables: Vec<Variable>,
    steps: Vec<Step>,
    /// How many bytes there are behind the last step; [`Ends`] compares them.
    rest: usize,
    /// What the message is known by: its template.
    pub(super) id: u32,
}

/// Where a variable begins and ends.
#[derive(Clone, Copy, Debug)]
struct Variable {
    start: u16,
    end: u16,
    kind: Kind,
}

/// Bytes that have to be the same, and what comes behind them. Short ones, so that all are compared alike.
#[derive(Clone, Copy, Debug)]
struct Step {
    word: u64,
    /// Those of the word's bits that are compared: none where [`Ends`] does.
    bits: u64,
    length: u16,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    /// More of what has to be the same.
    Bytes,
    /// So many digits, at least and at most.
    Digits(u16, u16),
    Path,
    /// Another variable.
    Variable(Kind),
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
    /// Whether the message in the room, of so many bytes, is like this one.
    #[inline]
    pub(super) fn is_like(&self, room: &Room, length: usize) -> bool {
        let mut at = 0;
        for step in &self.steps {
            if (word(room, at) ^ step.word) & step.bits != 0 {
                return false;
            }
            at += usize::from(step.length);
            let variable = match step.what {
                What::Bytes => continue,
                What::Digits(least, most) => {
                    let count = digits(room, at);
                    if (usize::from(least)..=usize::from(most)).contains(&count) {
                        count
                    } else {
                        0
                    }
                }
                // What is behind the message ends a path.
                What::Path => room.get(at..).map_or(0, path_length),
                What::Variable(kind) => room.get(at..length).map_or(0, |text| kind.length(text)),
            };
            if variable == 0 {
                return false;
            }
            at += variable;
        }
        at + self.rest == length
    }

    /// Becomes one that no other is like.
    pub(super) fn forget(&mut self) {
        self.steps.clear();
        self.rest = 0;
    }

    /// Its beginning and its end.
    pub(super) fn ends(&self) -> Ends {
        let length = self.bytes.len();
        let Some((head, tail)) = ends(&self.bytes) else { return NO_ENDS };
        let first = self.variables.first().map_or(length, |variable| usize::from(variable.start));
        let last = self.variables.last().map_or(0, |variable| usize::from(variable.end));
        let behind = length - last;
        let heads = u128::MAX.checked_shr(128 - 8 * first.min(HEAD) as u32).unwrap_or(0);
        let tails = u64::MAX.checked_shl(64 - 8 * behind.min(TAIL) as u32).unwrap_or(0);
        Ends { head, tail, heads, tails }
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
                    self.variables.push(Variable {
                        start: piece.from as u16,
                        end: to as u16,
                        kind,
                    });
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
        self.variables.reverse();
        self.bytes.extend_from_slice(message);
        self.prepare();
        Some(())
    }

    /// Takes what stands between the variables as words.
    fn prepare(&mut self) {
        let Self { bytes, variables, steps, rest, .. } = self;
        steps.clear();
        let mut from = 0;
        for variable in variables {
            let (start, end) = (usize::from(variable.start), usize::from(variable.end));
            let what = match variable.kind {
                Kind::Digits | Kind::Decimal => ANY,
                Kind::Port => What::Digits(*PORT.start() as u16, *PORT.end() as u16),
                Kind::Path => What::Path,
                kind => What::Variable(kind),
            };
            match bytes.get(from..start).unwrap_or_default() {
                beginning if from == 0 && start <= HEAD => skip(steps, beginning.len(), what),
                between => compare(steps, between, what),
            }
            if variable.kind == Kind::Decimal {
                compare(steps, b".", ANY);
            }
            from = end;
        }
        let skipped = if from == 0 { HEAD } else { 0 };
        let behind = bytes.get(from..).unwrap_or_default();
        *rest = behind.len();
        if let Some(middle @ [_, ..]) = behind.get(skipped..behind.len().saturating_sub(TAIL)) {
            if skipped > 0 {
                skip(steps, skipped, What::Bytes);
            }
            compare(steps, middle, What::Bytes);
            *rest -= skipped + middle.len();
        }
    }
}

/// Any number of digits.
const ANY: What = What::Digits(1, LONGEST as u16);

/// Adds a step for bytes that are compared elsewhere.
fn skip(steps: &mut Vec<Step>, length: usize, what: What) {
    steps.push(Step { word: 0, bits: 0, length: length as u16, what });
}

/// Adds steps for bytes that have to be the same.
fn compare(steps: &mut Vec<Step>, bytes: &[u8], what: What) {
    let mut words = bytes.chunks(WORD).peekable();
    while let Some(part) = words.next() {
        let mut word = [0; WORD];
        word.iter_mut().zip(part).for_each(|(to, byte)| *to = *byte);
        let bits = u64::MAX >> (64 - 8 * part.len());
        let what = if words.peek().is_some() { What::Bytes } else { what };
        let word = u64::from_le_bytes(word);
        steps.push(Step { word, bits, length: part.len() as u16, what });
    }
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

/// The eight bytes at `at`; none are beyond the room.
#[inline(always)]
fn word(room: &Room, at: usize) -> u64 {
    let word = room.get(at..).and_then(|rest| rest.first_chunk());
    word.map_or(0, |word| u64::from_le_bytes(*word))
}

/// How many digits stand at `at`.
#[inline(always)]
fn digits(room: &Room, at: usize) -> usize {
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let mut length = 0;
    loop {
        let value = word(room, at + length) ^ u64::from_le_bytes([b'0'; 8]);
        // Values beyond nine reach the high bit, by themselves or with what is added.
        let others = (((value & !HIGH) + u64::from_le_bytes([0x76; 8])) | value) & HIGH;
        if others != 0 {
            return length + others.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
}
