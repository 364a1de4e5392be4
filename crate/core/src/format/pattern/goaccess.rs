/*!
GoAccess's `log-format` with its `date-format` and `time-format`.

Without these two, which GoAccess insists on, dates and times may be written in any way.

Source: GoAccess's manual page, section "custom log/date format".
*/

use super::apache::layout;
use super::draft::{Draft, How, Kind};
use super::fault::Fault;
use super::target::{Name, Target};
use super::text::Written;
use crate::field;
use std::ops::Range;

/// The three formats that a configuration, or a command line, gives; the two of times with their places.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) log: Written,
    pub(super) date: Option<(String, Range<usize>)>,
    pub(super) time: Option<(String, Range<usize>)>,
}

/// Whether a pattern names one of the three.
pub(super) fn has_settings(source: &str) -> bool {
    ["log-format", "date-format", "time-format"].iter().any(|name| source.contains(name))
}

/// What stands from `start` on: lines of a configuration (`date-format %T`), or arguments (`--date-format='%T'`). A line without a name is the format of the log.
pub(super) fn settings(source: &str, start: usize) -> Settings {
    let mut settings = Settings::default();
    let mut at = start;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        let blank = rest.len() - rest.trim_start().len();
        at += blank;
        let rest = rest.trim_start();
        let named = ["log", "date", "time"].iter().find_map(|name| {
            let value =
                rest.trim_start_matches('-').strip_prefix(*name)?.strip_prefix("-format")?;
            Some((*name, value.trim_start_matches([' ', '\t', '='])))
        });
        let (name, value) = named.unwrap_or(("log", rest));
        at += rest.len() - value.len();
        let line = value.lines().next().unwrap_or_default();
        // Arguments are words of a shell, in quotes or not; a setting takes the line.
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let (skipped, value) = match quote {
            _ if !rest.starts_with("--") => (0, line.trim_end()),
            Some(quote) => {
                (1, value.get(1..).and_then(|v| v.split(quote).next()).unwrap_or_default())
            }
            None => (0, line.split_whitespace().next().unwrap_or_default()),
        };
        let place = at + skipped..at + skipped + value.len();
        at = place.end + skipped.max(usize::from(value.is_empty()));
        match name {
            "date" => settings.date = Some((value.to_owned(), place)),
            "time" => settings.time = Some((value.to_owned(), place)),
            _ if !value.is_empty() => settings.log = Written::plain(value, place.start),
            _ => {}
        }
    }
    settings
}

/// The tokens of a format.
pub(super) fn draft(settings: &Settings, source: &str) -> Result<Draft, Fault> {
    let how = |given: &[&Option<(String, Range<usize>)>]| {
        let mut whole = None;
        for (format, place) in given.iter().copied().flatten() {
            let read = layout(format, place, source)?;
            match &mut whole {
                None => whole = Some(read),
                // A date and a time of the same format are one timestamp; others stand behind one another.
                Some(before) if *before == read => {}
                Some(before) => before.extend(b"", &read),
            }
        }
        Ok(whole.map_or_else(|| How::Any(Vec::new()), How::Given))
    };
    let mut draft = Draft::default();
    let text = &settings.log;
    let mut at = 0;
    while let Some(&byte) = text.bytes.get(at) {
        let rest = text.bytes.get(at..).unwrap_or_default();
        let (kind, length) = match rest {
            [b'\\', b't', ..] => (Kind::Literal(b"\t".to_vec()), 2),
            [b'%', b'%', ..] => (Kind::Literal(b"%".to_vec()), 2),
            [b'%', b'd', ..] => (Kind::Time(how(&[&settings.date])?, "date"), 2),
            [b'%', b't', ..] => (Kind::Time(how(&[&settings.time])?, "time"), 2),
            [b'%', b'x', ..] => (Kind::Time(how(&[&settings.date, &settings.time])?, "time"), 2),
            [b'%', b'~', ..] => (Kind::Spaces, 2),
            // The characters in the braces stand between the addresses, of which the first is the client's.
            [b'~', b'h', rest @ ..] => {
                let braces = rest.first().filter(|byte| **byte == b'{');
                let end = braces.and_then(|_| memchr::memchr(b'}', rest)).map_or(0, |end| end + 1);
                (Kind::Field(Target::Forwarded), 2 + end)
            }
            [b'%', letter, ..] => match target(*letter) {
                Some(target) => (Kind::Field(target), 2),
                None => {
                    let why = "GoAccess has no such specifier";
                    return Err(Fault::new(source, text.place(at..at + 2), why));
                }
            },
            _ => (Kind::Literal(vec![byte]), 1),
        };
        let place = text.place(at..at + length);
        match kind {
            Kind::Literal(bytes) => draft.literal(&bytes, place),
            kind => draft.add(kind, place),
        }
        at += length;
    }
    Ok(draft)
}

fn target(letter: u8) -> Option<Target> {
    let known = |id| Target::Text(Name::Known(id));
    let seconds = |per| Target::Number { name: Name::Known(field::DURATION), per, strict: true };
    let number = |id| Target::Number { name: Name::Known(id), per: 1.0, strict: true };
    Some(match letter {
        b'^' => Target::Ignored,
        b'h' => known(field::CLIENT),
        b'e' => known(field::USER),
        b'r' => Target::Request,
        b'm' => known(field::METHOD),
        b'U' => Target::Request,
        b'q' => Target::Query,
        b'H' => Target::Protocol,
        b's' => number(field::STATUS),
        b'b' => number(field::BYTES),
        b'R' => known(field::REFERER),
        b'u' => known(field::AGENT),
        b'v' => Target::own("server.address"),
        b'C' => Target::own("cache_status"),
        b'K' => Target::own("tls.protocol.version"),
        b'k' => Target::own("tls.cipher"),
        b'M' => Target::own("http.response.header.content-type"),
        b'T' => seconds(1.0),
        b'L' => seconds(1e3),
        b'D' => seconds(1e6),
        b'n' => seconds(1e9),
        _ => return None,
    })
}
