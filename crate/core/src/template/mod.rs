/*!
Message templates, first half (the second is [`Merged`]): what varies inside a message is masked by what it looks like, so that messages
written by one statement of a program become one text.

`Finished task 3.0 in stage 0.0 (TID 17) in 1.2 s, /10.0.0.7:4040` becomes
`Finished task <num> in stage <num> (TID <num>) in <duration>, /<ip>`.

| mask | what it stands for |
| --- | --- |
| `<num>` | integer, decimal, version (`1.2.3`), with sign, exponent, thousands separators; the digits inside a word (`worker-<num>`, `eth<num>`, `<num>%`) |
| `<size>` | number with a unit of data, glued or after a space: `1.5GB`, `17 KiB`, `512K` |
| `<duration>` | number with a unit of time: `34ms`, `1.2 s`, `1h30m`; like a size with a sign of comparison: `<1 s` |
| `<date>`, `<time>` | `2015-10-18`, `18/Oct/2015`, `Oct 18`; `18:01:47,978`, `2015-10-18T18:01:47Z` |
| `<hex>` | `0x1f`; 8 hexadecimal digits or more, or 6 that alternate, with letters and digits among them |
| `<uuid>`, `<mac>` | RFC 9562 in its text form; six or more octets in hexadecimal |
| `<ip>` | IPv4 or IPv6 address, with its port or zone |
| `<url>`, `<email>` | from the scheme on; local part and a domain with a dot |
| `<path>` | absolute path, Unix (at least two segments) or Windows |
| `<id>` | a word in which letters and digits alternate |
| `<str>` | quoted text, if it has no space in it or follows `=` or `:`; never a key of JSON |
| `<*>` | the rest of a message after [`MAX_TOKENS`] tokens or [`MAX_BYTES`] bytes |

Units are masked together with their numbers, because a program that prints `950ms` prints `1.2s` the next time;
a unit that does not scale stays (`<num>%`). Of `key=value` the key stays and the value is a token like any
other. Words stay. A run of white space is one space (numbers are often padded), none at the ends.

No digit survives masking. The work for a message is linear in its bytes, and bounded. Nothing is allocated, and
bytes that are not UTF-8 are letters like any other.
*/

mod address;
mod aligned;
mod classes;
mod date;
mod familiar;
pub mod general;
mod layout;
mod line;
mod locator;
mod mask;
mod merge;
mod number;
mod path;
mod quantity;
mod route;
mod scan;
mod variables;
mod word;

#[cfg(test)]
mod tests;

pub use aligned::Aligned;
pub use familiar::{Familiar, Order};
pub use merge::Merged;
pub use path::path_shape;
pub use quantity::{Unit, quantity};
pub use route::{readable, request_signature, route_signature};
pub use scan::Masker;
pub use variables::{Variable, Variables};

/// Bytes of a message that are looked at. A token that reaches over this limit belongs to the rest.
pub const MAX_BYTES: usize = 1024;

/// Tokens of a message that are looked at: what stands between spaces, quotes, brackets, `=`, `,`, `;`, `|`.
pub const MAX_TOKENS: usize = 96;

/// Takes the masked text, in pieces, in order.
trait Sink {
    fn put(&mut self, piece: &[u8]);

    /// Takes what stands there in place of the bytes `from..to` of the message; `to` may lie beyond its end.
    #[inline]
    fn put_for(&mut self, piece: &[u8], _from: usize, _to: usize) {
        self.put(piece);
    }
}

impl Sink for Vec<u8> {
    fn put(&mut self, piece: &[u8]) {
        self.extend_from_slice(piece);
    }
}

/// Appends the masked text of a message to `out`.
pub fn text(message: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(Masker::default().mask(message));
}
