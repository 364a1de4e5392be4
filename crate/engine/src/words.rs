/*!
The words of all records, numbered once: a filter then counts values by these numbers and need not look up any.
*/

use crate::control::State;
use crate::lock;
use crate::session::Session;
use logatlas_core::columns::Columns;
use logatlas_core::dictionary::AMONG;
use logatlas_core::summary::Words;
use std::sync::Arc;

impl Session {
    /// The words by whose numbers the values of a filter's records are counted; none before the scan is over. The first to
    /// come then has them looked up for all slices in the cache, which is most of the work of a filter: it is done once, and
    /// best before anybody waits for it.
    pub fn prepare(self: &Arc<Self>) -> Arc<Words> {
        if self.is_busy() || self.control.state() == State::Scanning {
            return Arc::default();
        }
        let mut prepared = lock(&self.words);
        if let Some(words) = &*prepared {
            return words.clone();
        }
        let words = self.with_scanned(|summary| Some(summary.words()));
        let words = Arc::new(words.unwrap_or_default());
        let cached: Vec<Arc<Columns>> = {
            let mut chunks = lock(&self.chunks);
            let cached: Vec<_> = chunks.iter().filter_map(|chunk| chunk.columns.clone()).collect();
            let values = |columns: &Columns| -> usize {
                columns.dictionaries().map(|(_, dictionary)| dictionary.len()).sum()
            };
            let fits =
                |columns: &Arc<Columns>| chunks.reserve(values(columns) * AMONG, &self.control);
            cached.into_iter().filter(fits).collect()
        };
        self.pool.install(|| {
            use rayon::prelude::*;
            cached.par_iter().flat_map_iter(|columns| columns.dictionaries()).for_each(
                |(field, dictionary)| {
                    if let Some(words) = words.get(field) {
                        dictionary.look_up_among(words);
                    }
                },
            );
        });
        prepared.insert(words).clone()
    }

    /// Has [`prepare`](Self::prepare) done by the pool, without waiting for it.
    pub fn prepare_soon(self: &Arc<Self>) {
        let session = self.clone();
        self.pool.spawn(move || {
            session.prepare();
        });
    }
}
