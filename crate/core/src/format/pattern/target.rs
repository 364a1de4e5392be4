/*!
What becomes of the text that a token of a pattern has found: which field it goes to, and as what.

The names of web servers and of grok lead to the well-known fields; names of times, levels and messages are those that
[`infer`](crate::format::infer) knows; any other name stays as it is.
*/

use crate::bytes::find;
use crate::field::{self, FieldId, FieldTable};
use crate::format::infer;
use crate::format::meaning::{Meaning, Part, Scale, Settled};
use crate::format::{State, access, number};
use crate::record::{Record, Value};
use std::ops::Range;

/// The field that a value goes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Name {
    /// One with a fixed meaning.
    Known(FieldId),
    /// Any other.
    Own(Box<str>),
}

/// A place of a pattern that finds a part of each line.
#[derive(Debug)]
pub(super) struct Cell {
    /// Where it is written, in bytes of the text of the pattern.
    pub(super) place: Range<usize>,
    /// What becomes of what it finds.
    pub(super) target: Target,
}

/// What a token stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Target {
    /// Nothing that is kept.
    Ignored,
    /// A time, a level or a message; what can't be read as such is a value.
    Part(Part, Name),
    /// A time that was read where it stood; text, if it is not that of the record.
    Timed(Name),
    /// Text as it stands.
    Text(Name),
    /// A number where it looks like one.
    Guess(Name),
    /// A number, `per` of which make one of the unit of the field. Where it must be one, a line without is not read.
    Number { name: Name, per: f64, strict: bool },
    /// `GET /a?b=c HTTP/1.1`, or what was asked for alone.
    Request,
    /// The query, with its question mark or without.
    Query,
    /// The version behind `HTTP/`.
    Protocol,
    /// The first of the addresses that proxies have passed on.
    Forwarded,
}

/// Names as they are folded by [`infer::fold`], and the well-known field of their text.
const TEXTS: &[(&[&str], FieldId)] = &[
    (
        &[
            "remoteaddr",
            "clientip",
            "clientaddr",
            "clientaddress",
            "remoteip",
            "remotehost",
            "remoteaddress",
            "sourceaddress",
            "sourceip",
            "srcip",
        ],
        field::CLIENT,
    ),
    (&["remoteuser", "auth", "username"], field::USER),
    (&["requestmethod", "verb", "httpmethod", "httprequestmethod"], field::METHOD),
    (&["uri", "documenturi", "uripath", "urlpath"], field::PATH),
    (&["httpreferer", "referrer", "httprequestreferrer"], field::REFERER),
    (&["httpuseragent", "useragent", "useragentoriginal"], field::AGENT),
    (&["hostname", "logsource", "sysloghost"], field::HOST),
    (&["program", "processname", "servicename"], field::SERVICE),
    (&["processpid"], field::PID),
    (&["threadname", "processthreadname"], field::THREAD),
    (&["loggername", "class", "javaclass"], field::LOGGER),
];

/// The same for numbers that a line must have, or `-` in their place.
const NUMBERS: &[(&[&str], FieldId)] = &[
    (
        &["status", "statuscode", "httpresponsestatuscode", "responsecode", "response"],
        field::STATUS,
    ),
    (&["bytes", "bodybytessent", "httpresponsebodybytes", "httpresponsebodysize"], field::BYTES),
    (&["requesttime"], field::DURATION),
];

impl Name {
    /// The field of this name, which may be an alias.
    pub(super) fn of(name: &str) -> Self {
        let known = field::WELL_KNOWN.iter().position(|f| f.name == name || f.alias == name);
        known.map_or_else(|| Self::Own(name.into()), |index| Self::Known(FieldId(index as u16)))
    }

    /// The name in full.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Known(id) => field::WELL_KNOWN.get(id.0 as usize).map_or("", |field| field.name),
            Self::Own(name) => name,
        }
    }

    fn id(&self, fields: &mut FieldTable) -> Option<FieldId> {
        match self {
            Self::Known(id) => Some(*id),
            Self::Own(name) => fields.intern(name),
        }
    }
}

/// What a token of this name stands for, if the name says so.
pub(super) fn named(name: &str) -> Option<Target> {
    let folded = infer::fold(name);
    let among = |lists: &[(&[&str], FieldId)]| {
        let list = lists.iter().find(|(names, _)| names.contains(&folded.as_str()));
        list.map(|&(_, id)| Name::Known(id))
    };
    if let Some(name) = among(TEXTS) {
        return Some(Target::Text(name));
    }
    if let Some(name) = among(NUMBERS) {
        return Some(Target::Number { name, per: 1.0, strict: true });
    }
    Some(match folded.as_str() {
        "request" | "requestline" | "rawrequest" | "requesturi" | "url" | "urloriginal" => {
            Target::Request
        }
        "args" | "isargs" | "querystring" | "urlquery" | "query" | "uriparam" => Target::Query,
        "serverprotocol" | "httpversion" | "protocol" => Target::Protocol,
        _ => match infer::part(name) {
            Some(part) => Target::Part(part, Name::of(name)),
            None => match Name::of(name) {
                known @ Name::Known(_) => Target::Text(known),
                Name::Own(_) => return None,
            },
        },
    })
}

impl Target {
    /// A level by its name.
    pub(super) const LEVEL: Part = Part::Level(Scale::Names);

    /// Whether it is a path, which a query may follow at once.
    pub(super) fn is_path(&self) -> bool {
        matches!(self, Self::Request | Self::Text(Name::Known(field::PATH)))
    }

    /// The text of a field that is not among the well-known ones.
    pub(super) fn own(name: &str) -> Self {
        Self::Text(Name::Own(name.into()))
    }

    /// The name of the field that most of it goes to, to show to people; empty where nothing is kept.
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Ignored => "",
            Self::Part(Part::Time | Part::Clock, _) | Self::Timed(_) => field::TIME_NAME,
            Self::Part(Part::Level(_), _) => field::SEVERITY_ALIAS,
            Self::Part(Part::Message, _) => field::MESSAGE_NAME,
            Self::Part(Part::Value, name) | Self::Text(name) | Self::Guess(name) => name.text(),
            Self::Number { name, .. } => name.text(),
            Self::Request => "request",
            Self::Query => "url.query",
            Self::Protocol => "network.protocol.version",
            Self::Forwarded => "client.address",
        }
    }

    /// Whether it is put into the record behind all others: a time of the day needs its date.
    pub(super) fn is_late(&self) -> bool {
        matches!(self, Self::Part(Part::Clock, _))
    }

    /// Puts a text where it belongs. False where it must be a number and is none. `settled` knows the zone of times.
    pub(super) fn put<'a>(
        &self,
        text: &'a [u8],
        settled: &Settled,
        state: &mut State,
        record: &mut Record<'a>,
    ) -> bool {
        if matches!(text, b"" | b"-") {
            return true;
        }
        let fields = &mut state.fields;
        match self {
            Self::Ignored => {}
            Self::Part(part, name) => {
                let meaning = Meaning::new(*part, name.id(fields));
                settled.put(meaning, Value::Text(text), text, record, &mut state.scratch);
            }
            Self::Text(name) | Self::Timed(name) => {
                if let Some(id) = name.id(fields) {
                    record.text(id, text);
                }
            }
            Self::Guess(name) => {
                if let Some(id) = name.id(fields) {
                    record.values.push((id, number::of_word(text)));
                }
            }
            Self::Number { name, per, strict } => match (number::literal(text), name.id(fields)) {
                (Some(number), Some(id)) => record.number(id, number / per),
                (None, Some(id)) if !strict => record.text(id, text),
                (None, _) => return false,
                (_, None) => {}
            },
            Self::Request => request(text, record),
            Self::Query => {
                record.text(field::QUERY, text.strip_prefix(b"?").unwrap_or(text));
            }
            Self::Protocol => {
                record.text(field::PROTOCOL, text.strip_prefix(b"HTTP/").unwrap_or(text));
            }
            Self::Forwarded => {
                let first = text.split(|byte| matches!(byte, b',' | b' ')).next().unwrap_or(text);
                record.text(field::CLIENT, first);
            }
        }
        true
    }
}

/// A request line, or the target alone: a path with its query.
fn request<'a>(text: &'a [u8], record: &mut Record<'a>) {
    if find(b' ', text).is_some() || text.first() != Some(&b'/') {
        return access::request(text, record);
    }
    let path = find(b'?', text).unwrap_or(text.len());
    record.text(field::PATH, text.get(..path).unwrap_or_default());
    record.text(field::QUERY, text.get(path + 1..).unwrap_or_default());
}
