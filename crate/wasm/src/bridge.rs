/*!
Rust values for JavaScript: results as plain objects, errors as `{code, message, at}`.
*/

use logatlas_core::query::FilterError;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// A result as a plain object. Counts become numbers: they are exact up to 2^53.
pub(crate) fn object(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .map_err(|error| failure("internal", &error.to_string()))
}

#[derive(Serialize)]
struct Failure<'a> {
    code: &'a str,
    message: &'a str,
    at: Option<usize>,
}

/// An error that has no place in a text.
pub(crate) fn failure(code: &str, message: &str) -> JsValue {
    object(&Failure { code, message, at: None }).unwrap_or(JsValue::NULL)
}

/// A filter that could not be understood.
pub(crate) fn filter_failure(error: &FilterError) -> JsValue {
    let failure = Failure { code: "filter", message: &error.message, at: Some(error.at) };
    object(&failure).unwrap_or(JsValue::NULL)
}
