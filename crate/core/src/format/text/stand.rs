/*!
Where the lines of a source have their time: how many words stand before it, and how it is written.
*/

use super::WITHIN;
use crate::format::Sample;
use crate::severity::Severity;
use crate::time::{self, Hints, Layout, Timestamp};
use std::collections::BTreeMap;

/// The place and the layouts of the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    /// How many words stand before it; punctuation alone is none.
    words: usize,
    /// Whether lines begin with white space.
    indented: bool,
    /// The likeliest first.
    layouts: Vec<Layout>,
}

/// The time at the beginning of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) time: Timestamp,
    /// Where it ends.
    pub(super) end: usize,
    /// What a word or letter before it says.
    pub(super) severity: Option<Severity>,
    /// The bytes of the words before it that say something else.
    pub(super) context: (usize, usize),
}

/// A time further behind is none that lines begin with.
const MAX_WORDS: usize = 2;
/// A number of seconds may stand behind so many words.
const MAX_NUMBERED: usize = 5;
/// A word before the time is no longer.
const MAX_WORD: usize = 64;
/// So much punctuation may stand before the time.
const MAX_PUNCTUATION: usize = 24;

impl Stand {
    /// The time that a line begins with, where it does. Reads no further than a time goes.
    #[inline]
    pub(super) fn head(&self, line: &[u8], hints: &Hints) -> Option<Head> {
        if !self.indented && matches!(line.first(), Some(b' ' | b'\t')) {
            return None;
        }
        let mut at = punctuation(line, 0);
        let mut severity = None;
        let from = at;
        for _ in 0..self.words {
            let (word, next) = word(line, at)?;
            severity = severity.or_else(|| level(word));
            at = punctuation(line, next);
        }
        let context = if severity.is_none() { (from, at) } else { (0, 0) };
        if let Some((time, end)) = self.time(line, at, hints) {
            return Some(Head { time, end, severity, context });
        }
        let letter = *line.get(at)?;
        if !letter.is_ascii_alphabetic() || self.words > 0 {
            return None;
        }
        // glog puts the letter of the level in front; others a word.
        let severity = Severity::from_name(&[letter]);
        if let Some(severity) = severity.filter(|_| letter.is_ascii_uppercase())
            && let Some((time, end)) = self.time(line, at + 1, hints)
        {
            return Some(Head { time, end, severity: Some(severity), context });
        }
        let (word, next) = word(line, at)?;
        let severity = level(word);
        let label = severity.is_none() && word.iter().all(u8::is_ascii_uppercase);
        if severity.is_none() && !label {
            return None;
        }
        let (time, end) = self.time(line, punctuation(line, next), hints)?;
        let context = if label { (at, next) } else { context };
        Some(Head { time, end, severity, context })
    }

    fn time(&self, line: &[u8], at: usize, hints: &Hints) -> Option<(Timestamp, usize)> {
        let rest = line.get(at..)?;
        self.layouts.iter().find_map(|layout| {
            let (time, used) = layout.parse(rest, hints)?;
            let whole = !rest.get(used).is_some_and(u8::is_ascii_alphanumeric);
            whole.then_some((time, at + used))
        })
    }
}

/// The word at `at` and where it ends: at a space, or at the bracket of the time behind a level (`ERROR[01-31|10:11:12.5]`).
fn word(line: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let rest = line.get(at..)?;
    let letters = rest.iter().take(MAX_WORD).take_while(|byte| byte.is_ascii_uppercase()).count();
    if letters > 1 && rest.get(letters) == Some(&b'[') {
        let word = rest.get(..letters)?;
        return Severity::from_name(word).map(|_| (word, at + letters));
    }
    let length = rest.iter().take(MAX_WORD + 1).position(|b| matches!(b, b' ' | b'\t'))?;
    Some((rest.get(..length)?, at + length))
}

/// The level that a word is, without the punctuation around it; a letter alone is none among other signs.
pub(super) fn level(word: &[u8]) -> Option<Severity> {
    let start = word.iter().position(u8::is_ascii_alphanumeric)?;
    let word = word.get(start..)?;
    let end = word.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(word.len());
    let apart = word.get(end).is_none_or(|next| end > 1 && !next.is_ascii_alphanumeric());
    Severity::from_name(word.get(..end)?).filter(|_| apart)
}

/// The first byte from `at` on that is neither space nor punctuation nor an escape sequence of a terminal (ECMA-48).
fn punctuation(line: &[u8], mut at: usize) -> usize {
    let end = at + MAX_PUNCTUATION;
    while at < end {
        match line.get(at) {
            Some(
                b' ' | b'\t' | b'[' | b'(' | b'<' | b'{' | b'"' | b'\'' | b'*' | b'#' | b'|' | b'>'
                | b'-' | b']' | b')' | b':' | b',' | b'=',
            ) => at += 1,
            Some(0x1b) => at += escape_sequence(line.get(at..).unwrap_or_default()),
            _ => break,
        }
    }
    at
}

/// How long the escape sequence at the start of `bytes` is.
pub(super) fn escape_sequence(bytes: &[u8]) -> usize {
    let parameters = bytes.iter().skip(2).take_while(|byte| (b'0'..=b'?').contains(byte)).count();
    match bytes.get(1) {
        Some(b'[') => (3 + parameters).min(bytes.len()),
        _ => 1,
    }
}

/// Where most times of the sample stand, nothing where they stand anywhere; and how many lines have one.
pub(super) fn learn(sample: &Sample<'_>) -> (Option<Stand>, usize) {
    let mut timed = 0usize;
    let mut indented = 0usize;
    let mut counts: [BTreeMap<Layout, usize>; MAX_WORDS + 1] = Default::default();
    for line in sample.lines {
        let Some(found) = time::find(line, WITHIN, &sample.hints) else { continue };
        timed += 1;
        let before = line.get(..found.start).unwrap_or_default();
        if let Some(count) = words(before).and_then(|words| counts.get_mut(words)) {
            *count.entry(found.layout).or_default() += 1;
            indented += usize::from(matches!(line.first(), Some(b' ' | b'\t')));
        }
    }
    if timed * 2 < sample.lines.len()
        && let Some(stand) = numbered(sample)
    {
        return (Some(stand), sample.lines.len());
    }
    (settle(sample, &counts, timed, indented), timed)
}

/// The word that in nearly all lines is a number of seconds since the epoch, decimal or hexadecimal: one such number alone may be
/// anything.
fn numbered(sample: &Sample<'_>) -> Option<Stand> {
    const YEAR: i64 = 366 * 86_400_000_000_000;
    let at_word = |words: usize, layout: Layout| {
        let stand = Stand { words, indented: false, layouts: vec![layout] };
        let times: Vec<i64> = sample
            .lines
            .iter()
            .filter_map(|line| stand.head(line, &sample.hints))
            .map(|head| head.time.as_nanos())
            .collect();
        let (first, last) = (times.iter().min()?, times.iter().max()?);
        // Other words of eight hexadecimal digits are spread over all they can be.
        let close = layout == Layout::Epoch || last.saturating_sub(*first) < YEAR;
        (close && times.len() > 1 && times.len() * 10 >= sample.lines.len() * 9).then_some(stand)
    };
    let places =
        (0..=MAX_NUMBERED).flat_map(|words| [(words, Layout::Epoch), (words, Layout::HexEpoch)]);
    places.into_iter().find_map(|(words, layout)| at_word(words, layout))
}

/// The place where most times stand, and how they are written there. `counts` has the layouts by the words before them.
fn settle(
    sample: &Sample<'_>,
    counts: &[BTreeMap<Layout, usize>],
    timed: usize,
    indented: usize,
) -> Option<Stand> {
    let total = |counts: &BTreeMap<Layout, usize>| counts.values().sum::<usize>();
    // Of two places the earlier one, where as many times stand.
    let (words, layouts) = counts.iter().enumerate().rev().max_by_key(|(_, c)| total(c))?;
    let standing = total(layouts);
    if standing == 0 || standing * 10 < timed * 6 {
        return None;
    }
    let mut ordered: Vec<(Layout, usize)> = layouts
        .iter()
        .map(|(&layout, &count)| (layout, count))
        .filter(|(_, count)| count * 20 >= standing)
        .collect();
    ordered.sort_by_key(|&(layout, count)| (std::cmp::Reverse(count), layout));
    let mut layouts: Vec<Layout> = ordered.into_iter().map(|(layout, _)| layout).collect();
    let mut stand = Stand { words, indented: indented * 2 > standing, layouts: Vec::new() };
    if layouts.iter().any(|layout| SHORT.contains(layout)) {
        let preferred = layouts.iter().copied().find(|layout| SHORT.contains(layout));
        layouts.retain(|layout| !SHORT.contains(layout));
        layouts.insert(0, short(sample, &mut stand, preferred?));
    }
    stand.layouts = layouts;
    Some(stand)
}

/// Layouts of three short numbers, which one line alone may not tell apart.
const SHORT: [Layout; 3] = [Layout::ShortYear, Layout::DayFirst, Layout::MonthFirst];

/// The one of them that most lines can be read with, `preferred` where several can.
fn short(sample: &Sample<'_>, stand: &mut Stand, preferred: Layout) -> Layout {
    let mut best = (0, preferred);
    for layout in [preferred].into_iter().chain(SHORT) {
        stand.layouts = vec![layout];
        let read =
            sample.lines.iter().filter(|line| stand.head(line, &sample.hints).is_some()).count();
        if read > best.0 {
            best = (read, layout);
        }
    }
    best.1
}

/// How many words stand in these bytes before a time; nothing where the last one touches it.
pub(super) fn words(before: &[u8]) -> Option<usize> {
    let mut at = punctuation(before, 0);
    let mut count = 0;
    while at < before.len() {
        // The letter of glog.
        if count == 0 && before.len() - at == 1 {
            return before.last().is_some_and(u8::is_ascii_uppercase).then_some(0);
        }
        let (_, next) = word(before, at)?;
        count += 1;
        at = punctuation(before, next);
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(lines: &[&str]) -> Option<Stand> {
        let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        learn(&Sample { lines: &lines, hints: Hints::default() }).0
    }

    #[test]
    fn words_before_the_time_are_counted() {
        for (line, words) in [
            ("2024-01-31 10:11:12 x", Some(0)),
            ("[2024-01-31 10:11:12] x", Some(0)),
            ("\x1b[32m2024-01-31 10:11:12\x1b[0m x", Some(0)),
            ("I0131 10:11:12.000000 1 x.go:1] x", Some(0)),
            ("INFO 2024-01-31 10:11:12 x", Some(1)),
            ("[INFO] [2024-01-31 10:11:12] x", Some(1)),
            ("DEBUG: plugin: 2024/01/31 10:11:12 x", Some(2)),
            ("one two three 2024-01-31 10:11:12 x", None),
            ("time=\"2024-01-31 10:11:12\" x", None),
        ] {
            assert_eq!(stand(&[line]).map(|stand| stand.words), words, "{line}");
        }
    }

    #[test]
    fn the_sample_tells_month_and_day_apart() {
        let layouts = |lines: &[&str]| stand(lines).unwrap().layouts;
        assert_eq!(layouts(&["01/02/2024 10:11:12 x"]), [Layout::DayFirst]);
        let both = ["01/02/2024 10:11:12 x", "01/02/2024 10:11:12 x", "01/31/2024 10:11:12 x"];
        assert_eq!(layouts(&both), [Layout::MonthFirst]);
        assert_eq!(layouts(&["17/06/09 20:10:40 x"]), [Layout::ShortYear]);
    }

    #[test]
    fn a_level_may_stand_before_the_time_in_some_lines() {
        let stand = stand(&["2024-01-31 10:11:12 x", "2024-01-31 10:11:12 y"]).unwrap();
        let head = |line: &str| stand.head(line.as_bytes(), &Hints::default());
        assert_eq!(head("WARN 2024-01-31 10:11:12 x").unwrap().severity, Some(Severity::Warn));
        assert!(head("at 2024-01-31 10:11:12 x").is_none());
        assert!(head("  2024-01-31 10:11:12 x").is_none());
        assert!(head("").is_none());
    }
}
