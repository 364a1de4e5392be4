/*!
The listed templates over time, and which template follows which.

Both are counted for those that are shown, on demand, in a pass over the columns: kept for every signature of the scan they would take
more memory than all else that is known of it. One template follows another where their records are next to each other among
the records meant, in the order of their source. Pairs across two slices are found from the ends of both, so where the source was
cut makes no difference.
*/

use crate::columns::{Columns, Selection, UNTIMED};
use crate::summary::{Origin, Summary};
use crate::template::Merged;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Bins of time at most: what a line as wide as a word can show.
pub const BINS: usize = 48;
/// So many templates, the most frequent, are told apart where it is counted which follows which.
pub const FOLLOWED: usize = 256;
/// Stands for all others.
const OTHER: usize = FOLLOWED;
/// So many followers of a template are told.
const TOLD: usize = 3;

/// The templates that are meant and the time that they are shown over.
#[derive(Debug)]
pub struct Listed {
    merged: Arc<Merged>,
    texts: Vec<Vec<u8>>,
    places: HashMap<Vec<u8>, usize, FixedState>,
    start: i64,
    step: i64,
    bins: usize,
}

/// Counts of the listed templates; exactly associative and commutative.
#[derive(Clone, Debug)]
pub struct Trends {
    listed: Arc<Listed>,
    /// The bins of each template; none of those without records, of which there may be many.
    counts: Vec<Box<[u64]>>,
    /// A row a template, a column a template that follows.
    follows: Vec<u64>,
    /// The first and the last template of each slice that has any.
    ends: BTreeMap<Origin, (usize, usize)>,
}

/// A template over time, and what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend<'a> {
    /// Its text.
    pub text: &'a [u8],
    /// Records a bin.
    pub counts: &'a [u64],
    /// Records that another one follows; absent where that was not counted.
    pub followed: Option<u64>,
    /// The texts of the templates that follow most often and how often they do.
    pub next: Vec<(&'a [u8], u64)>,
}

impl Listed {
    /// The `most` most frequent templates of a summary, over the time that it covers.
    pub fn new(summary: &Summary, merged: Arc<Merged>, most: usize) -> Self {
        let all = summary.templates(&merged).into_iter().take(most);
        let texts: Vec<Vec<u8>> = all.map(|(_, text)| text.to_vec()).collect();
        let places = texts.iter().enumerate().map(|(place, text)| (text.clone(), place)).collect();
        let (start, step, bins) = match summary.timeline.shown(BINS) {
            Some(shown) => (shown.start, shown.step, shown.totals().len()),
            None => (0, 1, 0),
        };
        Self { merged, texts, places, start, step, bins }
    }

    /// The start of the first bin and the width of each, in nanoseconds; no bins without times.
    pub fn axis(&self) -> Option<(i64, i64)> {
        (self.bins > 0).then_some((self.start, self.step))
    }
}

impl Trends {
    /// Of no records yet.
    pub fn new(listed: Arc<Listed>) -> Self {
        let counts = vec![Box::default(); listed.texts.len()];
        let follows = vec![0; (FOLLOWED + 1) * (FOLLOWED + 1)];
        Self { listed, counts, follows, ends: BTreeMap::new() }
    }

    /// The same, of no records yet.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::new(self.listed.clone())
    }

    /// What is listed.
    pub fn listed(&self) -> &Listed {
        &self.listed
    }

    /// Adds the selected records of a slice.
    pub fn add(&mut self, columns: &Columns, selection: &Selection, origin: Origin) {
        let Some(templates) = &columns.templates else { return };
        let listed = &self.listed;
        let place = |signature| listed.places.get(&*listed.merged.of(signature)).copied();
        let places: Vec<Option<usize>> = templates.dictionary.iter().map(place).collect();
        let mut ends: Option<(usize, usize)> = None;
        templates.each(selection, &mut |row, id| {
            let place = places.get(id as usize).copied().flatten();
            let time = columns.times.get(row).copied().unwrap_or(UNTIMED);
            if let Some(place) = place.filter(|_| time != UNTIMED) {
                let bin = time.saturating_sub(listed.start).div_euclid(listed.step);
                let bin = usize::try_from(bin).ok().filter(|&bin| bin < listed.bins);
                if let (Some(bin), Some(counts)) = (bin, self.counts.get_mut(place)) {
                    if counts.is_empty() {
                        *counts = vec![0; listed.bins].into();
                    }
                    if let Some(count) = counts.get_mut(bin) {
                        *count += 1;
                    }
                }
            }
            let place = place.unwrap_or(OTHER).min(OTHER);
            match &mut ends {
                None => ends = Some((place, place)),
                Some((_, last)) => {
                    follow(&mut self.follows, *last, place);
                    *last = place;
                }
            }
        });
        if let Some(ends) = ends {
            self.ends.insert(origin, ends);
        }
    }

    /// Adds the counts of another of the same list.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            match mine.is_empty() {
                true => mine.clone_from(theirs),
                false => add(mine, theirs),
            }
        }
        add(&mut self.follows, &other.follows);
        self.ends.extend(&other.ends);
    }

    /// Calls `each` with every listed template, in the order of the list.
    pub fn each(&self, mut each: impl FnMut(Trend<'_>)) {
        let mut follows = self.follows.clone();
        let slices: Vec<(&Origin, &(usize, usize))> = self.ends.iter().collect();
        for pair in slices.windows(2) {
            if let [(before, (_, last)), (after, (first, _))] = pair
                && before.source == after.source
            {
                follow(&mut follows, *last, *first);
            }
        }
        let nothing = vec![0; self.listed.bins];
        for (place, (text, counts)) in self.listed.texts.iter().zip(&self.counts).enumerate() {
            let counts = if counts.is_empty() { &nothing } else { &**counts };
            let told = place < FOLLOWED;
            let row = place * (FOLLOWED + 1)..(place + 1) * (FOLLOWED + 1);
            let row = follows.get(row).filter(|_| told).unwrap_or_default();
            let named = |(next, &count): (usize, &u64)| {
                Some((self.listed.texts.get(next).filter(|_| next < OTHER)?.as_slice(), count))
            };
            let mut next: Vec<(&[u8], u64)> = row.iter().enumerate().filter_map(named).collect();
            next.retain(|(_, count)| *count > 0);
            // Ties stay in the order of the list.
            next.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            next.truncate(TOLD);
            each(Trend { text, counts, followed: told.then(|| row.iter().sum()), next });
        }
    }
}

fn add(mine: &mut [u64], theirs: &[u64]) {
    mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
}

/// Counts that one template follows another.
fn follow(follows: &mut [u64], before: usize, after: usize) {
    if let Some(count) = follows.get_mut(before * (FOLLOWED + 1) + after) {
        *count += 1;
    }
}
