/*!
Filters by what stands behind a variable of a template: `template.4f2a90c1d00be3a7.2 : anna`.

The columns tell which records have the template; what stands there is read from their lines, as it is where the values are listed.
*/

use super::Text;
use super::value::{Matcher, template_id};
use crate::columns::{Columns, Selection};
use crate::field::TEMPLATE_NAME;
use crate::hash::stable;
use crate::message::Messages;
use crate::template::{Merged, Variables, quantity};
use std::sync::Arc;

/// A test of the values of one variable.
#[derive(Clone, Debug)]
pub(super) struct VariableTest {
    /// The id of the template.
    template: u64,
    /// From 0, in the order of its text.
    variable: usize,
    matcher: Matcher,
    /// Which templates there are.
    pub(super) merged: Arc<Merged>,
}

/// The name by which records are filtered by the value of a variable, from 0, of the template of this id.
pub fn variable_name(template: &str, variable: usize) -> String {
    format!("{TEMPLATE_NAME}.{template}.{}", variable + 1)
}

/// Whether a name is one of these.
pub(super) fn is_variable(name: &str) -> bool {
    named(name).is_some()
}

fn named(name: &str) -> Option<(u64, usize)> {
    let rest = name.strip_prefix(TEMPLATE_NAME)?.strip_prefix('.')?;
    let (id, number) = rest.split_once('.')?;
    let number = number.parse::<usize>().ok().filter(|_| !number.starts_with('+'))?;
    Some((template_id(id)?, number.checked_sub(1)?))
}

impl VariableTest {
    /// The test of what this name means, if it means a variable.
    pub(super) fn new(name: &str, matcher: impl FnOnce() -> Matcher) -> Option<Self> {
        let (template, variable) = named(name)?;
        Some(Self { template, variable, matcher: matcher(), merged: Arc::default() })
    }

    /// The records that have the template, and the variables of that.
    pub(super) fn candidates(&self, columns: &Columns) -> (Selection, Option<Variables>) {
        let mut variables = None;
        let Some(templates) = &columns.templates else {
            return (Selection::none(columns.rows), None);
        };
        let selection = templates.matching(columns.rows, |signature| {
            let text = self.merged.of(signature);
            let is = stable(&text) == self.template;
            if is && variables.is_none() {
                variables = Some(Variables::new(&text));
            }
            is
        });
        (selection, variables)
    }

    /// Those of the rows `within` whose value passes.
    pub(super) fn select(&self, columns: &Columns, text: Text<'_>, within: Selection) -> Selection {
        let mut found = Selection::none(columns.rows);
        let (candidates, Some(variables)) = self.candidates(columns) else { return found };
        let mut messages = Messages::new(text.reader);
        within.and(candidates).for_each(|row| {
            messages.read(text.bytes.get(columns.extent(row)).unwrap_or_default());
            let value = messages.value(&variables, self.variable);
            if value.is_some_and(|value| self.passes(value)) {
                found.insert(row);
            }
        });
        found
    }

    /// What is compared may have a unit: then it is one of seconds or of bytes.
    fn passes(&self, value: &[u8]) -> bool {
        self.matcher.text(value)
            || matches!(self.matcher, Matcher::Compare { number: Some(_), .. })
                && quantity(value)
                    .is_some_and(|(amount, _)| self.matcher.number(amount, &mut String::new()))
    }
}
