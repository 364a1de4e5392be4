/*!
A map as JavaScript sees it.
*/

use crate::bridge::{failure, filter_failure, object};
use crate::session::Session;
use logatlas_core::features::{Block, FeatureColumn, Labels, MOST_WEIGHT, Matrix, Reason, Weights};
use logatlas_core::numeric::{self, Flaw, Table};
use logatlas_core::query;
use logatlas_embed::{Options, Progress};
use logatlas_engine::PassId;
use logatlas_engine::map::{Change, Cluster, Coloured, Map, Outlier, Places};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Groups laid out so that those that behave alike lie together.
#[wasm_bindgen]
pub struct MapView {
    map: Map,
}

/// That a pass is over before its time.
fn ended() -> JsValue {
    failure("ended", "This filter was replaced by another.")
}

#[derive(Serialize)]
struct Status {
    iteration: usize,
    total: usize,
    phase: &'static str,
    kl: Option<f64>,
    finished: bool,
}

#[wasm_bindgen]
impl Session {
    /// Begins to look for sessions where these are to be the groups; the pass is to be finished before
    /// [`begin_groups`](Self::begin_groups) is given it.
    #[wasm_bindgen(js_name = beginVisits)]
    pub fn begin_visits(
        &self,
        by: &str,
        filter: &str,
        chosen_from: Option<u32>,
    ) -> Result<Option<u32>, JsValue> {
        let filter = query::parse(filter).map_err(|error| filter_failure(&error))?;
        let pass = self.shared.begin_visits(by, filter, chosen_from.map(PassId));
        Ok(pass.map(|pass| pass.0))
    }

    /// Begins to count the groups of the records that a filter means; `chosen_from` is a finished pass with the same filter.
    /// Returns a pass, to be treated like that of [`begin`](Self::begin).
    #[wasm_bindgen(js_name = beginGroups)]
    pub fn begin_groups(
        &self,
        by: &str,
        filter: &str,
        chosen_from: Option<u32>,
        visits: Option<u32>,
    ) -> Result<u32, JsValue> {
        let filter = query::parse(filter).map_err(|error| filter_failure(&error))?;
        let (from, visits) = (chosen_from.map(PassId), visits.map(PassId));
        let pass = self.shared.begin_groups(by, filter, from, visits);
        pass.map(|pass| pass.0).ok_or_else(ended)
    }

    /// Begins to see what the points of a map have in a field; `filter` is that of the map, `chosen_from` a finished pass with it.
    /// Returns a pass, to be treated like that of [`begin`](Self::begin).
    #[wasm_bindgen(js_name = beginTints)]
    pub fn begin_tints(
        &self,
        map: &MapView,
        field: &str,
        filter: &str,
        chosen_from: Option<u32>,
    ) -> Result<u32, JsValue> {
        let filter = query::parse(filter).map_err(|error| filter_failure(&error))?;
        let pass = self.shared.begin_tints(&map.map, field, filter, chosen_from.map(PassId));
        pass.map(|pass| pass.0).ok_or_else(ended)
    }

    /// What such a pass has seen.
    pub fn coloured(&self, tints: u32, map: &MapView) -> Result<MapColours, JsValue> {
        self.shared.coloured(PassId(tints), &map.map).map(MapColours).ok_or_else(ended)
    }

    /// The map of the groups that a pass has counted, before its first step. Groups whose places are known begin there.
    pub fn map(
        &self,
        groups: u32,
        wishes: &Wishes,
        places: Option<MapPlaces>,
    ) -> Result<MapView, JsValue> {
        let places = places.map(|places| places.0);
        match self.shared.map(PassId(groups), &wishes.options(), &wishes.weights, places.as_ref()) {
            Some(Ok(map)) => Ok(MapView { map }),
            Some(Err(error)) => Err(failure("map", &error.to_string())),
            None => Err(failure("ended", "This map was replaced by another.")),
        }
    }
}

/// What the points of a map have in a field.
#[wasm_bindgen]
pub struct MapColours(Coloured);

#[wasm_bindgen]
impl MapColours {
    /// The field's most frequent values; none where it is one of numbers.
    #[wasm_bindgen(getter)]
    pub fn values(&self) -> Vec<String> {
        self.0.values.clone()
    }

    /// The place of each point's value among them, -1 for another or none.
    #[wasm_bindgen(getter, js_name = ofPoint)]
    pub fn of_point(&self) -> Vec<i8> {
        self.0.of_row.clone()
    }

    /// Of numbers instead where each point stands among all, 0 to 1; not a number where it has none.
    #[wasm_bindgen(getter)]
    pub fn ranks(&self) -> Vec<f32> {
        self.0.ranks.clone()
    }
}

/// How a map is to be made; what is not given is as usual.
#[wasm_bindgen]
#[derive(Default)]
pub struct Wishes {
    change: Change,
    weights: Weights,
}

#[wasm_bindgen]
impl Wishes {
    /// Without a weight.
    #[wasm_bindgen(constructor)]
    pub fn new(perplexity: Option<f64>, exaggeration: Option<f64>, dof: Option<f64>) -> Self {
        let change = Change { perplexity, exaggeration, dof, weights: None };
        Self { change, weights: Weights::default() }
    }

    /// All features count as usual, until they are weighed.
    #[wasm_bindgen(js_name = weighAsUsual)]
    pub fn weigh_as_usual(&mut self) {
        self.weights = Weights::default();
        self.change.weights = Some(Weights::default());
    }

    /// Sets how much a feature, or a block of them, counts.
    pub fn weigh(&mut self, name: &str, weight: f64) -> Result<(), JsValue> {
        if !self.weights.set(name, weight) {
            return Err(failure("map", &format!("A weight is from 0 to {MOST_WEIGHT}.")));
        }
        self.change.weights = Some(self.weights.clone());
        Ok(())
    }
}

impl Wishes {
    fn options(&self) -> Options {
        let usual = Options::default();
        Options {
            perplexity: self.change.perplexity.unwrap_or(usual.perplexity),
            exaggeration: self.change.exaggeration,
            dof: self.change.dof.unwrap_or(usual.dof),
            ..usual
        }
    }
}

/// A table of numbers whose rows can be mapped.
#[wasm_bindgen]
pub struct TableView {
    matrix: Matrix,
    gap: Option<Flaw>,
}

/// Whether these first bytes are those of a table of numbers rather than of a log.
#[wasm_bindgen(js_name = isTable)]
pub fn is_table(head: &[u8]) -> bool {
    numeric::is_table(head)
}

#[wasm_bindgen]
impl TableView {
    /// Reads a table, NPY or text; at most `most` rows of it.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: &[u8], most: u32) -> Result<Self, JsValue> {
        let said = |error: numeric::Error| failure("table", &error.to_string());
        let table = Table::read(bytes, most as usize).map_err(said)?;
        let matrix = Matrix::of_table(&table);
        if matrix.columns.is_empty() {
            return Err(said(numeric::Error::NoNumbers));
        }
        Ok(Self { matrix, gap: table.gap })
    }

    /// What was read: `{rows, other, columns, missing: {line, column, text} | null}`; the last is the first cell of a
    /// column of numbers that holds none.
    pub fn describe(&self) -> Result<JsValue, JsValue> {
        #[derive(Serialize)]
        struct Described<'a> {
            rows: usize,
            other: u64,
            columns: usize,
            missing: Option<Missing<'a>>,
        }
        #[derive(Serialize)]
        struct Missing<'a> {
            line: u64,
            column: usize,
            text: &'a str,
        }
        let missing = self.gap.as_ref();
        object(&Described {
            rows: self.matrix.rows(),
            other: self.matrix.other,
            columns: self.matrix.columns.len(),
            missing: missing.map(|Flaw { line, column, text }| Missing {
                line: *line,
                column: *column,
                text,
            }),
        })
    }

    /// The map of its rows, as [`Session::map`].
    pub fn map(&self, wishes: &Wishes, places: Option<MapPlaces>) -> Result<MapView, JsValue> {
        let places = places.map(|places| places.0);
        let matrix = self.matrix.clone();
        let made = Map::new(matrix, &wishes.options(), &wishes.weights, places.as_ref());
        made.map(|map| MapView { map }).map_err(|error| failure("map", &error.to_string()))
    }
}

/// Where the groups of a map lay.
#[wasm_bindgen]
pub struct MapPlaces(Places);

#[wasm_bindgen]
impl MapView {
    /// Where the groups lie, for a later map.
    pub fn places(&self) -> MapPlaces {
        MapPlaces(self.map.places())
    }

    /// Changes the running map; what is not given stays.
    pub fn change(&mut self, wishes: Wishes) -> Result<(), JsValue> {
        let changed = self.map.change(wishes.change);
        changed.map_err(|error| failure("map", &error.to_string()))
    }

    /// What the map shows as it stands: `{clusters, outliers, quality}`.
    pub fn findings(&self, most: u32) -> Result<JsValue, JsValue> {
        #[derive(Serialize)]
        struct Findings {
            clusters: Vec<Cluster>,
            outliers: Vec<Outlier>,
            quality: Quality,
        }
        #[derive(Serialize)]
        struct Quality {
            kept: f64,
            trustworthiness: f64,
            continuity: f64,
            spearman: f64,
            sampled: usize,
        }
        let said = |error: logatlas_embed::Error| failure("map", &error.to_string());
        let quality = self.map.quality().map_err(said)?;
        object(&Findings {
            clusters: self.map.clusters().map_err(said)?,
            outliers: self.map.outliers(most as usize),
            quality: Quality {
                kept: quality.neighbour_preservation,
                trustworthiness: quality.trustworthiness,
                continuity: quality.continuity,
                spearman: quality.spearman,
                sampled: quality.sampled,
            },
        })
    }

    /// What sets several groups apart from all others: reasons as those of [`point`](Self::point).
    pub fn apart(&self, rows: &[u32]) -> Result<JsValue, JsValue> {
        object(&self.map.matrix.explain_set(rows))
    }

    /// The groups and their features: `{names, counts, columns, blocks, labels, other, none}`.
    pub fn describe(&self) -> Result<JsValue, JsValue> {
        #[derive(Serialize)]
        struct Described<'a> {
            names: &'a [String],
            counts: &'a [u64],
            columns: &'a [FeatureColumn],
            blocks: Vec<BlockShown>,
            labels: &'a [Labels],
            other: u64,
            none: u64,
        }
        #[derive(Serialize)]
        struct BlockShown {
            name: &'static str,
            description: &'static str,
        }
        let matrix = &self.map.matrix;
        let has = |block: &Block| matrix.columns.iter().any(|column| column.block == *block);
        let blocks = Block::ALL.into_iter().filter(has);
        let blocks =
            blocks.map(|block| BlockShown { name: block.name(), description: block.description() });
        object(&Described {
            names: &matrix.names,
            counts: &matrix.counts,
            columns: &matrix.columns,
            blocks: blocks.collect(),
            labels: &matrix.labels,
            other: matrix.other,
            none: matrix.none,
        })
    }

    /// Goes on for so many iterations: `{iteration, total, phase, kl, finished}`.
    pub fn step(&mut self, iterations: usize) -> Result<JsValue, JsValue> {
        let Progress { iteration, total, phase, kl } = self.map.step(iterations);
        object(&Status { iteration, total, phase, kl, finished: self.map.finished() })
    }

    /// Where the positions lie in the memory: x and y of each group as 32-bit floats.
    #[wasm_bindgen(js_name = positionsAt)]
    pub fn positions_at(&self) -> usize {
        self.map.positions().as_ptr() as usize
    }

    /// A copy of the positions, for pages that can't see the memory.
    pub fn positions(&self) -> Vec<f32> {
        self.map.positions().to_vec()
    }

    /// What sets a group apart: `{name, count, filter, reasons}`.
    pub fn point(&self, row: usize) -> Result<JsValue, JsValue> {
        #[derive(Serialize)]
        struct Point<'a> {
            name: &'a str,
            count: u64,
            filter: &'a str,
            reasons: Vec<Reason>,
        }
        let matrix = &self.map.matrix;
        let (Some(name), Some(&count), Some(filter)) =
            (matrix.names.get(row), matrix.counts.get(row), matrix.filters.get(row))
        else {
            return Err(failure("point", "There is no such point."));
        };
        object(&Point { name, count, filter, reasons: matrix.explain(row) })
    }

    /// Which value of one of the `labels` each group has: its place among them, -1 for another or none.
    #[wasm_bindgen(js_name = labelOf)]
    pub fn label_of(&self, label: usize) -> Vec<i8> {
        self.map.matrix.labels.get(label).map_or_else(Vec::new, |label| label.of_row.clone())
    }

    /// Where each group stands among all by one feature, 0 to 1.
    pub fn ranks(&self, column: usize) -> Vec<f32> {
        self.map.ranks(column)
    }
}
