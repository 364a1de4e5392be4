//! User-Agent strings, weighted roughly as public web servers see them.

/// What kind of program a client is; it decides which routes it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A browser: pages, each followed by its assets and background calls.
    Browser,
    /// The shop's mobile app: API calls only.
    App,
    /// A partner's script: the catalogue, page by page.
    Script,
}

/// A program: its class, how common it is, and what it calls itself.
pub(super) type Agent = (Class, u32, &'static str);

/// What visitors use.
#[rustfmt::skip]
pub(super) const VISITORS: &[Agent] = &[
    (Class::Browser, 140, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36"),
    (Class::Browser, 90, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Safari/537.36"),
    (Class::Browser, 50, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36 Edg/122.0.0.0"),
    (Class::Browser, 40, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:123.0) Gecko/20100101 Firefox/123.0"),
    (Class::Browser, 15, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0"),
    (Class::Browser, 55, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36"),
    (Class::Browser, 45, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3.1 Safari/605.1.15"),
    (Class::Browser, 12, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:123.0) Gecko/20100101 Firefox/123.0"),
    (Class::Browser, 18, "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36"),
    (Class::Browser, 14, "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:123.0) Gecko/20100101 Firefox/123.0"),
    (Class::Browser, 6, "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Safari/537.36"),
    (Class::Browser, 120, "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3.1 Mobile/15E148 Safari/604.1"),
    (Class::Browser, 40, "Mozilla/5.0 (iPhone; CPU iPhone OS 16_7_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1"),
    (Class::Browser, 12, "Mozilla/5.0 (iPad; CPU OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 Mobile/15E148 Safari/604.1"),
    (Class::Browser, 110, "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Mobile Safari/537.36"),
    (Class::Browser, 60, "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/121.0.0.0 Mobile Safari/537.36"),
    (Class::Browser, 20, "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36"),
    (Class::Browser, 8, "Mozilla/5.0 (Android 14; Mobile; rv:123.0) Gecko/123.0 Firefox/123.0"),
    (Class::App, 50, "ShopApp/4.12.0 (iPhone; iOS 17.3.1; Scale/3.00)"),
    (Class::App, 20, "ShopApp/4.11.2 (iPhone; iOS 16.7.5; Scale/2.00)"),
    (Class::App, 45, "ShopApp/4.12.0 (Android 14; Pixel 8) okhttp/4.12.0"),
    (Class::App, 15, "ShopApp/4.9.1 (Android 11; SM-A125F) okhttp/4.9.3"),
    (Class::Script, 8, "python-requests/2.31.0"),
    (Class::Script, 5, "Go-http-client/2.0"),
    (Class::Script, 4, "curl/8.4.0"),
    (Class::Script, 3, "axios/1.6.7"),
    (Class::Script, 2, "Apache-HttpClient/5.2.1 (Java/17.0.10)"),
];

/// Crawlers: how eager each is, and its name; each has one address.
#[rustfmt::skip]
pub(super) const CRAWLERS: &[(u32, &str)] = &[
    (50, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
    (25, "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"),
    (15, "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)"),
    (10, "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)"),
    (6, "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)"),
    (4, "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)"),
];

/// The health checks.
pub(super) const MONITORS: [&str; 2] = ["kube-probe/1.29", "Blackbox Exporter/0.24.0"];

/// The vulnerability scanner, in its first and its second phase.
pub(super) const SCANNERS: [&str; 2] = [
    "Mozilla/5.00 (Nikto/2.5.0) (Evasions:None) (Test:Port Check)",
    "sqlmap/1.8.2#stable (https://sqlmap.org)",
];

/// The password guesser.
pub(super) const GUESSER: &str = "python-requests/2.28.1";
