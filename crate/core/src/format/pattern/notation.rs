/*!
In which notation a pattern is written: its content tells.
*/

use super::{goaccess, grok, nginx};

/// How the fields of a pattern are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notation {
    /// `%{NUMBER:bytes}` and `(?<bytes>\d+)`
    Grok,
    /// `$body_bytes_sent`
    Nginx,
    /// `%>s`
    Apache,
    /// `%s` with `%d`, `%x` or `%^`
    GoAccess,
}

impl Notation {
    /// The notation of a pattern; nothing where it is none.
    pub(super) fn of(source: &str) -> Option<Self> {
        let bytes = source.as_bytes();
        let begins = |opening: &'static str| memchr::memmem::find_iter(bytes, opening);
        let rests = |opening: &'static str| {
            let behind = move |at: usize| source.get(at + opening.len()..).unwrap_or_default();
            memchr::memmem::find_iter(bytes, opening).map(behind)
        };
        let named =
            |rest: &str| rest.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
        if rests("%{").any(is_reference)
            || rests("(?<").any(named)
            || begins("(?P<").next().is_some()
        {
            return Some(Self::Grok);
        }
        if goaccess::has_settings(source) || is_goaccess(source) {
            return Some(Self::GoAccess);
        }
        let variable = |at: usize| nginx::variable(bytes.get(at..).unwrap_or_default()).is_some();
        if begins("$").any(variable) {
            return Some(Self::Nginx);
        }
        let directive = |rest: &str| {
            let rest = rest.trim_start_matches(|letter: char| {
                letter.is_ascii_digit() || "!,<>".contains(letter)
            });
            rest.starts_with(|letter: char| letter == '{' || letter.is_ascii_alphabetic())
        };
        rests("%").any(directive).then_some(Self::Apache)
    }
}

/// Whether what is in the braces, and behind them, is grok's rather than Apache's, which ends in a letter: `%{NAME}e`.
fn is_reference(rest: &str) -> bool {
    let Some((inside, after)) = rest.split_once('}') else { return rest.contains(':') };
    let name = inside.split(':').next().unwrap_or_default();
    let letter = after.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '^');
    grok::is_name(name) && (inside.contains(':') || !letter)
}

/// Whether a specifier is among them that only GoAccess has.
fn is_goaccess(source: &str) -> bool {
    let mut rest = if source.contains("~h{") { "%^" } else { source };
    while let Some((_, behind)) = rest.split_once('%') {
        rest = match behind.as_bytes() {
            // Apache's directives with a name, which may be a layout of times.
            [b'{', ..] => behind.split_once('}').map_or("", |(_, after)| after),
            [b'^', b'F', b'B', ..] | [b'^', b't', b'i' | b'o', ..] => behind,
            [b'^' | b'd' | b'x' | b'~', ..] => return true,
            _ => behind.get(1..).unwrap_or_default(),
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_notation_is_told_by_its_content() {
        for (source, notation) in [
            ("%{IP:client} %{NUMBER:bytes:int}", Some(Notation::Grok)),
            ("%{COMBINEDAPACHELOG}", Some(Notation::Grok)),
            (r"^(?<level>\w+) (?P<message>.*)$", Some(Notation::Grok)),
            ("$remote_addr [$time_local]", Some(Notation::Nginx)),
            ("${host} costs $5", Some(Notation::Nginx)),
            (r#"%h %l %u %t \"%r\" %>s %b"#, Some(Notation::Apache)),
            ("%{SSL_PROTOCOL}x %{User-Agent}i", Some(Notation::Apache)),
            ("%{%d/%b/%Y}t %%d", Some(Notation::Apache)),
            ("%a %^FB", Some(Notation::Apache)),
            ("%h %^[%d:%t %^]", Some(Notation::GoAccess)),
            ("date-format %T\nlog-format %h", Some(Notation::GoAccess)),
            ("combined", None),
            ("100 % sure, for $5", None),
            ("", None),
        ] {
            assert_eq!(Notation::of(source), notation, "{source}");
        }
    }
}
