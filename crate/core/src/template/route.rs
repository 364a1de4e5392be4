/*!
Requests before it is known which names in their paths vary: what the shape of the path says, segment by segment.

A segment is a word, as in messages, so that what bounds the signatures of messages bounds these as well. The first segment
keeps its slash, and before it the method of a request, if that counts, with a [`SPACE`] behind it.
*/

use super::general::OMITTED;
use super::mask::{self, Mask};
use super::path_shape;
use std::borrow::Cow;

/// Stands for a space that parts no words: behind a method, or within a segment, where no well-formed path has one. Messages
/// cannot hold it.
const SPACE: u8 = 2;

/// How a route is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// As descriptions of APIs have it: `/api/users/{int}`.
    Route,
    /// As the other templates: `/api/users/<num>`.
    Template,
}

impl Style {
    /// What stands for a value, called so where names are given.
    pub(super) fn value(self, name: &'static [u8]) -> &'static [u8] {
        match self {
            Self::Route => name,
            Self::Template => Mask::Rest.text(),
        }
    }

    /// Appends a signature, or a part of one, as people read it.
    pub(super) fn put(self, signature: &[u8], out: &mut Vec<u8>) {
        let mut rest = signature;
        while let Some((&byte, after)) = rest.split_first() {
            let masked = if byte == b'<' { mask::at(rest) } else { 0 };
            match byte {
                _ if masked > 0 => self.mask(rest.get(..masked).unwrap_or_default(), out),
                b' ' => out.push(b'/'),
                SPACE => out.push(b' '),
                OMITTED => out.extend_from_slice(self.value(b"{any}")),
                other => out.push(other),
            }
            rest = rest.get(masked..).filter(|_| masked > 0).unwrap_or(after);
        }
    }

    /// A mask; in braces, as API descriptions have it.
    fn mask(self, mask: &[u8], out: &mut Vec<u8>) {
        match mask {
            mask if self == Self::Template => out.extend_from_slice(mask),
            mask if mask == Mask::Num.text() => out.extend_from_slice(b"{int}"),
            mask if mask == Mask::Rest.text() => out.extend_from_slice(b"{any}"),
            [_, name @ .., _] => {
                out.push(b'{');
                out.extend_from_slice(name);
                out.push(b'}');
            }
            _ => {}
        }
    }
}

/// Writes the signature of a path's route to `out`, which is empty; its query or fragment is left out.
pub fn route_signature(path: &[u8], out: &mut Vec<u8>) {
    path_shape(path, out);
    for byte in out.iter_mut().skip(1) {
        *byte = if *byte == b'/' { b' ' } else { told(*byte) };
    }
}

/// Appends the signature of a request to `out`: of its method, which may be empty, and the signature of its path's route.
pub fn request_signature(method: &[u8], route: &[u8], out: &mut Vec<u8>) {
    out.extend(method.iter().map(|&byte| told(byte)));
    out.push(SPACE);
    out.extend_from_slice(route);
}

/// A byte as it stands in a signature, where some have a meaning.
fn told(byte: u8) -> u8 {
    match byte {
        b' ' => SPACE,
        SPACE | OMITTED => b'?',
        other => other,
    }
}

/// The method of a request's signature, with what stands behind it, and its path; no method for other signatures.
pub(super) fn parts(signature: &[u8]) -> (&[u8], &[u8]) {
    let first = signature.iter().position(|byte| matches!(*byte, SPACE | b' '));
    match first.filter(|&at| signature.get(at) == Some(&SPACE)) {
        Some(at) => signature.split_at(at + 1),
        None => (&[], signature),
    }
}

/// Whether a signature is that of a request. Not if so many words were left out that its method is gone.
pub(super) fn is_request(signature: &[u8]) -> bool {
    !parts(signature).0.is_empty()
}

/// A signature of a message or request as people read it.
pub fn readable(signature: &[u8]) -> Cow<'_, [u8]> {
    if !is_request(signature) {
        return Cow::Borrowed(signature);
    }
    let mut text = Vec::with_capacity(signature.len());
    Style::Template.put(signature, &mut text);
    // A request without a method is its path.
    text.drain(..usize::from(text.first() == Some(&b' ')));
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_written_as_api_descriptions_have_them() {
        for (path, route) in [
            ("/", "/"),
            (
                "/api/users/42/orders/6f1c0a9b-52d1-4d8e-9a77-0123456789ab?x=1",
                "/api/users/{int}/orders/{uuid}",
            ),
            ("/img/48213.png", "/img/{int}.png"),
            ("/commit/0a1b2c3d4e/a b//", "/commit/{hex}/a b//"),
            ("*", "*"),
            ("/a<b/<num", "/a<b/<num"),
            ("/a\u{1}b\u{2}", "/a?b?"),
        ] {
            let (mut signature, mut out) = (Vec::new(), Vec::new());
            route_signature(path.as_bytes(), &mut signature);
            Style::Route.put(&signature, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), route);
        }
    }

    #[test]
    fn requests_are_written_as_they_stand_in_logs() {
        for (method, path, text) in [
            ("GET", "/api/users/42?x=1", "GET /api/users/<num>"),
            ("", "/a b/c", "/a b/c"),
            ("OPTIONS", "*", "OPTIONS *"),
            ("A B", "x/y", "A B x/y"),
        ] {
            let (mut route, mut signature) = (Vec::new(), Vec::new());
            route_signature(path.as_bytes(), &mut route);
            request_signature(method.as_bytes(), &route, &mut signature);
            assert!(is_request(&signature));
            assert_eq!(String::from_utf8_lossy(&readable(&signature)), text);
        }
        assert_eq!(*readable(b"user <num> logged in"), *b"user <num> logged in");
    }
}
