/*!
A filter as a tree, and its normal form as text.
*/

use super::write::{field_name, word};
use super::{Glob, Pattern, When};
use std::fmt;

/// How a comparison compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Op {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether a value that lies so to the one asked for passes.
    pub fn accepts(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }
}

/// What is asked of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// It is this, with wildcards; a wildcard alone asks for any value.
    Like(Glob),
    /// This is found in it.
    Regex(Pattern),
    /// It lies so to this.
    Compare(Op, String),
    /// The time is within this (without an operator), or lies so to it.
    Time(Option<Op>, When),
}

/// A filter as it was understood. Conjunctions hold no conjunctions and disjunctions no disjunctions; both have at least
/// two parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Expr {
    /// Every record.
    #[default]
    All,
    /// Records that all of these mean.
    And(Vec<Self>),
    /// Records that any of these means.
    Or(Vec<Self>),
    /// Records that this does not mean.
    Not(Box<Self>),
    /// Records with a field of this name or alias that passes.
    Field(String, Test),
    /// Records in whose lines this text is found, in either case.
    Text(Glob),
    /// Records in whose lines this expression is found.
    Regex(Pattern),
}

impl Expr {
    /// The records that all of the parts mean.
    pub fn and(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::And, |part| match part {
            Self::And(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// The records that any of the parts means; of no parts, every record.
    pub fn or(parts: Vec<Self>) -> Self {
        Self::joined(parts, Self::Or, |part| match part {
            Self::Or(inner) => Ok(inner),
            other => Err(other),
        })
    }

    fn joined(
        parts: Vec<Self>,
        join: impl Fn(Vec<Self>) -> Self,
        open: impl Fn(Self) -> Result<Vec<Self>, Self>,
    ) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match open(part) {
                Ok(inner) => flat.extend(inner),
                Err(part) => flat.push(part),
            }
        }
        if flat.len() > 1 { join(flat) } else { flat.pop().unwrap_or_default() }
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::And(parts) => join(f, parts, " and "),
            Self::Or(parts) => join(f, parts, " or "),
            Self::Not(part) => {
                f.write_str("not ")?;
                nested(f, part, matches!(**part, Self::And(_) | Self::Or(_)))
            }
            Self::Field(name, test) => {
                let name = field_name(name);
                let literal = |text: &str| word(&Glob::literal(text));
                match test {
                    Test::Like(glob) => write!(f, "{name} : {}", word(glob)),
                    Test::Regex(pattern) => write!(f, "{name} : /{}/", pattern.source()),
                    Test::Compare(op, text) => {
                        write!(f, "{name} {} {}", op.symbol(), literal(text))
                    }
                    Test::Time(op, when) => {
                        write!(f, "{name} {} {}", op.map_or(":", Op::symbol), literal(when.text()))
                    }
                }
            }
            Self::Text(glob) => f.write_str(&word(glob)),
            Self::Regex(pattern) => write!(f, "/{}/", pattern.source()),
        }
    }
}

fn join(f: &mut fmt::Formatter<'_>, parts: &[Expr], with: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(with)?;
        }
        nested(f, part, matches!(part, Expr::Or(_)))?;
    }
    Ok(())
}

fn nested(f: &mut fmt::Formatter<'_>, part: &Expr, parenthesise: bool) -> fmt::Result {
    if parenthesise { write!(f, "({part})") } else { write!(f, "{part}") }
}
