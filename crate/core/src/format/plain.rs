/*!
Plain text: every line is a record without a time, and its message. What no other format reads is read as this.
*/

use super::{Format, Reader, Sample, State};
use crate::record::{Outcome, Record, Value};
use std::sync::Arc;

/// Plain text.
pub struct Plain;

impl Format for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn title(&self) -> &'static str {
        "Plain text, a record a line"
    }

    fn sample(&self) -> &'static str {
        "connection from 203.0.113.7 closed after 12 ms"
    }

    fn weight(&self) -> f64 {
        0.2
    }

    fn reader(&self, _sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(Self)
    }
}

impl Reader for Plain {
    fn read<'a>(&self, line: &'a [u8], _state: &mut State, record: &mut Record<'a>) -> Outcome {
        record.message = Some(Value::Text(line));
        Outcome::Record
    }
}
