/*!
A filter's tree into what runs on columns: names resolved, values made into matchers, parts put in the order in which
they are cheapest.
*/

use super::glob::GlobMatcher;
use super::search::Search;
use super::value::{Matcher, OneOf};
use super::variable::{VariableTest, is_variable};
use super::{Expr, Glob, Pattern, Test};
use crate::field::{
    QUERY, QUERY_NAME, ROUTE_NAME, SEVERITY_ALIAS, SEVERITY_NAME, SIGNATURE_NAME, TEMPLATE_NAME,
    TIME_NAME, WELL_KNOWN, well_known,
};
use crate::severity::{Class, Severity};
use crate::template::Merged;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// What runs.
#[derive(Clone, Debug, Default)]
pub(super) enum Plan {
    #[default]
    All,
    Field(FieldTest),
    /// The record's time is within, in nanoseconds since the epoch.
    Time(RangeInclusive<i64>),
    Text(Search),
    Regex(Pattern),
    /// What stands behind a variable of a template passes.
    Variable(VariableTest),
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
}

/// A test of the values that a name may mean: those of columns, and those that are no columns.
#[derive(Clone, Debug)]
pub(super) struct FieldTest {
    /// The full names of the columns.
    pub(super) names: Vec<Box<str>>,
    pub(super) matcher: Matcher,
    /// The severities that pass, a bit each, where the name means the severity.
    pub(super) severities: u16,
    /// The templates and routes, where the name means either.
    pub(super) merged: Option<Arc<Merged>>,
    /// The parameter of queries, where the name means one.
    pub(super) parameter: Option<Box<str>>,
    /// Whether the name means the signatures.
    pub(super) signature: bool,
}

impl Plan {
    /// Whether some part looks at the record's lines.
    pub(super) fn needs_bytes(&self) -> bool {
        match self {
            Self::All | Self::Field(_) | Self::Time(_) => false,
            Self::Text(_) | Self::Regex(_) | Self::Variable(_) => true,
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::needs_bytes),
            Self::Not(part) => part.needs_bytes(),
        }
    }

    /// Hands the templates and routes of every test that needs them to `each`.
    pub(super) fn each_template(&mut self, each: &mut impl FnMut(&mut Arc<Merged>)) {
        match self {
            Self::Field(FieldTest { merged: Some(merged), .. })
            | Self::Variable(VariableTest { merged, .. }) => each(merged),
            Self::And(parts) | Self::Or(parts) => {
                parts.iter_mut().for_each(|part| part.each_template(each));
            }
            Self::Not(part) => part.each_template(each),
            Self::All | Self::Field(_) | Self::Time(_) | Self::Text(_) | Self::Regex(_) => {}
        }
    }
}

/// The full names of all that a tree asks about, the record's lines left out.
pub(super) fn fields(expr: &Expr, found: &mut BTreeSet<String>) {
    match expr {
        Expr::All | Expr::Text(_) | Expr::Regex(_) => {}
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| fields(part, found)),
        Expr::Not(part) => fields(part, found),
        Expr::Field(name, _) => {
            let full = match name.as_str() {
                SEVERITY_ALIAS => SEVERITY_NAME,
                name => well_known(name).map_or(name, |known| known.name),
            };
            found.extend([full.to_owned(), name.clone()]);
            // Whoever asks for a value of a template asks for the template.
            found.extend(is_variable(name).then(|| TEMPLATE_NAME.to_owned()));
        }
    }
}

/// Resolves a tree.
pub(super) fn compile(expr: &Expr) -> Plan {
    match expr {
        Expr::All => Plan::All,
        Expr::And(parts) => Plan::And(cheap_first(parts.iter().map(compile).collect())),
        Expr::Or(parts) => {
            let mut parts = any_of(parts);
            match parts.len() {
                1 => parts.pop().unwrap_or_default(),
                _ => Plan::Or(cheap_first(parts)),
            }
        }
        Expr::Not(part) => Plan::Not(Box::new(compile(part))),
        Expr::Field(name, test) => field(name, test),
        Expr::Text(glob) => Search::new(glob).map_or(Plan::All, Plan::Text),
        Expr::Regex(pattern) => Plan::Regex(pattern.clone()),
    }
}

/// What the columns decide need not be looked for in the lines.
fn cheap_first(mut parts: Vec<Plan>) -> Vec<Plan> {
    parts.sort_by_key(Plan::needs_bytes);
    parts
}

/// The parts of a disjunction, all exact values of one field as one set: a chart's selection may list thousands.
fn any_of(parts: &[Expr]) -> Vec<Plan> {
    let mut exact: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut plans = Vec::new();
    for part in parts {
        match part {
            Expr::Field(name, Test::Like(glob)) => match glob.as_literal() {
                Some(text) => exact.entry(name).or_default().push(text),
                None => plans.push(compile(part)),
            },
            other => plans.push(compile(other)),
        }
    }
    plans.extend(exact.into_iter().map(|(name, values)| {
        let one_of = || Matcher::OneOf(OneOf::new(values.iter().copied()));
        if let Some(test) = VariableTest::new(name, one_of) {
            return Plan::Variable(test);
        }
        let severities = values.iter().map(|text| severities_called(name, text));
        Plan::Field(FieldTest {
            severities: severities.fold(0, |all, some| all | some),
            matcher: one_of(),
            ..resolve(name)
        })
    }));
    plans
}

fn field(name: &str, test: &Test) -> Plan {
    match test {
        Test::Time(op, when) => return Plan::Time(when.range(*op)),
        Test::Like(_) if name == TIME_NAME => return Plan::Time(i64::MIN + 1..=i64::MAX),
        _ => {}
    }
    if let Some(test) = VariableTest::new(name, || Matcher::new(test)) {
        return Plan::Variable(test);
    }
    Plan::Field(FieldTest {
        severities: severities(name, test),
        matcher: Matcher::new(test),
        ..resolve(name)
    })
}

/// What a name may mean, with a test that all values pass.
fn resolve(name: &str) -> FieldTest {
    let mut names = vec![Box::from(name)];
    let full = if name == SEVERITY_ALIAS {
        Some(SEVERITY_NAME)
    } else {
        well_known(name).map(|known| known.name)
    };
    names.extend(full.filter(|full| *full != name).map(Box::from));
    let mined = name == TEMPLATE_NAME || full == Some(ROUTE_NAME);
    let parameter = parameter(name);
    if let Some(parameter) = parameter.filter(|_| !name.starts_with(QUERY_NAME)) {
        names.push(format!("{QUERY_NAME}.{parameter}").into());
    }
    FieldTest {
        names,
        matcher: Matcher::Any,
        severities: 0,
        merged: mined.then(Arc::default),
        signature: name == SIGNATURE_NAME,
        parameter: parameter.map(Box::from),
    }
}

/// The parameter of queries that a name means: what follows the name or the alias of the query and a point.
fn parameter(name: &str) -> Option<&str> {
    let query = WELL_KNOWN.get(QUERY.0 as usize)?;
    let rest = name.strip_prefix(query.name).or_else(|| name.strip_prefix(query.alias))?;
    rest.strip_prefix('.').filter(|parameter| !parameter.is_empty())
}

fn is_severity(name: &str) -> bool {
    name == SEVERITY_NAME || name == SEVERITY_ALIAS
}

fn bit(severity: Severity) -> u16 {
    1 << severity as u8
}

/// The severity that a value names, where the field is the severity.
fn severities_called(name: &str, value: &str) -> u16 {
    if !is_severity(name) {
        return 0;
    }
    Severity::from_name(value.as_bytes()).map_or(0, bit)
}

/// The severities that pass a test, where the field is the severity.
fn severities(name: &str, test: &Test) -> u16 {
    if !is_severity(name) {
        return 0;
    }
    let passing = |passes: &dyn Fn(Class) -> bool| {
        (1..=6).filter(|&class| passes(Class(class))).fold(0, |all, class| all | 1 << class)
    };
    match test {
        Test::Like(glob) => match glob.as_literal() {
            Some(text) => severities_called(name, text),
            None => {
                let lower = glob.pieces().iter().map(|piece| piece.to_ascii_lowercase()).collect();
                let matcher = GlobMatcher::new(&Glob::from_pieces(lower));
                passing(&|class| matcher.matches(class.name().as_bytes()))
            }
        },
        Test::Regex(pattern) => passing(&|class| pattern.is_match(class.name().as_bytes())),
        Test::Compare(op, text) => match Severity::from_name(text.as_bytes()) {
            Some(bound) => passing(&|class| op.accepts(class.cmp(&Class::from(bound)))),
            None => 0,
        },
        Test::Time(..) => 0,
    }
}
