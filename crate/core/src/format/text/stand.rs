/*!
Where the lines of a source have their time: how many words stand before it, and how it is written.
*/

use super::WITHIN;
use super::words::{
    Place, counted_level, glue, letter, level, most_words, named_level, place, punctuation, word,
};
use crate::format::Sample;
use crate::severity::Severity;
use crate::time::{self, Hints, Layout, Timestamp};
use std::collections::BTreeMap;

/// The places and the layouts of the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    /// The likeliest first.
    places: Vec<Place>,
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
    /// Whether they touch it.
    pub(super) glued: bool,
}

/// A number of seconds may stand behind so many words.
const MAX_NUMBERED: usize = 5;
/// A further place of the time has one of so many lines.
const SOME: usize = 10;

impl Stand {
    /// The time that a line begins with, where it does. Reads no further than a time goes.
    #[inline]
    pub(super) fn head(&self, line: &[u8], hints: &Hints) -> Option<Head> {
        if !self.indented && matches!(line.first(), Some(b' ' | b'\t')) {
            return None;
        }
        let found = self.places.iter().find_map(|place| self.at_place(line, *place, hints));
        found.or_else(|| self.labelled(line, hints))
    }

    /// The time at this place.
    #[inline]
    fn at_place(&self, line: &[u8], place: Place, hints: &Hints) -> Option<Head> {
        let mut at = punctuation(line, 0);
        let mut severity = None;
        let mut name = 0;
        for _ in usize::from(place.glued)..place.words {
            let (word, next) = word(line, at)?;
            if let Some((length, level)) = named_level(word).or_else(|| counted_level(word)) {
                (name, severity) = (at + length, severity.or(Some(level)));
            }
            severity = severity.or_else(|| level(word).or_else(|| letter(line, at, word)));
            at = punctuation(line, next);
        }
        let (time, end) = match place.glued {
            false => self.time(line, at, hints)?,
            true => {
                let found = glue(line, at).find_map(|end| {
                    let (time, behind) = self.time(line, punctuation(line, end + 1), hints)?;
                    Some((time, behind, end))
                });
                let (time, behind, end) = found?;
                let word = line.get(at..end).unwrap_or_default();
                if let Some((length, level)) = named_level(word) {
                    (name, severity) = (at + length, severity.or(Some(level)));
                }
                severity = severity.or_else(|| level(word));
                at = end;
                (time, behind)
            }
        };
        let context = match severity {
            None if place.words > 0 => (0, at),
            _ => (0, name),
        };
        Some(Head { time, end, severity, context, glued: place.glued })
    }

    /// A time at the start of the line behind a level or a label in capitals, where times usually stand alone.
    fn labelled(&self, line: &[u8], hints: &Hints) -> Option<Head> {
        if self.places.first() != Some(&Place { words: 0, glued: false }) {
            return None;
        }
        let at = punctuation(line, 0);
        let letter = *line.get(at)?;
        if !letter.is_ascii_alphabetic() {
            return None;
        }
        // glog puts the letter of the level in front; others a word.
        let severity = Severity::from_name(&[letter]);
        if let Some(severity) = severity.filter(|_| letter.is_ascii_uppercase())
            && let Some((time, end)) = self.time(line, at + 1, hints)
        {
            let severity = Some(severity);
            return Some(Head { time, end, severity, context: (0, 0), glued: false });
        }
        let (word, next) = word(line, at)?;
        let severity = level(word);
        let label = severity.is_none() && word.iter().all(u8::is_ascii_uppercase);
        if severity.is_none() && !label {
            return None;
        }
        let (time, end) = self.time(line, punctuation(line, next), hints)?;
        let context = if label { (at, next) } else { (0, 0) };
        Some(Head { time, end, severity, context, glued: false })
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

/// What is known of the times at one place.
#[derive(Default)]
struct Standing {
    layouts: BTreeMap<Layout, usize>,
    total: usize,
    /// How many of the lines begin with white space, by their layout.
    indented: BTreeMap<Layout, usize>,
    /// How many of them have a digit before the time.
    numbered: usize,
}

/// Where most times of the sample stand, nothing where they stand anywhere; and how many lines have one.
pub(super) fn learn(sample: &Sample<'_>) -> (Option<Stand>, usize) {
    let (mut timed, mut set_in) = (0usize, 0usize);
    // In the order of the places, of which there are few.
    let mut known: Vec<(Place, Standing)> = Vec::new();
    for line in sample.lines {
        let Some(found) = time::find(line, WITHIN, &sample.hints) else { continue };
        timed += 1;
        set_in += usize::from(matches!(line.first(), Some(b' ' | b'\t')));
        let before = line.get(..found.start).unwrap_or_default();
        if let Some(place) = place(before).filter(|place| place.words <= most_words(before)) {
            let at = known.partition_point(|(other, _)| *other < place);
            if known.get(at).is_none_or(|(other, _)| *other != place) {
                known.insert(at, (place, Standing::default()));
            }
            let Some((_, standing)) = known.get_mut(at) else { continue };
            *standing.layouts.entry(found.layout).or_default() += 1;
            standing.total += 1;
            if matches!(line.first(), Some(b' ' | b'\t')) {
                *standing.indented.entry(found.layout).or_default() += 1;
            }
            standing.numbered += usize::from(before.iter().any(u8::is_ascii_digit));
        }
    }
    if timed * 2 < sample.lines.len()
        && let Some(stand) = numbered(sample)
    {
        return (Some(stand), sample.lines.len());
    }
    (settle(sample, known, (timed, set_in)), timed)
}

/// The word that in nearly all lines is a number of seconds since the epoch, decimal or hexadecimal: one such number alone may be
/// anything.
fn numbered(sample: &Sample<'_>) -> Option<Stand> {
    const YEAR: i64 = 366 * 86_400_000_000_000;
    let at_word = |words: usize, layout: Layout| {
        let places = vec![Place { words, glued: false }];
        let stand = Stand { places, indented: false, layouts: vec![layout] };
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

/// The place where most times stand, others where some do, and how they are written there. Of all times these are so many, and so many
/// in lines that are set in.
fn settle(
    sample: &Sample<'_>,
    mut known: Vec<(Place, Standing)>,
    (timed, set_in): (usize, usize),
) -> Option<Stand> {
    // Of two places the earlier one, where as many times stand.
    let totals = known.iter().map(|(_, standing)| standing.total).enumerate();
    let (at, _) = totals.rev().max_by_key(|(_, total)| *total)?;
    let (first, mut main) = known.remove(at);
    let usual = main.layouts.iter().max_by_key(|(_, count)| **count).map(|(&layout, _)| layout);
    let mut places = vec![first];
    // Some lines have a number or an id before the time, where others have none: words may be those of any text.
    for (place, other) in known {
        let marked = place.words == 0 || place.glued || other.numbered == other.total;
        let alike = other.layouts.len() == 1 && other.layouts.keys().next() == usual.as_ref();
        if (other.total > 1 || place.glued) && other.total * SOME >= main.total && marked && alike {
            places.push(place);
            main.total += other.total;
            for (layout, count) in other.indented {
                *main.indented.entry(layout).or_default() += count;
            }
            for (layout, count) in other.layouts {
                *main.layouts.entry(layout).or_default() += count;
            }
        }
    }
    let standing = main.total;
    // Where records begin flush, times in lines below them are some of what these say.
    let below = if main.indented.is_empty() { set_in } else { 0 };
    if standing * 10 < (timed - below) * 6 {
        return None;
    }
    let mut ordered: Vec<(Layout, usize)> = main
        .layouts
        .iter()
        .map(|(&layout, &count)| (layout, count))
        .filter(|(_, count)| count * 20 >= standing)
        .collect();
    ordered.sort_by_key(|&(layout, count)| (std::cmp::Reverse(count), layout));
    let mut layouts: Vec<Layout> = ordered.into_iter().map(|(layout, _)| layout).collect();
    // Lines that are set in go on with a record, unless they have their time as the others have.
    let count = |counts: &BTreeMap<Layout, usize>| {
        usual.and_then(|usual| counts.get(&usual)).copied().unwrap_or(0)
    };
    let indented = count(&main.indented) * SOME > count(&main.layouts);
    let mut stand = Stand { places, indented, layouts: Vec::new() };
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
            let place = stand(&[line]).and_then(|stand| stand.places.first().copied());
            assert_eq!(place, words.map(|words| Place { words, glued: false }), "{line}");
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
