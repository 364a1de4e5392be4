/*!
Derived fields: values that are functions of another value of the same record, such as the route of a path.

They are worked out once a distinct value of a slice, and have no columns of their own: [`Derived`] says for each value of the
column they come from which value it gives. So a summary adds up the counts of a dictionary, and a filter tests a dictionary's
values, as if the field had been in the log. Where a record has a field of that name itself, this is what counts.

A new field is a file here and a line in [`ALL`], with a row in [`WELL_KNOWN`](crate::field::WELL_KNOWN).
*/

mod agent;
mod column;
mod memo;
mod query;
mod route;

pub use column::Derived;
pub(crate) use route::Routes;

use crate::agents::Agents;
use crate::columns::{Column, Selection};
use crate::dictionary::{Dictionary, Interner, Seed};
use crate::field::{self, FieldId, Role, WELL_KNOWN};
use memo::Memo;
use std::sync::Arc;

/// What derives fields from values.
trait Derivation: Sync {
    /// What the values mean that it derives from. Of several such fields that a record has, the first by name counts.
    fn source(&self) -> Role;

    /// The fields that it gives.
    fn fields(&self) -> &'static [FieldId];

    /// Whether it tells kinds, which are few, rather than parts of the value, of which there may be as many as values.
    fn are_few(&self) -> bool {
        true
    }

    /// Whether what it gives is worth remembering from slice to slice.
    fn is_slow(&self) -> bool {
        false
    }

    /// Writes the values of the fields, one each; what is left empty has no value. Takes time linear in the value, and depends
    /// on nothing but it and the lists.
    fn derive(&self, value: &[u8], known: &Known, out: &mut [Vec<u8>]);
}

/// The lists that values are looked up in.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// User agents.
    pub agents: Option<Arc<Agents>>,
}

/// Every derivation.
static ALL: &[&dyn Derivation] = &[&route::Route, &query::Query, &agent::Agent];

/// Whether the values of a field of this name are derived and few.
pub fn are_few(name: &str) -> bool {
    let few = ALL.iter().filter(|derivation| derivation.are_few());
    let mut fields = few.flat_map(|derivation| derivation.fields());
    fields.any(|field| WELL_KNOWN.get(field.0 as usize).is_some_and(|known| known.name == name))
}

/// Derives the fields of slices; one a thread.
#[derive(Debug)]
pub(crate) struct Deriver {
    seed: Seed,
    pub(crate) known: Known,
    /// One a derivation.
    memos: Vec<Memo>,
}

impl Deriver {
    /// For a session of this seed.
    pub(crate) fn new(seed: Seed) -> Self {
        let memos = ALL.iter().map(|_| Memo::new(seed.0)).collect();
        Self { seed, known: Known::default(), memos }
    }

    /// What can be derived from the columns of a slice of so many rows, which are in the order of their names. Some `routes` of the
    /// values of the column of that name may be known.
    pub(crate) fn derive(
        &mut self,
        columns: &[Column],
        rows: usize,
        mut routes: Option<(&str, &mut Routes)>,
    ) -> Vec<Derived> {
        let mut all = Vec::new();
        for (derivation, memo) in ALL.iter().zip(&mut self.memos) {
            let means = |column: &Column| field::role(&column.name) == Some(derivation.source());
            let sources = columns.iter().enumerate().filter(|(_, column)| means(column));
            // The rows that have a value in an earlier column.
            let mut before: Option<Selection> = None;
            for (source, column) in sources {
                if let Some(text) = &column.text {
                    let known = routes.as_mut().filter(|(of, _)| *column.name == **of);
                    let known = known.filter(|_| derivation.fields() == [field::ROUTE]);
                    let known = known.map(|(_, routes)| &mut **routes);
                    let gathered = known.map_or_else(
                        || vec![Gathered::new(self.seed); derivation.fields().len()],
                        |routes| vec![Gathered::from(routes)],
                    );
                    let fields =
                        of_values(*derivation, &text.dictionary, gathered, &self.known, memo);
                    for (field, values) in derivation.fields().iter().zip(fields) {
                        let Some(known) = WELL_KNOWN.get(field.0 as usize) else { continue };
                        let own = columns.iter().find(|column| *column.name == *known.name);
                        let taken = [before.clone(), own.and_then(|own| own.present(rows))];
                        let taken = taken.into_iter().flatten().reduce(Selection::or);
                        all.extend(Derived::new(known.name, source, values, taken));
                    }
                }
                let more = column.present(rows);
                before = [before, more].into_iter().flatten().reduce(Selection::or);
            }
        }
        all
    }
}

/// The values of a derived field so far.
#[derive(Clone)]
struct Gathered {
    words: Interner,
    /// By the number of the value they come from: one more than their own, 0 for none or one that is still to be derived.
    ids: Vec<u32>,
}

impl Gathered {
    fn new(seed: Seed) -> Self {
        Self { words: Interner::new(seed), ids: Vec::new() }
    }
}

impl From<&mut Routes> for Gathered {
    fn from(routes: &mut Routes) -> Self {
        let (words, ids) = routes.take();
        Self { words, ids }
    }
}

/// For each field: the values, and which of them each value of a dictionary gives.
fn of_values(
    derivation: &dyn Derivation,
    dictionary: &Dictionary,
    mut gathered: Vec<Gathered>,
    known: &Known,
    memo: &mut Memo,
) -> Vec<column::Values> {
    let mut out = vec![Vec::new(); gathered.len()];
    for (at, value) in dictionary.iter().enumerate() {
        if gathered.iter().all(|of| of.ids.get(at).is_some_and(|id| *id > 0)) {
            continue;
        }
        out.iter_mut().for_each(Vec::clear);
        if derivation.is_slow() {
            memo.derive(value, &mut out, |out| derivation.derive(value, known, out));
        } else {
            derivation.derive(value, known, &mut out);
        }
        for (text, of) in out.iter().zip(&mut gathered) {
            let id = if text.is_empty() { 0 } else { of.words.intern(text) + 1 };
            match of.ids.get_mut(at) {
                Some(slot) => *slot = id,
                None => of.ids.push(id),
            }
        }
    }
    gathered.into_iter().map(|mut of| column::Values::new(&of.ids, of.words.take())).collect()
}
