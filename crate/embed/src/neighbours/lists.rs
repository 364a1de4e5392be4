//! The approximate search.

use super::search::{Outcome, Progress, Search, Task};

/// stub
pub(super) struct Lists;

impl Lists {
    pub(super) fn worthwhile(_task: &Task<'_>) -> bool {
        false
    }
    pub(super) fn build(_task: &Task<'_>, _search: &Search<'_>) -> Option<Self> {
        None
    }
    pub(super) fn run(
        &self,
        _task: &Task<'_>,
        _indices: &mut [u32],
        _distances: &mut [f32],
        _progress: &Progress<'_>,
    ) -> Outcome {
        Outcome { recall: 1.0, finished: true }
    }
}
