/*!
The route of a path: what an API's author calls the endpoint. Here only what looks like a value is masked; which names are
values, too, is known when all paths are ([`Merged::route`](crate::template::Merged::route)).
*/

use super::{Derivation, Known};
use crate::field::{self, FieldId, Role};
use crate::template;

pub(super) struct Route;

impl Derivation for Route {
    fn source(&self) -> Role {
        Role::Path
    }

    fn fields(&self) -> &'static [FieldId] {
        &[field::ROUTE]
    }

    fn derive(&self, value: &[u8], _: &Known, out: &mut [Vec<u8>]) {
        if let [route] = out {
            template::route_signature(value, route);
        }
    }
}
