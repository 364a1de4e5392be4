/*!
From a summary to the picture of it.
*/

use super::{
    Approximation, Field, Heat, PARAMETER_TOP, PARAMETERS, Parameter, Quantiles, Requests, Series,
    Snapshot, Source, Span, TEMPLATES, TOP, Template, Timeline, Top, Unparsed, VERSION,
};
use crate::field::{self, FILE_NAME, Kind, ROUTE_NAME, SEVERITY_NAME};
use crate::severity::Class;
use crate::summary::histogram::{self, Histogram};
use crate::summary::timeline::Shown;
use crate::summary::values::Counted;
use crate::summary::{FieldSummary, Origin, Summary, distinct, sample, values};
use crate::template::Merged;
use crate::time::Timestamp;
use std::borrow::Cow;

/// Bins of the timeline, at most.
pub(super) const TIMELINE_BINS: usize = 240;
/// Time bins of a heat map, at most.
const HEAT_BINS: usize = 120;
/// Bars of a histogram, about.
const BUCKETS: usize = 60;
/// Longer values and templates are cut where they are shown.
pub(super) const SHOWN_TEXT: usize = 1000;

impl Snapshot {
    /// The picture of a summary. `merged` tells the template of each signature, `first_line` tells how many lines of a source
    /// come before a slice, once that is known. `sources` are in the order of their numbers.
    pub fn new(
        summary: &Summary,
        merged: &Merged,
        sources: Vec<(u64, Source)>,
        covered: f64,
        first_line: impl Fn(Origin) -> Option<u64>,
    ) -> Self {
        let records = summary.lines.records;
        let templates = summary.templates(merged);
        let listed: u64 = templates.iter().take(TEMPLATES).map(|(facts, _)| facts.count).sum();
        let (methods, statuses, counts) = summary.requests.table();
        let span = summary.timeline.span();
        let unparsed = summary.unparsed.iter().map(|line| Unparsed {
            source: sources
                .binary_search_by_key(&line.slice.source, |(number, _)| *number)
                .ok()
                .and_then(|at| sources.get(at))
                .map(|(_, source)| source.name.clone())
                .unwrap_or_default(),
            line: first_line(line.slice).map(|before| before + u64::from(line.line) + 1),
            byte: line.slice.offset + u64::from(line.offset),
            text: shown(&line.text),
            reason: line.reason.to_string(),
        });
        Self {
            version: VERSION,
            covered,
            lines: summary.lines,
            time: span.map(|(first, last)| Span { first: rfc3339(first), last: rfc3339(last) }),
            rate: span
                .filter(|(first, last)| last > first)
                .map(|(first, last)| summary.timed() as f64 / ((last - first) as f64 / 1e9)),
            fields: fields(summary, merged, records, &sources),
            timeline: summary.timeline.shown(TIMELINE_BINS).map(timeline),
            week: summary.timeline.week().chunks(24).map(<[u64]>::to_vec).collect(),
            requests: (!methods.is_empty()).then_some(Requests { methods, statuses, counts }),
            heat: heats(summary),
            parameters: parameters(summary),
            parameters_distinct: summary.parameters.distinct(),
            templates: templates
                .iter()
                .take(TEMPLATES)
                .map(|(facts, text)| Template::new(text, facts))
                .collect(),
            templates_other: records - listed.min(records),
            templates_distinct: templates.len() as u64,
            unparsed: unparsed.collect(),
            approximations: approximations(summary),
            sources: sources.into_iter().map(|(_, source)| source).collect(),
        }
    }
}

pub(super) fn timeline(shown: Shown) -> Timeline {
    let series = shown.series.into_iter();
    Timeline {
        start: rfc3339(shown.start),
        step: shown.step as f64 / 1e9,
        series: series.map(|(class, counts)| Series { name: class.name(), counts }).collect(),
    }
}

fn fields(
    summary: &Summary,
    merged: &Merged,
    records: u64,
    sources: &[(u64, Source)],
) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let graded: Vec<(Class, u64)> = (1..=6)
        .map(|class| (Class(class), summary.classes.get(class as usize).copied().unwrap_or(0)))
        .filter(|(_, count)| *count > 0)
        .collect();
    if !graded.is_empty() {
        let present = graded.iter().map(|(_, count)| count).sum();
        let mut top: Vec<Top> = graded
            .iter()
            .map(|(class, count)| Top { value: class.name().into(), count: *count })
            .collect();
        top.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        fields.push(Field {
            name: SEVERITY_NAME.into(),
            alias: field::alias(SEVERITY_NAME),
            kind: Kind::Text,
            present,
            distinct: top.len() as u64,
            top,
            other: 0,
            none: records - present,
            quantiles: None,
        });
    }
    let well_known = field::WELL_KNOWN.iter().map(|known| known.name);
    let known: Vec<&str> = well_known.filter(|name| summary.fields.contains_key(*name)).collect();
    let others = summary.fields.keys().map(|name| &**name).filter(|name| !known.contains(name));
    for name in known.iter().copied().chain(others) {
        // A filter may leave a field without any value.
        let of = summary.fields.get(name).filter(|of| of.present() > 0);
        if let Some(of) = of.filter(|of| name != FILE_NAME || tells_apart(of, sources)) {
            fields.push(one_field(summary, merged, name, of, records));
        }
    }
    fields
}

/// Whether the files that records came from are worth a field: a single one is not.
fn tells_apart(files: &FieldSummary, sources: &[(u64, Source)]) -> bool {
    let mut texts = sources.iter().filter(|(_, source)| source.members.is_none());
    match (texts.next(), texts.next()) {
        (Some((_, only)), None) => files.values.count(only.name.as_bytes()) < files.present(),
        _ => true,
    }
}

pub(super) fn one_field(
    summary: &Summary,
    merged: &Merged,
    name: &str,
    of: &FieldSummary,
    records: u64,
) -> Field {
    let numbers = of.numbers.histogram.count();
    let kind = match (of.present() - numbers, numbers) {
        (_, 0) => Kind::Text,
        (0, _) => field::number_kind(name),
        _ => Kind::Mixed,
    };
    let words = summary
        .top_values(name, TOP)
        .into_iter()
        .map(|c| Top { value: shown(&c.value), count: c.count });
    let counted = of
        .numbers
        .top(TOP)
        .into_iter()
        .map(|(number, count)| Top { value: number.to_string(), count });
    let mut top: Vec<Top> = words.chain(counted).collect();
    let mut distinct = of.values.distinct() + of.numbers.distinct().0;
    if name == ROUTE_NAME {
        let routes = summary.routes(merged);
        // Records may have routes of their own beside those that were told by their paths.
        let both = routes.iter().filter(|(_, route)| of.values.count(route) > 0).count();
        distinct += (routes.len() - if of.values.is_exact() { both } else { 0 }) as u64;
        add_routes(&mut top, &routes);
    }
    top.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    top.truncate(TOP);
    let present = of.present();
    let listed: u64 = top.iter().map(|top| top.count).sum();
    Field {
        name: name.into(),
        alias: field::alias(name),
        kind,
        present,
        distinct,
        top,
        other: present - listed.min(present),
        none: records - present.min(records),
        quantiles: if kind == Kind::Code { None } else { quantiles(&of.numbers.histogram) },
    }
}

/// Adds routes to the values of a field that are listed.
fn add_routes(top: &mut Vec<Top>, routes: &[(u64, Cow<'_, [u8]>)]) {
    for (count, route) in routes.iter().take(TOP) {
        let value = shown(route);
        match top.iter_mut().find(|top| top.value == value) {
            Some(same) => same.count += count,
            None => top.push(Top { value, count: *count }),
        }
    }
}

pub(super) fn quantiles(histogram: &Histogram) -> Option<Quantiles> {
    let (min, max) = (histogram.min()?, histogram.max()?);
    let at = |q| histogram.quantile(q).unwrap_or(max);
    Some(Quantiles {
        count: histogram.count(),
        min,
        max,
        sum: histogram.sum(),
        mean: histogram.sum() / histogram.count() as f64,
        p50: at(0.5),
        p90: at(0.9),
        p95: at(0.95),
        p99: at(0.99),
        histogram: histogram.buckets(BUCKETS),
    })
}

fn parameters(summary: &Summary) -> Vec<Parameter> {
    let top = |counted: Counted| Top { value: shown(&counted.value), count: counted.count };
    let all = summary.top_parameters(PARAMETERS, PARAMETER_TOP).into_iter();
    let all = all.map(|parameter| {
        let distinct = parameter.values.as_ref().map(|values| values.distinct);
        let values = parameter.values.unwrap_or_default();
        Parameter {
            name: shown(&parameter.name.value),
            count: parameter.name.count,
            distinct,
            top: values.top.into_iter().map(top).collect(),
            other: values.other,
        }
    });
    all.collect()
}

fn heats(summary: &Summary) -> Vec<Heat> {
    let shown = summary.fields.iter().filter_map(|(name, of)| {
        let shown = of.heat.as_ref()?.shown(HEAT_BINS)?;
        Some(Heat {
            field: name.to_string(),
            start: rfc3339(shown.start),
            step: shown.step as f64 / 1e9,
            edges: shown.edges,
            counts: shown.counts,
        })
    });
    shown.collect()
}

/// What is not exact in the figures of a field.
pub(super) fn of_field(name: &str, of: &FieldSummary, all: &mut Vec<Approximation>) {
    let mut note = |what: &str, error: f64, text: String| {
        all.push(Approximation { what: format!("{name}.{what}"), error: Some(error), text });
    };
    if !of.values.is_exact() {
        let sketch = values::SKETCH_ERROR * 100.0;
        let sure = sample::SURE_SHARE * 100.0;
        let text = format!(
            "{name} has too many different values to count one by one: the counts shown may be up to {sketch:.2} % of all \
             records too high, and a value in under {sure:.2} % of the records may be missing."
        );
        note("top", values::SKETCH_ERROR, text);
    }
    if !of.values.is_exact() || !of.numbers.distinct().1 {
        let text = format!(
            "The number of different values of {name} is an estimate with a standard error of 0.8 %."
        );
        note("distinct", distinct::STANDARD_ERROR, text);
    }
}

/// That quantiles are not exact.
pub(super) fn of_quantiles() -> Approximation {
    Approximation {
        what: "quantiles".into(),
        error: Some(histogram::RELATIVE_ERROR),
        text: "Quantiles are within 0.8 % of the exact value.".into(),
    }
}

fn approximations(summary: &Summary) -> Vec<Approximation> {
    let numbers = summary.fields.values().any(|of| of.numbers.histogram.count() > 0);
    let mut all: Vec<Approximation> = numbers.then(of_quantiles).into_iter().collect();
    for (name, of) in &summary.fields {
        of_field(name, of, &mut all);
    }
    let mut note = |what: &str, error: Option<f64>, text: String| {
        all.push(Approximation { what: what.into(), error, text });
    };
    if !summary.signatures.is_whole() {
        let text = "There are too many different messages to tell all apart: in some templates words that differ were left out. \
                    Their counts are exact.";
        note("templates", None, text.into());
    }
    if summary.fields.values().filter_map(|of| of.routes.as_ref()).any(|routes| !routes.is_whole())
    {
        let text = "There are too many different paths to tell all apart: in some routes names that differ were left out. Their \
                    counts are exact.";
        note(&format!("{ROUTE_NAME}.top"), None, text.into());
    }
    let (names, pairs) = summary.parameters.are_exact();
    if !names {
        let text = "There are too many different parameters of queries to count one by one: the counts shown may be too high, and \
                    rare ones may be missing.";
        note("parameters", Some(values::SKETCH_ERROR), text.into());
    }
    if !pairs {
        let text =
            "There are too many different values of parameters of queries: they are not listed.";
        note("parameters.top", None, text.into());
    }
    if summary.overlong > 0 {
        let text = match summary.overlong {
            1 => "One line is longer than 1 MiB: only its first MiB was read.".into(),
            many => {
                format!("{many} lines are longer than 1 MiB: only the first MiB of each was read.")
            }
        };
        note("lines", None, text);
    }
    if summary.dropped_fields {
        let text = format!(
            "There are more than {} field names: a fixed choice of them is shown.",
            field::MAX_FIELDS
        );
        note("fields", None, text);
    }
    all
}

pub(super) fn rfc3339(nanos: i64) -> String {
    Timestamp::from_nanos(nanos).to_rfc3339()
}

/// Text for the eye: cut if long, and made valid.
pub(super) fn shown(bytes: &[u8]) -> String {
    match bytes.get(..SHOWN_TEXT) {
        Some(cut) if bytes.len() > SHOWN_TEXT => format!("{}…", String::from_utf8_lossy(cut)),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}
