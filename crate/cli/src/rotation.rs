/*!
Files that a log was rotated into, from the oldest to the one that is still written to: `access.log.2.gz`, `access.log.1`,
`access.log`. Only names are looked at, by the rules of `web/lib/rotation.js`; `tests/fixtures/rotation.json` holds the two together.
*/

use regex::Regex;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a rotated file is packed in does not tell which one it is.
static PACKED: LazyLock<Option<Regex>> = LazyLock::new(|| of(r"(?i)\.(?:gz|zst|bz2|xz|zip|z)$"));
/// A date, with an hour and more at times, as logrotate's dateext and log4j write it.
static DATED: LazyLock<Option<Regex>> =
    LazyLock::new(|| of(r"([._-]([0-9]{4}-?[0-9]{2}-?[0-9]{2}(?:[-_.T]?[0-9]{2,10})*))(?:$|\.)"));
/// A count that grows with age.
static COUNTED: LazyLock<Option<Regex>> = LazyLock::new(|| of(r"(\.([0-9]{1,4}))(?:$|\.)"));

fn of(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

/// Where a file stands among those of its log.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rotation {
    /// What all files of one log have in common.
    base: String,
    /// Its date in digits.
    date: Option<String>,
    /// How many rotations ago it was written to.
    age: u32,
}

impl Rotation {
    fn of(name: &str) -> Self {
        let packed = PACKED.as_ref().and_then(|packed| packed.find(name));
        let bare = packed.and_then(|found| name.get(..found.start())).unwrap_or(name);
        if let Some((base, date)) = cut(&DATED, bare) {
            let date = date.chars().filter(char::is_ascii_digit).collect();
            return Self { base, date: Some(date), age: 0 };
        }
        match cut(&COUNTED, bare) {
            Some((base, age)) => Self { base, date: None, age: age.parse().unwrap_or(0) },
            None => Self { base: bare.into(), ..Self::default() },
        }
    }
}

/// A name without what the first group of a pattern stands for, and what the second does.
fn cut<'n>(pattern: &Option<Regex>, name: &'n str) -> Option<(String, &'n str)> {
    let found = pattern.as_ref()?.captures(name)?;
    let (all, part) = (found.get(1)?, found.get(2)?);
    let base = [name.get(..all.start())?, name.get(all.end()..)?].concat();
    Some((base, part.as_str()))
}

/// Brings the files of each log next to each other, the oldest first. Logs, and files that are alike, keep their order.
pub(crate) fn oldest_first<T>(files: &mut [T], name: impl Fn(&T) -> String) {
    let mut places: HashMap<String, usize> = HashMap::new();
    let names: Vec<String> = files.iter().map(&name).collect();
    for name in names {
        let place = places.len();
        places.entry(Rotation::of(&name).base).or_insert(place);
    }
    files.sort_by_cached_key(|file| {
        let Rotation { base, date, age } = Rotation::of(&name(file));
        // What has no date is still written to, or was rotated by count: it comes after what has one.
        (places.get(&base).copied(), date.is_none(), date, Reverse(age))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLES: &str = include_str!("../../../tests/fixtures/rotation.json");

    #[test]
    fn rotated_files_come_from_the_oldest_on() {
        let examples: Vec<serde_json::Value> = serde_json::from_str(EXAMPLES).unwrap();
        assert!(examples.len() > 5);
        for example in examples {
            let names = |of: &str| -> Vec<String> {
                let names = example[of].as_array().unwrap().iter();
                names.map(|name| name.as_str().unwrap().to_owned()).collect()
            };
            let mut files = names("given");
            oldest_first(&mut files, String::clone);
            assert_eq!(files, names("wanted"), "{}", example["says"]);
        }
    }

    #[test]
    fn names_that_are_hardly_names_are_names_all_the_same() {
        for name in ["", ".", ".gz", ".1", "a.99999", "\u{e9}.log.1", "a.log.20240101x"] {
            assert!(Rotation::of(name).base.len() <= name.len(), "{name}");
        }
        assert_eq!(Rotation::of("a.99999").base, "a.99999");
        assert_eq!(Rotation::of("a-2024-02-29T10.log.xz").date.as_deref(), Some("2024022910"));
    }
}
