/*!
A cluster in a few words: `POST /login, mostly 4xx`.
*/

use super::explain::Reason;
use super::feature::Unit;
use super::matrix::Matrix;

/// A score that is worth words in a label.
const WORTH: f32 = 0.6;
/// Parts of a label.
const PARTS: usize = 2;
/// Characters of a template in a label.
const LONGEST: usize = 48;

impl Matrix {
    /// What these rows have in common and others have not: the template of most of their records, then the first reasons of
    /// [`explain_set`](Self::explain_set) in words; empty if nothing is worth a word.
    pub fn label(&self, rows: &[u32], reasons: &[Reason]) -> String {
        let chosen = self.chosen(rows);
        let template = self.seen.template(&chosen, &self.counts).map(shortened);
        let worth = reasons.iter().filter(|reason| reason.score.abs() >= WORTH);
        let phrases = worth.filter_map(|reason| {
            let column = self.columns.get(reason.column)?;
            Some(phrase(&column.name, column.unit, reason))
        });
        template.into_iter().chain(phrases).take(PARTS).collect::<Vec<_>>().join(", ")
    }

    /// The hours of the day in which the records of these rows were, where that sets them apart: `03:00–04:00`, UTC.
    pub fn hours(&self, rows: &[u32]) -> Option<String> {
        self.seen.hours(&self.chosen(rows))
    }

    /// Of each row whether it is one of these.
    pub(super) fn chosen(&self, rows: &[u32]) -> Vec<bool> {
        let mut chosen = vec![false; self.rows()];
        for &row in rows {
            if let Some(is) = chosen.get_mut(row as usize) {
                *is = true;
            }
        }
        chosen
    }
}

fn shortened(template: &str) -> String {
    if template.chars().count() <= LONGEST {
        return template.to_owned();
    }
    let start: String = template.chars().take(LONGEST - 1).collect();
    format!("{}…", start.trim_end())
}

fn phrase(name: &str, unit: Unit, reason: &Reason) -> String {
    let more = reason.score > 0.0;
    match unit {
        Unit::Share => {
            let what = name.strip_suffix(" share").unwrap_or(name);
            match (more, reason.value) {
                (true, 0.5..) => format!("mostly {what}"),
                (true, _) => format!("more {what}"),
                (false, ..0.005) => format!("no {what}"),
                (false, _) => format!("less {what}"),
            }
        }
        Unit::Count => format!("{} {name}", if more { "many" } else { "few" }),
        Unit::Seconds => (if more { "long" } else { "short" }).to_owned(),
        _ => format!("{} {name}", if more { "high" } else { "low" }),
    }
}
