/*!
What happens when a thread traps: a panic, or memory that the browser does not give.

The thread stops for good, wherever it was. JavaScript sees a rejected promise that nobody waits for, which a worker keeps to
itself; reported as an error, it reaches the page, which then does without this engine (`web/engine/runtime.js`).
*/

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(inline_js = "export function listen() {
  self.addEventListener('unhandledrejection', ({ reason }) => {
    if (reason instanceof WebAssembly.RuntimeError || reason instanceof RangeError) reportError(reason);
  });
}")]
extern "C" {
    fn listen();
}

/// Makes the worker that calls this report its traps as errors.
#[wasm_bindgen(js_name = reportTraps)]
pub fn report_traps() {
    listen();
}

/// Makes every thread of the pool do so. To be called once it runs.
#[cfg(feature = "threads")]
#[wasm_bindgen(js_name = reportTrapsOfPool)]
pub fn report_traps_of_pool() {
    rayon::broadcast(|_| listen());
}
