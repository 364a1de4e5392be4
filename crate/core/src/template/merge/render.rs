/*!
The text of a template: what its signatures have in common, and `<*>` where they differ.
*/

use super::super::general::OMITTED;
use super::super::mask::Mask;
use super::token::{Form, VARIABLE, Words};

/// Writes the template of signatures whose forms have the same number of tokens; empty for none.
pub(super) fn template<'a>(
    members: &(impl Iterator<Item = (&'a [u8], &'a Form)> + Clone),
    words: &Words,
) -> Vec<u8> {
    let mut out = Vec::new();
    let Some((first, form)) = members.clone().next() else { return out };
    for (at, token) in form.tokens.iter().enumerate() {
        if !token.glued && at > 0 {
            out.push(b' ');
        }
        let text = part(first, form, at);
        if members.clone().all(|(signature, form)| part(signature, form, at) == text) {
            put(text, &mut out);
        } else {
            out.extend_from_slice(words.text(token.key));
            // Of a route only what is masked differs.
            let mut cores = members.clone().filter_map(|(_, form)| Some(form.tokens.get(at)?.core));
            if token.core != VARIABLE && cores.all(|core| core == token.core) {
                put(words.text(token.core), &mut out);
            } else {
                out.extend_from_slice(Mask::Rest.text());
            }
            out.extend_from_slice(words.text(token.tail));
        }
    }
    out
}

/// Writes text with a mask for every word that was left out.
fn put(text: &[u8], out: &mut Vec<u8>) {
    for &byte in text {
        match byte {
            OMITTED => out.extend_from_slice(Mask::Rest.text()),
            _ => out.push(byte),
        }
    }
}

fn part<'a>(signature: &'a [u8], form: &Form, at: usize) -> &'a [u8] {
    let place = form.places.get(at).map_or(0..0, |place| place.start as usize..place.end as usize);
    signature.get(place).unwrap_or_default()
}
