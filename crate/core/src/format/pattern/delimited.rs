/*!
Patterns whose fields end where what stands behind them begins: a line is read from left to right, once, by looking for one literal
after another.

The first place where a literal stands is taken, which never rules out a way to go on: a pattern that fits the beginning of a
line in any way fits it in this one. A quote that an odd number of backslashes escapes ends no field in quotes.
*/

use super::draft::{Draft, How, Kind, Token};
use super::fault::{Fault, Why};
use super::target::{Cell, Name, Target};
use crate::bytes::find;
use crate::format::meaning::read_time;
use crate::format::{TimeMemo, access};
use crate::record::Value;
use crate::time::{self, Hints, Layout, Timestamp};
use memchr::memmem::Finder;
use std::ops::Range;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Delimited {
    pieces: Vec<Piece>,
    /// Whether a line may go on behind the last of them.
    open: bool,
}

/// What a token finds in lines.
#[derive(Debug)]
enum Piece {
    Literal(Box<Literal>),
    Field { until: Until, quoted: bool },
    Time(How),
    Spaces,
}

/// Where a line does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The piece that does not; the number of all pieces where the line goes on behind them.
    pub(super) piece: usize,
    /// The byte of the line where it should have begun.
    pub(super) at: usize,
    pub(super) why: Why,
}

/// Where a field ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Until {
    /// Where the literal behind it begins.
    Literal,
    /// At a slash, with which the next field begins.
    Slash,
    /// At white space.
    Space,
    /// Behind the last of some addresses.
    Addresses,
    /// With the line.
    End,
}

/// Bytes to be looked for.
#[derive(Debug)]
struct Literal {
    bytes: Box<[u8]>,
    finder: Finder<'static>,
}

/// The time of a record, where it has one.
type Time = Option<Timestamp>;

/// The times of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Times {
    /// That of the record, where it has one.
    pub(super) record: Time,
    /// The pieces that it was read from.
    pub(super) taken: [Option<usize>; 2],
}

impl Delimited {
    /// Compiles a draft, and tells what becomes of what each of its pieces finds. `open` lines may go on behind it.
    ///
    /// # Errors
    /// Two fields with nothing between them, or no field at all.
    pub(super) fn new(
        mut draft: Draft,
        open: bool,
        source: &str,
    ) -> Result<(Self, Vec<Cell>), Fault> {
        draft.join();
        let mut pieces = Vec::with_capacity(draft.tokens.len());
        let mut cells = Vec::with_capacity(draft.tokens.len());
        let mut tokens = draft.tokens.into_iter().peekable();
        let mut before = None;
        while let Some(Token { place, kind }) = tokens.next() {
            let next = tokens.peek();
            let (piece, target) = match kind {
                Kind::Literal(bytes) => {
                    let finder = Finder::new(&bytes).into_owned();
                    (
                        Piece::Literal(Box::new(Literal { bytes: bytes.into(), finder })),
                        Target::Ignored,
                    )
                }
                Kind::Spaces => (Piece::Spaces, Target::Ignored),
                Kind::Time(how, name) => (Piece::Time(how), Target::Timed(Name::Own(name.into()))),
                Kind::Field(target) => {
                    let until = match target {
                        Target::Forwarded => Until::Addresses,
                        _ => until(next, &place, source)?,
                    };
                    let closed = matches!(next, Some(Token { kind: Kind::Literal(text), .. }) if text.first() == Some(&b'"'));
                    (Piece::Field { until, quoted: closed && before == Some(b'"') }, target)
                }
            };
            before = match &piece {
                Piece::Literal(literal) => literal.bytes.last().copied(),
                _ => None,
            };
            pieces.push(piece);
            cells.push(Cell { place, target });
        }
        if cells.iter().all(|cell| cell.target == Target::Ignored) {
            return Err(Fault::whole(source, "it has no field"));
        }
        Ok((Self { pieces, open }, cells))
    }

    /// Finds the pieces in a line: where each of them stands goes to `cells`.
    pub(super) fn scan(
        &self,
        line: &[u8],
        hints: &Hints,
        memo: &mut TimeMemo,
        cells: &mut Vec<Range<usize>>,
    ) -> Result<Times, Misfit> {
        cells.clear();
        let mut times = Times::default();
        let mut clock = None;
        let mut at = 0;
        for (index, piece) in self.pieces.iter().enumerate() {
            let rest = line.get(at..).unwrap_or_default();
            let next = self.pieces.get(index + 1);
            let misfit = |why| Misfit { piece: index, at, why };
            let length = match piece {
                Piece::Literal(literal) => {
                    let there = rest.starts_with(&literal.bytes);
                    there.then_some(literal.bytes.len()).ok_or_else(|| misfit(Why::Literal))?
                }
                Piece::Spaces => rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count(),
                Piece::Field { until, quoted } => {
                    until.end(rest, next, *quoted).ok_or_else(|| misfit(Why::Unended))?
                }
                Piece::Time(how) => {
                    let (time, length) =
                        how.read(rest, next, hints, memo).ok_or_else(|| misfit(Why::Time))?;
                    let [day, hour] = &mut times.taken;
                    let (slot, taken) =
                        if how.is_clock() { (&mut clock, hour) } else { (&mut times.record, day) };
                    if slot.is_none() {
                        *slot = time;
                        *taken = Some(index);
                    }
                    length
                }
            };
            cells.push(at..at + length);
            at += length;
        }
        if at < line.len() && !self.open {
            return Err(Misfit { piece: self.pieces.len(), at, why: Why::Rest });
        }
        // A time of the day is read as the nanoseconds since midnight.
        let since = clock.map_or(0, Timestamp::as_nanos);
        let moved = |day: Timestamp| Timestamp::from_nanos(day.as_nanos().saturating_add(since));
        times.record = times.record.map(moved);
        Ok(times)
    }
}

/// Where the field before a token ends.
fn until(next: Option<&Token>, place: &Range<usize>, source: &str) -> Result<Until, Fault> {
    Ok(match next.map(|token| &token.kind) {
        None => Until::End,
        Some(Kind::Literal(_)) => Until::Literal,
        Some(Kind::Spaces) => Until::Space,
        Some(Kind::Field(target)) if target.is_path() => Until::Slash,
        Some(Kind::Field(_) | Kind::Time(..)) => {
            let other = next.map_or(0..0, |next| next.place.clone());
            let other = source.get(other).unwrap_or_default();
            let why = format!(
                "nothing stands between it and {other}, so there is no telling where it ends"
            );
            return Err(Fault::new(source, place.clone(), why));
        }
    })
}

impl Until {
    /// The length of the field that `rest` begins with.
    fn end(self, rest: &[u8], next: Option<&Piece>, quoted: bool) -> Option<usize> {
        match (self, next) {
            (Self::Literal, Some(Piece::Literal(literal))) => literal.find(rest, quoted),
            (Self::Slash, _) => find(b'/', rest),
            (Self::Addresses, _) => Some(addresses(rest)),
            (Self::Space, _) => {
                let space = rest.iter().position(u8::is_ascii_whitespace);
                Some(space.unwrap_or(rest.len()))
            }
            _ => Some(rest.len()),
        }
    }
}

/// The length of the addresses that `rest` begins with, commas and spaces between them; what else there is counts as one.
fn addresses(rest: &[u8]) -> usize {
    let between = |byte: &u8| matches!(byte, b',' | b' ');
    let mut end = 0;
    loop {
        let gap = rest.iter().skip(end).take_while(|byte| between(byte)).count();
        let word = rest.get(end + gap..).unwrap_or_default();
        let ends = |byte: &u8| between(byte) || matches!(byte, b'"' | b']' | b'\t');
        let length = word.iter().position(ends).unwrap_or(word.len());
        let is_address = access::is_address(word.get(..length).unwrap_or_default());
        if (end > 0 || gap > 0) && !is_address {
            return end;
        }
        end += gap + length;
        if length == 0 || !is_address {
            return end;
        }
    }
}

impl Literal {
    /// Where it first stands, as the end of a field in quotes or of another one.
    #[inline]
    fn find(&self, text: &[u8], quoted: bool) -> Option<usize> {
        let mut from = 0;
        loop {
            let rest = text.get(from..)?;
            let at = from
                + match *self.bytes {
                    [byte] => find(byte, rest)?,
                    _ => self.finder.find(rest)?,
                };
            let before = text.get(from..at).unwrap_or_default();
            let escapes = before.iter().rev().take_while(|&&byte| byte == b'\\').count();
            if !quoted || escapes % 2 == 0 {
                return Some(at);
            }
            from = at + 1;
        }
    }
}

/// How long `10/Oct/2000:13:55:36 -0700` is.
const ACCESS_TIME: usize = 26;

impl How {
    /// Whether it is the time of a day that stands elsewhere.
    fn is_clock(&self) -> bool {
        matches!(self, Self::Given(layout) if !layout.has_date())
    }

    /// Reads the time that `rest` begins with and tells how long it is. `-` is no time, and no fault.
    fn read(
        &self,
        rest: &[u8],
        next: Option<&Piece>,
        hints: &Hints,
        memo: &mut TimeMemo,
    ) -> Option<(Time, usize)> {
        let ends = |at: usize| match (next, rest.get(at..)) {
            (Some(Piece::Literal(literal)), Some(rest)) => rest.starts_with(&literal.bytes),
            (None, Some(rest)) => rest.is_empty(),
            _ => true,
        };
        let found = match self {
            Self::Known(Layout::AccessLog) => {
                let text = rest.get(..ACCESS_TIME).unwrap_or(rest);
                memo.parse(text, |text| time::parse_access_log(text, hints))
            }
            Self::Known(layout) => layout.parse(rest, hints),
            Self::Given(layout) => layout.parse(rest, hints),
            Self::Any(_) => None,
        };
        if let Some((time, length)) = found {
            return Some((Some(time), length));
        }
        if rest.first() == Some(&b'-') && ends(1) {
            return Some((None, 1));
        }
        let Self::Any(between) = self else { return None };
        let whole = time::find(rest, 1, hints).filter(|found| found.start == 0);
        if let Some(found) = whole.filter(|found| between.is_empty() && ends(found.end)) {
            return Some((Some(found.time), found.end));
        }
        let text = span(rest, between, next).and_then(|length| rest.get(..length));
        match (text, whole) {
            // What was found may end behind it, with a zone that the pattern leaves out.
            (Some(text), Some(found)) if found.end >= text.len() => {
                Some((Some(found.time), text.len()))
            }
            (Some(text), _) => {
                let time = read_time(Value::Text(text), text, hints, &mut Vec::new())?;
                Some((Some(time), text.len()))
            }
            // The time is there; what ends it is not, which is for the next piece to say.
            (None, Some(found)) => Some((Some(found.time), found.end)),
            (None, None) => None,
        }
    }
}

/// The length of a time of some parts that `rest` begins with, up to what follows it in the pattern.
fn span(rest: &[u8], between: &[Vec<u8>], next: Option<&Piece>) -> Option<usize> {
    let mut length = 0;
    for between in between {
        length += memchr::memmem::find(rest.get(length..)?, between)? + between.len();
    }
    let last = rest.get(length..)?;
    Some(
        length
            + match next {
                Some(Piece::Literal(literal)) => literal.find(last, false)?,
                Some(Piece::Spaces) => Until::Space.end(last, None, false)?,
                _ => last.len(),
            },
    )
}
