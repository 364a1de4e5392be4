/*!
A signature as tokens: what stands between spaces, taken apart into what names it, what it is, and the signs behind it.

`ws=WorkSource{<num>},` has the key `ws=`, a variable as its core and the tail `,`. Whatever holds a mask is a variable as a
whole: `rdd_<num>` and `broadcast_<num>_piece<num>` are two names of the same kind of thing. A run of variables is a list, of
one length here and of another there, and becomes one token.
*/

use super::super::general::OMITTED;
use super::super::mask;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::ops::Range;

/// The number of a word among [`Words`].
pub(super) type Word = u32;

/// The core of a token that is a variable.
pub(super) const VARIABLE: Word = 0;
/// No bytes at all.
pub(super) const EMPTY: Word = 1;

/// So long a run of the same sign stands for itself, as in `depth....<num>`.
const RULE: usize = 3;
/// So many variables behind each other are a list; fewer where they were written alike.
const LIST: usize = 3;

/// One token of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Token {
    /// What comes before the core: opening brackets and quotes, the name of a value with its sign.
    pub(super) key: Word,
    /// What may vary.
    pub(super) core: Word,
    /// Closing brackets and quotes, punctuation.
    pub(super) tail: Word,
    /// No space stands before it.
    pub(super) glued: bool,
}

/// A signature taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    pub(super) tokens: Vec<Token>,
    /// Where in the signature each token lies.
    pub(super) places: Vec<Range<u32>>,
}

/// Numbered words, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Words {
    numbers: HashMap<Box<[u8]>, Word, FixedState>,
    texts: Vec<Box<[u8]>>,
}

impl Words {
    pub(super) fn new() -> Self {
        let mut words = Self::default();
        // A byte that masked text cannot hold, so that no word is taken for it.
        words.number(&[MARK]);
        words.number(b"");
        words
    }

    fn number(&mut self, text: &[u8]) -> Word {
        // What most keys and tails are.
        if text.is_empty() && self.texts.len() > EMPTY as usize {
            return EMPTY;
        }
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.texts.len() as Word;
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    /// The bytes of a word.
    pub(super) fn text(&self, word: Word) -> &[u8] {
        self.texts.get(word as usize).map_or(&[], |text| text)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Takes a signature apart.
    pub(super) fn form(&mut self, signature: &[u8]) -> Form {
        let mut form = Form::default();
        let mut marked = Vec::new();
        // The text of each variable, to tell lists of things written alike.
        let mut written: Vec<Word> = Vec::new();
        let mut start = 0;
        let route = is_route(signature);
        for word in signature.split(|&byte| byte == b' ') {
            let mut glued = false;
            for part in rules(word) {
                if part.is_empty() {
                    continue;
                }
                let place = start + part.start as u32..start + part.end as u32;
                let bytes = word.get(part).unwrap_or_default();
                mark(bytes, &mut marked);
                let (key, core) = split(&marked);
                let (before, rest) = marked.split_at(key);
                let (inner, tail) = rest.split_at(core - key);
                let filled = form.tokens.last().is_some_and(|last| last.core == VARIABLE);
                let varies =
                    !route && inner.contains(&MARK) || is_filler(inner) || filled && inner == b"-";
                let key = self.number(before);
                let core = if varies { VARIABLE } else { self.number(inner) };
                let tail = self.number(tail);
                let token = Token { key, core, tail, glued };
                written.push(match core {
                    _ if bytes == mask::Mask::Rest.text() => VARIABLE,
                    VARIABLE => self.number(inner),
                    core => core,
                });
                form.tokens.push(token);
                form.places.push(place);
                glued = true;
            }
            start += word.len() as u32 + 1;
        }
        self.join_lists(&form, &written)
    }

    /// Makes one token of each list.
    fn join_lists(&mut self, form: &Form, written: &[Word]) -> Form {
        let comma = self.number(b",");
        let member = |token: &Token| token.core == VARIABLE && token.key == EMPTY && !token.glued;
        let mut joined = Form::default();
        let mut at = 0;
        while let (Some(&token), Some(place)) = (form.tokens.get(at), form.places.get(at)) {
            let mut end = at + 1;
            if member(&token) {
                while form.tokens.get(end).is_some_and(member)
                    && form
                        .tokens
                        .get(end - 1)
                        .is_some_and(|t| matches!(t.tail, t if t == EMPTY || t == comma))
                {
                    end += 1;
                }
            }
            // What was cut off goes with the list before it.
            let alike = |a: usize| {
                written.get(a + 1).is_none_or(|w| *w == VARIABLE || written.get(a) == Some(w))
            };
            let list = end - at >= LIST || (end - at == 2 && alike(at));
            if !list {
                end = at + 1;
            }
            let last = form.tokens.get(end - 1).unwrap_or(&token);
            let to = form.places.get(end - 1).map_or(place.end, |last| last.end);
            joined.tokens.push(Token {
                tail: if list && last.tail == comma { EMPTY } else { last.tail },
                ..token
            });
            joined.places.push(place.start..to);
            at = end;
        }
        joined
    }
}

/// Stands for a mask inside a word, as for a word that was left out.
const MARK: u8 = OMITTED;

/// Copies a word with a byte for every mask.
pub(super) fn mark(word: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut rest = word;
    while let Some((&byte, after)) = rest.split_first() {
        let masked = if byte == b'<' { mask::at(rest) } else { 0 };
        out.push(if masked > 0 { MARK } else { byte });
        rest = rest.get(masked..).filter(|_| masked > 0).unwrap_or(after);
    }
}

/// The method and path of a request, or the path alone: what varies in it was told when it was made a route.
fn is_route(signature: &[u8]) -> bool {
    let mut words = signature.split(|&byte| byte == b' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    let path = second.unwrap_or(first);
    let method = second.is_none() || first.iter().all(u8::is_ascii_uppercase);
    words.next().is_none() && method && path.first() == Some(&b'/') && path.get(1) != Some(&b'<')
}

/// `****` where other lines have a number; behind another value `-` is one as well.
fn is_filler(word: &[u8]) -> bool {
    !word.is_empty() && word.iter().all(|&byte| byte == b'*')
}

/// A word cut at its runs of one sign.
fn rules(word: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let (mut at, mut pending) = (0, None);
    std::iter::from_fn(move || {
        if let Some(run) = pending.take() {
            return Some(run);
        }
        if at >= word.len() {
            return None;
        }
        let start = at;
        while let Some(&byte) = word.get(at) {
            let run = word.get(at..).unwrap_or_default().iter().take_while(|&&b| b == byte).count();
            if run >= RULE && matches!(byte, b'.' | b'-' | b'*' | b'=' | b'#' | b'_') {
                let before = start..at;
                at += run;
                pending = Some(at - run..at);
                return Some(before);
            }
            at += run;
        }
        Some(start..at)
    })
}

/// Where the core of a marked word begins and ends.
fn split(word: &[u8]) -> (usize, usize) {
    let (mut start, mut end) = (0, word.len());
    while start < end {
        while end > start && matches!(word[end - 1], b',' | b';' | b':' | b'.' | b'!' | b'?') {
            end -= 1;
        }
        if start == end {
            break;
        }
        let (first, last) = (word[start], word[end - 1]);
        if let Some(closing) = closing(first) {
            if end - start > 1 && last == closing {
                start += 1;
                end -= 1;
            } else if !word[start + 1..end].contains(&closing) {
                start += 1;
            } else {
                break;
            }
        } else if let Some(opening) = opening(last) {
            if word[start..end - 1].contains(&opening) {
                break;
            }
            end -= 1;
        } else {
            break;
        }
    }
    (start + key(&word[start..end]), end)
}

fn closing(opening: u8) -> Option<u8> {
    match opening {
        b'(' => Some(b')'),
        b'[' => Some(b']'),
        b'{' => Some(b'}'),
        b'<' => Some(b'>'),
        b'"' | b'\'' | b'`' => Some(opening),
        _ => None,
    }
}

fn opening(closing: u8) -> Option<u8> {
    match closing {
        b')' => Some(b'('),
        b']' => Some(b'['),
        b'}' => Some(b'{'),
        b'>' => Some(b'<'),
        b'"' | b'\'' | b'`' => Some(closing),
        _ => None,
    }
}

/// The length of the name of a value with its sign: `user=`, `state:`.
fn key(word: &[u8]) -> usize {
    let named = word.iter().position(|&byte| byte == MARK).unwrap_or(word.len());
    let sign = |sign: u8| word[..named].iter().position(|&byte| byte == sign);
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let before = |at: usize| at.checked_sub(1).and_then(|at| word.get(at)).copied().unwrap_or(b' ');
    if let Some(at) = sign(b'=')
        && (is_word(before(at)) || matches!(before(at), b')' | b']'))
        && word.get(at + 1) != Some(&b'=')
    {
        return at + 1;
    }
    // A dotted name before a colon is rather a place in a program: `a.b.C.method:12`.
    let plain =
        |byte: &u8| is_word(*byte) || matches!(byte, b'-' | b'(' | b'[' | b'{' | b'"' | b'\'');
    match sign(b':') {
        Some(at)
            if is_word(before(at))
                && word[..at].iter().all(plain)
                && !matches!(word.get(at + 1), None | Some(b':' | b'/' | b'\\')) =>
        {
            at + 1
        }
        _ => 0,
    }
}
