/*!
Addresses of networks and devices and ids of requests in a header: they name no thread, wherever they stand.
*/

use super::context;
use crate::field;
use crate::format::State;
use crate::format::access::is_address;
use crate::record::Record;

/// Puts an address or an id where it belongs. False where this is neither.
pub(super) fn put<'a>(content: &'a [u8], state: &mut State, record: &mut Record<'a>) -> bool {
    if let Some(address) = address(content) {
        let known = record.values.iter().any(|(id, _)| *id == field::CLIENT);
        if known {
            context::put(content, state, record);
        } else {
            record.text(field::CLIENT, address);
        }
        return true;
    }
    let known = is_known(content);
    if known {
        context::put(content, state, record);
    }
    known
}

/// Whether this is an address or an id.
pub(super) fn is_known(content: &[u8]) -> bool {
    is_uuid(content) || is_device(content) || address(content).is_some()
}

/// An address of the internet protocol, without the port behind it.
fn address(content: &[u8]) -> Option<&[u8]> {
    // `[add::feed]` is rather a name.
    if is_device(content) || is_clock(content) || !content.iter().any(u8::is_ascii_digit) {
        return None;
    }
    let port = content.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let before = content.get(..content.len() - port)?.strip_suffix(b":").filter(|_| port > 0);
    let dotted = |text: &&[u8]| text.contains(&b'.') && !text.contains(&b':');
    let bare = before.filter(dotted).unwrap_or(content);
    // Numbers of a version or a rule have points, too, but seldom four parts.
    let whole = bare.split(|byte| *byte == b'.').all(|part| part.len() < 4) || bare.contains(&b':');
    (whole && is_address(bare)).then_some(bare)
}

/// `10:11:12` could be the end of a long address.
fn is_clock(content: &[u8]) -> bool {
    content.len() < 9 && content.iter().all(|byte| byte.is_ascii_digit() || *byte == b':')
}

/// `02:00:5e:10:00:01`, `02-00-5e-10-00-01`
fn is_device(content: &[u8]) -> bool {
    let pairs = |sign: u8| {
        content.len() == 17
            && content
                .split(|byte| *byte == sign)
                .all(|pair| pair.len() == 2 && pair.iter().all(u8::is_ascii_hexdigit))
    };
    pairs(b':') || pairs(b'-')
}

/// `4f2a90c1-9d3e-4b7a-8c1d-0e1f2a3b4c5d`
fn is_uuid(content: &[u8]) -> bool {
    let content =
        content.strip_prefix(b"{").and_then(|id| id.strip_suffix(b"}")).unwrap_or(content);
    let lengths = content.split(|byte| *byte == b'-').map(<[u8]>::len);
    lengths.eq([8, 4, 4, 4, 12])
        && content.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Value;

    #[test]
    fn addresses_are_clients_and_ids_are_contexts() {
        for (content, client) in [
            ("203.0.113.7", Some("203.0.113.7")),
            ("203.0.113.7:5678", Some("203.0.113.7")),
            ("2001:db8::17", Some("2001:db8::17")),
            ("02:00:5e:10:00:01", None),
            ("02-00-5e-10-00-01", None),
            ("4f2a90c1-9d3e-4b7a-8c1d-0e1f2a3b4c5d", None),
        ] {
            let mut record = Record::default();
            assert!(put(content.as_bytes(), &mut State::default(), &mut record), "{content}");
            let value = client.unwrap_or(content);
            assert_eq!(record.values.len(), 1, "{content}");
            assert_eq!(record.values[0].1, Value::Text(value.as_bytes()));
            assert_eq!(record.values[0].0 == field::CLIENT, client.is_some(), "{content}");
        }
        for content in
            ["main", "worker-1", "10:11:12", "1.2.3", "1.2.3.20240131", "12:34", "a1b2", ""]
        {
            assert!(!is_known(content.as_bytes()), "{content}");
        }
    }
}
