/*!
Finds out of which parts the header of a source's lines is made: one after the other, a part that nearly all of them have.
*/

use super::brackets::is_dotted;
use super::header::{Cursor, Part};
use super::roles::{self, Contents, Role};
use super::stand::Stand;
use super::take::letters;
use crate::field;
use crate::format::facility::mnemonic;
use crate::format::{Sample, State};
use crate::record::{Record, Value};
use crate::severity::Severity;
use std::collections::BTreeSet;

/// In the order of trial.
const PARTS: [Part; 27] = [
    Part::Enclosed,
    Part::Tag,
    Part::Level,
    Part::Topics,
    Part::LoneSource,
    Part::HostAndSource,
    Part::Source,
    Part::Time,
    Part::HostAndTime,
    Part::Pointer,
    Part::Pair,
    Part::Number,
    Part::Row,
    Part::Brackets(Role::Open),
    Part::Braces,
    Part::Logger,
    Part::Cell(Role::Open),
    Part::LetterColumn,
    Part::ThreadAndLogger,
    Part::Mark,
    Part::BarredPairs,
    Part::Place,
    Part::WordAndLogger,
    Part::WordsAndLevel,
    Part::WordsAndBracket,
    Part::NameBeforeBracket,
    Part::WordColumn,
];

/// So many different words before a colon may be loggers in however few lines.
const FEW_NAMES: usize = 4;
/// A header has at most so many parts.
const MAX_PARTS: usize = 14;
/// Of which so many may be brackets.
const MAX_BRACKETS: usize = 8;

/// The parts of the header, and whether lines end with a logger in parentheses.
pub(super) fn parts(sample: &Sample<'_>, stand: &Stand) -> (Vec<Part>, bool) {
    let mut state = State::default();
    let mut lines: Vec<(Cursor<'_>, bool)> = sample
        .lines
        .iter()
        .filter_map(|line| {
            let head = stand.head(line, &sample.hints)?;
            Some((Cursor::new(line, head.end), head.severity.is_some()))
        })
        .collect();
    let total = lines.len();
    let most = |count: usize| count > 0 && count * 10 >= total * 9;
    let trailing = lines
        .iter_mut()
        .filter_map(|(cursor, _)| {
            let mut shorter = cursor.clone();
            shorter.trailing_logger(&mut Record::default()).then(|| *cursor = shorter)
        })
        .count();
    let mut parts: Vec<Part> = Vec::new();
    let mut contents: Vec<Contents<'_>> = Vec::new();
    let mut levels = lines.iter().any(|(_, level)| *level);
    while parts.len() < MAX_PARTS {
        let mut attempt = |part: Part| {
            let (mut with_pid, mut mnemonics, mut names) = (0, 0, BTreeSet::new());
            let mut words = BTreeSet::new();
            let mut marks = BTreeSet::new();
            let (mut leveled, mut widths) = (0, BTreeSet::new());
            let after: Vec<Option<Cursor<'_>>> = lines
                .iter()
                .map(|(before, _)| {
                    let mut cursor = before.clone();
                    let mut record = Record::default();
                    let taken = part.take(&mut cursor, &sample.hints, &mut state, &mut record);
                    marks.extend(record.severity);
                    leveled += usize::from(record.severity.is_some());
                    for (id, value) in record.values {
                        let mnemonic =
                            matches!(value, Value::Text(name) if mnemonic(name).is_some());
                        mnemonics += usize::from(id == field::SERVICE && mnemonic);
                        with_pid += usize::from(id == field::PID);
                        if let Value::Text(text) = value
                            && !matches!(id, field::LOGGER | field::THREAD)
                        {
                            words.insert(text);
                        }
                        if let (field::LOGGER, Value::Text(name)) = (id, value)
                            && !is_dotted(name)
                        {
                            names.insert(name);
                        }
                    }
                    if taken && part == Part::WordColumn {
                        widths.insert(letters(before.rest().trim_ascii_start()));
                    }
                    taken.then_some(cursor)
                })
                .collect();
            let count = after.iter().flatten().count();
            let before_level = |part: Part| {
                let level = after.iter().flatten().filter(|cursor| {
                    let mut ahead = (*cursor).clone();
                    part == Part::Logger
                        && Part::Level.take(
                            &mut ahead,
                            &sample.hints,
                            &mut State::default(),
                            &mut Record::default(),
                        )
                });
                count > 1 && level.count() * 10 >= count * 9
            };
            // Loggers write more than one line each, or their names are seen to be such.
            let certain = match part {
                Part::LoneSource | Part::HostAndSource => {
                    with_pid * 5 >= total || mnemonics * 5 >= total
                }
                Part::Logger => {
                    names.len() <= FEW_NAMES.max(count / 3)
                        || are_types(&names)
                        || before_level(part)
                }
                Part::LetterColumn => !marks.is_empty(),
                // T and F without any other are true and false.
                Part::Level => marks != BTreeSet::from([Severity::Trace, Severity::Fatal]),
                // Most loggers are seen to be such, and the words are few.
                Part::WordAndLogger => names.len() * 2 <= count && words.len() <= FEW_NAMES,
                Part::WordsAndLevel => words.len() <= FEW_NAMES && marks.len() > 1,
                Part::WordColumn => {
                    // Words in capitals say what was done as well (`GET`, `BUY`), but not where all are abbreviations of one length
                    // (`MSG`, `ERR`).
                    let capitals = words.iter().all(|word| word.iter().all(u8::is_ascii_uppercase));
                    let levels = if capitals { 4 } else { 2 };
                    let fits = !capitals || widths.len() == 1;
                    words.len() <= FEW_NAMES && leveled * levels >= count && count > 2 && fits
                }
                // A dash alone is a separator.
                Part::Mark => marks.len() > 1 || !marks.contains(&Severity::Trace),
                _ => true,
            };
            (part, if certain { count } else { 0 }, after)
        };
        let allowed = |part: &Part| {
            let limit = match part {
                Part::Number | Part::Time => 2,
                Part::Brackets(_) | Part::Cell(_) => MAX_BRACKETS,
                _ => 1,
            };
            parts.iter().filter(|known| *known == part).count() < limit
                && !(is_level(part) && levels)
                && !(*part == Part::LetterColumn && parts.last() != Some(&Part::Logger))
                && (*part != Part::Enclosed || parts.is_empty())
                && !(*part == Part::WordAndLogger && parts.last() != Some(&Part::Level))
                && !(*part == Part::WordsAndBracket
                    && (!parts.last().is_some_and(is_level) || parts.contains(&Part::Logger)))
                && !(*part == Part::LoneSource && parts.last() != Some(&Part::Topics))
                && !(*part == Part::Source && parts.contains(&Part::HostAndSource))
                && !(matches!(part, Part::Logger | Part::ThreadAndLogger)
                    && (most(trailing) || parts.contains(&Part::UpToLevel)))
                && !(matches!(part, Part::ThreadAndLogger | Part::Place)
                    && parts.contains(&Part::Logger))
                && !(matches!(part, Part::Brackets(_))
                    && (parts.contains(&Part::Logger) || parts.contains(&Part::Row)))
        };
        let mut found =
            PARTS.into_iter().filter(allowed).map(&mut attempt).find(|(_, count, _)| most(*count));
        if found.is_none() && parts.iter().filter(|part| **part == Part::Tagged).count() < 4 {
            found = Some(attempt(Part::Tagged)).filter(|(_, count, _)| *count > 0);
        }
        if found.is_none() && !levels {
            // A word in capitals is certain enough if every other line has one.
            found = Some(attempt(Part::UpToLevel)).filter(|(_, count, _)| 2 * count >= total);
        }
        let Some((part, _, after)) = found else { break };
        levels |= is_level(&part) || part == Part::UpToLevel;
        levels |= part == Part::Enclosed
            && lines.iter().any(|(cursor, _)| cursor.rest().starts_with(b","));
        parts.push(part);
        let mut held = Contents::default();
        lines.iter().filter_map(|(cursor, _)| cursor.group()).for_each(|content| held.add(content));
        contents.push(held);
        for ((cursor, _), after) in lines.iter_mut().zip(after) {
            if let Some(after) = after {
                *cursor = after;
            }
        }
    }
    // A number that nothing follows is rather a part of the message, but for two of them.
    let closed = |cursor: &Cursor<'_>| matches!(cursor.rest(), [b'|' | b':', ..]);
    let barred = lines.iter().filter(|(cursor, _)| closed(cursor)).count();
    if parts.last() == Some(&Part::Number)
        && !parts.ends_with(&[Part::Number, Part::Number])
        && !most(barred)
    {
        parts.pop();
    }
    roles::assign(&mut parts, &contents);
    (parts, most(trailing))
}

fn is_level(part: &Part) -> bool {
    matches!(
        part,
        Part::Level
            | Part::Tag
            | Part::Mark
            | Part::Topics
            | Part::WordsAndLevel
            | Part::WordColumn
            | Part::LetterColumn
    )
}

/// Whether these are the names of types or modules rather than words: `LogNet`, `net_core`.
fn are_types(names: &BTreeSet<&[u8]>) -> bool {
    let is_type = |name: &&&[u8]| {
        let inner = name.get(1..).unwrap_or_default();
        let joined = inner.iter().any(|byte| byte.is_ascii_uppercase() || *byte == b'_');
        joined && name.iter().any(u8::is_ascii_lowercase)
    };
    let plain = names.iter().all(|name| !name.iter().any(u8::is_ascii_digit));
    plain && names.iter().filter(is_type).count() * 2 > names.len()
}
