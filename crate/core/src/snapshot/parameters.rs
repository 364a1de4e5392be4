/*!
The parameters of a template as they are shown.
*/

use super::build::{SHOWN_TEXT, TIMELINE_BINS, of_field, of_quantiles, one_field, shown, timeline};
use super::{Approximation, ClassCount, Quantiles, Template, Timeline, Top, template_id};
use crate::parameters::{self, Example, Shares};
use crate::query::variable_name;
use crate::summary::FieldSummary;
use crate::summary::facts::Facts;
use crate::template::{Merged, Unit};
use serde::Serialize;

/// What stands behind the variables of one template.
#[derive(Clone, Debug, Serialize)]
pub struct Parameters {
    /// The id of the template.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Records that were looked at.
    pub records: u64,
    /// The variables in the order of the text.
    pub parameters: Vec<Variable>,
    /// The first messages, cut into what is the same in all and what is not.
    pub examples: Vec<Vec<Part>>,
    /// The records by time and class.
    pub timeline: Option<Timeline>,
    /// What is not exact, and by how much.
    pub approximations: Vec<Approximation>,
}

/// The values of one variable. `present` is the sum of the counts in `top` and of `other`; with `none` it is the number of records.
#[derive(Clone, Debug, Serialize)]
pub struct Variable {
    /// What the variable is called: by the key before it or by its class.
    pub name: String,
    /// The name by which records are filtered by its value.
    pub field: String,
    /// Its class: `num`, `ip`, `*` for words that vary.
    pub class: &'static str,
    /// Records in which something stands there.
    pub present: u64,
    /// Different values.
    pub distinct: u64,
    /// The most frequent values, as they are written.
    pub top: Vec<Top>,
    /// Records with a value that is not in `top`.
    pub other: u64,
    /// Records in which it could not be told what stands there.
    pub none: u64,
    /// The unit of `quantiles`: `s`, `By` or nothing.
    pub unit: Unit,
    /// The spread of the values that are quantities, where nearly all are.
    pub quantiles: Option<Quantiles>,
    /// The records with each value, the most frequent first; absent for variables of more than 32 values, or with such as can't be
    /// shown whole.
    pub shares: Option<Vec<Share>>,
}

/// The records with one value of a variable.
#[derive(Clone, Debug, Serialize)]
pub struct Share {
    /// As it is written.
    pub value: String,
    /// How many there are.
    pub count: u64,
    /// Those by class, the gravest first.
    pub classes: Vec<ClassCount>,
    /// When the first happened.
    pub first: Option<String>,
    /// When the last happened.
    pub last: Option<String>,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// As it stands there.
    pub text: String,
    /// Which of the variables it is the value of, from 0.
    pub variable: Option<usize>,
}

/// A variable of which a smaller share of the values are quantities has no quantiles.
const MOSTLY: f64 = 0.9;

impl Parameters {
    /// The picture of what was found.
    pub fn new(found: &parameters::Parameters) -> Self {
        let summary = &found.summary;
        let records = summary.lines.records;
        let variables = found.asked.variables.all();
        let mut shown_parameters = Vec::new();
        let mut approximations = Vec::new();
        let id = template_id(&found.asked.text);
        for (at, variable) in variables.iter().enumerate() {
            let empty = FieldSummary::new(summary.seed(), None);
            let column = parameters::column(at);
            let of = summary.fields.get(&*column).unwrap_or(&empty);
            let field = one_field(summary, &Merged::default(), &column, of, records);
            let numbers = summary.fields.get(&*parameters::numbers(at));
            let counted = numbers.map_or(0, |numbers| numbers.numbers.histogram.count());
            let unit = found.unit(at);
            let numeric = unit.is_some() && counted as f64 >= MOSTLY * field.present as f64;
            of_field(&variable.name, of, &mut approximations);
            shown_parameters.push(Variable {
                name: variable.name.clone(),
                field: variable_name(&id, at),
                class: variable.class,
                present: field.present,
                distinct: field.distinct,
                top: field.top,
                other: field.other,
                none: field.none,
                unit: unit.unwrap_or(Unit::None),
                quantiles: numbers
                    .filter(|_| numeric)
                    .and_then(|numbers| super::build::quantiles(&numbers.numbers.histogram)),
                shares: found.shares.get(at).and_then(Shares::sorted).and_then(shares),
            });
        }
        let quantiles = shown_parameters.iter().any(|variable| variable.quantiles.is_some());
        approximations.extend(quantiles.then(of_quantiles));
        Self {
            id,
            text: shown(&found.asked.text),
            records,
            parameters: shown_parameters,
            examples: found.examples.values().map(parts).collect(),
            timeline: summary.timeline.shown(TIMELINE_BINS).map(timeline),
            approximations,
        }
    }
}

/// None if some value can't be shown as it is: filters by it would mean others, too.
fn shares(values: Vec<(&[u8], &Facts)>) -> Option<Vec<Share>> {
    let whole = |value: &[u8]| value.len() <= SHOWN_TEXT && std::str::from_utf8(value).is_ok();
    let share = |(value, facts): (&[u8], &Facts)| {
        let Template { text: value, count, classes, first, last, .. } = Template::new(value, facts);
        Share { value, count, classes, first, last }
    };
    values.iter().all(|(value, _)| whole(value)).then(|| values.into_iter().map(share).collect())
}

/// An example cut at its values, as much of it as is shown.
fn parts(example: &Example) -> Vec<Part> {
    let text = example.text.get(..SHOWN_TEXT).unwrap_or(&example.text);
    let mut parts = Vec::new();
    let mut put = |from: usize, to: usize, variable: Option<usize>| {
        let bytes = text.get(from.min(text.len())..to.min(text.len())).unwrap_or_default();
        if !bytes.is_empty() {
            parts.push(Part { text: String::from_utf8_lossy(bytes).into_owned(), variable });
        }
    };
    let mut from = 0;
    for (variable, value) in example.values.iter().enumerate() {
        put(from, value.start, None);
        put(value.start, value.end, Some(variable));
        from = value.end;
    }
    put(from, text.len(), None);
    if text.len() < example.text.len() {
        parts.push(Part { text: "…".into(), variable: None });
    }
    parts
}
