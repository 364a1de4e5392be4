/*!
The words of a field as one, whether they are a column, derived from those of one, or the same everywhere.
*/

use super::constant::Constant;
use super::{Selection, TextColumn};
use crate::derive::Derived;
use crate::dictionary::Dictionary;
use crate::field::ROUTE_NAME;
use std::borrow::Cow;

/// The words of a field in one slice.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The full name of the field.
    pub name: &'a str,
    /// The place of the column that they are in, or come from, if there is one.
    pub(crate) source: Option<usize>,
    pub(super) from: From<'a>,
}

/// Where words come from.
#[derive(Clone, Copy, Debug)]
pub(super) enum From<'a> {
    /// They stand in a column.
    Column(&'a TextColumn),
    /// They follow from those of a column.
    Derived(&'a TextColumn, &'a Derived),
    /// All rows have the same.
    Constant(&'a Constant),
}

impl<'a> Words<'a> {
    /// What the numbers stand for.
    pub fn dictionary(&self) -> &'a Dictionary {
        match self.from {
            From::Column(column) => &column.dictionary,
            From::Derived(_, derived) => &derived.values.dictionary,
            From::Constant(constant) => &constant.dictionary,
        }
    }

    /// Whether they come from the words of another field.
    pub fn is_derived(&self) -> bool {
        matches!(self.from, From::Derived(..))
    }

    /// Whether the words are signatures of routes, which become routes when all of them are known.
    pub fn is_route(&self) -> bool {
        self.is_derived() && self.name == ROUTE_NAME
    }

    /// The number of a row's word.
    pub fn id(&self, row: usize) -> Option<u32> {
        match self.from {
            From::Column(column) => column.id(row),
            From::Derived(column, derived) => derived.of(row, column.id(row)?),
            From::Constant(constant) => constant.is_at(row).then_some(0),
        }
    }

    /// A row's word.
    pub fn get(&self, row: usize) -> Option<&'a [u8]> {
        self.id(row).map(|id| self.dictionary().get(id))
    }

    /// Calls `each` with every selected row that has a word, and the number of that word, in order.
    pub fn each(&self, selection: &Selection, each: &mut dyn FnMut(usize, u32)) {
        match self.from {
            From::Column(column) => column.each(selection, each),
            From::Derived(column, derived) => column.each(selection, &mut |row, id| {
                if let Some(id) = derived.of(row, id) {
                    each(row, id);
                }
            }),
            From::Constant(constant) => {
                constant.within(selection.clone()).for_each(|row| each(row, 0));
            }
        }
    }

    /// How many selected rows have each of the words, by number. `counts` are those of the words of the source, if there is one.
    pub fn counts<'c>(&self, selection: &Selection, counts: &'c [u32]) -> Cow<'c, [u32]> {
        let derived = match self.from {
            From::Column(_) => return Cow::Borrowed(counts),
            From::Derived(_, derived) => derived,
            From::Constant(constant) => {
                return Cow::Owned(vec![constant.within(selection.clone()).count() as u32]);
            }
        };
        let mut mine = vec![0; self.dictionary().len()];
        let mut add = |id: u32, count: u32| {
            if let Some(sum) = mine.get_mut(id as usize) {
                *sum += count;
            }
        };
        if derived.taken.is_some() {
            self.each(selection, &mut |_, id| add(id, 1));
        } else {
            for (id, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                if let Some(id) = derived.values.of(id as u32) {
                    add(id, count);
                }
            }
        }
        Cow::Owned(mine)
    }

    /// The rows whose word passes the test, which is run once a distinct word.
    pub fn matching(&self, rows: usize, test: impl FnMut(&[u8]) -> bool) -> Selection {
        let passing: Vec<bool> = self.dictionary().iter().map(test).collect();
        match self.from {
            From::Column(column) => column.of_ids(rows, &passing),
            From::Derived(column, derived) => {
                let passes = |id| {
                    let id = derived.values.of(id);
                    id.is_some_and(|id| passing.get(id as usize) == Some(&true))
                };
                let sources: Vec<bool> = (0..column.dictionary.len() as u32).map(passes).collect();
                let found = column.of_ids(rows, &sources);
                match &derived.taken {
                    Some(taken) => found.and(taken.clone().complement()),
                    None => found,
                }
            }
            From::Constant(constant) if passing.contains(&true) => {
                constant.within(Selection::all(rows))
            }
            From::Constant(_) => Selection::none(rows),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::columns::Selection;
    use crate::dictionary::Seed;
    use crate::field::FILE_NAME;
    use crate::format::{ALL, Sample};
    use crate::parse::Parser;
    use crate::time::Hints;

    #[test]
    fn all_records_are_of_the_file_but_those_that_name_one_themselves() {
        let json = ALL.iter().find(|format| format.name() == "json").unwrap();
        let reader = json.reader(&Sample { lines: &[], hints: Hints::default() });
        let text = b"{\"a\":1}\n{\"a\":1,\"log.file.name\":\"own\"}\n{\"a\":1}\n";
        let mut columns = Parser::new(Seed(1)).parse(text, &*reader);
        columns.name_file("given", Seed(1));
        let of_file: Vec<_> = columns.words_of(FILE_NAME).collect();
        let all = Selection::all(3);
        let names =
            |row| of_file.iter().filter_map(move |words| words.get(row)).collect::<Vec<_>>();
        assert_eq!([names(0), names(1), names(2)].concat(), [&b"given"[..], b"own", b"given"]);
        let constant = of_file.last().unwrap();
        assert_eq!(*constant.counts(&all, &[]), [2]);
        assert_eq!(constant.matching(3, |name| name == b"given").count(), 2);
        assert_eq!(constant.matching(3, |name| name == b"own").count(), 0);
        let mut met = Vec::new();
        let some = Selection::matching(3, |row| row > 0);
        constant.each(&some, &mut |row, id| met.push((row, id)));
        assert_eq!(met, [(2, 0)]);
    }

    #[test]
    fn where_every_record_names_its_file_nothing_is_added() {
        let json = ALL.iter().find(|format| format.name() == "json").unwrap();
        let reader = json.reader(&Sample { lines: &[], hints: Hints::default() });
        let mut columns = Parser::new(Seed(1)).parse(b"{\"log.file.name\":\"own\"}\n", &*reader);
        columns.name_file("given", Seed(1));
        assert_eq!(columns.words_of(FILE_NAME).count(), 1);
    }
}
