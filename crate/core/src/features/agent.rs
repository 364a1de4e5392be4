/*!
What kind of program a user agent is, by words that are well known to stand in them.
*/

/// A kind of program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agent {
    Browser,
    Bot,
    Tool,
}

/// Words of crawlers and monitors; looked for first, since crawlers pretend to be browsers.
const BOTS: &[&str] = &[
    "bot",
    "crawl",
    "spider",
    "slurp",
    "archiver",
    "facebookexternalhit",
    "feed",
    "preview",
    "monitor",
    "uptime",
    "pingdom",
    "lighthouse",
    "headless",
    "scan",
    "zgrab",
];
/// Words of browsers that no library uses.
const BROWSERS: &[&str] = &["mozilla/", "opera/", "lynx/", "w3m/", "links ("];

impl Agent {
    /// The kind of the program that calls itself so; what is neither crawler nor browser is a tool or a library.
    pub(super) fn of(text: &[u8]) -> Self {
        let lower = text.to_ascii_lowercase();
        let has = |words: &[&str]| {
            words.iter().any(|word| memchr::memmem::find(&lower, word.as_bytes()).is_some())
        };
        if has(BOTS) {
            Self::Bot
        } else if has(BROWSERS) {
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
            (
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                Agent::Bot,
            ),
            ("curl/8.5.0", Agent::Tool),
            ("python-requests/2.31.0", Agent::Tool),
            ("Go-http-client/1.1", Agent::Tool),
        ] {
            assert_eq!(Agent::of(text.as_bytes()), kind, "{text}");
        }
    }
}
