/*!
Logs that another program has wrapped line by line: the wrapping is taken off and the rest read as what it is.

```text
2024-01-31T10:11:12.123456789Z stdout F {"level":"info","msg":"started"}     Kubernetes (CRI)
{"log":"started\n","stream":"stdout","time":"2024-01-31T10:11:12.123456789Z"} Docker's json-file
[pod/web-5d9c/web] started                                                    kubectl logs --prefix
web-1  | started                                                              docker compose
```

The time of the wrapping counts, where it has one: it is whole and in UTC. A line that the format inside takes for the rest of a
record is one here too.

Source: Kubernetes, CRI logging format; Docker documentation, JSON File logging driver.
*/

mod docker;
mod prefix;

#[cfg(test)]
mod tests;

use super::{Format, Reader, Sample, State};
use crate::detect;
use crate::field::{self, FieldTable};
use crate::record::{Outcome, Reason, Record, Value};
use crate::time::{Hints, Timestamp};
use docker::DockerReader;
use std::sync::Arc;

/// Kubernetes: `TIME stdout F `.
pub struct Cri;
/// Docker's json-file driver.
pub struct Docker;
/// `kubectl logs --prefix` and `docker compose logs`.
pub struct Prefixed;

impl Format for Cri {
    fn name(&self) -> &'static str {
        "cri"
    }

    fn title(&self) -> &'static str {
        "Kubernetes container logs (CRI), and what is in them"
    }

    fn sample(&self) -> &'static str {
        "2024-01-31T10:11:12.123456789Z stdout F level=info msg=started"
    }

    fn is_wrapping(&self) -> bool {
        true
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Wrapped::reader(prefix::cri, Some(prefix::is_open), sample)
    }

    fn inside(&self, sample: &Sample<'_>) -> Vec<Vec<u8>> {
        rests(prefix::cri, sample).into_iter().map(<[u8]>::to_vec).collect()
    }

    fn around(&self, sample: &Sample<'_>, inner: &Arc<dyn Reader>) -> Option<Arc<dyn Reader>> {
        Some(Wrapped::around(prefix::cri, Some(prefix::is_open), sample, inner))
    }
}

impl Format for Docker {
    fn name(&self) -> &'static str {
        "docker"
    }

    fn title(&self) -> &'static str {
        "Docker json-file, and what is in it"
    }

    fn sample(&self) -> &'static str {
        r#"{"log":"level=info msg=started\n","stream":"stdout","time":"2024-01-31T10:11:12.123456789Z"}"#
    }

    fn is_wrapping(&self) -> bool {
        true
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(DockerReader::new(sample))
    }

    fn inside(&self, sample: &Sample<'_>) -> Vec<Vec<u8>> {
        docker::inside(sample)
    }

    fn around(&self, sample: &Sample<'_>, inner: &Arc<dyn Reader>) -> Option<Arc<dyn Reader>> {
        let (hints, inner) = (sample.hints, Inner::chosen(inner));
        Some(Arc::new(DockerReader { hints, inner }))
    }
}

impl Format for Prefixed {
    fn name(&self) -> &'static str {
        "prefixed"
    }

    fn title(&self) -> &'static str {
        "kubectl --prefix and docker compose, and what is behind it"
    }

    fn sample(&self) -> &'static str {
        "web-1  | level=info msg=started"
    }

    fn is_wrapping(&self) -> bool {
        true
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Wrapped::reader(prefix::source, None, sample)
    }

    fn inside(&self, sample: &Sample<'_>) -> Vec<Vec<u8>> {
        rests(prefix::source, sample).into_iter().map(<[u8]>::to_vec).collect()
    }

    fn around(&self, sample: &Sample<'_>, inner: &Arc<dyn Reader>) -> Option<Arc<dyn Reader>> {
        Some(Wrapped::around(prefix::source, None, sample, inner))
    }
}

/// What stands around the line of another format.
#[derive(Clone, Copy, Debug, Default)]
struct Wrapping<'a> {
    time: Option<Timestamp>,
    /// Names of fields with what the wrapping says of them.
    fields: [(&'static str, &'a [u8]); 2],
    rest: &'a [u8],
    /// Whether the line goes on in the next one.
    open: bool,
}

impl Wrapping<'_> {
    /// Whether the line in the next wrapping is a further part of this one: what a program writes to its two streams may
    /// stand between each other.
    fn joins(&self, next: &Wrapping<'_>) -> bool {
        self.open && self.fields == next.fields
    }
}

type Unwrap = for<'a> fn(&'a [u8], &Hints) -> Option<Wrapping<'a>>;

/// Takes a prefix off each line.
struct Wrapped {
    unwrap: Unwrap,
    /// Whether a line goes on in the next one, told without looking at all of it; nothing where none ever does.
    is_open: Option<fn(&[u8]) -> bool>,
    hints: Hints,
    inner: Inner,
}

impl Wrapped {
    fn reader(
        unwrap: Unwrap,
        is_open: Option<fn(&[u8]) -> bool>,
        sample: &Sample<'_>,
    ) -> Arc<dyn Reader> {
        let inner = Inner::new(&rests(unwrap, sample), sample);
        Arc::new(Self { unwrap, is_open, hints: sample.hints, inner })
    }

    /// The same for lines that this reader reads.
    fn around(
        unwrap: Unwrap,
        is_open: Option<fn(&[u8]) -> bool>,
        sample: &Sample<'_>,
        inner: &Arc<dyn Reader>,
    ) -> Arc<dyn Reader> {
        Arc::new(Self { unwrap, is_open, hints: sample.hints, inner: Inner::chosen(inner) })
    }
}

/// What is in the wrappings of a sample.
fn rests<'a>(unwrap: Unwrap, sample: &Sample<'a>) -> Vec<&'a [u8]> {
    let unwrapped = sample.lines.iter().filter_map(|line| unwrap(line, &sample.hints));
    unwrapped.map(|wrapping| wrapping.rest).collect()
}

impl Reader for Wrapped {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        match (self.unwrap)(line, &self.hints) {
            Some(wrapping) => self.inner.read(&wrapping, state, record),
            None => Outcome::Unparsed(Reason::new(0, "the prefix of a container's line")),
        }
    }

    fn explain(&self, line: &[u8], reason: Reason) -> String {
        match (self.unwrap)(line, &self.hints) {
            Some(wrapping) => self.inner.reader.explain(wrapping.rest, reason),
            None => reason.to_string(),
        }
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        self.read(line, &mut State::default(), &mut Record::default()) != Outcome::Continuation
    }

    fn is_parted(&self) -> bool {
        self.is_open.is_some()
    }

    fn joins(&self, line: &[u8], next: &[u8]) -> bool {
        let unwrap = |line| (self.unwrap)(line, &self.hints);
        self.is_open.is_some_and(|is_open| is_open(line))
            && unwrap(line).zip(unwrap(next)).is_some_and(|(line, next)| line.joins(&next))
    }

    fn join(&self, parts: &[&[u8]], whole: &mut Vec<u8>) {
        let Some((first, further)) = parts.split_first() else { return };
        whole.extend_from_slice(first);
        for part in further {
            let wrapping = (self.unwrap)(part, &self.hints);
            whole.extend_from_slice(wrapping.map_or(*part, |wrapping| wrapping.rest));
        }
    }
}

/// The reader of what was wrapped.
struct Inner {
    reader: Arc<dyn Reader>,
    /// Whether it knows nothing of its lines: then those that begin with white space go on with the one before.
    plain: bool,
    /// Whether somebody asked for it: then a line that it can't read is none.
    chosen: bool,
}

impl Inner {
    /// This reader.
    fn chosen(reader: &Arc<dyn Reader>) -> Self {
        Self { reader: reader.clone(), plain: false, chosen: true }
    }

    /// Finds out what the unwrapped lines of a sample are. Where few lines are wrapped this is not worth finding out.
    fn new(rests: &[&[u8]], sample: &Sample<'_>) -> Self {
        let wrapped = rests.len() * 2 > sample.lines.len();
        let lines: Vec<&[u8]> =
            rests.iter().copied().filter(|rest| wrapped && !rest.trim_ascii().is_empty()).collect();
        let found = detect::detect_inside(&Sample { lines: &lines, hints: sample.hints });
        Self { reader: found.reader, plain: found.format.name() == "plain", chosen: false }
    }

    fn read<'a>(
        &self,
        wrapping: &Wrapping<'a>,
        state: &mut State,
        record: &mut Record<'a>,
    ) -> Outcome {
        let rest = wrapping.rest;
        let goes_on = rest.trim_ascii().is_empty()
            || (self.plain && matches!(rest.first(), Some(b' ' | b'\t')));
        let outcome = match goes_on {
            true => Outcome::Continuation,
            false => state.inside(|state| self.reader.read(rest, state, record)),
        };
        // A line in parts begins a record, whatever is in it.
        if outcome == Outcome::Continuation && !wrapping.open {
            return Outcome::Continuation;
        }
        if outcome != Outcome::Record {
            if self.chosen && outcome != Outcome::Continuation {
                return outcome;
            }
            record.clear();
            record.message = Some(Value::Text(rest));
        }
        wrapping.add(&mut state.fields, record);
        Outcome::Record
    }
}

impl<'a> Wrapping<'a> {
    /// Adds what the wrapping says to the record.
    fn add(&self, fields: &mut FieldTable, record: &mut Record<'a>) {
        record.time = self.time.or(record.time);
        for (name, text) in self.fields {
            if name == "service.name" {
                record.text(field::SERVICE, text);
            } else if !text.is_empty()
                && let Some(field) = fields.intern(name)
            {
                record.text(field, text);
            }
        }
    }
}
