/*!
The templates of the records of one slice, by the signature of a message or by the method and path of a request.
*/

use super::batch::Request;
use super::gather::ColumnBuilder;
use super::{Narrow, Rows, TextColumn};
use crate::derive::Routes;
use crate::dictionary::{Interner, Seed};
use crate::field::FieldId;
use crate::template::{self, Familiar, Masker};
use hashbrown::HashMap;

/// The templates so far.
#[derive(Debug)]
pub(super) struct Templates {
    texts: Interner,
    masker: Masker,
    familiar: Familiar,
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

impl Templates {
    pub(super) fn new(seed: Seed) -> Self {
        let state = foldhash::fast::FixedState::with_seed(seed.0);
        Self {
            texts: Interner::new(seed),
            masker: Masker::default(),
            familiar: Familiar::default(),
            usual: None,
            by_path: Vec::new(),
            routes: Routes::new(seed),
            by_route: HashMap::with_hasher(state),
            ids: Vec::new(),
            text: Vec::new(),
            route: Vec::new(),
        }
    }

    /// Fills in the template of a message, which may be a part of the `slice`.
    pub(super) fn message(&mut self, at: usize, message: &[u8], slice: &[u8]) {
        let id = self.familiar.find(message, slice).unwrap_or_else(|| {
            let id = self.texts.intern(self.masker.mask(message));
            self.masker.keep(message, &mut self.familiar, id);
            id
        });
        self.fill(at, id);
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
        self.familiar.clear();
        self.by_route.clear();
        self.usual = None;
        self.by_path.clear();
        self.routes.clear();
        column
    }
}
