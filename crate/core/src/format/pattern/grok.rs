/*!
Grok (`%{NUMBER:bytes:int}`) and regular expressions with named groups (`(?<bytes>\d+)`), mixed as one likes, spelled out as one
expression with numbered groups.

Lines before the last one may define names of their own, as in `ORDER [A-Z]{2}-\d+`.

Source: Logstash documentation, grok filter; Oniguruma's names of groups.
*/

use super::fault::Fault;
use super::names;
use super::target::{Cell, Name, Target, named};
use crate::format::meaning::Part;
use std::fmt::Write;
use std::ops::Range;

/// Names within names go so deep.
const MAX_DEPTH: usize = 16;
/// A pattern spelled out is no longer, in bytes.
const MAX_LENGTH: usize = 64 << 10;

/// A pattern spelled out.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    /// The expression. The groups `f0`, `f1` ... are the fields.
    pub(super) text: String,
    pub(super) fields: Vec<Field>,
    /// The parts that follow one another, from the first byte of the expression to its last. One, where the pattern is a choice.
    pub(super) parts: Vec<Piece>,
}

/// A group that is kept.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) cell: Cell,
    /// Whether its text may stand in quotes, which are not part of it.
    pub(super) quoted: bool,
}

/// A part of a pattern.
#[derive(Debug)]
pub(super) struct Piece {
    /// Where it is written, in bytes of the text of the pattern.
    pub(super) place: Range<usize>,
    /// The byte of the expression behind its last.
    pub(super) end: usize,
}

/// Spells out a pattern.
///
/// # Errors
/// A name that nothing stands for, one that stands for itself, or braces that are not closed.
pub(super) fn expand(source: &str, from: usize) -> Result<Expansion, Fault> {
    let (definitions, start) = definitions(source, from);
    let mut expander = Expander { source, definitions, out: Expansion::default() };
    let pattern = source.get(start..).unwrap_or_default().trim_end_matches(['\r', '\n']);
    expander.pattern(pattern, start)?;
    Ok(expander.finish())
}

/// The lines before the last that define names, and where the pattern itself starts.
fn definitions(source: &str, from: usize) -> (Vec<(&str, &str)>, usize) {
    let mut definitions = Vec::new();
    let mut at = from;
    while let Some((line, rest)) = source.get(at..).and_then(|text| text.split_once('\n'))
        && !rest.trim().is_empty()
        && let Some((name, expression)) = line.trim_end().split_once(char::is_whitespace)
        && is_name(name)
    {
        definitions.push((name, expression.trim_start()));
        at += line.len() + 1;
    }
    (definitions, at)
}

/// Whether a word can be a name of grok.
pub(super) fn is_name(word: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    word.starts_with(|first: char| first.is_ascii_uppercase()) && word.bytes().all(letter)
}

struct Expander<'s> {
    source: &'s str,
    definitions: Vec<(&'s str, &'s str)>,
    out: Expansion,
}

/// What an atom at the start of some expression is.
enum Atom<'e> {
    /// `%{NAME:field:type}`: what is in the braces.
    Reference(&'e str),
    /// `(?<field>`
    Named(&'e str),
    /// Any other opening of a group, and what it becomes.
    Open(&'e str),
    Close,
    /// Something that stays as it is: a character, an escape, a class.
    Plain,
}

impl<'s> Expander<'s> {
    /// The pattern itself: its parts are noted.
    fn pattern(&mut self, pattern: &'s str, start: usize) -> Result<(), Fault> {
        let mut depth = 0usize;
        let (mut from, mut choice) = (0, false);
        // Whether the part so far is a reference or a group, which what follows is no part of.
        let mut whole = false;
        let mut at = 0;
        while let Some(rest) = pattern.get(at..).filter(|rest| !rest.is_empty()) {
            let (atom, length) =
                atom(rest).map_err(|why| self.fault(start + at..start + pattern.len(), why))?;
            let repeats = matches!(rest.bytes().next(), Some(b'*' | b'+' | b'?' | b'{'))
                && matches!(atom, Atom::Plain);
            let stands_alone = matches!(atom, Atom::Reference(_) | Atom::Named(_) | Atom::Open(_));
            if depth == 0 && at > from && !repeats && (whole || stands_alone) {
                self.part(start + from..start + at);
                from = at;
                whole = false;
            }
            whole |= depth == 0 && stands_alone;
            match &atom {
                Atom::Named(_) | Atom::Open(_) => depth += 1,
                Atom::Close => depth = depth.saturating_sub(1),
                Atom::Plain => choice |= depth == 0 && rest.starts_with('|'),
                Atom::Reference(_) => {}
            }
            let place = start + at..start + at + length;
            self.atom(&atom, rest.get(..length).unwrap_or_default(), &place, 0)?;
            at += length;
        }
        if choice {
            self.out.parts.clear();
            from = 0;
        }
        self.part(start + from..start + pattern.len());
        Ok(())
    }

    fn part(&mut self, place: Range<usize>) {
        self.out.parts.push(Piece { place, end: self.out.text.len() });
    }

    /// The expression behind a name, all of it written at `place`.
    fn inner(&mut self, expression: &str, place: &Range<usize>, depth: usize) -> Result<(), Fault> {
        let mut at = 0;
        while let Some(rest) = expression.get(at..).filter(|rest| !rest.is_empty()) {
            let (atom, length) = atom(rest).map_err(|why| self.fault(place.clone(), why))?;
            self.atom(&atom, rest.get(..length).unwrap_or_default(), place, depth)?;
            at += length;
        }
        Ok(())
    }

    fn atom(
        &mut self,
        atom: &Atom<'_>,
        written: &str,
        place: &Range<usize>,
        depth: usize,
    ) -> Result<(), Fault> {
        if self.out.text.len() > MAX_LENGTH {
            return Err(self.fault(place.clone(), "the pattern gets too long"));
        }
        match *atom {
            Atom::Plain | Atom::Close => self.out.text.push_str(written),
            Atom::Open(opening) => self.out.text.push_str(opening),
            Atom::Named(name) => {
                let target = named(name).unwrap_or_else(|| Target::Guess(Name::of(name)));
                self.field(target, false, place);
            }
            Atom::Reference(inside) => {
                let mut parts = inside.splitn(3, ':');
                let name = parts.next().unwrap_or_default();
                let own = self.definitions.iter().find(|(known, _)| *known == name);
                let expression = match own
                    .map(|(_, expression)| *expression)
                    .or(names::expression(name))
                {
                    Some(_) if depth >= MAX_DEPTH => {
                        return Err(self.fault(place.clone(), format!("{name} stands for itself")));
                    }
                    Some(expression) => expression,
                    None => {
                        let hint = names::like(name)
                            .map_or_else(String::new, |like| format!("; is {like} meant?"));
                        return Err(
                            self.fault(place.clone(), format!("no pattern is called {name}{hint}"))
                        );
                    }
                };
                match (parts.next().filter(|field| !field.is_empty()), parts.next()) {
                    (Some(field), kind) => {
                        let field = field.replace("][", ".").replace(['[', ']'], "");
                        self.field(
                            target(name, &field, kind),
                            matches!(name, "QS" | "QUOTEDSTRING"),
                            place,
                        );
                    }
                    (None, _) => self.out.text.push_str("(?:"),
                }
                self.inner(expression, place, depth + 1)?;
                self.out.text.push(')');
            }
        }
        Ok(())
    }

    /// Opens the group of a field.
    fn field(&mut self, target: Target, quoted: bool, place: &Range<usize>) {
        // Writing to a string does not fail.
        let _ = write!(self.out.text, "(?P<f{}>", self.out.fields.len());
        self.out.fields.push(Field { cell: Cell { place: place.clone(), target }, quoted });
    }

    fn fault(&self, place: Range<usize>, why: impl Into<String>) -> Fault {
        Fault::new(self.source, place, why)
    }

    fn finish(mut self) -> Expansion {
        // The level and the time may go by any name where grok's own name tells them.
        let fields = &mut self.out.fields;
        for (is_it, part) in [
            (names::is_time as fn(&str) -> bool, Part::Time),
            (|name: &str| name == "LOGLEVEL", Target::LEVEL),
        ] {
            let same = |target: &Target| matches!(target, Target::Part(of, _) if std::mem::discriminant(of) == std::mem::discriminant(&part));
            if fields.iter().any(|field| same(&field.cell.target)) {
                continue;
            }
            let by_kind = |field: &&mut Field| {
                let written = self.source.get(field.cell.place.clone()).unwrap_or_default();
                let name = written.trim_start_matches("%{").split([':', '}']).next();
                name.is_some_and(is_it)
            };
            if let Some(field) = fields.iter_mut().find(by_kind)
                && let Target::Text(name) | Target::Guess(name) = &field.cell.target
            {
                field.cell.target = Target::Part(part, name.clone());
            }
        }
        // A time beside a date is that of the day.
        let timed = |target: &Target, known: &str| matches!(target, Target::Part(Part::Time, name) if name.text().eq_ignore_ascii_case(known));
        if fields.iter().any(|field| timed(&field.cell.target, "date"))
            && let Some(field) = fields.iter_mut().find(|field| timed(&field.cell.target, "time"))
        {
            field.cell.target = Target::Part(Part::Clock, Name::Own("time".into()));
        }
        self.out
    }
}

/// What a field of this name, with what this name of grok stands for, is.
fn target(grok: &str, field: &str, kind: Option<&str>) -> Target {
    match kind {
        Some("int" | "integer" | "float" | "long" | "double" | "number") => {
            let name = match named(field) {
                Some(Target::Number { name, .. }) => name,
                _ => Name::of(field),
            };
            Target::Number { name, per: 1.0, strict: false }
        }
        _ => match named(field) {
            Some(Target::Part(Part::Time, name)) if grok == "TIME" => {
                Target::Part(Part::Clock, name)
            }
            Some(target) => target,
            None if names::is_number(grok) => Target::Guess(Name::of(field)),
            None => Target::Text(Name::of(field)),
        },
    }
}

/// The atom at the start of an expression, and how long it is written.
fn atom(rest: &str) -> Result<(Atom<'_>, usize), &'static str> {
    let bytes = rest.as_bytes();
    if let Some(inside) = rest.strip_prefix("%{") {
        let end = inside.find('}').ok_or("its brace is not closed")?;
        return Ok((Atom::Reference(inside.get(..end).unwrap_or_default()), end + 3));
    }
    for (opening, closing) in [("(?P<", '>'), ("(?<", '>'), ("(?'", '\'')] {
        if let Some(name) = rest.strip_prefix(opening)
            && !name.starts_with(['=', '!'])
        {
            let end = name.find(closing).ok_or("the name of this group is not closed")?;
            return Ok((Atom::Named(name.get(..end).unwrap_or_default()), opening.len() + end + 1));
        }
    }
    Ok(match bytes {
        [b'(', b'?', b'>', ..] => (Atom::Open("(?:"), 3),
        [b'(', b'?', b'=' | b'!', ..] | [b'(', b'?', b'<', ..] => {
            return Err(
                "looking ahead or behind takes more than linear time; name what is wanted instead",
            );
        }
        // Flags alone are no group; with a colon they open one.
        [b'(', b'?', ..] => {
            let flags = rest.bytes().take_while(|byte| !matches!(byte, b':' | b')')).count();
            let written = rest.get(..=flags).unwrap_or(rest);
            (if written.ends_with(':') { Atom::Open(written) } else { Atom::Plain }, written.len())
        }
        [b'(', ..] => (Atom::Open("(?:"), 1),
        [b')', ..] => (Atom::Close, 1),
        [b'[', ..] => (Atom::Plain, class(bytes)),
        [b'\\', ..] => (Atom::Plain, 1 + rest.chars().nth(1).map_or(0, char::len_utf8)),
        _ => (Atom::Plain, rest.chars().next().map_or(1, char::len_utf8)),
    })
}

/// The length of the class at the start of an expression: `[^]a-z[:alpha:]]`.
fn class(bytes: &[u8]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'[' => {
                depth += 1;
                at += usize::from(bytes.get(at + 1) == Some(&b'^'));
                at += usize::from(bytes.get(at + 1) == Some(&b']'));
            }
            b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at.min(bytes.len())
}
