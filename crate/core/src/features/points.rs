/*!
Records and rows of tables as a matrix: each is a point by itself.
*/

use super::block::Block;
use super::build::Builder;
use super::feature::{Feature, Scale, Unit, WEIGHT};
use super::hours::{AXES, place};
use super::labels::Labels;
use super::matrix::{Matrix, words};
use super::rarity::COMMON;
use super::records::{Kept, Records, Row, is_code};
use super::scale::quantile;
use super::seen::Seen;
use super::tokens;
use crate::columns::UNTIMED;
use crate::field::{self, SEVERITY_ALIAS, TEMPLATE_NAME, TIME_NAME};
use crate::numeric::{Table, Values};
use crate::query;
use crate::severity::Class;
use crate::summary::Origin;
use crate::template::Merged;
use crate::time::Timestamp;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Fields of records with numbers that become features: those in most records.
const MOST_NUMBERS: usize = 64;
/// Conditions of the filter that means a record.
const CONDITIONS: usize = 10;
/// Characters of a name.
const LONGEST: usize = 100;
/// Numbers that are never negative, and whose upper twentieth is so many times their middle, are compared by their logarithms.
const SKEWED: f64 = 20.0;

const HOUR: i64 = 3_600_000_000_000;

/// The records and rows of a sample stand for themselves: nothing is to be taken off their values.
const SURE: u64 = u64::MAX;

impl Matrix {
    /// The matrix of a sample of records. `merged` tells the template of each signature; `place` where a record is, as people are
    /// told: it is given the slice, and which line of that from 0.
    pub fn of_records(
        records: &Records,
        merged: &Merged,
        place: impl Fn(Origin, u32) -> String,
    ) -> Self {
        let rows = &records.rows;
        let sure = vec![SURE; rows.len()];
        let mut builder = Builder::new(&sure);
        classes(&mut builder, rows);
        hours(&mut builder, rows);
        let (mut numbers, mut texts) = (BTreeMap::new(), BTreeMap::new());
        for (at, row) in rows.iter().enumerate() {
            for (name, value) in row.values() {
                match value {
                    Kept::Number(number) if !is_code(name) => {
                        let of = numbers.entry(name).or_insert_with(|| vec![None; rows.len()]);
                        put(of, at, *number);
                    }
                    Kept::Number(number) => {
                        let of = texts.entry(name).or_insert_with(|| vec![None; rows.len()]);
                        put(of, at, number.to_string().into_bytes());
                    }
                    Kept::Word(word, _) => {
                        let of = texts.entry(name).or_insert_with(|| vec![None; rows.len()]);
                        put(of, at, word.to_vec());
                    }
                }
            }
        }
        let mut numbers: Vec<(&str, Vec<Option<f64>>)> = numbers.into_iter().collect();
        numbers.sort_by_key(|(_, values)| std::cmp::Reverse(values.iter().flatten().count()));
        numbers.truncate(MOST_NUMBERS);
        for (name, values) in numbers {
            let name = field::alias(name).unwrap_or(name);
            builder.add(number(name, &values), &values);
        }
        let templates: Vec<Cow<'_, [u8]>> =
            rows.iter().map(|row| merged.of(&row.template)).collect();
        let of_templates: Vec<Vec<u64>> =
            templates.iter().map(|text| tokens::words(text)).collect();
        words(&mut builder, Block::Words, "words", &of_templates);
        let of_fields: Vec<Vec<u64>> = (0..rows.len())
            .map(|row| {
                let value = |(name, values): (&&str, &Vec<Option<Vec<u8>>>)| {
                    let value = values.get(row)?.as_ref()?;
                    Some(crate::hash::stable(&[name.as_bytes(), b"=", value].concat()))
                };
                texts.iter().filter_map(value).collect()
            })
            .collect();
        words(&mut builder, Block::Fields, "fields", &of_fields);
        let mut labels: Vec<Labels> = Vec::new();
        let class = |row: &Row| (row.class > 0).then(|| Class(row.class).name().as_bytes());
        let levels = rows.iter().any(|row| Class(row.class).severity_name().is_some());
        let title = if levels { SEVERITY_ALIAS } else { "status class" };
        labels.extend(Labels::new(title, rows.iter().map(class)));
        labels.extend(Labels::new(TEMPLATE_NAME, templates.iter().map(|text| Some(&**text))));
        for (name, values) in &texts {
            let name = field::alias(name).unwrap_or(name);
            labels.extend(Labels::new(name, values.iter().map(|value| value.as_deref())));
        }
        let names = rows.iter().zip(&templates).map(|(row, text)| {
            let text = if text.is_empty() { summary(row) } else { lossy(text) };
            format!("{} {text}", place(row.slice, row.line)).trim().chars().take(LONGEST).collect()
        });
        let filters = rows.iter().zip(&templates).map(|(row, template)| filter(row, template));
        Self {
            names: names.collect(),
            filters: filters.collect(),
            counts: vec![1; rows.len()],
            labels,
            other: records.all - rows.len() as u64,
            seen: seen(rows, &templates),
            ..builder.finish()
        }
    }

    /// The matrix of a table's rows. Columns of words are what they are called; where one names each row differently, it is their
    /// name. `other` are the rows that were not read.
    pub fn of_table(table: &Table) -> Self {
        let sure = vec![SURE; table.rows.len()];
        let mut builder = Builder::new(&sure);
        let (mut labels, mut named) = (Vec::new(), None);
        for column in &table.columns {
            match &column.values {
                Values::Numbers { centred, middle } => {
                    let value = |&v: &f32| (!v.is_nan()).then(|| f64::from(v) + middle);
                    let values: Vec<Option<f64>> = centred.iter().map(value).collect();
                    let feature = number(&column.name, &values);
                    let scale = if table.units { feature.scale } else { Scale::Plain };
                    builder.add(feature.scaled(scale), &values);
                }
                Values::Words(words) => {
                    let values = words.iter().map(|w| (!w.is_empty()).then_some(w.as_bytes()));
                    labels.extend(Labels::new(&column.name, values));
                    let mut different: Vec<&str> = words.iter().map(|word| &**word).collect();
                    different.sort_unstable();
                    different.dedup();
                    if named.is_none() && different.len() == words.len() {
                        named = Some(words);
                    }
                }
            }
        }
        let numbered =
            |number: &u64| format!("{} {number}", if table.units { "line" } else { "row" });
        let names = match named {
            Some(words) => words.iter().map(|word| String::from(&**word)).collect(),
            None => table.rows.iter().map(numbered).collect(),
        };
        Self {
            names,
            filters: vec![String::new(); table.rows.len()],
            counts: vec![1; table.rows.len()],
            labels,
            other: table.all - table.rows.len() as u64,
            ..builder.finish()
        }
    }
}

fn put<T>(values: &mut [Option<T>], at: usize, value: T) {
    if let Some(slot) = values.get_mut(at) {
        *slot = Some(value);
    }
}

/// The feature of a column of numbers.
fn number(name: &str, values: &[Option<f64>]) -> Feature {
    let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let part = |percent| quantile(&sorted, percent).unwrap_or(0.0);
    let skewed = part(0) >= 0.0 && part(50) > 0.0 && part(95) > SKEWED * part(50);
    let (scale, how) = match skewed {
        true => (Scale::Log, "Compared by its logarithm"),
        false => (Scale::Spread, "Compared in spreads from the median"),
    };
    Feature {
        block: Block::Numbers,
        name: name.to_owned(),
        description: format!("The value of {name}. {how}."),
        unit: Unit::Number,
        scale,
        weight: 1.0,
    }
}

/// One feature a severity and a class of status: 1 for the records that are of it.
fn classes(builder: &mut Builder<'_>, rows: &[Row]) {
    for class in (1..Class::COUNT as u8).map(Class) {
        let of = |row: &Row| (row.class > 0).then(|| f64::from(u8::from(row.class == class.0)));
        let status = class.name().ends_with("xx");
        let block = if status { Block::Status } else { Block::Severity };
        let name = class.name();
        let feature = Feature::share(block, name, format!("Whether the record is {name}."));
        builder.add(feature.scaled(Scale::Plain), &rows.iter().map(of).collect::<Vec<_>>());
    }
}

/// The hour and the template of each record.
fn seen(rows: &[Row], templates: &[Cow<'_, [u8]>]) -> Seen {
    let mut counts: BTreeMap<&[u8], u64> = BTreeMap::new();
    templates.iter().for_each(|text| *counts.entry(text).or_default() += 1);
    let mut common: Vec<(&[u8], u64)> = counts.into_iter().collect();
    common.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    common.truncate(COMMON);
    let hours = rows.iter().map(|row| {
        let mut hours = [0; 24];
        if row.time != UNTIMED
            && let Some(count) = hours.get_mut(row.time.div_euclid(HOUR).rem_euclid(24) as usize)
        {
            *count = 1;
        }
        hours
    });
    let place = |text: &[u8]| common.iter().position(|(one, _)| *one == text);
    let counted = |at: Option<usize>| {
        let mut counts = vec![0; at.map_or(0, |at| at + 1)];
        counts.last_mut().into_iter().for_each(|count| *count = 1);
        counts
    };
    Seen {
        hours: hours.collect(),
        common: templates.iter().map(|text| counted(place(text))).collect(),
        names: common.iter().map(|(text, _)| lossy(text)).collect(),
    }
}

/// The hour of the day as a place on a circle.
fn hours(builder: &mut Builder<'_>, rows: &[Row]) {
    for (which, axis) in AXES.into_iter().enumerate() {
        let description = format!("The hour of the day on a circle (UTC), along the axis {axis}.");
        let feature =
            Feature::coordinate(Block::Times, format!("hour of day, {axis}"), description);
        let of = |row: &Row| {
            let hour = row.time.div_euclid(HOUR).rem_euclid(24) as usize;
            place(hour).get(which).copied().filter(|_| row.time != UNTIMED)
        };
        let feature = feature.scaled(Scale::Plain).weighing(WEIGHT / 2.0);
        builder.add(feature, &rows.iter().map(of).collect::<Vec<_>>());
    }
}

/// The words of a record without a message.
fn summary(row: &Row) -> String {
    let shown = row.values().map(|(_, value)| match value {
        Kept::Number(number) => number.to_string(),
        Kept::Word(word, _) => lossy(word),
    });
    shown.take(CONDITIONS).collect::<Vec<_>>().join(" ")
}

/// A filter that means a record, and those that are like it in time, template and the first of their values.
fn filter(row: &Row, template: &[u8]) -> String {
    let mut conditions = Vec::new();
    if row.time != UNTIMED {
        let time = Timestamp::from_nanos(row.time);
        let end = Timestamp::from_nanos(row.time.saturating_add(1));
        conditions.push(query::time_range(time, end));
    }
    if !template.is_empty() {
        conditions.push(query::term(TEMPLATE_NAME, &lossy(template)));
    }
    for (name, value) in row.values().filter(|(name, _)| *name != TIME_NAME) {
        match value {
            Kept::Number(number) => conditions.push(query::term(name, &number.to_string())),
            Kept::Word(word, true) if std::str::from_utf8(word).is_ok() => {
                conditions.push(query::term(name, &lossy(word)));
            }
            Kept::Word(..) => {}
        }
        if conditions.len() == CONDITIONS {
            break;
        }
    }
    conditions.join(" and ")
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}
