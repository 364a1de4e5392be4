/*!
What brackets of a header hold where they do not say so themselves. That is found out for each place from all lines of the sample: the
names of loggers have dots, those of threads are numbered, and what is neither is a context.
*/

use super::brackets::{is_dotted, is_place, says_itself};
use super::context;
use super::header::Part;
use super::ids;
use crate::field;
use crate::format::State;
use crate::record::Record;
use crate::severity::Severity;
use std::collections::BTreeSet;

/// What the brackets of one place hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is judged by each of them.
    Open,
    Thread,
    Logger,
    /// `traceId=4f2a, spanId=90c1`
    Pairs,
    Context,
}

/// What stands in the brackets of one place.
#[derive(Debug, Default)]
pub(super) struct Contents<'a> {
    all: usize,
    loggers: usize,
    threads: usize,
    pairs: usize,
    ids: usize,
    types: usize,
    keys: BTreeSet<&'a [u8]>,
}

impl<'a> Contents<'a> {
    pub(super) fn add(&mut self, content: &'a [u8]) {
        if Severity::from_name(content).is_some() || says_itself(content) {
            return;
        }
        self.all += 1;
        self.loggers += usize::from(is_logger(content));
        self.threads += usize::from(is_thread(content));
        self.ids += usize::from(is_id(content) || ids::is_known(content));
        self.types += usize::from(is_type(content));
        if let Some((key, _)) = pairs(content).next().filter(|_| are_pairs(content)) {
            self.pairs += 1;
            self.keys.insert(key);
        }
    }

    fn are_pairs(&self) -> bool {
        self.pairs * 2 > self.all && self.keys.len() <= 1.max(self.all / 3)
    }

    /// Whether a thread is among the pairs.
    fn names_threads(&self) -> bool {
        let is = |key: &&[u8]| {
            let key = key.strip_prefix(b"_").unwrap_or(key);
            key.eq_ignore_ascii_case(b"tid") || is_thread(key)
        };
        self.keys.iter().any(is)
    }

    /// Whether these may be the names of threads, where none are seen to be.
    fn are_names(&self) -> bool {
        self.loggers == 0 && self.pairs == 0 && self.ids == 0
    }

    /// Whether what stands in these brackets wrote the lines: some are seen to be loggers and none to be threads, or most are the
    /// names of types.
    fn are_loggers(&self) -> bool {
        let some = self.loggers > 0 || (self.types > 1 && self.most(self.types));
        some && self.threads == 0 && self.ids == 0
    }

    /// Whether more than every other one is so.
    fn most(&self, count: usize) -> bool {
        count * 2 > self.all
    }
}

/// Gives the brackets among the parts their roles: where there are many of them, or a logger of its own behind them. `contents` are those
/// of each part.
pub(super) fn assign(parts: &mut [Part], contents: &[Contents<'_>]) {
    let groups: Vec<usize> = (0..parts.len())
        .filter(|&at| matches!(parts.get(at), Some(Part::Brackets(_) | Part::Cell(_))))
        .collect();
    let named = |part: &Part| matches!(part, Part::Logger | Part::ThreadAndLogger);
    let logger = parts.iter().position(named);
    let keyed = groups.iter().any(|&at| contents.get(at).is_some_and(Contents::are_pairs));
    let behind =
        logger.is_some_and(|logger| groups.len() > 1 && groups.iter().all(|&at| at < logger));
    if groups.len() < 3 && !keyed && !behind {
        let named = |at: &usize| contents.get(*at).is_some_and(Contents::are_loggers);
        let only = groups.into_iter().find(named).filter(|_| logger.is_none());
        if let Some(Part::Brackets(role) | Part::Cell(role)) = only.and_then(|at| parts.get_mut(at))
        {
            *role = Role::Logger;
        }
        return;
    }
    let best = |taken: &[usize], count: fn(&Contents<'_>) -> usize, last: bool| {
        let fit = |at: &&usize| {
            !taken.contains(at)
                && contents
                    .get(**at)
                    .is_some_and(|c| c.all > 0 && !c.are_pairs() && c.most(count(c)))
        };
        if last { groups.iter().rev().find(fit).copied() } else { groups.iter().find(fit).copied() }
    };
    // A cell may be the better logger than the first of them that looked like one.
    let barred = groups.iter().any(|&at| matches!(parts.get(at), Some(Part::Cell(_))));
    let found = best(&[], |c| c.loggers, true).filter(|_| logger.is_none() || barred);
    if let Some(part) = logger.filter(|_| found.is_some()).and_then(|at| parts.get_mut(at))
        && *part == Part::Logger
    {
        *part = Part::Cell(Role::Context);
    }
    let thread = best(found.as_slice(), |c| c.threads, false);
    let told = contents.iter().any(|contents| contents.are_pairs() && contents.names_threads());
    let mut plain = thread.is_none() && !told;
    let mut unnamed = found.is_none() && logger.is_none();
    let total = contents.iter().map(|contents| contents.all).max().unwrap_or(0);
    for at in groups {
        let role = match contents.get(at) {
            _ if Some(at) == found => Role::Logger,
            _ if Some(at) == thread => Role::Thread,
            Some(contents) if contents.are_pairs() => Role::Pairs,
            Some(contents) if contents.all * 2 <= total || !contents.are_names() => Role::Context,
            // Of two names the first is the thread's, and the second what wrote the line.
            Some(_) if plain => {
                plain = false;
                Role::Thread
            }
            Some(_) if unnamed => {
                unnamed = false;
                Role::Logger
            }
            _ => Role::Context,
        };
        if let Some(Part::Brackets(known) | Part::Cell(known)) = parts.get_mut(at) {
            *known = role;
        }
    }
}

/// Puts what brackets hold where their role says.
pub(super) fn put<'a>(content: &'a [u8], role: Role, state: &mut State, record: &mut Record<'a>) {
    match role {
        Role::Thread | Role::Open if ids::put(content, state, record) => {}
        Role::Thread | Role::Open => record.text(field::THREAD, content),
        Role::Logger => record.text(field::LOGGER, content),
        Role::Context => context::put(content, state, record),
        Role::Pairs if !are_pairs(content) => context::put(content, state, record),
        Role::Pairs => put_pairs(content, state, record),
    }
}

/// Puts `tid=1 name=main` into fields of these names, but for those that are known by another one.
pub(super) fn put_pairs<'a>(content: &'a [u8], state: &mut State, record: &mut Record<'a>) {
    let mut number = None;
    for (key, value) in pairs(content) {
        let bare = key.strip_prefix(b"_").unwrap_or(key);
        let is = |names: &[&[u8]]| names.iter().any(|name| bare.eq_ignore_ascii_case(name));
        if is(&[b"threadname", b"thread"]) {
            record.text(field::THREAD, value);
        } else if is(&[b"threadid", b"tid"]) {
            number = number.or(Some(value).filter(|value| !value.is_empty()));
        } else if is(&[b"pid", b"p"]) {
            record.text(field::PID, value);
        } else if is(&[b"logger"]) {
            record.text(field::LOGGER, value);
        } else if let Some(field) =
            std::str::from_utf8(bare).ok().and_then(|name| state.fields.intern(name))
        {
            record.text(field, value);
        }
    }
    let named = record.values.iter().any(|(id, _)| *id == field::THREAD);
    if let Some(number) = number.filter(|_| !named) {
        record.text(field::THREAD, number);
    }
}

/// The pairs of `a=1, b=2`, `a: 1`, `a:1 b:2`; what is none of them has no key.
fn pairs(content: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut words =
        content.split(|byte| b" ,;".contains(byte)).filter(|word| !word.is_empty()).peekable();
    std::iter::from_fn(move || {
        let word = words.next()?;
        let Some(end) = word.iter().position(|byte| b"=:".contains(byte)) else {
            return Some((&[][..], word));
        };
        let (key, value) = (word.get(..end)?, word.get(end + 1..)?);
        let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
        let named = key.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
            && key.iter().all(is_key);
        if !named {
            return Some((&[], word));
        }
        // The value of `a: 1` is the next word, where that has no key itself.
        let next = value.is_empty() && word.ends_with(b":");
        let next = words.next_if(|word| next && !word.iter().any(|byte| b"=:".contains(byte)));
        Some((key, next.unwrap_or(value)))
    })
}

/// Whether all of this is pairs. A colon joins other things too: it takes two pairs, a number or a space behind it, and no name with dots
/// before the only one, which is a place in the code.
pub(super) fn are_pairs(content: &[u8]) -> bool {
    let (mut count, mut dotted) = (0, false);
    for (key, _) in pairs(content) {
        if key.is_empty() {
            return false;
        }
        count += 1;
        dotted |= is_dotted(key);
    }
    if count == 1 && dotted && !content.contains(&b'=') {
        return false;
    }
    let number = pairs(content)
        .next()
        .is_some_and(|(_, value)| !value.is_empty() && value.iter().all(u8::is_ascii_digit));
    let spaced = memchr::memmem::find(content, b": ").is_some();
    count > 1 || (count == 1 && (content.contains(&b'=') || number || spaced))
}

/// Whether a name is a logger's: it has dots, short as they may be (`.core.Server`), or is a place in the code (`Server:12`).
pub(in crate::format) fn is_logger(name: &[u8]) -> bool {
    let bare = name.strip_prefix(b".").unwrap_or(name);
    let digits = bare.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let before = bare.get(..bare.len() - digits).unwrap_or_default();
    // `fe80::1` is none: one colon stands before a line.
    let place = before.strip_suffix(b":").filter(|place| !place.contains(&b':'));
    let place = place
        .or(before.strip_suffix(b"@"))
        .filter(|place| digits > 0 && place.first().is_some_and(u8::is_ascii_alphabetic));
    let place = place.map(<[u8]>::trim_ascii_end);
    let dotted = is_dotted(place.unwrap_or(bare)) || is_place(name);
    let word = |name: &[u8]| !name.contains(&b' ') && name.iter().any(u8::is_ascii_alphabetic);
    dotted || place.is_some_and(word)
}

/// Whether this is the name of a type: `CmdLineTool`.
fn is_type(name: &[u8]) -> bool {
    let inner = name.get(1..).unwrap_or_default();
    name.first().is_some_and(u8::is_ascii_uppercase)
        && name.iter().all(u8::is_ascii_alphabetic)
        && inner.iter().any(u8::is_ascii_uppercase)
        && inner.iter().any(u8::is_ascii_lowercase)
}

/// Whether this is rather an id or a code than a name: it has digits and no small letters but hexadecimal ones.
fn is_id(name: &[u8]) -> bool {
    let is = |byte: &u8| !byte.is_ascii_lowercase() || byte.is_ascii_hexdigit();
    name.len() > 3 && name.iter().any(u8::is_ascii_digit) && name.iter().all(is)
}

/// The words of a name: letters between other signs, or from a capital to the next.
fn words(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    let parts = name.split(|byte| !byte.is_ascii_alphabetic()).filter(|part| !part.is_empty());
    parts.flat_map(|part| part.chunk_by(|a, b| !(a.is_ascii_lowercase() && b.is_ascii_uppercase())))
}

/// Whether a name is a thread's: it says so, or is numbered behind a dash or the like, and no id.
pub(in crate::format) fn is_thread(name: &[u8]) -> bool {
    let named = words(name).any(|word| {
        [&b"thread"[..], b"worker"].iter().any(|begin| {
            word.get(..begin.len()).is_some_and(|word| word.eq_ignore_ascii_case(begin))
        }) || [&b"pool"[..], b"exec", b"timer", b"main"]
            .iter()
            .any(|whole| word.eq_ignore_ascii_case(whole))
    });
    let joined = name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.last().is_some_and(|last| last.is_ascii_digit() || b")]".contains(last))
        && name.iter().any(|byte| b"-#_".contains(byte));
    let id = name.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-');
    let code = !name.iter().any(u8::is_ascii_lowercase);
    named || (joined && !id && !code)
}
