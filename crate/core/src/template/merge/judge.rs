/*!
Whether words that stand at one place of otherwise equal messages are values of a variable, or make different messages.

What a variable holds is told by what it looks like, by how many different words there are, and by what the same words were
found to be elsewhere. Words that carry meaning make messages different: levels, states, verbs, methods of HTTP.
*/

use super::token::{EMPTY, VARIABLE, Word, Words};

/// So many different plain words are values of a variable.
const MANY: usize = 4;
/// At the first place words are names of what the message is about, unless so many words beside them stay the same.
const ANCHORS: usize = 4;

/// What is known of a place beside the words that stand there.
pub(super) struct Place {
    /// The value has a name: `user=`.
    pub(super) named: bool,
    /// It is the first of the message.
    pub(super) first: bool,
    /// How many words of letters the messages have in common.
    pub(super) constants: usize,
}

/// What a word looks like.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// It carries meaning.
    meaning: bool,
    /// It names a thing of a program or a network: a host, a class, a package, an account.
    identifier: bool,
    /// It is the path of a request, which routes tell apart.
    path: bool,
    /// It holds a letter.
    pub(super) letters: bool,
}

impl Look {
    /// Whether it makes messages different, wherever it stands.
    pub(super) fn carries_meaning(self) -> bool {
        self.meaning || self.path
    }
}

/// The looks of all words.
pub(super) fn looks(words: &Words) -> Vec<Look> {
    (0..words.len() as Word).map(|word| look(words.text(word))).collect()
}

/// Are these different words values of a variable? `known` tells of a word whether it was a value behind the same word in other
/// messages.
pub(super) fn varies(
    cores: &[Word],
    looks: &[Look],
    place: &Place,
    known: impl Fn(Word) -> bool,
) -> bool {
    if cores.len() < 2 || (place.first && place.constants < ANCHORS) {
        return false;
    }
    let look = |word: Word| looks.get(word as usize).copied().unwrap_or_default();
    let words = || cores.iter().copied().filter(|&core| core != VARIABLE && core != EMPTY);
    let count = words().count();
    let meaningful = words().filter(|&word| look(word).meaning).count();
    let identifiers = words().filter(|&word| look(word).identifier).count();
    if words().any(|word| look(word).path) {
        return false;
    }
    let familiar = 2 * words().filter(|&word| known(word)).count() >= count;
    if cores.contains(&VARIABLE) {
        // Where masks stand in some messages, words in others are further values.
        return place.named
            || 2 * identifiers >= count
            || (familiar || count > 1) && 2 * meaningful < count;
    }
    if !place.first && count > 0 && 2 * identifiers >= count {
        return true;
    }
    2 * meaningful < count && (count >= MANY || count > 1 && familiar)
}

fn look(word: &[u8]) -> Look {
    let lower = word.to_ascii_lowercase();
    let letters = word.iter().all(u8::is_ascii_alphabetic);
    let verb = letters && word.len() > 4 && (lower.ends_with(b"ed") || lower.ends_with(b"ing"));
    Look {
        meaning: verb || MEANINGFUL.binary_search(&&*lower).is_ok(),
        identifier: is_identifier(word),
        path: word.first() == Some(&b'/'),
        letters: word.iter().any(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80),
    }
}

/// Words joined by the signs that join names, or hexadecimal digits that happen to be letters.
fn is_identifier(word: &[u8]) -> bool {
    let joint = |byte: u8| matches!(byte, b'.' | b'/' | b'@' | b'\\' | b'$' | b'|');
    let wordy = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let joined = word.windows(3).any(|three| matches!(three, [a, b, c] if wordy(*a) && joint(*b) && (wordy(*c) || joint(*c) || *c == b'.')));
    let same = word.first().is_some_and(|first| word.iter().all(|byte| byte == first));
    let hexadecimal = word.len() > 1 && word.iter().all(u8::is_ascii_hexdigit);
    joined || hexadecimal && (same || word.len() >= 8)
}

/// Levels, states, outcomes, methods of HTTP, and the small words that hold a sentence together; in the order of their bytes.
static MEANINGFUL: &[&[u8]] = &[
    b"a",
    b"aborted",
    b"accepted",
    b"active",
    b"added",
    b"alive",
    b"allowed",
    b"an",
    b"and",
    b"are",
    b"as",
    b"at",
    b"available",
    b"be",
    b"been",
    b"begin",
    b"busy",
    b"but",
    b"by",
    b"canceled",
    b"cancelled",
    b"cannot",
    b"changed",
    b"close",
    b"closed",
    b"complete",
    b"completed",
    b"connect",
    b"connected",
    b"could",
    b"created",
    b"critical",
    b"dead",
    b"debug",
    b"delete",
    b"deleted",
    b"denied",
    b"disable",
    b"disabled",
    b"disconnect",
    b"disconnected",
    b"done",
    b"down",
    b"empty",
    b"enable",
    b"enabled",
    b"end",
    b"enter",
    b"error",
    b"errors",
    b"exit",
    b"fail",
    b"failed",
    b"failure",
    b"false",
    b"fatal",
    b"finished",
    b"for",
    b"found",
    b"from",
    b"full",
    b"get",
    b"had",
    b"has",
    b"have",
    b"head",
    b"healthy",
    b"high",
    b"idle",
    b"if",
    b"in",
    b"inactive",
    b"info",
    b"invalid",
    b"is",
    b"killed",
    b"known",
    b"locked",
    b"login",
    b"logout",
    b"lost",
    b"low",
    b"must",
    b"new",
    b"no",
    b"none",
    b"not",
    b"notice",
    b"null",
    b"of",
    b"off",
    b"offline",
    b"ok",
    b"old",
    b"on",
    b"online",
    b"open",
    b"opened",
    b"options",
    b"or",
    b"out",
    b"patch",
    b"paused",
    b"pending",
    b"post",
    b"put",
    b"read",
    b"ready",
    b"refused",
    b"rejected",
    b"removed",
    b"reset",
    b"resumed",
    b"running",
    b"start",
    b"started",
    b"starting",
    b"stop",
    b"stopped",
    b"stopping",
    b"succeeded",
    b"success",
    b"successful",
    b"successfully",
    b"suspended",
    b"the",
    b"timeout",
    b"to",
    b"trace",
    b"true",
    b"unavailable",
    b"unhealthy",
    b"unknown",
    b"unlocked",
    b"up",
    b"updated",
    b"valid",
    b"warn",
    b"warning",
    b"was",
    b"were",
    b"when",
    b"while",
    b"will",
    b"with",
    b"would",
    b"write",
    b"yes",
];
