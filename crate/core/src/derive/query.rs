/*!
The query of a request, where the log keeps it with the path.
*/

use super::{Derivation, Known};
use crate::field::{self, FieldId, Role};
use memchr::memchr;

pub(super) struct Query;

impl Derivation for Query {
    fn source(&self) -> Role {
        Role::Path
    }

    fn fields(&self) -> &'static [FieldId] {
        &[field::QUERY]
    }

    fn are_few(&self) -> bool {
        false
    }

    fn derive(&self, value: &[u8], _: &Known, out: &mut [Vec<u8>]) {
        if let ([query], Some(at)) = (out, memchr(b'?', value)) {
            let rest = value.get(at + 1..).unwrap_or_default();
            let end = memchr(b'#', rest).unwrap_or(rest.len());
            query.extend_from_slice(rest.get(..end).unwrap_or_default());
        }
    }
}
