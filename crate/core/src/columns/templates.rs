/*!
The templates of the records of one slice, by the signature of a message or by the method and path of a request.
*/

use super::batch::Request;
use super::gather::ColumnBuilder;
use super::{Narrow, Rows, TextColumn};
use crate::derive::Routes;
use crate::dictionary::{Interner, Seed};
use crate::field::FieldId;
use crate::template::{self, Familiar, Masker, Order};
use hashbrown::HashMap;
use std::ops::RangeInclusive;

/// The templates so far.
#[derive(Debug)]
pub(super) struct Templates {
    texts: Interner,
    masker: Masker,
    familiar: Familiar,
    order: Order,
    /// The masked texts of the familiar messages, from slice to slice.
    known: Interner,
    /// The number of each in this slice, if it occurred there.
    numbers: Vec<u32>,
    /// The fields of the first path met and of its method.
    usual: Option<(FieldId, FieldId)>,
    /// For each value of the usual path the usual method first met with it, and their template: most paths are asked for by
    /// one method.
    by_path: Vec<(u32, u32)>,
    /// The routes of the values of the usual path.
    routes: Routes,
    /// Other paths and methods.
    by_route: HashMap<(Word, Word), u32, foldhash::fast::FixedState>,
    ids: Vec<u32>,
    text: Vec<u8>,
    route: Vec<u8>,
}

/// A value of a field: its number in the column's dictionary.
type Word = (FieldId, u32);

/// Stands for a request without a method in the key of a route.
const NO_METHOD: Word = (FieldId(u16::MAX), u32::MAX);
/// No number of a template.
const UNKNOWN: u32 = u32::MAX;
/// With more texts than these, familiar messages are forgotten at the end of a slice.
const KNOWN: usize = 4096;

/// Notes the number of a familiar text.
fn note(numbers: &mut Vec<u32>, word: u32, id: u32) {
    let word = word as usize;
    if numbers.len() <= word {
        numbers.resize(word + 1, UNKNOWN);
    }
    if let Some(slot) = numbers.get_mut(word) {
        *slot = id;
    }
}

impl Templates {
    pub(super) fn new(seed: Seed) -> Self {
        let state = foldhash::fast::FixedState::with_seed(seed.0);
        Self {
            texts: Interner::new(seed),
            masker: Masker::default(),
            familiar: Familiar::default(),
            order: Order::default(),
            known: Interner::new(seed),
            numbers: Vec::new(),
            usual: None,
            by_path: Vec::new(),
            routes: Routes::new(seed),
            by_route: HashMap::with_hasher(state),
            ids: Vec::new(),
            text: Vec::new(),
            route: Vec::new(),
        }
    }

    /// Fills in the templates of messages, which may be parts of the `slice`.
    pub(super) fn messages(&mut self, messages: &[(usize, &[u8])], slice: &[u8]) {
        self.familiar.met(messages.len());
        self.order.take(messages.iter().map(|&(_, message)| message));
        self.look_up(Order::sets(), messages, slice);
    }

    /// The next record has this message.
    pub(super) fn message(&mut self, message: &[u8]) {
        let set = Order::set(message);
        let at = self.reserve();
        self.familiar.met(1);
        self.order.take(std::iter::once(message));
        self.look_up(set..=set, &[(at, message)], &[]);
    }

    /// Fills in the templates of the messages of some sets; the order has them.
    fn look_up(&mut self, sets: RangeInclusive<usize>, messages: &[(usize, &[u8])], slice: &[u8]) {
        for set in sets {
            let mut next = self.order.last(set);
            while let Some(&(at, message)) = messages.get(next) {
                let id = match self.familiar.find(set, message, slice) {
                    Some(word) => match self.numbers.get(word as usize) {
                        Some(&id) if id != UNKNOWN => id,
                        _ => self.first_in_slice(word),
                    },
                    None => self.unfamiliar(message),
                };
                self.fill(at, id);
                next = self.order.before(next);
            }
        }
    }

    /// The number of a familiar text that gets one in this slice.
    #[cold]
    #[inline(never)]
    fn first_in_slice(&mut self, word: u32) -> u32 {
        let id = self.texts.intern(self.known.get(word));
        note(&mut self.numbers, word, id);
        id
    }

    /// The number of the text of a message that has to be masked. Not copied into its caller, which is a loop that should stay small.
    #[inline(never)]
    fn unfamiliar(&mut self, message: &[u8]) -> u32 {
        let id = self.texts.intern(self.masker.mask(message));
        self.masker.keep(message, &mut self.familiar, |text| {
            let word = self.known.intern(text);
            note(&mut self.numbers, word, id);
            word
        });
        id
    }

    fn fill(&mut self, at: usize, id: u32) {
        if let Some(slot) = self.ids.get_mut(at) {
            *slot = id;
        }
    }

    /// The next record has this template.
    pub(super) fn literal(&mut self, text: &[u8]) {
        let id = self.texts.intern(text);
        self.ids.push(id);
    }

    /// The next record is told later; returns where its template is missing.
    pub(super) fn reserve(&mut self) -> usize {
        self.ids.push(UNKNOWN);
        self.ids.len() - 1
    }

    /// Fills in the template of a request: its method and the shape of its path.
    pub(super) fn request(&mut self, at: usize, request: Request, columns: &[ColumnBuilder]) {
        let word = |(field, place): (FieldId, u32)| {
            Some((field, columns.get(field.0 as usize)?.id(place)?))
        };
        let (Some(path), method) = (request.path.and_then(word), request.method.and_then(word))
        else {
            return;
        };
        let method = method.unwrap_or(NO_METHOD);
        let id = match self.of_route(path, method) {
            Some(id) => id,
            None => self.new_route(path, method, columns),
        };
        self.fill(at, id);
    }

    fn of_route(&self, path: Word, method: Word) -> Option<u32> {
        if self.usual == Some((path.0, method.0)) {
            match self.by_path.get(path.1 as usize) {
                Some((known, id)) if *known == method.1 && *id != UNKNOWN => return Some(*id),
                None | Some((_, UNKNOWN)) => return None,
                Some(_) => {}
            }
        }
        self.by_route.get(&(path, method)).copied()
    }

    fn new_route(&mut self, path: Word, method: Word, columns: &[ColumnBuilder]) -> u32 {
        let value =
            |(field, id): Word| columns.get(field.0 as usize).map(|column| column.value(id));
        let usual = *self.usual.get_or_insert((path.0, method.0));
        let text = value(path).unwrap_or_default();
        let route = if usual.0 == path.0 {
            self.routes.of(path.1, text)
        } else {
            self.route.clear();
            template::route_signature(text, &mut self.route);
            &self.route
        };
        self.text.clear();
        template::request_signature(value(method).unwrap_or_default(), route, &mut self.text);
        let id = self.texts.intern(&self.text);
        if usual == (path.0, method.0) {
            if self.by_path.len() <= path.1 as usize {
                self.by_path.resize(path.1 as usize + 1, (0, UNKNOWN));
            }
            if let Some(slot @ (_, UNKNOWN)) = self.by_path.get_mut(path.1 as usize) {
                *slot = (method.1, id);
                return id;
            }
        }
        self.by_route.insert((path, method), id);
        id
    }

    /// The field of the path that most requests have, and the routes of its values that were asked for.
    pub(super) fn routes(&mut self) -> Option<(FieldId, &mut Routes)> {
        let (path, _) = self.usual?;
        Some((path, &mut self.routes))
    }

    /// Closes the slice.
    pub(super) fn take(&mut self) -> Option<TextColumn> {
        let largest = self.texts.len().saturating_sub(1) as u32;
        let column = (!self.ids.is_empty()).then(|| TextColumn {
            rows: Rows::All,
            ids: Narrow::pack(&self.ids, largest),
            dictionary: self.texts.take(),
        });
        self.ids.clear();
        if self.known.len() > KNOWN {
            self.familiar = Familiar::default();
            self.known.take();
        }
        self.numbers.clear();
        self.by_route.clear();
        self.usual = None;
        self.by_path.clear();
        self.routes.clear();
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The number and the text of the template of each message of a slice.
    fn read(templates: &mut Templates, messages: &[String]) -> Vec<(u32, String)> {
        let waiting: Vec<(usize, &[u8])> =
            messages.iter().map(|message| (templates.reserve(), message.as_bytes())).collect();
        waiting.chunks(1000).for_each(|waiting| templates.messages(waiting, &[]));
        let text = |&id: &u32| String::from_utf8_lossy(templates.texts.get(id)).into_owned();
        let told = templates.ids.iter().map(|id| (*id, text(id))).collect();
        templates.take();
        told
    }

    fn anew(messages: &[String]) -> Vec<(u32, String)> {
        read(&mut Templates::new(Seed(1)), messages)
    }

    fn message() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec!["Opened", "Opening", "Closed", "Closed /a", ""]);
        let rest =
            prop::sample::select(vec![" of /b/c", " ms", ", then 7", " 'a'", " at 10.0.0.1"]);
        (name, 0..3000u32, rest).prop_map(|(name, number, rest)| format!("{name} {number}{rest}"))
    }

    fn slices() -> impl Strategy<Value = Vec<Vec<String>>> {
        prop::collection::vec(prop::collection::vec(message(), 0..50), 1..5)
    }

    proptest! {
        #[test]
        fn what_other_slices_had_changes_nothing(slices in slices()) {
            let mut templates = Templates::new(Seed(1));
            for slice in &slices {
                let told = read(&mut templates, slice);
                let masked = |message: &String| {
                    let mut text = Vec::new();
                    template::text(message.as_bytes(), &mut text);
                    String::from_utf8_lossy(&text).into_owned()
                };
                let texts: Vec<String> = told.iter().map(|(_, text)| text.clone()).collect();
                prop_assert_eq!(texts, slice.iter().map(masked).collect::<Vec<_>>());
                prop_assert_eq!(told, anew(slice));
            }
        }
    }

    #[test]
    fn familiar_texts_are_forgotten_when_there_are_many() {
        let mut templates = Templates::new(Seed(1));
        let words = |slice: usize| -> Vec<String> {
            let name = |n: usize| format!("word{}", "x".repeat(n % 300));
            let slice = "s".repeat(slice);
            (0..2000).map(|n| format!("{} of {slice} in {}", name(n), name(n / 300))).collect()
        };
        let mut most = 0;
        for slice in 0..40 {
            let messages = words(slice);
            assert_eq!(read(&mut templates, &messages), anew(&messages), "{slice}");
            most = most.max(templates.known.len());
        }
        assert!(most > KNOWN / 2 && most <= KNOWN, "{most}");
    }
}
