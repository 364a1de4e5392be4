//! The NCSA common and combined log formats, as Apache's documentation of mod_log_config gives
//! them.

use super::calendar::Stamp;
use super::digits::decimal;
use super::request::Request;

/// Appends one line, with referer and user agent if `combined`. No body is a size of `-`.
#[inline]
pub(super) fn write(out: &mut Vec<u8>, request: &Request, stamp: &Stamp, combined: bool) {
    request.client.write(out);
    out.extend_from_slice(b" - ");
    out.extend_from_slice(request.login.unwrap_or("-").as_bytes());
    out.extend_from_slice(b" [");
    stamp.common(out);
    out.extend_from_slice(b"] \"");
    out.extend_from_slice(request.method.as_bytes());
    out.push(b' ');
    out.extend_from_slice(&request.path);
    out.push(b' ');
    out.extend_from_slice(request.version.as_bytes());
    out.extend_from_slice(b"\" ");
    decimal(out, request.status.into());
    out.push(b' ');
    if request.bytes == 0 {
        out.push(b'-');
    } else {
        decimal(out, request.bytes);
    }
    if combined {
        out.extend_from_slice(b" \"");
        out.extend_from_slice(if request.referer.is_empty() { b"-" } else { &request.referer });
        out.extend_from_slice(b"\" \"");
        out.extend_from_slice(request.agent.as_bytes());
        out.push(b'"');
    }
    out.push(b'\n');
}
