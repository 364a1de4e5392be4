/*!
The lists that values are looked up in, which the program carries.
*/

use logatlas_core::agents::{Agents, LIST};
use logatlas_core::derive::Known;
use std::sync::{Arc, LazyLock};

static AGENTS: LazyLock<Arc<Agents>> = LazyLock::new(|| Arc::new(Agents::new(LIST)));

/// All of them.
pub(crate) fn known() -> Known {
    Known { agents: Some(AGENTS.clone()) }
}
