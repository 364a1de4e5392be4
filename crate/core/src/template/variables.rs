/*!
The variables of a template, and what stands behind each of them in a message.

A masked message is matched against the text of its template: `<num>` and its like stand for themselves, `<*>` for any run of
text, the shortest that lets the rest fit. That takes one pass over both, whatever is in them.
*/

use super::aligned::Aligned;
use super::mask::{self, Mask};
use std::ops::Range;

/// So many variables of a template are told apart; later ones stay as they are.
pub const MOST_VARIABLES: usize = 64;

/// A variable of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// What it is called: by the key before it, else by its class; with a number where others are called the same.
    pub name: String,
    /// Its mask without the brackets: `num`, `ip`, `*` for words that vary.
    pub class: &'static str,
}

/// A template as a pattern.
#[derive(Clone, Debug)]
pub struct Variables {
    units: Vec<Unit>,
    named: Vec<Variable>,
}

/// A byte of a masked text, or one of its masks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Byte(u8),
    Mask(Mask),
}

impl Variables {
    /// Those of this text of a template.
    pub fn new(template: &[u8]) -> Self {
        let cut = cut(template);
        let mut named: Vec<Variable> = Vec::new();
        for (at, unit) in &cut {
            let Unit::Mask(mask) = unit else { continue };
            if named.len() < MOST_VARIABLES {
                let class = mask.name();
                let name = key(template.get(..*at).unwrap_or_default());
                let name = name.unwrap_or_else(|| if class == "*" { "word" } else { class }.into());
                let like = |other: &&Variable| {
                    let rest = other.name.strip_prefix(&*name);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                };
                let name = match named.iter().filter(like).count() {
                    0 => name,
                    before => format!("{name} {}", before + 1),
                };
                named.push(Variable { name, class });
            }
        }
        Self { units: cut.into_iter().map(|(_, unit)| unit).collect(), named }
    }

    /// The variables in the order of the text.
    pub fn all(&self) -> &[Variable] {
        &self.named
    }

    /// Writes the bytes of the message that stand behind each variable, in order. False if the message is of another template.
    pub fn find(&self, message: &Aligned, found: &mut Vec<Range<usize>>) -> bool {
        found.clear();
        let text = cut(&message.text);
        let place = |unit: usize| text.get(unit).map_or(message.text.len(), |(at, _)| *at);
        let mut take = |units: Range<usize>| {
            if found.len() < MOST_VARIABLES {
                found.push(message.source(&(place(units.start)..place(units.end))));
            }
        };
        let open = |unit: &Unit| *unit == Unit::Mask(Mask::Rest);
        let mut parts = self.units.split(open).enumerate().peekable();
        let mut from = 0;
        while let Some((number, part)) = parts.next() {
            let rest = text.get(from..).unwrap_or_default();
            let fits = |at: usize| {
                let there = rest.get(at..at + part.len());
                there.is_some_and(|there| there.iter().map(|(_, unit)| unit).eq(part))
            };
            let last = parts.peek().is_none();
            let at = if number == 0 {
                (fits(0) && (!last || rest.len() == part.len())).then_some(0)
            } else if last {
                rest.len().checked_sub(part.len()).filter(|&at| fits(at))
            } else {
                (0..=rest.len()).find(|&at| fits(at))
            };
            let Some(at) = at else { return false };
            if number > 0 {
                take(from..from + at);
            }
            for (within, unit) in part.iter().enumerate() {
                if let Unit::Mask(_) = unit {
                    take(from + at + within..from + at + within + 1);
                }
            }
            from += at + part.len();
        }
        true
    }
}

/// A masked text as units, each with its place in bytes.
fn cut(text: &[u8]) -> Vec<(usize, Unit)> {
    let mut units = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let mask = text.get(at..).filter(|_| byte == b'<').and_then(mask::starting);
        units.push((at, mask.map_or(Unit::Byte(byte), Unit::Mask)));
        at += mask.map_or(1, |mask| mask.text().len());
    }
    units
}

/// The word that names what comes next: `user` before `user=`, `user: `, `user="`.
fn key(before: &[u8]) -> Option<String> {
    let before = before.trim_ascii_end();
    let before = match before {
        [rest @ .., b'"' | b'\'' | b'(' | b'[' | b'{'] => rest.trim_ascii_end(),
        all => all,
    };
    let [rest @ .., b'=' | b':'] = before else { return None };
    let rest = rest.strip_suffix(b"\"").unwrap_or(rest);
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let start = rest.iter().rposition(|byte| !inside(byte)).map_or(0, |at| at + 1);
    let word = rest.get(start..).filter(|word| word.iter().any(u8::is_ascii_alphabetic))?;
    String::from_utf8(word.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Merged, general, text};
    use proptest::prelude::*;

    /// What stands behind the variables of the template that these messages have in common, for each of them.
    fn values(messages: &[&str]) -> (String, Vec<Vec<String>>) {
        let mut signatures: Vec<Vec<u8>> = Vec::new();
        for message in messages {
            let mut masked = Vec::new();
            text(message.as_bytes(), &mut masked);
            signatures.push(masked);
        }
        let merged = Merged::new(signatures.iter().map(|s| (s.as_slice(), general::bucket(s))));
        let template = merged.of(&signatures[0]).to_vec();
        let variables = Variables::new(&template);
        let mut aligned = Aligned::default();
        let mut found = Vec::new();
        let of = |message: &&str| {
            aligned.message(message.as_bytes());
            assert!(variables.find(&aligned, &mut found), "{message}");
            assert_eq!(found.len(), variables.all().len());
            found.iter().map(|range| message[range.clone()].to_owned()).collect()
        };
        let all = messages.iter().map(of).collect();
        (String::from_utf8(template).unwrap(), all)
    }

    #[test]
    fn values_are_the_bytes_of_the_message() {
        let (template, found) = values(&[
            "  user anna   logged in from 10.0.0.1:80 after 3.5 ms, uid=7",
            "user bela logged in from 10.0.0.2  after 12ms, uid=-8",
            "user carl logged in from ::1 after 1 s, uid=9  ",
            "user dora logged in from 10.0.0.4 after 1 s, uid=9",
            "user emil logged in from 10.0.0.4 after 1 s, uid=9",
        ]);
        assert_eq!(template, "user <*> logged in from <ip> after <duration>, uid=<num>");
        assert_eq!(found[0], ["anna", "10.0.0.1:80", "3.5 ms", "7"]);
        assert_eq!(found[1], ["bela", "10.0.0.2", "12ms", "-8"]);
        assert_eq!(found[2], ["carl", "::1", "1 s", "9"]);
    }

    #[test]
    fn variables_are_called_by_their_keys_or_classes() {
        let names = |template: &str| -> Vec<String> {
            let all = Variables::new(template.as_bytes());
            all.all().iter().map(|variable| variable.name.clone()).collect()
        };
        assert_eq!(
            names("user=<*> took: <duration> {\"code\":<num>} <num> <num>"),
            ["user", "took", "code", "num", "num 2"]
        );
        assert_eq!(
            names("<*> and <*> of user=<ip> user=<ip>"),
            ["word", "word 2", "user", "user 2"]
        );
        assert_eq!(names("nothing"), [""; 0]);
    }

    #[test]
    fn the_rest_of_a_long_message_is_whole() {
        let long = format!("begin {}end", "word ".repeat(500));
        let mut aligned = Aligned::default();
        aligned.message(long.as_bytes());
        let variables = Variables::new(&aligned.text.clone());
        let mut found = Vec::new();
        assert!(variables.find(&aligned, &mut found));
        assert!(long[found[0].clone()].ends_with(" word end"), "{found:?}");
    }

    #[test]
    fn requests_have_the_values_of_their_paths() {
        let request = "GET /api/users/123/orders/6f1c0a9be2.json";
        let mut aligned = Aligned::default();
        aligned.request(request.as_bytes(), 4);
        assert_eq!(aligned.text, b"GET /api/users/<num>/orders/<hex>.json");
        let mut found = Vec::new();
        assert!(Variables::new(&aligned.text.clone()).find(&aligned, &mut found));
        let values: Vec<&str> = found.into_iter().map(|range| &request[range]).collect();
        assert_eq!(values, ["123", "6f1c0a9be2"]);
    }

    proptest! {
        #[test]
        fn what_is_masked_is_put_back_from_the_values(message in "([a-z]{1,4}|[0-9]{1,3}(ms|KB)?|10\\.0\\.0\\.[0-9]|'[a-z]{0,3}'|=|,|<num>|\\s|\u{e9}){0,30}") {
            let mut masked = Vec::new();
            text(message.as_bytes(), &mut masked);
            let mut aligned = Aligned::default();
            aligned.message(message.as_bytes());
            prop_assert_eq!(&aligned.text, &masked);
            let variables = Variables::new(&masked);
            let mut found = Vec::new();
            prop_assert!(variables.find(&aligned, &mut found));
            // Put back in place of their masks, the values make the message again, but for its spaces.
            let mut rebuilt = Vec::new();
            let mut values = found.iter();
            for (at, unit) in cut(&masked) {
                match unit {
                    Unit::Byte(_) => rebuilt.push(masked[at]),
                    Unit::Mask(mask) => match values.next() {
                        Some(range) => rebuilt.extend(&message.as_bytes()[range.clone()]),
                        None => rebuilt.extend(mask.text()),
                    },
                }
            }
            let plain = |bytes: &[u8]| -> Vec<u8> {
                bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace() && *byte > 32).collect()
            };
            prop_assert_eq!(plain(&rebuilt), plain(message.as_bytes()));
        }
    }
}
