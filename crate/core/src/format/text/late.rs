/*!
Levels of lines whose header has none in the place where others have it, or in a source where few lines have any.
*/

use super::take::{is_subject, letters, level, line_number, program};
use crate::format::facility::mnemonic;
use crate::record::Record;
use crate::severity::Severity;
use memchr::{memchr2, memmem};

/// The word of a level is no longer.
const MAX_WORD: usize = 13;
/// A level further on is looked for in so many bytes.
const WITHIN: usize = 80;
/// And one with its name before it in so many.
const NAMED_WITHIN: usize = 160;

/// Where the levels of a source stand that are none of the parts of its header.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::format) struct Levels {
    /// Whether most messages begin with one and a colon.
    pub(in crate::format) leading: bool,
    /// Whether any does.
    pub(in crate::format) some: bool,
    /// Whether some stand further on.
    pub(in crate::format) within: bool,
}

/// Finds the level that a message begins with, or that stands near its start where it can be nothing else. Returns how much of
/// the message says nothing but the level: a word in small letters may be one of a sentence, unless most messages begin with such.
pub(in crate::format) fn level_of<'a>(
    message: &'a [u8],
    levels: Levels,
    record: &mut Record<'a>,
) -> usize {
    let Some(&first) = message.first() else { return 0 };
    if first == b'%' {
        record.severity = mnemonic(message);
        return 0;
    }
    if b"[<(".contains(&first) {
        let word = message.get(1..).unwrap_or_default();
        if letters(word) > 2
            && let Some(used) = level(message, record)
        {
            return used;
        }
    } else if let Some((severity, used)) = leading(message, levels.leading) {
        record.severity = Some(severity);
        return used;
    } else if levels.some && message.starts_with(b"Display: ") {
        // Unreal's word for what is to be seen by people, among others that begin so.
        record.severity = Some(Severity::Info);
    }
    if levels.within && record.severity.is_none() {
        record.severity = within(message);
    }
    0
}

/// Whether a message begins with a level and a colon.
pub(super) fn leads(message: &[u8]) -> bool {
    leading(message, true)
        .is_some_and(|(_, used)| message.get(..used).is_some_and(|level| level.ends_with(b":")))
}

/// `ERROR: `, `Warning: `, `WARN `: the level that is the first word, and the bytes that it takes where it is no word of a sentence.
fn leading(message: &[u8], usual: bool) -> Option<(Severity, usize)> {
    // A letter before a gap, as in a column of its own.
    if let [letter @ (b'I' | b'W' | b'E' | b'D' | b'F'), b' ', b' ', ..] = message {
        return Some((Severity::from_name(&[*letter])?, 1));
    }
    // Or before the number of a message, `W CWWKZ0014W: `: A is then for audit.
    if let [letter @ (b'I' | b'W' | b'E' | b'A' | b'F'), b' ', behind @ ..] = message
        && is_message_id(behind)
    {
        let severity = if *letter == b'A' { b'I' } else { *letter };
        return Some((Severity::from_name(&[severity])?, 1));
    }
    if let Some(severity) = of_message_id(message) {
        return Some((severity, 0));
    }
    let length = letters(message);
    let word = message.get(..length).filter(|word| (4..=MAX_WORD).contains(&word.len()))?;
    let capitals = word.iter().all(u8::is_ascii_uppercase);
    let gap = usize::from(message.get(length..)?.starts_with(b" ("));
    let number = match line_number(message.get(length + gap..)?) {
        0 => 0,
        number => gap + number,
    };
    let used = match message.get(length + number..)? {
        // The line of the code stands behind it: `Debug( 445): `.
        [b':', b' ', ..] if number > 0 => length + number + 1,
        [b':', b' ' | b'\t', ..] | [b':'] if capitals || usual => length + 1,
        [b':', b' ' | b'\t', ..] | [b':'] => 0,
        [b' ' | b'\t', ..] if capitals => length,
        // The level before a program is no word of a message: `info hostd[1234]`.
        [b' ', behind @ ..] if is_process(behind) => length,
        _ => return None,
    };
    Severity::from_name(word).filter(|_| !is_subject(word)).map(|severity| (severity, used))
}

/// Whether the number of a message stands here: `CWWKZ0014W: `, `SRVE0293E: `.
fn is_message_id(text: &[u8]) -> bool {
    let length = text.iter().take(MAX_WORD).take_while(|b| b.is_ascii_uppercase()).count();
    let after = text.get(length..).unwrap_or_default();
    let digits = after.iter().take(MAX_WORD).take_while(|byte| byte.is_ascii_digit()).count();
    let end = after.get(digits..).unwrap_or_default();
    length > 2 && digits > 2 && matches!(end, [b'A'..=b'Z', b':', ..] | [b':', ..])
}

/// The level in the last letter of the number of a message: `AMQ9999E: `.
fn of_message_id(text: &[u8]) -> Option<Severity> {
    let capitals = text.iter().take(MAX_WORD).take_while(|b| b.is_ascii_uppercase()).count();
    let digits = text.get(capitals..)?.iter().take(MAX_WORD).take_while(|b| b.is_ascii_digit());
    let digits = digits.count();
    let [letter, behind @ ..] = text.get(capitals + digits..)? else { return None };
    let whole = (3..=5).contains(&capitals) && (3..=5).contains(&digits);
    let closed = matches!(behind, [b':', b' ', ..]);
    let severity = match letter {
        b'I' | b'A' => Severity::Info,
        b'W' => Severity::Warn,
        b'E' => Severity::Error,
        b'S' | b'T' => Severity::Fatal,
        _ => return None,
    };
    Some(severity).filter(|_| whole && closed)
}

/// Whether the name and the number of a process stand here.
fn is_process(text: &[u8]) -> bool {
    let window = text.get(..text.len().min(WITHIN)).unwrap_or_default();
    let end = memchr2(b' ', b'[', window).filter(|&end| window.get(end) == Some(&b'['));
    end.is_some() && program(text, &mut Record::default()).is_some()
}

/// A level that stands out behind a few other words: in capitals before a colon or between tabs, any in brackets, a letter
/// before an angle, any before a colon behind brackets or another colon (`kid1| WARNING: `, `98.37% [INFO] `, `init W> `, `(main)  notice: `,
/// `a.c:12: error: `), before the number of a message (`system-critical-00101`), or one that is named as such (`LEVEL: Error`).
pub(in crate::format) fn within(message: &[u8]) -> Option<Severity> {
    let window = message.get(..message.len().min(WITHIN))?;
    let mut at = 0;
    while let Some(rest) = window.get(at..).filter(|rest| !rest.is_empty()) {
        let length = letters(rest);
        let (word, after) = rest.split_at(length);
        let before = at.checked_sub(1).and_then(|before| window.get(before));
        let closed = window.get(..at).map(<[u8]>::trim_ascii_end);
        let signs = [&b")"[..], b"]", b":"];
        let closed = closed.is_some_and(|before| signs.iter().any(|sign| before.ends_with(sign)));
        let named = closed && word.len() > 3 && after.starts_with(b": ");
        if (named || stands_out(before, word, after))
            && !is_subject(word)
            && let Some(severity) = Severity::from_name(word).or_else(|| {
                // ScreenOS has it for syslog's notice.
                let numbered = before == Some(&b'-') && word == b"notification";
                numbered.then_some(Severity::Info)
            })
        {
            return Some(severity);
        }
        at += length.max(1);
    }
    let named = [&b"level="[..], b"LEVEL: ", b"severity="].into_iter().find_map(|name| {
        let found = memmem::find(message.get(..message.len().min(NAMED_WITHIN))?, name)?;
        message.get(found + name.len()..)
    })?;
    let word = named.get(..letters(named)).filter(|word| word.len() > 2)?;
    Severity::from_name(word)
}

/// Whether what stands around a word makes it a level.
fn stands_out(before: Option<&u8>, word: &[u8], after: &[u8]) -> bool {
    let capitals = word.iter().all(u8::is_ascii_uppercase);
    match (before, after) {
        (Some(b'['), [b']', b' ', ..]) if word.len() == 1 => {
            b"IWEDF".contains(word.first().unwrap_or(&0))
        }
        (Some(b'['), [b']', ..]) | (Some(b'<'), [b'>', ..]) => word.len() > 2,
        (Some(b'('), [b')', b':', ..]) => word.len() > 2,
        (Some(b'-'), [b'-', number @ ..]) => {
            let digits = number.iter().take(6).take_while(|byte| byte.is_ascii_digit()).count();
            word.len() > 3 && digits == 5 && matches!(number.get(5), Some(b':' | b'('))
        }
        (Some(b' '), [b'>', b' ', ..]) => word.len() == 1 && capitals,
        (Some(b' '), [b' ', b'=', b'>', ..]) => capitals && word.len() > 3,
        // An alert is rather what a message is about.
        (Some(b' '), [b':', ..]) if word == b"ALERT" => false,
        (Some(b' ' | b'\t' | b'|' | b')' | b']'), [b':', ..]) | (Some(b'\t'), [b'\t', ..]) => {
            capitals && word.len() > 3
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_at_the_start_are_taken_off_and_others_are_not() {
        for (message, severity, rest) in [
            ("ERROR: x", Some(Severity::Error), " x"),
            ("Warning: x", Some(Severity::Warn), "Warning: x"),
            ("WARN x", Some(Severity::Warn), " x"),
            ("[warning] x", Some(Severity::Warn), " x"),
            ("<Error> x", Some(Severity::Error), " x"),
            ("kid1| WARNING: x", Some(Severity::Warn), "kid1| WARNING: x"),
            ("98.37% [ERROR] x", Some(Severity::Error), "98.37% [ERROR] x"),
            ("[p2p]\tINFO\tglobal", Some(Severity::Info), "[p2p]\tINFO\tglobal"),
            ("%LINK-3-UPDOWN: x", Some(Severity::Error), "%LINK-3-UPDOWN: x"),
            ("info hostd[12] x", Some(Severity::Info), " hostd[12] x"),
            ("C  *** ERROR => x", Some(Severity::Error), "C  *** ERROR => x"),
            ("DISK ALERT: x", None, "DISK ALERT: x"),
            ("a [12] (main)  notice: x", Some(Severity::Info), "a [12] (main)  notice: x"),
            ("E   SRVE0293E: x", Some(Severity::Error), "   SRVE0293E: x"),
            ("a.go:1:f() [W] x", Some(Severity::Warn), "a.go:1:f() [W] x"),
            ("Puppet (err): x", Some(Severity::Error), "Puppet (err): x"),
            ("Debug( 445): x", Some(Severity::Debug), " x"),
            ("W CWWKZ0014W: x", Some(Severity::Warn), " CWWKZ0014W: x"),
            ("A NEW thing: x", None, "A NEW thing: x"),
            ("init W> x", Some(Severity::Warn), "init W> x"),
            ("app host level=warn x", Some(Severity::Warn), "app host level=warn x"),
            ("I1234 LEVEL: Error", Some(Severity::Error), "I1234 LEVEL: Error"),
            ("Session <LOG> x", Some(Severity::Info), "Session <LOG> x"),
            ("AMQ9999E: x", Some(Severity::Error), "AMQ9999E: x"),
            ("DSNL030I x", None, "DSNL030I x"),
            ("ABC12E: x", None, "ABC12E: x"),
            ("a.c:12: error: x", Some(Severity::Error), "a.c:12: error: x"),
            ("system-critical-00101: x", Some(Severity::Fatal), "system-critical-00101: x"),
            ("job-error-12: x", None, "job-error-12: x"),
            (
                "a system-notification-00257(b): x",
                Some(Severity::Info),
                "a system-notification-00257(b): x",
            ),
            ("sent push-notification-00257 to x", None, "sent push-notification-00257 to x"),
            ("a notification: x", None, "a notification: x"),
            ("error in x", None, "error in x"),
            ("Config: x", None, "Config: x"),
            ("no error: x", None, "no error: x"),
            ("java.lang.ERROR: x", None, "java.lang.ERROR: x"),
            ("", None, ""),
        ] {
            let mut record = Record::default();
            let levels = Levels { leading: false, some: false, within: true };
            let used = level_of(message.as_bytes(), levels, &mut record);
            assert_eq!((record.severity, &message[used..]), (severity, rest), "{message}");
        }
        let levels = Levels { leading: true, some: true, within: false };
        assert_eq!(level_of(b"warn: x", levels, &mut Record::default()), 5);
        for some in [true, false] {
            let mut record = Record::default();
            assert_eq!(
                level_of(b"Display: x", Levels { some, ..Levels::default() }, &mut record),
                0
            );
            assert_eq!(record.severity, Some(Severity::Info).filter(|_| some));
        }
    }
}
