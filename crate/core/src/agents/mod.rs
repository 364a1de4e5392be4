/*!
What user agents are called: program and version, operating system, device, and whether it is a bot, by a list of rules.

A rule is a regular expression; of each kind the first one that fits tells. There are thousands of them, so each names a few
literals without which it cannot match, and one pass over the text finds all of these ([`literals`]). What is left to be tried is a
handful, and is compiled when it is first needed. The work for a text is linear in its bytes, of which at most [`MOST`] are looked
at, and the memory of all rules is bounded whatever the texts are.

The list ([`list`]) comes from uap-core, which the OpenTelemetry semantic conventions name as the source of these attributes,
and from crawler-user-agents; `npm run agents` renews it.
*/

mod list;
mod literals;
mod rules;
#[cfg(test)]
mod tests;

pub use list::ListError;

use list::Kind;
use rules::Rules;
use std::borrow::Cow;
use std::sync::OnceLock;

/// The list, for whoever can afford to carry it; the page loads it by itself.
pub const LIST: &str = include_str!("list.txt");

/// So many bytes of a user agent are looked at.
pub const MOST: usize = 1024;

/// Knows user agents by a list.
#[derive(Debug)]
pub struct Agents {
    list: Cow<'static, str>,
    /// Read when a user agent is first asked about: many logs have none.
    rules: OnceLock<Rules>,
}

/// What is known of a user agent; what is not is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    /// The name of the program, as in `Firefox`.
    pub name: Vec<u8>,
    /// Its version, as in `115.0`.
    pub version: Vec<u8>,
    /// The operating system, as in `Windows`.
    pub os: Vec<u8>,
    /// The device, as in `iPhone`; bots and tests have none.
    pub device: Vec<u8>,
    /// `bot` or `test`, for what is no visitor.
    pub synthetic: &'static str,
}

/// The device of a crawler in uap-core.
const SPIDER: &[u8] = b"Spider";
/// What uap-core calls what it does not know, and what Chrome on Android says in place of every device.
const UNKNOWN: [&[u8]; 2] = [b"Other", b"K"];

impl Agents {
    /// Those of this list.
    pub fn new(list: impl Into<Cow<'static, str>>) -> Self {
        Self { list: list.into(), rules: OnceLock::new() }
    }

    /// Checks that every rule of the list can be read and compiled, which takes a while.
    ///
    /// # Errors
    /// The first rule that can't.
    pub fn check(&self) -> Result<(), ListError> {
        list::read(&self.list).try_for_each(|rule| rule?.compile().map(|_| ()))
    }

    /// What is known of a user agent.
    pub fn describe(&self, text: &[u8]) -> Agent {
        let rules = self.rules.get_or_init(|| Rules::new(&self.list));
        let text = spaced(text.get(..MOST).unwrap_or(text));
        let candidates = rules.candidates(&text);
        let mut agent = Agent::default();
        if let Some([name, versions @ ..]) = rules.first(&candidates, Kind::Name, &text).as_deref()
        {
            agent.name = known(name);
            let versions = versions.iter().take_while(|part| !part.is_empty());
            agent.version = versions.map(Vec::as_slice).collect::<Vec<_>>().join(&b'.');
        }
        if agent.name.is_empty() {
            (agent.name, agent.version) = product(&text).unwrap_or_default();
        }
        if let Some([os, ..]) = rules.first(&candidates, Kind::Os, &text).as_deref() {
            agent.os = known(os);
        }
        if let Some([device, ..]) = rules.first(&candidates, Kind::Device, &text).as_deref() {
            agent.device = known(device);
        }
        let fits = |kind| rules.first(&candidates, kind, &text).is_some();
        agent.synthetic = match agent.device == SPIDER {
            _ if fits(Kind::Test) => "test",
            spider if spider || fits(Kind::Bot) => "bot",
            _ => "",
        };
        // What is no visitor has no device, whatever it says.
        if !agent.synthetic.is_empty() {
            agent.device.clear();
        }
        agent
    }
}

/// Some logs have pluses or escapes in place of spaces.
fn spaced(text: &[u8]) -> Cow<'_, [u8]> {
    if text.contains(&b' ') || !text.iter().any(|byte| matches!(byte, b'+' | b'%')) {
        return Cow::Borrowed(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = rest.starts_with(b"%20");
        out.push(if escaped || byte == b'+' { b' ' } else { byte });
        rest = if escaped { rest.get(3..).unwrap_or_default() } else { after };
    }
    Cow::Owned(out)
}

fn known(name: &[u8]) -> Vec<u8> {
    let name = name.trim_ascii();
    if UNKNOWN.contains(&name) { Vec::new() } else { name.to_vec() }
}

/// The product that a user agent begins with (RFC 9110, section 10.1.5), unless it is the one that all browsers pretend to be.
fn product(text: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    const LONGEST: usize = 64;
    let slash = text.iter().take(LONGEST).position(|&byte| byte == b'/')?;
    let name = text.get(..slash)?.trim_ascii();
    let wordy = |byte: &u8| byte.is_ascii_alphanumeric() || b" _-.".contains(byte);
    if name.is_empty() || name == b"Mozilla" || !name.iter().all(wordy) {
        return None;
    }
    let rest = text.get(slash + 1..)?;
    let digits = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
    let version: Vec<u8> = rest.iter().take(LONGEST).take_while(digits).copied().collect();
    Some((name.to_vec(), version))
}
