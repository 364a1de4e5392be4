/*!
What happens when a worker panics: it stops for good, so the session is told before, and nobody waits for it.
*/

use logatlas_engine::Session;
use logatlas_engine::control::{State, Word};
use std::sync::{Arc, Mutex, Once, Weak};

static SESSIONS: Mutex<Vec<Weak<Session>>> = Mutex::new(Vec::new());
static MESSAGE: Mutex<Option<String>> = Mutex::new(None);
static HOOK: Once = Once::new();

/// Marks this session as failed if any worker panics.
pub(crate) fn watch(session: &Arc<Session>) {
    HOOK.call_once(|| std::panic::set_hook(Box::new(|panic| report(&panic.to_string()))));
    if let Ok(mut sessions) = SESSIONS.lock() {
        sessions.retain(|session| session.strong_count() > 0);
        sessions.push(Arc::downgrade(session));
    }
}

fn report(panic: &str) {
    // The panicking thread may hold either lock: then there is nothing to be said.
    if let Ok(mut message) = MESSAGE.try_lock() {
        *message = Some(panic.to_owned());
    }
    if let Ok(sessions) = SESSIONS.try_lock() {
        for session in sessions.iter().filter_map(Weak::upgrade) {
            session.control.set(Word::State, State::Failed as u64);
            session.slots.close();
        }
    }
}

/// What the panicking worker said, if one did.
pub(crate) fn message() -> Option<String> {
    MESSAGE.lock().ok().and_then(|message| message.clone())
}
