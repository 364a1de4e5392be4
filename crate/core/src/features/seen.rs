/*!
What the records of a set of rows have in common beside their features: a template that most of them have, and when they were.
*/

/// Rows whose records are of one template to this share, and to twice that of all others, are named by it.
const SHARE: f64 = 0.4;
const TIMES: f64 = 2.0;
/// Hours that hold this share of the records of some rows, and less than half of all others, are theirs; so many at most.
const OF_HOURS: f64 = 0.8;
const ELSEWHERE: f64 = 0.5;
const MOST_HOURS: usize = 6;
/// Fewer records say nothing about hours.
const LEAST: u64 = 3;

/// Counts that are not features, a row each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Seen {
    /// Records by hour of the day, UTC.
    pub(super) hours: Vec<[u64; 24]>,
    /// Records by template, of those in `names`; what is beyond the end of a row is 0.
    pub(super) common: Vec<Vec<u64>>,
    /// The most frequent templates.
    pub(super) names: Vec<String>,
}

impl Seen {
    /// The template that sets the chosen rows apart; `records` are those of each row.
    pub(super) fn template(&self, chosen: &[bool], records: &[u64]) -> Option<&str> {
        let of = |row: &Vec<u64>, at: usize| row.get(at).copied().unwrap_or(0);
        let inside: u64 = sum(chosen, records.iter().copied(), true);
        let outside: u64 = sum(chosen, records.iter().copied(), false);
        let share = |part: u64, all: u64| if all == 0 { 0.0 } else { part as f64 / all as f64 };
        let told = self.names.iter().enumerate().filter_map(|(at, name)| {
            let counts = || self.common.iter().map(|row| of(row, at));
            let here = share(sum(chosen, counts(), true), inside);
            let elsewhere = share(sum(chosen, counts(), false), outside);
            (here >= SHARE && here >= TIMES * elsewhere).then_some((here - elsewhere, name))
        });
        // Of equals the more frequent one, which comes first.
        let best = told.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, name)| name.as_str())
    }

    /// The hours of the day of the chosen rows, as in `03:00–05:00` (UTC), where they are few and not those of all others.
    pub(super) fn hours(&self, chosen: &[bool]) -> Option<String> {
        let side = |inside: bool| -> [u64; 24] {
            let mut hours = [0; 24];
            for (row, _) in self.hours.iter().zip(chosen).filter(|(_, is)| **is == inside) {
                hours.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
            }
            hours
        };
        let (here, elsewhere) = (side(true), side(false));
        let share = |hours: &[u64; 24], from: usize, length: usize| {
            let all: u64 = hours.iter().sum();
            let within: u64 = hours.iter().cycle().skip(from).take(length).sum();
            if all == 0 { 0.0 } else { within as f64 / all as f64 }
        };
        if here.iter().sum::<u64>() < LEAST {
            return None;
        }
        (1..=MOST_HOURS).find_map(|length| {
            let from = (0..24).max_by(|&a, &b| {
                share(&here, a, length).total_cmp(&share(&here, b, length)).then(b.cmp(&a))
            })?;
            let theirs = share(&here, from, length) >= OF_HOURS;
            let apart = share(&elsewhere, from, length) < ELSEWHERE;
            (theirs && apart).then(|| format!("{from:02}:00–{:02}:00", (from + length) % 24))
        })
    }
}

fn sum(chosen: &[bool], counts: impl Iterator<Item = u64>, inside: bool) -> u64 {
    counts.zip(chosen).filter(|(_, is)| **is == inside).map(|(count, _)| count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(of: &[(usize, u64)]) -> [u64; 24] {
        let mut hours = [0; 24];
        of.iter().for_each(|&(hour, count)| hours[hour] = count);
        hours
    }

    #[test]
    fn hours_are_named_where_they_set_rows_apart() {
        let seen = |rows: Vec<[u64; 24]>| Seen { hours: rows, ..Seen::default() };
        let of = |rows, chosen: &[bool]| seen(rows).hours(chosen);
        let (night, late) = (hours(&[(3, 9), (4, 1)]), hours(&[(23, 5), (0, 5)]));
        let day = [1; 24];
        assert_eq!(of(vec![night, day], &[true, false]).as_deref(), Some("03:00–04:00"));
        assert_eq!(of(vec![late, day], &[true, false]).as_deref(), Some("23:00–01:00"));
        assert_eq!(of(vec![night, night], &[true, false]), None);
        assert_eq!(of(vec![day, night], &[true, false]), None);
        assert_eq!(of(vec![hours(&[(3, 1)]), day], &[true, false]), None);
    }

    #[test]
    fn a_template_is_named_where_most_records_have_it_and_others_do_not() {
        let seen = Seen {
            common: vec![vec![8, 1], vec![0, 1], vec![]],
            names: vec!["login failed".into(), "page shown".into()],
            ..Seen::default()
        };
        let of = |chosen: &[bool]| seen.template(chosen, &[10, 10, 10]);
        assert_eq!(of(&[true, false, false]), Some("login failed"));
        assert_eq!(of(&[false, true, true]), None);
    }
}
