/*!
The route of a path before it is known which names vary: what the shape of the path says, segment by segment.

A segment is a word, as in messages, so that what bounds the signatures of messages bounds these as well. The first segment
keeps its slash. A space within a segment, which no well-formed path has, becomes [`SPACE`].
*/

use super::general::OMITTED;
use super::mask::{self, Mask};
use super::path_shape;

/// Stands for a space within a segment.
const SPACE: u8 = 2;
/// What is written for a segment of which nothing is known.
const ANY: &[u8] = b"{any}";

/// Writes the signature of a path's route to `out`, which is empty; its query or fragment is left out.
pub fn route_signature(path: &[u8], out: &mut Vec<u8>) {
    path_shape(path, out);
    for byte in out.iter_mut().skip(1) {
        *byte = match *byte {
            b'/' => b' ',
            b' ' => SPACE,
            other => other,
        };
    }
}

/// Appends a signature, or a part of one, as people read it: `/api/users/{int}`.
pub(super) fn put(signature: &[u8], out: &mut Vec<u8>) {
    let mut rest = signature;
    while let Some((&byte, after)) = rest.split_first() {
        let masked = if byte == b'<' { mask::at(rest) } else { 0 };
        match byte {
            _ if masked > 0 => placeholder(rest.get(..masked).unwrap_or_default(), out),
            b' ' => out.push(b'/'),
            SPACE => out.push(b' '),
            OMITTED => out.extend_from_slice(ANY),
            other => out.push(other),
        }
        rest = rest.get(masked..).filter(|_| masked > 0).unwrap_or(after);
    }
}

/// A mask in braces, as API descriptions have it.
fn placeholder(mask: &[u8], out: &mut Vec<u8>) {
    match mask {
        mask if mask == Mask::Num.text() => out.extend_from_slice(b"{int}"),
        mask if mask == Mask::Rest.text() => out.extend_from_slice(ANY),
        [_, name @ .., _] => {
            out.push(b'{');
            out.extend_from_slice(name);
            out.push(b'}');
        }
        _ => {}
    }
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
        ] {
            let (mut signature, mut out) = (Vec::new(), Vec::new());
            route_signature(path.as_bytes(), &mut signature);
            put(&signature, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), route);
        }
    }
}
