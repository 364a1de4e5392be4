//! What has to be the same in a message for another to be like it: made of a message and of what was masked in it.

use super::super::line::Piece;
use super::super::mask::starting;
use super::kept::{HEAD, Kept, Step, TAIL, WORD, What, ends};
use super::lanes::first_bits;
use super::place;
use super::vary::{Kind, PORT, is_common, is_part_of_name, variable};

/// Messages with more variables are not kept.
const VARIABLES: usize = 12;
/// Any number of digits.
const ANY: What = What::Digits { least: 1, more: u8::MAX - 1, point: false };
/// Any number of them, a point, and any number.
const DECIMAL: What = What::Digits { least: 0, more: 0, point: true };
/// Digits of a port.
const PORT_DIGITS: What = What::Digits {
    least: *PORT.start() as u8,
    more: (*PORT.end() - *PORT.start()) as u8,
    point: false,
};

/// Where a variable begins and ends.
#[derive(Clone, Copy, Debug)]
struct Variable {
    start: usize,
    end: usize,
    kind: Kind,
}

impl Kept {
    /// Becomes the message, which had these parts masked, if all its variables are of the kinds that are told.
    pub(super) fn set(&mut self, message: &[u8], pieces: &[Piece], text: &[u8]) -> Option<()> {
        if pieces.len() > VARIABLES {
            return None;
        }
        let mut variables = [Variable { start: 0, end: 0, kind: Kind::Digits }; VARIABLES];
        let mut count = 0;
        // From the last to the first: where the piece behind begins, one that is no part of a name, and the next variable.
        let (mut after, mut next, mut varies) = (usize::MAX, usize::MAX, usize::MAX);
        for piece in pieces.iter().rev() {
            let mask = starting(text.get(piece.start..piece.end)?)?;
            let mut end = piece.to;
            if !is_part_of_name(message, piece, mask) {
                if let Some((to, kind)) = variable(message, piece, mask, next) {
                    *variables.get_mut(count)? = Variable { start: piece.from, end: to, kind };
                    count += 1;
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
        let variables = variables.get_mut(..count)?;
        variables.reverse();
        self.take(message, variables)
    }

    /// Takes how the message begins and ends, and what stands between its variables as words.
    fn take(&mut self, message: &[u8], variables: &[Variable]) -> Option<()> {
        let (head, tail) = ends(message)?;
        let length = message.len();
        let first = variables.first().map_or(length, |variable| variable.start);
        let behind = length - variables.last().map_or(0, |variable| variable.end);
        (self.head, self.tail) = (head.to_array(), tail);
        (self.counted, self.half) =
            (first_bits(first.min(HEAD) as u32) as u16, 4 * (TAIL - behind.min(TAIL)) as u8);
        (self.found, self.place) = (0, place(message) as u16);
        let steps = &mut self.steps;
        steps.clear();
        let mut from = 0;
        for variable in variables {
            let what = match variable.kind {
                Kind::Digits => ANY,
                Kind::Decimal if variable.end - variable.start < WORD => DECIMAL,
                // None is like it: a step looks at a word.
                Kind::Decimal => return None,
                Kind::Port => PORT_DIGITS,
                kind => What::Variable(kind),
            };
            let between = message.get(from..variable.start)?;
            if from == 0 && between.len() <= HEAD {
                steps.push(Step::new(between, false, what));
            } else {
                compare(steps, between, what);
            }
            from = variable.end;
        }
        // What neither the head nor the tail has.
        let rest = message.get(from..)?;
        let begin = if from == 0 { HEAD } else { 0 };
        let middle = rest.get(begin..rest.len().saturating_sub(TAIL)).unwrap_or_default();
        let mut left = rest.len();
        if !middle.is_empty() {
            if begin > 0 {
                steps.push(Step::new(rest.get(..begin)?, false, What::Bytes));
            }
            compare(steps, middle, What::Bytes);
            left -= begin + middle.len();
        }
        self.rest = u16::try_from(left).ok()?;
        Some(())
    }
}

/// Adds steps for bytes that have to be the same.
fn compare(steps: &mut Vec<Step>, bytes: &[u8], what: What) {
    let mut words = bytes.chunks(WORD).peekable();
    while let Some(word) = words.next() {
        let what = if words.peek().is_some() { What::Bytes } else { what };
        steps.push(Step::new(word, true, what));
    }
}
