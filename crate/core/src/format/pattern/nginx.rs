/*!
nginx's `log_format`: variables between whatever stands there. So is any other text with `$name` in it.

Source: nginx documentation, ngx_http_log_module and the variables of its core and upstream modules.
*/

use super::draft::{Draft, How, Kind};
use super::target::{Name, Target, named};
use super::text::Written;
use crate::field;
use crate::format::meaning::Part;
use crate::time::Layout;

/// The tokens of a string with variables.
pub(super) fn draft(text: &Written) -> Draft {
    let mut draft = Draft::default();
    let bytes = &text.bytes;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let Some((name, length)) = variable(bytes.get(at..).unwrap_or_default()) else {
            draft.literal(&[byte], text.place(at..at + 1));
            at += 1;
            continue;
        };
        draft.add(kind(name), text.place(at..at + length));
        at += length;
    }
    draft
}

/// The variable at the start of some text, and how long it is written: `$name` or `${name}`.
pub(super) fn variable(text: &[u8]) -> Option<(&str, usize)> {
    let rest = text.strip_prefix(b"$")?;
    let (rest, braces) = match rest.strip_prefix(b"{") {
        Some(rest) => (rest, 1),
        None => (rest, 0),
    };
    let word = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let length = rest.iter().take_while(word).count();
    let closed = braces == 0 || rest.get(length) == Some(&b'}');
    let letter = rest.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    let name = rest.get(..length).filter(|_| closed && letter)?;
    Some((std::str::from_utf8(name).ok()?, 1 + length + 2 * braces))
}

fn kind(name: &str) -> Kind {
    let header = |prefix: &str, field: &str| {
        let header = name.strip_prefix(prefix)?.replace('_', "-");
        Some(Target::Text(Name::Own(format!("{field}.{header}").into())))
    };
    Kind::Field(match name {
        "time_local" => return Kind::Time(How::Known(Layout::AccessLog), "time_local"),
        "time_iso8601" => return Kind::Time(How::Known(Layout::Iso), "time_iso8601"),
        "msec" => return Kind::Time(How::Known(Layout::Epoch), "msec"),
        "pid" => Target::Text(Name::Known(field::PID)),
        "host" | "http_host" | "server_name" => Target::own("server.address"),
        "server_port" => Target::own("server.port"),
        "remote_port" => Target::own("client.port"),
        "scheme" => Target::own("url.scheme"),
        // Sent to the client with the header or not: only the body is the size of the response.
        "bytes_sent" | "connection" => Target::Guess(Name::Own(name.into())),
        _ => match named(name) {
            Some(Target::Part(Part::Time, _)) => {
                let date = name.eq_ignore_ascii_case("date");
                return Kind::Time(How::Any(Vec::new()), if date { "date" } else { "time" });
            }
            Some(target) => target,
            None => header("http_", "http.request.header")
                .or_else(|| header("sent_http_", "http.response.header"))
                .unwrap_or_else(|| Target::Guess(Name::Own(name.into()))),
        },
    })
}
