//! Which records a filter means. The language is a subset of KQL (Kibana Query Language) with regular expressions added.
//!
//! | written | means |
//! | --- | --- |
//! | `status : 404` | the field is 404: numbers by value, words exactly, upper and lower case told apart |
//! | `path : /api/*`, `path : "/api/*"` | `*` stands for any run of characters, quoted or not; `\*` for the star itself |
//! | `status : *` | the field has a value |
//! | `client : (10.0.0.1 or 10.0.0.2)` | several values; `and`, `or`, `not` and parentheses work inside |
//! | `status >= 500`, `level >= warn` | `<` `<=` `>` `>=`: numbers by value, severities by gravity, other words by their bytes |
//! | `@timestamp >= "2024-05-01T10:00:00Z"` | times, UTC where no zone is named; a date or a minute stands for all of it |
//! | `path : /^\/api\/v\d/` | a regular expression (crate `regex`), found anywhere in the value |
//! | `timeout`, `"connection reset"`, `/E\d+/` | found anywhere in the record's lines as they stand; words in either case (ASCII) |
//! | `message : refused` | the same: the message is looked for within the record's lines |
//! | `template : 4f2a90c1d00be3a7` | the message template, by its id or by its text |
//! | `template.4f2a90c1d00be3a7.2 : anna` | what stands behind the second variable of this template; compared, sizes are in bytes and durations in seconds |
//! | `signature : 4f2a90c1d00be3a7` | one of the masked messages that a template was merged from, likewise |
//! | `route : "/api/users/{int}"` | the route of a path, and whatever else is derived from values, as if it were in the log |
//! | `url.query.page : 2`, `query.page : *` | a parameter of the query has this value, or is there at all |
//! | `file : "*access.log.1"` | the file that the record came from, by the name it was opened under; of a member of an archive both names |
//! | `a and b`, `a b`, `a or b`, `not a`, `(a)` | `not` binds tightest, then `and`, then `or`; the words in any case |
//!
//! Kibana takes a star in quotation marks for itself; here it is a wildcard there, too, so that a value with spaces can have
//! one; `\*` is the star itself.
//!
//! A field goes by its full name or its alias: `status` means `http.response.status_code` and also a field that is called
//! `status`. A backslash takes the meaning from the character behind it, except in `\t`, `\n`, `\r` and `\u00e9`. A word
//! that starts and ends with a slash is a regular expression: quote it to mean the text. An empty filter means everything.
//!
//! The way of a filter: [`parse`] makes an [`Expr`], resolves its names and values into matchers, and
//! [`Filter::select`] runs each of them once a distinct value of a slice.

mod ast;
mod compile;
mod error;
mod evaluate;
mod glob;
mod lexer;
mod parser;
mod pattern;
mod search;
mod value;
mod variable;
mod when;
mod write;

#[cfg(test)]
mod tests;

pub use ast::{Expr, Op, Test};
pub use error::FilterError;
pub use glob::Glob;
pub use parser::{MAX_DEPTH, MAX_TERMS};
pub use pattern::Pattern;
pub(crate) use pattern::last_line;
pub use variable::variable_name;
pub use when::When;
pub use write::{name, quote, term, time_range};

use crate::columns::{Columns, Selection};
use crate::format::Reader;
use crate::template::Merged;
use compile::Plan;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// A filter, ready to run on any slice. The default means every record.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    expr: Expr,
    plan: Plan,
}

/// The text of a slice, the one that its columns were made of, and what reads it.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What made the columns.
    pub reader: &'a dyn Reader,
}

/// Reads a filter.
///
/// # Errors
/// What was expected and at which byte of the text. Takes time linear in the text whatever is in it; nesting deeper
/// than [`MAX_DEPTH`] and more than [`MAX_TERMS`] terms are refused.
pub fn parse(text: &str) -> Result<Filter, FilterError> {
    let expr = parser::parse(text)?;
    let plan = compile::compile(&expr);
    Ok(Filter { expr, plan })
}

impl Filter {
    /// Whether every record is meant because nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.expr == Expr::All
    }

    /// Whether some part of the filter looks at the record's lines, which are not in the columns.
    pub fn needs_bytes(&self) -> bool {
        self.plan.needs_bytes()
    }

    /// The full names of the fields that the filter is about, and the names under which it asks for them.
    pub fn fields(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        compile::fields(&self.expr, &mut found);
        found
    }

    /// Whether some part of the filter asks for a template or a route and was not told yet which there are ([`Filter::of_templates`]).
    pub fn needs_templates(&self) -> bool {
        let mut needs = false;
        self.plan.clone().each_template(&mut |slot| needs |= slot.is_empty());
        needs
    }

    /// The same filter, told which templates and routes there are, unless it was told before. Until then each signature is its own.
    #[must_use]
    pub fn of_templates(mut self, templates: &Arc<Merged>) -> Self {
        self.plan.each_template(&mut |slot| {
            if slot.is_empty() {
                *slot = templates.clone();
            }
        });
        self
    }

    /// What was parsed.
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// The records of a slice that the filter means. Without the slice's text the result is that of [`Filter::maybe`], which is
    /// the same unless [`Filter::needs_bytes`].
    pub fn select(&self, columns: &Columns, text: Option<Text<'_>>) -> Selection {
        match text {
            Some(text) => evaluate::select(&self.plan, columns, text),
            None => self.maybe(columns),
        }
    }

    /// The records that the filter means whatever their lines hold, and those it means if their lines hold the right
    /// thing: where this is empty the slice need not be read again.
    pub fn maybe(&self, columns: &Columns) -> Selection {
        evaluate::maybe(&self.plan, columns)
    }
}

/// The filter in its normal form, which parses to the same filter.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)
    }
}
