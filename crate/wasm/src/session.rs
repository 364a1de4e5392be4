/*!
A session as JavaScript sees it.
*/

use crate::bridge::{failure, filter_failure, object};
use crate::read;
use logatlas_core::agents::Agents;
use logatlas_core::derive::Known;
use logatlas_core::generate::{self, Generator, Kind, UnknownKind};
use logatlas_core::{detect, format, query};
use logatlas_engine::lines::Order;
use logatlas_engine::{Options, PassId, Pool, Session as Shared};
use serde::Serialize;
use std::sync::{Arc, OnceLock};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Blob;

/// Files on their way to summaries.
#[wasm_bindgen]
pub struct Session {
    pub(crate) shared: Arc<Shared>,
}

#[derive(Serialize)]
struct FormatShown {
    name: &'static str,
    title: &'static str,
    sample: &'static str,
}

/// A pattern is tried on so many lines.
const TRIED: usize = 20;

/// What logatlas reads: `[{name, title, sample}]`.
#[wasm_bindgen]
pub fn formats() -> Result<JsValue, JsValue> {
    let all = format::ALL.iter();
    let shown: Vec<_> =
        all.map(|f| FormatShown { name: f.name(), title: f.title(), sample: f.sample() }).collect();
    object(&shown)
}

/// A seeded synthetic log of so many lines, as `logatlas generate` makes it.
#[wasm_bindgen]
pub fn generate(format: &str, lines: u32, seed: u64) -> Result<Vec<u8>, JsValue> {
    let kind: Kind =
        format.parse().map_err(|error: UnknownKind| failure("format", &error.to_string()))?;
    let options =
        generate::Options { kind, lines: lines.into(), seed, ..generate::Options::default() };
    Ok(Generator::new(&options).into_bytes())
}

/// The list of user agents, one for all sessions.
static AGENTS: OnceLock<Arc<Agents>> = OnceLock::new();

/// Takes the list of user agents that sessions made from now on know them by. Only the first one counts.
#[wasm_bindgen(js_name = knowAgents)]
pub fn know_agents(list: String) {
    AGENTS.get_or_init(|| Arc::new(Agents::new(list)));
}

#[wasm_bindgen]
impl Session {
    /// A session whose columns may take `budget` bytes. `seed` seeds its hash tables; results do not depend on it.
    #[wasm_bindgen(constructor)]
    pub fn new(budget: f64, seed: u64, slice: Option<u32>) -> Self {
        let pool = if cfg!(feature = "threads") { Pool::Global } else { Pool::Inline };
        let known = Known { agents: AGENTS.get().cloned() };
        let options = Options { budget: budget as usize, seed, pool, known, ..Options::default() };
        let slice = slice.map_or(options.slice, |slice| slice as usize);
        Self { shared: Shared::new(Options { slice, ..options }) }
    }

    /// A pass for one other worker on the same memory: [`attach`](Self::attach) takes it, once.
    pub fn share(&self) -> usize {
        Arc::into_raw(self.shared.clone()) as usize
    }

    /// The session behind what [`share`](Self::share) gave out.
    pub fn attach(shared: usize) -> Self {
        // SAFETY: the number comes from `Arc::into_raw` in `share`, by a worker on the same memory, and each is attached once.
        let shared = unsafe { Arc::from_raw(shared as *const Shared) };
        Self { shared }
    }

    /// Where the words of progress and cancel lie in the memory, see web/engine/control.js.
    pub fn words(&self) -> usize {
        self.shared.control.words().as_ptr() as usize
    }

    /// Reads these files to their end, or to cancel; `formats` names one for each, '' where it is to be detected. Settles when
    /// all that was read is parsed or on its way.
    pub async fn scan(&self, files: Vec<Blob>, formats: Vec<String>, utc_offset_seconds: i32) {
        let shared = self.shared.clone();
        read::scan(&shared, &files, &formats, utc_offset_seconds).await;
        shared.end_scan();
    }

    /// Whether slices are being parsed.
    #[wasm_bindgen(getter)]
    pub fn busy(&self) -> bool {
        self.shared.is_busy()
    }

    /// Stops the scan; what was read stays.
    pub fn cancel(&self) {
        self.shared.cancel();
    }

    /// Begins to make filters fast, once everything was read; the first filter waits for it.
    pub fn prepare(&self) {
        self.shared.prepare_soon();
    }

    /// Begins a pass with this filter; what is in the cache is done when it returns. See [`left`](Self::left).
    pub fn begin(&self, filter: &str) -> Result<u32, JsValue> {
        let filter = query::parse(filter).map_err(|error| filter_failure(&error))?;
        Ok(self.shared.begin(filter).0)
    }

    /// How many slices a pass still waits for: if any, [`reread`](Self::reread) is to be called.
    pub fn left(&self, pass: u32) -> usize {
        self.shared.left(PassId(pass))
    }

    /// Reads again what a pass misses.
    pub async fn reread(&self, pass: u32, files: Vec<Blob>) -> Result<(), JsValue> {
        let shared = self.shared.clone();
        read::reread(&shared, PassId(pass), &files).await
    }

    /// Ends a pass.
    pub fn end(&self, pass: u32) {
        self.shared.end(PassId(pass));
    }

    /// What is known so far of the records that a pass means; without one, of all.
    pub fn snapshot(&self, pass: Option<u32>) -> Result<JsValue, JsValue> {
        match self.shared.snapshot(pass.map(PassId)) {
            Some(snapshot) => object(&snapshot),
            None => Err(failure("ended", "This filter was replaced by another.")),
        }
    }

    /// What sets the records of a pass apart from all others: `[{field, says, filter, count, share, elsewhere, score}]`.
    pub fn contrasts(&self, pass: u32, most: u32) -> Result<JsValue, JsValue> {
        match self.shared.contrasts(PassId(pass), most as usize) {
            Some(contrasts) => object(&contrasts),
            None => Err(failure("ended", "This filter was replaced by another.")),
        }
    }

    /// How many records a pass means.
    pub fn matches(&self, pass: Option<u32>) -> f64 {
        self.shared.matches(pass.map(PassId)) as f64
    }

    /// `count` records of a pass from the `from`-th on, as they stand in the files: by time, or one file after the other.
    pub async fn lines(
        &self,
        pass: Option<u32>,
        by_time: bool,
        from: f64,
        count: u32,
        files: Vec<Blob>,
    ) -> Result<JsValue, JsValue> {
        let shared = self.shared.clone();
        let order = if by_time { Order::Time } else { Order::File };
        let search = shared.search(pass.map(PassId), order, from as u64, count.into());
        let texts = read::texts(&shared, &files, &search.stretches()).await?;
        let window = shared.window(search, &texts);
        let texts = read::texts(&shared, &files, &window.stretches()).await?;
        object(&shared.lines(&window, &texts))
    }

    /// How the first lines of a source were read, and which formats would do: `{format, candidates, rows}`. `source` is its
    /// place in a snapshot.
    pub fn preview(&self, source: u32) -> Result<JsValue, JsValue> {
        #[derive(Serialize)]
        struct Preview<'a> {
            format: &'a str,
            candidates: &'a [detect::Candidate],
            rows: Vec<detect::PreviewRow>,
        }
        let sources = self.shared.sources();
        let source = sources
            .get(source as usize)
            .ok_or_else(|| failure("source", "There is no such file."))?;
        let lines = detect::sample_lines(&source.head);
        let rows = detect::preview(&*source.reader, lines.get(..8).unwrap_or(&lines));
        object(&Preview { format: &source.format, candidates: &source.candidates, rows })
    }

    /// A pattern tried on the first lines of a source, see `Trial` in `crate/core/src/format/pattern/trial.rs`.
    #[wasm_bindgen(js_name = tryPattern)]
    pub fn try_pattern(&self, source: u32, pattern: &str) -> Result<JsValue, JsValue> {
        let sources = self.shared.sources();
        let source = sources
            .get(source as usize)
            .ok_or_else(|| failure("source", "There is no such file."))?;
        let lines = detect::sample_lines(&source.head);
        let first = lines.get(..TRIED).unwrap_or(&lines);
        object(&format::pattern::trial(pattern, first, source.hints))
    }
}
