/*!
A map as JavaScript sees it.
*/

use crate::bridge::{failure, filter_failure, object};
use crate::session::Session;
use logatlas_core::query;
use logatlas_embed::{Options, Progress};
use logatlas_engine::PassId;
use logatlas_engine::map::{Change, Cluster, Map, Outlier, Places};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Groups laid out so that those that behave alike lie together.
#[wasm_bindgen]
pub struct MapView {
    map: Map,
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
    /// Begins to count the groups of the records that a filter means; `chosen_from` is a finished pass with the same filter.
    /// Returns a pass, to be treated like that of [`begin`](Self::begin).
    #[wasm_bindgen(js_name = beginGroups)]
    pub fn begin_groups(
        &self,
        by: &str,
        filter: &str,
        chosen_from: Option<u32>,
    ) -> Result<u32, JsValue> {
        let filter = query::parse(filter).map_err(|error| filter_failure(&error))?;
        let pass = self.shared.begin_groups(by, filter, chosen_from.map(PassId));
        pass.map(|pass| pass.0)
            .ok_or_else(|| failure("ended", "This filter was replaced by another."))
    }

    /// The map of the groups that a pass has counted, before its first step. What is not given is as usual. Groups whose places
    /// are known begin there.
    pub fn map(
        &self,
        groups: u32,
        perplexity: Option<f64>,
        exaggeration: Option<f64>,
        dof: Option<f64>,
        places: Option<MapPlaces>,
    ) -> Result<MapView, JsValue> {
        let usual = Options::default();
        let options = Options {
            perplexity: perplexity.unwrap_or(usual.perplexity),
            exaggeration,
            dof: dof.unwrap_or(usual.dof),
            ..usual
        };
        let places = places.map(|places| places.0);
        match self.shared.map(PassId(groups), &options, places.as_ref()) {
            Some(Ok(map)) => Ok(MapView { map }),
            Some(Err(error)) => Err(failure("map", &error.to_string())),
            None => Err(failure("ended", "This map was replaced by another.")),
        }
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
    pub fn change(
        &mut self,
        perplexity: Option<f64>,
        exaggeration: Option<f64>,
        dof: Option<f64>,
    ) -> Result<(), JsValue> {
        let changed = self.map.change(Change { perplexity, exaggeration, dof });
        changed.map_err(|error| failure("map", &error.to_string()))
    }

    /// What the map shows as it stands: `{clusters, outliers, faithfulness}`.
    pub fn findings(&self, most: u32) -> Result<JsValue, JsValue> {
        #[derive(Serialize)]
        struct Findings {
            clusters: Vec<Cluster>,
            outliers: Vec<Outlier>,
            faithfulness: f64,
        }
        let said = |error: logatlas_embed::Error| failure("map", &error.to_string());
        object(&Findings {
            clusters: self.map.clusters().map_err(said)?,
            outliers: self.map.outliers(most as usize),
            faithfulness: self.map.faithfulness().map_err(said)?,
        })
    }

    /// What sets several groups apart from all others: reasons as those of [`point`](Self::point).
    pub fn apart(&self, rows: &[u32]) -> Result<JsValue, JsValue> {
        object(&self.map.matrix.explain_set(rows))
    }

    /// The groups and their features: `{names, counts, columns, other, none}`.
    pub fn describe(&self) -> Result<JsValue, JsValue> {
        #[derive(Serialize)]
        struct Described<'a> {
            names: &'a [String],
            counts: &'a [u64],
            columns: &'a [logatlas_core::features::FeatureColumn],
            other: u64,
            none: u64,
        }
        let matrix = &self.map.matrix;
        object(&Described {
            names: &matrix.names,
            counts: &matrix.counts,
            columns: &matrix.columns,
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
            reasons: Vec<logatlas_core::features::Reason>,
        }
        let matrix = &self.map.matrix;
        let (Some(name), Some(&count), Some(filter)) =
            (matrix.names.get(row), matrix.counts.get(row), matrix.filters.get(row))
        else {
            return Err(failure("point", "There is no such point."));
        };
        object(&Point { name, count, filter, reasons: matrix.explain(row) })
    }

    /// Where each group stands among all by one feature, 0 to 1.
    pub fn ranks(&self, column: usize) -> Vec<f32> {
        self.map.ranks(column)
    }
}
