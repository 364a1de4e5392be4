/*!
What JavaScript asks about templates beyond their counts.
*/

use crate::bridge::{failure, filter_failure, object};
use crate::session::Session;
use logatlas_core::snapshot::TEMPLATES;
use logatlas_engine::PassId;
use logatlas_engine::templates::Order;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// An answer, unless what was asked about has ended.
fn answer(found: Option<impl Serialize>) -> Result<JsValue, JsValue> {
    match found {
        Some(found) => object(&found),
        None => Err(failure("ended", "This was replaced by another question.")),
    }
}

#[wasm_bindgen]
impl Session {
    /// Begins to count the values behind the variables of a template; nothing if there is no template of this id. See
    /// [`left`](Session::left).
    #[wasm_bindgen(js_name = beginParameters)]
    pub fn begin_parameters(&self, filter: &str, template: &str) -> Result<Option<u32>, JsValue> {
        let pass = self.shared.begin_parameters(filter, template);
        Ok(pass.map_err(|error| filter_failure(&error))?.map(|pass| pass.0))
    }

    /// What such a pass has found: crate/core/src/snapshot/parameters.rs.
    pub fn parameters(&self, pass: u32) -> Result<JsValue, JsValue> {
        answer(self.shared.parameters(PassId(pass)))
    }

    /// Begins to count how the templates listed for a pass go over time and follow each other.
    #[wasm_bindgen(js_name = beginTrends)]
    pub fn begin_trends(&self, of: Option<u32>) -> Option<u32> {
        self.shared.begin_trends(of.map(PassId), TEMPLATES).map(|pass| pass.0)
    }

    /// What such a pass has counted: crate/core/src/snapshot/trends.rs.
    pub fn trends(&self, pass: u32) -> Result<JsValue, JsValue> {
        answer(self.shared.trends(PassId(pass)))
    }

    /// The first templates of a pass by `count`, `rare`, `new`, `level` or `text`.
    pub fn templates(&self, pass: Option<u32>, order: &str, most: u32) -> Result<JsValue, JsValue> {
        answer(self.shared.ranked(pass.map(PassId), Order::named(order), most as usize))
    }

    /// The signatures that a template was merged from: `{signatures, other}`.
    pub fn signatures(&self, pass: Option<u32>, template: &str) -> Result<JsValue, JsValue> {
        answer(self.shared.signatures(pass.map(PassId), template))
    }
}
