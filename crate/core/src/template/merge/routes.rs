/*!
The routes of paths: which names in them are values.

Paths are looked at as a tree, segment by segment. Messages of one kind are written by one statement, so a handful of words at a
place of theirs is a variable; the names in a folder of a site may well be endpoints, so that more has to come together here:

- what is masked in different ways at one place is one value: `{id}`;
- files of one kind, such as style sheets, are one route if a folder has several of them: `{file}.css`. Those at the root are told
  apart, and so are pages (`.php`, `.html`), which are endpoints;
- names are values, `{name}`, if there are more of them in a folder than people make endpoints. Names with digits or with several
  words in them count as such much sooner, and those at the root much later; names that are folders and names that are not are
  counted on their own, since scanners ask a site for any number of files that it does not have.

Nothing but the set of the paths' signatures decides, so that routes depend on no cut and no order; counts are not asked for.
*/

use super::super::general::{self, OMITTED};
use super::super::path::stem_length;
use super::super::route::put;
use super::lookup::Lookup;
use super::token;
use std::collections::BTreeMap;

/// So many names in a folder may be endpoints.
const NAMES: usize = 32;
/// So many with digits or several words.
const SLUGS: usize = 8;
/// So many times as many at the root.
const ROOT: usize = 16;
/// So many files of a kind in a folder are one route.
const FILES: usize = 2;

/// A path as segments, with its place among all.
type Row<'a> = (Vec<&'a [u8]>, usize);

/// Tells the routes of signatures, given with their buckets.
pub(super) fn mine(mut given: Vec<(&[u8], u16)>) -> Lookup {
    given.sort_unstable();
    let mut signatures: Vec<&[u8]> = given.iter().map(|(text, _)| *text).collect();
    signatures.dedup();
    let rows = signatures.iter().enumerate();
    let rows = rows.map(|(at, text)| (general::words(text).collect(), at)).collect();
    let mut by_route: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    node(rows, 0, &mut Vec::new(), &mut |route, at| {
        by_route.entry(route.to_vec()).or_default().push(at);
    });
    let mut lookup = Lookup::default();
    let mut own = Vec::new();
    for (route, members) in by_route {
        let texts = members.iter().filter_map(|&at| signatures.get(at).copied());
        lookup.add(
            &route,
            texts.filter(|text| {
                own.clear();
                put(text, &mut own);
                own != route || text.contains(&OMITTED)
            }),
        );
    }
    lookup.plant(&given);
    lookup
}

/// Hands each path below a node to `each`, with its route, which begins with `route`.
fn node(
    rows: Vec<Row<'_>>,
    place: usize,
    route: &mut Vec<u8>,
    each: &mut impl FnMut(&[u8], usize),
) {
    let mut children: BTreeMap<&[u8], Child> = BTreeMap::new();
    for (words, at) in &rows {
        match words.get(place) {
            None => each(route, *at),
            Some(word) => {
                let folder = words.get(place + 1).is_some_and(|next| !next.is_empty());
                children.entry(word).or_default().folder |= folder;
            }
        }
    }
    let root = place == 0;
    name(&mut children, root);
    let mut below: BTreeMap<&[u8], Vec<Row<'_>>> = BTreeMap::new();
    for row in rows {
        if let Some(child) = row.0.get(place).and_then(|word| children.get(*word)) {
            below.entry(&child.label).or_default().push(row);
        }
    }
    let length = route.len();
    for (label, rows) in below {
        if !root {
            route.push(b'/');
        }
        route.extend_from_slice(label);
        node(rows, place + 1, route, each);
        route.truncate(length);
    }
}

/// A segment as it stands behind others.
#[derive(Default)]
struct Child {
    /// Something stands behind it.
    folder: bool,
    /// As it is written in routes.
    label: Vec<u8>,
}

/// What segments have to have in common to be values of one variable.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Alike<'a> {
    /// A mask, with this around it.
    Masked(Vec<u8>),
    /// The extension of a file.
    File(&'a [u8]),
    Name {
        folder: bool,
        slug: bool,
        extension: &'a [u8],
    },
}

/// Writes the labels.
fn name(children: &mut BTreeMap<&[u8], Child>, root: bool) {
    let mut groups: BTreeMap<Alike<'_>, Vec<&[u8]>> = BTreeMap::new();
    for (word, child) in children.iter_mut() {
        put(word, &mut child.label);
        if *word != [OMITTED] {
            groups.entry(alike(word, child.folder, root)).or_default().push(word);
        }
    }
    let slash: &[u8] = if root { b"/" } else { b"" };
    for (alike, words) in groups {
        let label = match &alike {
            Alike::Masked(around) if words.len() > 1 => around
                .iter()
                .flat_map(
                    |byte| if *byte == OMITTED { &b"{id}"[..] } else { std::slice::from_ref(byte) },
                )
                .copied()
                .collect(),
            Alike::File(extension) if words.len() >= FILES => {
                [slash, b"{file}", extension].concat()
            }
            Alike::Name { slug, extension, .. } if words.len() > most(*slug, root) => {
                [slash, b"{name}", extension].concat()
            }
            _ => continue,
        };
        for word in words {
            if let Some(child) = children.get_mut(word) {
                child.label.clone_from(&label);
            }
        }
    }
}

fn most(slug: bool, root: bool) -> usize {
    (if slug { SLUGS } else { NAMES }) * if root { ROOT } else { 1 }
}

fn alike(word: &[u8], folder: bool, root: bool) -> Alike<'_> {
    let (stem, extension) = word.split_at(stem_length(word));
    let file = !root && !folder && ASSETS.contains(&extension.to_ascii_lowercase().as_slice());
    let mut marked = Vec::new();
    token::mark(word, &mut marked);
    if marked.contains(&OMITTED) {
        return Alike::Masked(marked);
    }
    if file {
        return Alike::File(extension);
    }
    Alike::Name { folder, slug: is_slug(stem), extension }
}

/// Whether a name holds a digit, a character that is escaped, or more than two words.
fn is_slug(name: &[u8]) -> bool {
    let joint = |byte: &&u8| matches!(byte, b'-' | b'_' | b'+' | b'.' | b'~');
    let odd = |byte: &u8| byte.is_ascii_digit() || *byte == b'%' || *byte >= 0x80;
    name.iter().any(odd) || name.iter().filter(joint).count() > 1
}

/// The extensions of files that pages are made of, not of pages.
const ASSETS: [&[u8]; 34] = [
    b".avif", b".bmp", b".css", b".cur", b".eot", b".gif", b".gz", b".ico", b".jpeg", b".jpg",
    b".js", b".m3u8", b".map", b".mjs", b".mp3", b".mp4", b".mpg", b".ogg", b".otf", b".pdf",
    b".png", b".svg", b".swf", b".tif", b".tiff", b".ts", b".ttf", b".wasm", b".wav", b".webm",
    b".webp", b".woff", b".woff2", b".zip",
];

#[cfg(test)]
mod tests {
    use super::super::super::{Merged, route_signature};
    use super::*;
    use proptest::prelude::*;

    fn signature(path: &str) -> Vec<u8> {
        let mut out = Vec::new();
        route_signature(path.as_bytes(), &mut out);
        out
    }

    /// The route of each path among all of them.
    fn routes(paths: &[String]) -> Vec<String> {
        let signatures: Vec<Vec<u8>> = paths.iter().map(|path| signature(path)).collect();
        let given = signatures.iter().map(|text| (text.as_slice(), general::bucket(text)));
        let merged = Merged::default().with_routes(given);
        let route = |text: &Vec<u8>| String::from_utf8_lossy(&merged.route(text)).into_owned();
        signatures.iter().map(route).collect()
    }

    fn of(paths: &[&str], many: impl Iterator<Item = String>) -> BTreeMap<String, String> {
        let paths: Vec<String> = paths.iter().copied().map(String::from).chain(many).collect();
        let routes = routes(&paths);
        paths.into_iter().zip(routes).collect()
    }

    #[test]
    fn names_are_values_where_there_are_too_many_for_endpoints() {
        let users = (0..40).map(|n| {
            format!("/api/users/{}{}/posts", (b'a' + n % 20) as char, "x".repeat(n as usize / 20))
        });
        let found = of(&["/api/users/me", "/api/login", "/api/users/7/posts"], users);
        assert_eq!(found["/api/users/ax/posts"], "/api/users/{name}/posts");
        assert_eq!(found["/api/users/me"], "/api/users/me");
        assert_eq!(found["/api/users/7/posts"], "/api/users/{int}/posts");
        assert_eq!(found["/api/login"], "/api/login");
    }

    #[test]
    fn names_of_several_words_are_values_sooner_and_those_at_the_root_later() {
        let posts =
            (0..10).flat_map(|n| [format!("/blog/how-to-win-{n}"), format!("/wp-login-{n}")]);
        let found = of(&["/blog/about"], posts);
        assert_eq!(found["/blog/how-to-win-3"], "/blog/{name}");
        assert_eq!(found["/blog/about"], "/blog/about");
        assert_eq!(found["/wp-login-3"], "/wp-login-3");
    }

    #[test]
    fn files_of_a_kind_are_one_route_and_pages_are_not() {
        let paths = [
            "/static/app.js",
            "/static/b.js",
            "/static/a.css",
            "/shop/a.php",
            "/shop/b.php",
            "/a.js",
            "/b.js",
        ];
        let found = of(&paths, std::iter::empty());
        let found: Vec<&str> = paths.iter().map(|path| found[*path].as_str()).collect();
        let wanted = [
            "/static/{file}.js",
            "/static/{file}.js",
            "/static/a.css",
            "/shop/a.php",
            "/shop/b.php",
            "/a.js",
            "/b.js",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn what_is_masked_in_several_ways_is_one_value() {
        let found = of(&["/c/12/x", "/c/0a1b2c3d/x", "/d/12"], std::iter::empty());
        assert_eq!(found["/c/12/x"], "/c/{id}/x");
        assert_eq!(found["/c/0a1b2c3d/x"], "/c/{id}/x");
        assert_eq!(found["/d/12"], "/d/{int}");
    }

    proptest! {
        #[test]
        fn routes_hang_on_the_set_of_paths_alone(paths in prop::collection::vec("(/([a-c]|[a-h]-[a-h]-1|[0-9]{1,2}|[0-9a-f]{8}|x\\.(js|php))){0,3}/?", 1..80)) {
            let forwards = routes(&paths);
            let backwards: Vec<String> = paths.iter().rev().cloned().chain(paths.first().cloned()).collect();
            let mut again = routes(&backwards);
            again.truncate(paths.len());
            again.reverse();
            prop_assert_eq!(&forwards, &again);
            // A route has the segments of its paths.
            for (path, route) in paths.iter().zip(&forwards) {
                prop_assert_eq!(path.matches('/').count(), route.matches('/').count(), "{} {}", path, route);
            }
        }
    }
}
