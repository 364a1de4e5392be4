/*!
Apache's `LogFormat`: letters behind a percent sign, with conditions and names between the two.

Source: Apache HTTP Server documentation, mod_log_config and mod_logio.
*/

use super::draft::{Draft, How, Kind};
use super::fault::Fault;
use super::target::{Name, Target};
use super::text::Written;
use crate::field;
use crate::time::{GivenLayout, Layout};

/// The tokens of a format.
pub(super) fn draft(text: &Written, source: &str) -> Result<Draft, Fault> {
    let mut draft = Draft::default();
    let bytes = &text.bytes;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        if byte != b'%' || rest.get(1) == Some(&b'%') {
            let length = if byte == b'%' { 2 } else { 1 };
            draft.literal(&[byte], text.place(at..at + length));
            at += length;
            continue;
        }
        let directive = Directive::of(rest).ok_or_else(|| {
            Fault::new(source, text.place(at..at + 2), "no letter follows the percent sign")
        })?;
        let place = text.place(at..at + directive.length);
        at += directive.length;
        let unknown = || Fault::new(source, place.clone(), "Apache has no such directive");
        match directive.letters {
            b"t" if directive.argument.is_empty() => {
                // It stands in brackets, which are a part of it.
                draft.literal(b"[", place.clone());
                draft.add(Kind::Time(How::Known(Layout::AccessLog), "time"), place.clone());
                draft.literal(b"]", place);
            }
            b"t" => time(directive.argument, &mut draft, place, source)?,
            _ => {
                let target = directive.target().ok_or_else(unknown)?;
                draft.add(Kind::Field(target), place);
            }
        }
    }
    Ok(draft)
}

/// `%>s`, `%{User-Agent}i`, `%!200,304{ms}T`.
struct Directive<'a> {
    argument: &'a str,
    letters: &'a [u8],
    length: usize,
}

impl<'a> Directive<'a> {
    /// The directive that `text` begins with.
    fn of(text: &'a [u8]) -> Option<Self> {
        let is_condition = |byte: &&u8| byte.is_ascii_digit() || b"!,<>".contains(byte);
        let mut at = 1 + text.get(1..)?.iter().take_while(is_condition).count();
        let mut argument = "";
        if text.get(at) == Some(&b'{') {
            let inside = text.get(at + 1..)?;
            let end = memchr::memchr(b'}', inside)?;
            argument = std::str::from_utf8(inside.get(..end)?).ok()?;
            at += end + 2;
            at += text.get(at..)?.iter().take_while(|byte| b"<>".contains(byte)).count();
        }
        let count = match text.get(at..)? {
            [b'^', b'F', b'B', ..] | [b'^', b't', b'i' | b'o', ..] => 3,
            [letter, ..] if letter.is_ascii_alphabetic() => 1,
            _ => return None,
        };
        Some(Self { argument, letters: text.get(at..at + count)?, length: at + count })
    }

    fn target(&self) -> Option<Target> {
        let known = |id| Target::Text(Name::Known(id));
        let number = |name, per| Target::Number { name, per, strict: true };
        let headed = |field: &str| {
            let name = self.argument.to_ascii_lowercase();
            match name.as_str() {
                "user-agent" if field == "request" => known(field::AGENT),
                "referer" if field == "request" => known(field::REFERER),
                "host" if field == "request" => Target::own("server.address"),
                _ => Target::own(&format!("http.{field}.header.{name}")),
            }
        };
        Some(match self.letters {
            b"h" | b"a" => known(field::CLIENT),
            b"l" => Target::own("ident"),
            b"u" => known(field::USER),
            b"r" => Target::Request,
            b"m" => known(field::METHOD),
            b"U" => known(field::PATH),
            b"q" => Target::Query,
            b"H" => Target::Protocol,
            b"s" => number(Name::Known(field::STATUS), 1.0),
            b"b" | b"B" => number(Name::Known(field::BYTES), 1.0),
            b"D" => number(Name::Known(field::DURATION), 1e6),
            b"T" => {
                let per = match self.argument {
                    "us" => 1e6,
                    "ms" => 1e3,
                    _ => 1.0,
                };
                number(Name::Known(field::DURATION), per)
            }
            b"I" => number(Name::Own("http.request.size".into()), 1.0),
            b"O" => number(Name::Own("http.response.size".into()), 1.0),
            b"S" => number(Name::Own("bytes_transferred".into()), 1.0),
            b"^FB" => number(Name::Own("time_to_first_byte".into()), 1e6),
            b"k" => number(Name::Own("keepalive_requests".into()), 1.0),
            b"v" | b"V" => Target::own("server.address"),
            b"p" => Target::own("server.port"),
            b"P" => known(field::PID),
            b"A" => Target::own("server.ip"),
            b"f" => Target::own("file"),
            b"L" => Target::own("log_id"),
            b"R" => Target::own("handler"),
            b"X" => Target::own("connection_status"),
            b"i" | b"^ti" => headed("request"),
            b"o" | b"^to" => headed("response"),
            b"C" => Target::own(&format!("cookie.{}", self.argument)),
            b"e" | b"n" | b"x" | b"c" | b"g" => Target::Guess(Name::Own(self.argument.into())),
            _ => return None,
        })
    }
}

/// `%{FORMAT}t`: the letters of `strftime`, or a number since 1970.
fn time(
    format: &str,
    draft: &mut Draft,
    place: std::ops::Range<usize>,
    source: &str,
) -> Result<(), Fault> {
    let format = format.strip_prefix("begin:").or(format.strip_prefix("end:")).unwrap_or(format);
    let how = match format {
        "sec" | "msec" | "usec" => How::Known(Layout::Epoch),
        "msec_frac" | "usec_frac" => How::Given(GivenLayout::new("%N").unwrap_or_default()),
        _ => How::Given(layout(format, &place, source)?),
    };
    draft.add(Kind::Time(how, "time"), place);
    Ok(())
}

/// A layout of times that a pattern gives.
pub(super) fn layout(
    format: &str,
    place: &std::ops::Range<usize>,
    source: &str,
) -> Result<GivenLayout, Fault> {
    GivenLayout::new(format).map_err(|letter| {
        Fault::new(source, place.clone(), format!("%{letter} is no letter of strftime"))
    })
}
