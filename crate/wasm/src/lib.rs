/*!
The engine for the browser: the only crate that knows JavaScript.

A [`Session`](session::Session) is made in the engine worker. The reader worker, which runs the same module on the same
memory, attaches to it and reads the files into it. Calls are few and fat: files in, whole results out.
*/

mod bridge;
mod map;
mod read;
mod session;
mod stream;
mod templates;
mod traps;

pub use map::MapView;
pub use session::Session;
#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;
