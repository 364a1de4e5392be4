/*!
Messages like one met before are told without masking them: nothing differs but numbers, IPv4 addresses and paths.

Of a message all of whose variables are such, what stands between them is kept. Another that has the same between variables of the same
kinds is masked to the same text, since recognisers look from one token into the next only for a unit, a month or a quote; messages
where another number or path could change what they see are not kept. What is kept changes the speed and nothing else.
*/

use super::address::ipv4;
use super::classes::{AT, DELIMITER, DIGIT, HEX, LETTER, PATH, SLASH, WORD, byte, is, run};
use super::date::{is_month, is_weekday};
use super::line::Piece;
use super::locator::path_length;
use super::number::LONGEST_UNIT;
use crate::bytes::same;

/// Longer messages are not kept.
const LONGEST: usize = 512;
/// Nor are those with more variables.
const VARIABLES: usize = 12;
/// Sets of messages that begin alike, a power of two, and how many are kept of each.
const SETS: usize = 64;
const WAYS: usize = 4;

/// What differs between messages that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `17`
    Digits,
    /// `17.5`
    Decimal,
    /// `10.0.0.1:80`
    Ipv4,
    /// `/var/log/x`
    Path,
}

/// A kept message.
#[derive(Clone, Debug, Default)]
struct Message {
    bytes: Vec<u8>,
    /// Where each variable begins and ends.
    variables: Vec<(u16, u16, Kind)>,
    /// What the message is known by: its template.
    id: u32,
}

/// Messages kept of a slice.
#[derive(Debug)]
pub struct Familiar {
    sets: Box<[[Message; WAYS]; SETS]>,
    /// The one to be kept next.
    next: Message,
    /// Grows with each message and shrinks with each kept: where none is like another only some are kept.
    credit: u32,
}

/// What keeping a message takes of the credit, and the most that is saved up.
const PRICE: u32 = 8;
const MOST: u32 = 1024;

impl Default for Familiar {
    fn default() -> Self {
        let sets = std::array::from_fn(|_| std::array::from_fn(|_| Message::default()));
        Self { sets: Box::new(sets), next: Message::default(), credit: MOST }
    }
}

impl Familiar {
    /// The template of a message.
    #[inline]
    pub fn find(&mut self, message: &[u8]) -> Option<u32> {
        let set = self.sets.get_mut(set(message)?)?;
        let way = set.iter().position(|kept| kept.is_like(message))?;
        if way > 0 {
            set.get_mut(..=way)?.rotate_right(1);
        }
        self.credit = (self.credit + 1).min(MOST);
        Some(set.first()?.id)
    }

    /// Keeps a message, which had these parts masked and belongs to this template.
    pub(super) fn keep(&mut self, message: &[u8], pieces: &[Piece], text: &[u8], id: u32) {
        self.credit += 1;
        if self.credit < PRICE {
            return;
        }
        let Some(set) = set(message).and_then(|set| self.sets.get_mut(set)) else { return };
        if self.next.set(message, pieces, text).is_none() {
            return;
        }
        self.credit -= PRICE;
        self.next.id = id;
        set.rotate_right(1);
        let [first, ..] = set;
        std::mem::swap(first, &mut self.next);
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        for message in self.sets.iter_mut().flatten() {
            message.bytes.clear();
        }
        self.credit = MOST;
    }
}

/// Where messages are kept that begin with the same letters.
#[inline]
fn set(message: &[u8]) -> Option<usize> {
    const LETTERS: u64 = u64::from_le_bytes([0x40; 8]);
    let first = u64::from_le_bytes(*message.first_chunk()?);
    let others = !first & LETTERS;
    // Zero where all eight are letters.
    let below = (others & others.wrapping_neg()) >> 6;
    let hash = (first & below.wrapping_sub(1)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (message.len() <= LONGEST).then_some((hash >> (64 - SETS.ilog2())) as usize)
}

impl Message {
    #[inline]
    fn is_like(&self, message: &[u8]) -> bool {
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
            };
            if length == 0 {
                return false;
            }
            at += length;
        }
        let end = self.bytes.len();
        end > 0 && self.goes_on(message, at, from, end) == Some(message.len())
    }

    /// Where in the message the part `from..to` of this one ends, if it stands there at `at`.
    // Called a few times a message: where modules have to be small it would not be copied otherwise.
    #[inline(always)]
    fn goes_on(&self, message: &[u8], at: usize, from: usize, to: usize) -> Option<usize> {
        let end = at + (to - from);
        same(self.bytes.get(from..to)?, message.get(at..end)?).then_some(end)
    }

    /// Becomes the message, if all its variables are of the kinds that are told.
    fn set(&mut self, message: &[u8], pieces: &[Piece], text: &[u8]) -> Option<()> {
        self.bytes.clear();
        self.variables.clear();
        let told = |piece: &Piece| {
            matches!(
                text.get(piece.start..piece.end),
                Some(b"<num>" | b"<duration>" | b"<size>" | b"<ip>" | b"<path>")
            )
        };
        if pieces.len() > VARIABLES || !pieces.iter().all(told) {
            return None;
        }
        let mut last = 0;
        for (index, piece) in pieces.iter().enumerate() {
            let next = pieces.get(index + 1).map_or(usize::MAX, |piece| piece.from);
            let mask = text.get(piece.start..piece.end)?;
            let (end, kind) = variable(message, piece, mask, next)?;
            // Something stands between two.
            if piece.from == last && last > 0 {
                return None;
            }
            self.variables.push((piece.from as u16, end as u16, kind));
            last = end;
        }
        self.bytes.extend_from_slice(message);
        Some(())
    }
}

/// Where the variable ends that a piece of the message is, and its kind, if any other variable of this kind would have been masked the
/// same; the next piece begins at `next`.
fn variable(message: &[u8], piece: &Piece, mask: &[u8], next: usize) -> Option<(usize, Kind)> {
    let text = message.get(piece.from..piece.to)?;
    let rest = message.get(piece.from..)?;
    let before = message.get(..piece.from)?;
    let begin = before.iter().rposition(|&byte| is(byte, DELIMITER)).map_or(0, |at| at + 1);
    let prefix = before.get(begin..)?;
    // A path may go on behind a sign that ends tokens.
    if prefix.is_empty() && before.last() == Some(&b'=') {
        let inside = before.iter().rev().take_while(|&&byte| is(byte, WORD | PATH | SLASH));
        if inside.copied().any(|byte| is(byte, SLASH | AT)) {
            return None;
        }
    }
    let ends = |length: usize| is(byte(rest, length), DELIMITER);
    let whole_token = prefix.is_empty() && ends(text.len());
    match mask {
        b"<num>" | b"<duration>" | b"<size>" => {
            let whole = run(text, DIGIT);
            let part = if byte(text, whole) == b'.' { run(&text[whole + 1..], DIGIT) } else { 0 };
            let (length, kind) = match part {
                0 => (whole, Kind::Digits),
                part => (whole + 1 + part, Kind::Decimal),
            };
            let unit = text.get(length..)?;
            let word = unit.strip_prefix(b" ").unwrap_or(unit);
            let glued = !word.is_empty() && word.len() == unit.len();
            // What is no unit is told from the word behind a space, and what follows it.
            let after = rest.get(length + 1..).unwrap_or_default();
            let letters = run(after, LETTER).min(LONGEST_UNIT + 1);
            let goes_on = match byte(rest, length) {
                b'%' => 1,
                b'.' if kind == Kind::Digits && is(byte(after, 0), LETTER) => 1 + run(after, WORD),
                _ => 0,
            };
            let told = match byte(rest, length) {
                _ if !ends(text.len() + goes_on) || piece.from + text.len() + goes_on >= next => {
                    false
                }
                b',' => kind == Kind::Decimal || !is(byte(after, 0), DIGIT),
                b' ' => {
                    piece.from + length + letters + 2 <= next
                        && byte(after, letters) != b'.'
                        && !is_month(after)
                }
                _ => true,
            };
            let sure = whole > 0
                && word.len() == run(word, LETTER)
                && (mask == b"<num>") == word.is_empty()
                && !(glued && (is(word[0], HEX) || matches!(word[0], b'x' | b'X')))
                && (prefix.is_empty() || is_name(prefix))
                && told
                && !named_before(before);
            sure.then_some((piece.from + length, kind))
        }
        b"<ip>" => {
            let sure = ipv4(rest) == Some(text.len()) && whole_token && !named_before(before);
            sure.then_some((piece.to, Kind::Ipv4))
        }
        // Whether a quote opens depends on what stands before it.
        b"<path>" => {
            let quoted = matches!(byte(rest, text.len()), b'"' | b'\'' | b'`');
            (path_length(rest) == text.len() && prefix.is_empty() && !quoted)
                .then_some((piece.to, Kind::Path))
        }
        _ => None,
    }
}

/// Whether what stands before a number in its token is no part of anything that goes on with it: names, which no hexadecimal
/// digits are, and signs between them; one sign at the end.
fn is_name(prefix: &[u8]) -> bool {
    let mut words = prefix.split(|&byte| !is(byte, WORD));
    let [.., letter, b'-' | b'_' | b':' | b'#'] = prefix else { return false };
    is(*letter, LETTER)
        && !prefix.iter().any(|&byte| is(byte, SLASH | AT))
        && words.all(|word| word.is_empty() || word.iter().any(|&byte| !is(byte, HEX)))
}

/// Whether a number behind this text may be the day of a date.
fn named_before(before: &[u8]) -> bool {
    let end = before.iter().rposition(|byte| !matches!(byte, b' ' | b','));
    let name = end.and_then(|end| before.get(end.checked_sub(2)?..)).unwrap_or_default();
    is_month(name) || is_weekday(name)
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

#[cfg(test)]
mod tests {
    use super::super::{Masker, text};
    use super::*;
    use proptest::prelude::*;

    fn masked(message: &[u8]) -> String {
        let mut out = Vec::new();
        text(message, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Of a message once kept, is the other one like it?
    fn alike(kept: &[u8], other: &[u8]) -> bool {
        let (mut masker, mut familiar) = (Masker::default(), Familiar::default());
        masker.mask(kept);
        masker.keep(kept, &mut familiar, 7);
        familiar.find(other) == Some(7)
    }

    #[test]
    fn numbers_addresses_and_paths_may_differ() {
        for (kept, other) in [
            (
                "GET /p/chair-17 answered 200 with 3 bytes in 56.393 ms",
                "GET /c/x.js answered 4 with 123456789 bytes in 1.0 ms",
            ),
            ("DHCPACK of 10.0.0.1 from 10.0.0.2:67", "DHCPACK of 1.2.3.4:80 from 255.255.255.255"),
            (
                "Pool stats (total=2, active=44, waiting=1)",
                "Pool stats (total=12345678, active=0, waiting=99)",
            ),
            ("Heap usage is 5 of 10 MB", "Heap usage is 500 of 1 MB"),
            ("Nothing at all differs.", "Nothing at all differs."),
            ("Waited 34ms, then went on", "Waited 3ms, then went on"),
        ] {
            assert!(alike(kept.as_bytes(), other.as_bytes()), "{kept} | {other}");
            assert_eq!(masked(kept.as_bytes()), masked(other.as_bytes()));
        }
    }

    /// Pieces that make recognisers look around.
    fn messages() -> impl Strategy<Value = Vec<String>> {
        let piece = prop_oneof![
            4 => "[0-9]{1,4}",
            2 => "[0-9]{1,3}\\.[0-9]{1,3}",
            2 => "(/[a-z0-9.-]{1,3}){1,3}",
            1 => "[12]{1,3}(\\.[12]{1,3}){3}(:[0-9]{1,2})?",
                8 => "[ ,=:(<'\"/@._%#-]{1,2}",
            6 => Just(" ".to_owned()),
            6 => prop::sample::select(vec!["ms", "s", "MB", "Oct", "Sun", "of", "user", "m", "x", "e", "18 Oct 2015"]).prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 1..14)
    }

    /// The message with other numbers and paths.
    fn changed(pieces: &[String], others: &[String]) -> String {
        let mut others = others.iter().cycle();
        let change = |piece: &String| {
            let varies = piece.bytes().any(|byte| byte.is_ascii_digit() || byte == b'/');
            let like = |other: &&String| {
                other.as_bytes()[0].is_ascii_digit() == piece.as_bytes()[0].is_ascii_digit()
            };
            let other = if varies { others.by_ref().take(9).find(like) } else { None };
            other.unwrap_or(piece).clone()
        };
        pieces.iter().map(change).collect()
    }

    proptest! {
        #[test]
        fn what_is_alike_is_masked_to_the_same_text(pieces in messages(), others in messages()) {
            let kept = format!("question {}", pieces.concat());
            let other = format!("question {}", changed(&pieces, &others));
            if alike(kept.as_bytes(), other.as_bytes()) {
                prop_assert_eq!(masked(kept.as_bytes()), masked(other.as_bytes()), "{} | {}", kept, other);
            }
        }
    }
}
