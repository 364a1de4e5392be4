/*!
What is asked about templates: which there are, and beyond their counts the values behind their variables, how they go over time
and follow each other, and the signatures that one was merged from.
*/

use crate::control::State;
use crate::lock;
use crate::pass::{Gather, PassId};
use crate::session::Session;
use logatlas_core::parameters::{Asked, Parameters};
use logatlas_core::query::{self, FilterError};
use logatlas_core::severity::Class;
use logatlas_core::snapshot::{self, TEMPLATES, Template, template_id};
use logatlas_core::summary::facts::Facts;
use logatlas_core::template::{Merged, readable};
use logatlas_core::trends::{Listed, Trends};
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

/// So many signatures are merged in a moment.
const FEW: usize = 4096;

/// In which order templates are listed; ties in the order of their counts, then of their texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The most frequent first, as in a snapshot.
    Count,
    /// The least frequent first.
    Rare,
    /// Those whose first record is the latest first; those without times last.
    New,
    /// Those with the largest share of errors (5xx) and worse first, then of warnings (4xx).
    Level,
    /// By their texts.
    Text,
}

impl Order {
    /// The order of this name; that of a snapshot for any other.
    pub fn named(name: &str) -> Self {
        match name {
            "rare" => Self::Rare,
            "new" => Self::New,
            "level" => Self::Level,
            "text" => Self::Text,
            _ => Self::Count,
        }
    }

    /// Puts templates into this order, which must come in that of a snapshot.
    fn sort(self, all: &mut [(Facts, Cow<'_, [u8]>)]) {
        match self {
            Self::Count => {}
            Self::Rare => all.sort_by_key(|(facts, _)| facts.count),
            Self::New => all
                .sort_by_key(|(facts, _)| std::cmp::Reverse(facts.span().map(|(first, _)| first))),
            Self::Level => all.sort_by(|(a, _), (b, _)| {
                let (a, b) = (grave(a), grave(b));
                b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1))
            }),
            Self::Text => all.sort_by(|(_, a), (_, b)| a.cmp(b)),
        }
    }
}

/// The shares of records with an error and with a warning.
fn grave(facts: &Facts) -> (f64, f64) {
    let share = |names: &[&str]| {
        let classes = facts.classes().into_iter().enumerate();
        let of = classes.filter(|(class, _)| names.contains(&Class(*class as u8).name()));
        of.map(|(_, count)| count).sum::<u64>() as f64 / facts.count.max(1) as f64
    };
    (share(&["fatal", "error", "5xx"]), share(&["warn", "4xx"]))
}

/// The signatures of one template.
#[derive(Clone, Debug, Serialize)]
pub struct Signatures {
    /// The most frequent ones, as many as there are templates in a snapshot.
    pub signatures: Vec<Template>,
    /// Records whose signature is not listed.
    pub other: u64,
}

impl Session {
    /// The templates and routes that the signatures of all records scanned so far were merged into. While the scan runs they are
    /// merged again only when there are many more of them, so that the page is not kept waiting; what is new is its own
    /// template until then.
    pub fn templates(&self) -> Arc<Merged> {
        let running = self.control.state() == State::Scanning;
        let mut templates = lock(&self.templates);
        let merged = self.with_scanned(|summary| {
            let (count, fingerprint) = summary.signature_set();
            let (of, before, _) = &*templates;
            let soon = running && count > FEW && count < before + before / 4;
            let current = *of == fingerprint || soon;
            (!current).then(|| (fingerprint, count, Arc::new(summary.merged())))
        });
        if let Some(merged) = merged {
            *templates = merged;
        }
        templates.2.clone()
    }

    /// Begins to count what stands behind the variables of the template of this id, in the records that a filter means. None if there
    /// is no such template.
    ///
    /// # Errors
    /// When the filter can't be read.
    pub fn begin_parameters(
        self: &Arc<Self>,
        filter: &str,
        template: &str,
    ) -> Result<Option<PassId>, FilterError> {
        let meant = query::parse(filter)?;
        let merged = self.templates();
        let text = self.with_scanned(|summary| {
            let mut texts = summary.templates(&merged).into_iter().map(|(_, text)| text);
            Some(texts.find(|text| template_id(text) == template)?.to_vec())
        });
        let Some(text) = text else { return Ok(None) };
        let both = match meant.is_empty() {
            true => format!("template : {template}"),
            false => format!("template : {template} and ({filter})"),
        };
        let parameters = Parameters::new(Arc::new(Asked::new(text)), self.seed);
        Ok(Some(
            self.begin_to_gather(query::parse(&both)?, Gather::Parameters(Box::new(parameters))),
        ))
    }

    /// What [`begin_parameters`](Self::begin_parameters) has found so far; none if that was ended.
    pub fn parameters(&self, pass: PassId) -> Option<snapshot::Parameters> {
        self.pass_or_scan(Some(pass))?.with_total(|gathered| match gathered {
            Gather::Parameters(found) => Some(snapshot::Parameters::new(found)),
            _ => None,
        })
    }

    /// Begins to count how the `most` most frequent templates of a pass go over time and which follows which, in the records of that
    /// pass (without one, in all). None if the pass has ended.
    pub fn begin_trends(self: &Arc<Self>, of: Option<PassId>, most: usize) -> Option<PassId> {
        let pass = self.pass_or_scan(of)?;
        let merged = self.templates();
        let listed = pass.with_total(|gathered| match gathered {
            Gather::Summary(summary) => Some(Listed::new(summary, merged, most)),
            _ => None,
        })?;
        let trends = Trends::new(Arc::new(listed));
        Some(self.begin_to_gather(pass.filter.clone(), Gather::Trends(Box::new(trends))))
    }

    /// What [`begin_trends`](Self::begin_trends) has counted so far; none if that was ended.
    pub fn trends(&self, pass: PassId) -> Option<snapshot::Trends> {
        self.pass_or_scan(Some(pass))?.with_total(|gathered| match gathered {
            Gather::Trends(counted) => Some(snapshot::Trends::new(counted)),
            _ => None,
        })
    }

    /// The first `most` templates of a pass (without one, of all records) in this order. None if the pass has ended.
    pub fn ranked(&self, pass: Option<PassId>, order: Order, most: usize) -> Option<Vec<Template>> {
        let merged = self.templates();
        self.pass_or_scan(pass)?.with_total(|gathered| {
            let Gather::Summary(summary) = gathered else { return None };
            let mut all = summary.templates(&merged);
            order.sort(&mut all);
            Some(all.iter().take(most).map(|(facts, text)| Template::new(text, facts)).collect())
        })
    }

    /// The signatures that the template of this id was merged from, in the records of a pass (without one, in all), the most
    /// frequent first. None if the pass has ended.
    pub fn signatures(&self, pass: Option<PassId>, template: &str) -> Option<Signatures> {
        let merged = self.templates();
        self.pass_or_scan(pass)?.with_total(|gathered| {
            let Gather::Summary(summary) = gathered else { return None };
            let mut found: Vec<(&Facts, Cow<'_, [u8]>)> = summary
                .signatures
                .iter()
                .filter(|signature| template_id(&merged.of(signature.text)) == template)
                .map(|signature| (signature.facts, readable(signature.text)))
                .collect();
            found.sort_by(|a, b| b.0.count.cmp(&a.0.count).then_with(|| a.1.cmp(&b.1)));
            let other = found.iter().skip(TEMPLATES).map(|(facts, _)| facts.count).sum();
            let listed = found.iter().take(TEMPLATES);
            let signatures = listed.map(|(facts, text)| Template::new(text, facts)).collect();
            Some(Signatures { signatures, other })
        })
    }
}
