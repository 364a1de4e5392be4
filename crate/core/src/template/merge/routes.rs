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
use super::super::route::{self, Style};
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

/// A path cut into its segments.
#[derive(Clone, Copy)]
struct Path<'a> {
    signature: &'a [u8],
    /// Of a request, with what stands behind it.
    method: &'a [u8],
    words: &'a [&'a [u8]],
}

impl<'a> Path<'a> {
    fn word(&self, place: usize) -> Option<&'a [u8]> {
        self.words.get(place).copied()
    }
}

/// Notes the routes of signatures, which are in order. Methods play no part in it: each keeps its own.
pub(super) fn mine(signatures: &[&[u8]], style: Style, lookup: &mut Lookup) {
    let parts = |signature| match style {
        Style::Template => route::parts(signature),
        Style::Route => (&[][..], signature),
    };
    let parts = || signatures.iter().map(|signature| (*signature, parts(signature)));
    let words: Vec<&[u8]> = parts().flat_map(|(_, (_, path))| general::words(path)).collect();
    let mut rest = words.as_slice();
    let paths = parts().map(|(signature, (method, path))| {
        let (words, after) = rest.split_at(general::words(path).count().min(rest.len()));
        rest = after;
        Path { signature, method, words }
    });
    let mut paths: Vec<Path<'_>> = paths.collect();
    node(&mut paths, 0, &mut Route { style, text: Vec::new(), changed: false }, lookup);
}

/// The route of a node.
struct Route {
    style: Style,
    text: Vec<u8>,
    /// Whether something else stands in it than in some of its paths.
    changed: bool,
}

/// Notes what becomes of the paths below a node, whose routes all begin with its route.
fn node(paths: &mut [Path<'_>], place: usize, route: &mut Route, lookup: &mut Lookup) {
    // Those that end here have no word, and so come first.
    if !paths.is_sorted_by_key(|path| path.word(place)) {
        paths.sort_by_key(|path| path.word(place));
    }
    let (ending, going_on) =
        paths.split_at(paths.partition_point(|path| path.words.len() <= place));
    for ending in ending.chunk_by(|a, b| a.method == b.method) {
        let signatures = ending.iter().map(|path| path.signature);
        let other = |text: &&[u8]| route.changed || text.contains(&OMITTED);
        let method = ending.first().map_or(&[][..], |path| path.method);
        // Nothing that was not changed needs to be noted.
        let mut text = route::readable(method).into_owned();
        text.extend_from_slice(&route.text);
        lookup.add(&text, signatures.filter(other));
    }

    let root = place == 0;
    let mut children: Vec<Child<'_>> = Vec::new();
    for paths in going_on.chunk_by(|a, b| a.word(place) == b.word(place)) {
        let Some(word) = paths.first().and_then(|path| path.word(place)) else { continue };
        let beyond = |path: &Path<'_>| path.word(place + 1).is_some_and(|next| !next.is_empty());
        children.push(Child { word, folder: paths.iter().any(beyond), paths, variable: None });
    }
    let variables = name(&mut children, root, route.style);
    let mut below: BTreeMap<Vec<u8>, Below<'_>> = BTreeMap::new();
    let mut own = Vec::new();
    for child in children {
        own.clear();
        let variable = child.variable.and_then(|number| variables.get(number));
        let label = variable.unwrap_or_else(|| {
            route.style.put(child.word, &mut own);
            &own
        });
        if !below.contains_key(label) {
            below.insert(label.clone(), Below::default());
        }
        if let Some(below) = below.get_mut(label) {
            below.changed |= variable.is_some();
            below.paths.extend_from_slice(child.paths);
        }
    }
    let (length, changed) = (route.text.len(), route.changed);
    for (label, mut below) in below {
        if !root {
            route.text.push(b'/');
        }
        route.text.extend_from_slice(&label);
        route.changed = changed || below.changed;
        node(&mut below.paths, place + 1, route, lookup);
        route.text.truncate(length);
    }
    route.changed = changed;
}

/// The paths that go on with the same label.
#[derive(Default)]
struct Below<'a> {
    paths: Vec<Path<'a>>,
    /// The label is not what stands in all of them.
    changed: bool,
}

/// A segment as it stands behind others.
struct Child<'a> {
    word: &'a [u8],
    /// Something stands behind it.
    folder: bool,
    /// Those that go on with it.
    paths: &'a [Path<'a>],
    /// The number of the variable that it is a value of.
    variable: Option<usize>,
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

/// Finds the variables that segments are values of; returns how each of them is written in routes.
fn name(children: &mut [Child<'_>], root: bool, style: Style) -> Vec<Vec<u8>> {
    let known = children.iter().enumerate().filter(|(_, child)| *child.word != [OMITTED]);
    let mut groups: Vec<(Alike<'_>, usize)> =
        known.map(|(at, child)| (alike(child.word, child.folder, root), at)).collect();
    groups.sort();
    let slash: &[u8] = if root { b"/" } else { b"" };
    let mut variables = Vec::new();
    for group in groups.chunk_by(|(a, _), (b, _)| a == b) {
        let label = match group {
            [(Alike::Masked(around), _), _, ..] => {
                around.split(|&byte| byte == OMITTED).collect::<Vec<_>>().join(style.value(b"{id}"))
            }
            [(Alike::File(extension), _), ..] if group.len() >= FILES => {
                [slash, style.value(b"{file}"), extension].concat()
            }
            [(Alike::Name { slug, extension, .. }, _), ..] if group.len() > most(*slug, root) => {
                [slash, style.value(b"{name}"), extension].concat()
            }
            _ => continue,
        };
        for (_, at) in group {
            if let Some(child) = children.get_mut(*at) {
                child.variable = Some(variables.len());
            }
        }
        variables.push(label);
    }
    variables
}

fn most(slug: bool, root: bool) -> usize {
    (if slug { SLUGS } else { NAMES }) * if root { ROOT } else { 1 }
}

fn alike(word: &[u8], folder: bool, root: bool) -> Alike<'_> {
    let mut masked = false;
    if word.contains(&b'<') {
        let mut marked = Vec::new();
        token::mark(word, &mut marked);
        masked = marked.contains(&OMITTED);
        let whole = stem_length(&marked) - usize::from(root && marked.first() == Some(&b'/'));
        if masked && whole == 1 {
            return Alike::Masked(marked);
        }
    }
    let (stem, extension) = word.split_at(stem_length(word));
    let asset = |known: &&[u8]| extension.eq_ignore_ascii_case(known);
    if !root && !folder && !extension.is_empty() && ASSETS.iter().any(asset) {
        return Alike::File(extension);
    }
    Alike::Name { folder, slug: masked || is_slug(stem), extension }
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
