/*!
What kind of program a user agent is. Which are bots is told by the lists of [`crate::agents`]; these do not tell browsers from
libraries, which well-known words do.
*/

/// A kind of program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agent {
    Browser,
    Bot,
    Tool,
}

/// Words of browsers that no library uses.
const BROWSERS: &[&str] = &["mozilla/", "opera/", "lynx/", "w3m/", "links ("];

impl Agent {
    /// The kind of the program that calls itself so; `synthetic` tells whether it is known as a bot. What is neither bot nor
    /// browser is a tool or a library.
    pub(super) fn of(text: &[u8], synthetic: bool) -> Self {
        let lower = text.to_ascii_lowercase();
        let has = |word: &&str| memchr::memmem::find(&lower, word.as_bytes()).is_some();
        if synthetic {
            Self::Bot
        } else if BROWSERS.iter().any(has) {
            Self::Browser
        } else {
            Self::Tool
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_agents_are_told_apart() {
        for (text, kind) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
                Agent::Browser,
            ),
            ("curl/8.5.0", Agent::Tool),
            ("python-requests/2.31.0", Agent::Tool),
            ("Go-http-client/1.1", Agent::Tool),
        ] {
            assert_eq!(Agent::of(text.as_bytes(), false), kind, "{text}");
        }
    }
}
