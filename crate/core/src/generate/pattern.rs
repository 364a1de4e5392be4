//! Text with variables, such as `/api/users/{user}/orders/{uuid}` or `Order {order} accepted in
//! {ms} ms`: paths and messages are written as such patterns, compiled once and filled in per line.

use std::ops::Range;

use super::request::Request;
use super::rng::Rng;
use super::variable::Variable;

#[derive(Clone, Copy, Debug)]
enum Part {
    Literal(&'static str),
    Variable(Variable),
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    parts: Vec<Part>,
}

/// Where in a message the value of a variable stands.
pub(super) type Value = (Variable, Range<usize>);

impl Pattern {
    /// Braces around anything that is no variable's name stand for themselves.
    pub(super) fn new(text: &'static str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, name, after)) = cut(rest) {
            if let Some(variable) = Variable::named(name) {
                parts.push(Part::Literal(before));
                parts.push(Part::Variable(variable));
            } else {
                parts.push(Part::Literal(&rest[..rest.len() - after.len()]));
            }
            rest = after;
        }
        parts.push(Part::Literal(rest));
        Self { parts }
    }

    /// Appends the text with fresh values; what is known of the request comes from `request`.
    #[inline]
    pub(super) fn write(&self, out: &mut Vec<u8>, rng: &mut Rng, request: &Request) {
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.extend_from_slice(text.as_bytes()),
                Part::Variable(variable) => variable.write(out, rng, request),
            }
        }
    }

    /// Like [`Pattern::write`], noting which bytes of `out` are values.
    pub(super) fn write_noting(
        &self,
        out: &mut Vec<u8>,
        values: &mut Vec<Value>,
        rng: &mut Rng,
        request: &Request,
    ) {
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.extend_from_slice(text.as_bytes()),
                Part::Variable(variable) => {
                    let from = out.len();
                    variable.write(out, rng, request);
                    values.push((*variable, from..out.len()));
                }
            }
        }
    }
}

/// Splits around the first `{name}`: before it, the name, after it.
fn cut(text: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &'static str) -> String {
        let mut out = Vec::new();
        Pattern::new(text).write(&mut out, &mut Rng::seeded(1), &Request::default());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn variables_are_filled_in_and_the_rest_is_kept() {
        assert_eq!(filled("plain"), "plain");
        assert_eq!(filled("a {nothing} {b"), "a {nothing} {b");
        let text = filled("sku {sku}, order {order}.");
        let shape = regex::Regex::new(r"^sku SKU-\d{5}, order \d+\.$").unwrap();
        assert!(shape.is_match(&text), "{text}");
    }

    #[test]
    fn noted_values_are_the_bytes_of_the_variables() {
        let (mut out, mut values) = (b"> ".to_vec(), Vec::new());
        let pattern = Pattern::new("{qty} x {sku}");
        pattern.write_noting(&mut out, &mut values, &mut Rng::seeded(1), &Request::default());
        let [(_, qty), (_, sku)] = &values[..] else { panic!("{values:?}") };
        assert!(out[sku.clone()].starts_with(b"SKU-"));
        assert_eq!((qty.start, &out[qty.end..sku.start]), (2, &b" x "[..]));
    }
}
