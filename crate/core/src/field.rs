/*!
Names of fields: the well-known ones with their OpenTelemetry names and short aliases, and the table that
numbers the names met in one slice.
*/

use hashbrown::HashTable;
use xxhash_rust::xxh64::xxh64;

/// How the values of a field are summarised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Words: top values and a distinct count.
    Text,
    /// Quantities: quantiles and a histogram.
    Number,
    /// Numbers that name something, such as status codes: top values, no quantiles.
    Code,
    /// A field that held text in some records and numbers in others.
    Mixed,
}

/// What a field means to the charts, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Who asked: an address or a host name.
    Client,
    /// The verb of a request.
    Method,
    /// What was asked for.
    Path,
    /// The status code of an HTTP response.
    Status,
    /// The size of a response, in bytes.
    Bytes,
    /// How long something took, in whatever unit the log has.
    Duration,
    /// The program that a client says it is.
    Agent,
    /// The machine that wrote the record.
    Host,
    /// The program or unit that wrote the record.
    Service,
}

/// The number of a field within one slice; the well-known fields have the same number in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(pub u16);

/// A field whose name and meaning are fixed by the OpenTelemetry semantic conventions.
#[derive(Debug)]
pub struct WellKnown {
    /// The name in full, as in `client.address`.
    pub name: &'static str,
    /// The short name for typing, as in `client`.
    pub alias: &'static str,
    /// How its values are summarised.
    pub kind: Kind,
    /// What it means to the charts.
    pub role: Option<Role>,
}

macro_rules! well_known {
    ($($constant:ident = $index:literal, $name:literal, $alias:literal, $kind:ident, $role:expr, $doc:literal;)*) => {
        $(#[doc = $doc] pub const $constant: FieldId = FieldId($index);)*
        /// Every well-known field, at the position of its [`FieldId`].
        pub const WELL_KNOWN: &[WellKnown] =
            &[$(WellKnown { name: $name, alias: $alias, kind: Kind::$kind, role: $role }),*];
    };
}

well_known! {
    CLIENT = 0, "client.address", "client", Text, Some(Role::Client), "The address of the peer that asked.";
    USER = 1, "user.name", "user", Text, None, "The authenticated user.";
    METHOD = 2, "http.request.method", "method", Text, Some(Role::Method), "The HTTP method.";
    ROUTE = 3, "http.route", "route", Text, None, "The path with what varies in it masked; derived from the path.";
    PATH = 4, "url.path", "path", Text, Some(Role::Path), "The path of the request, without its query.";
    QUERY = 5, "url.query", "query", Text, None, "The query of the request, without the question mark.";
    PROTOCOL = 6, "network.protocol.version", "protocol", Text, None, "The version of HTTP.";
    STATUS = 7, "http.response.status_code", "status", Code, Some(Role::Status), "The status code of the response.";
    BYTES = 8, "http.response.body.size", "bytes", Number, Some(Role::Bytes), "The size of the response body, in bytes.";
    REFERER = 9, "http.request.header.referer", "referer", Text, None, "The page that linked here.";
    AGENT_NAME = 10, "user_agent.name", "family", Text, None, "The name of the program; derived from the user agent.";
    SYNTHETIC = 11, "user_agent.synthetic.type", "bot", Text, None, "`bot` or `test`, for what is no visitor; derived from the user agent.";
    AGENT_OS = 12, "user_agent.os.name", "os", Text, None, "The operating system; derived from the user agent.";
    DEVICE = 13, "device.model.name", "device", Text, None, "The device; derived from the user agent.";
    AGENT_VERSION = 14, "user_agent.version", "agent_version", Text, None, "The version of the program; derived from the user agent.";
    AGENT = 15, "user_agent.original", "agent", Text, Some(Role::Agent), "The user agent as the client sent it.";
    DURATION = 16, "http.server.request.duration", "duration", Number, Some(Role::Duration), "How long the request took, in seconds.";
    SERVICE = 17, "service.name", "service", Text, Some(Role::Service), "The program that wrote the record.";
    HOST = 18, "host.name", "host", Text, Some(Role::Host), "The machine that wrote the record.";
    PID = 19, "process.pid", "pid", Text, None, "The process that wrote the record.";
    THREAD = 20, "thread.name", "thread", Text, None, "The thread that wrote the record.";
    LOGGER = 21, "otel.scope.name", "logger", Text, Some(Role::Service), "The logger or module that wrote the record.";
    FACILITY = 22, "syslog.facility.code", "facility", Code, None, "The syslog facility, 0 to 23.";
    MSG_ID = 23, "syslog.msg.id", "msgid", Text, None, "The syslog message type.";
    FILE = 24, "log.file.name", "file", Text, None, "The file that the record came from, or the member of an archive.";
}

/// The name under which the severity of records is listed and filtered.
pub const SEVERITY_NAME: &str = "severity_text";
/// The short name of [`SEVERITY_NAME`].
pub const SEVERITY_ALIAS: &str = "level";
/// The name under which the message template of records is listed and filtered.
pub const TEMPLATE_NAME: &str = "template";
/// The name under which the route of a path is listed and filtered.
pub const ROUTE_NAME: &str = WELL_KNOWN[ROUTE.0 as usize].name;
/// The name under which the query of a request is listed and filtered; those of its parameters begin with it and a point.
pub const QUERY_NAME: &str = WELL_KNOWN[QUERY.0 as usize].name;
/// The name under which bots and tests are listed and filtered.
pub const SYNTHETIC_NAME: &str = WELL_KNOWN[SYNTHETIC.0 as usize].name;
/// The name under which the file that records came from is listed and filtered.
pub const FILE_NAME: &str = WELL_KNOWN[FILE.0 as usize].name;
/// The name under which records are filtered by the signature of their message: what their template was merged from.
pub const SIGNATURE_NAME: &str = "signature";
/// The name of the time of a record in filters and exports.
pub const TIME_NAME: &str = "@timestamp";
/// The name of the free text of a record in filters and exports.
pub const MESSAGE_NAME: &str = "message";

/// At most this many different names are kept; of more, those with the smallest hashes, so that which ones are kept
/// does not depend on where the input was cut.
pub const MAX_FIELDS: usize = 512;

/// The well-known field that goes by this full name or alias.
pub fn well_known(name: &str) -> Option<&'static WellKnown> {
    WELL_KNOWN.iter().find(|field| field.name == name || field.alias == name)
}

/// The short name of a field, where it has one.
pub fn alias(name: &str) -> Option<&'static str> {
    if name == SEVERITY_NAME {
        return Some(SEVERITY_ALIAS);
    }
    WELL_KNOWN.iter().find(|field| field.name == name).map(|field| field.alias)
}

/// How the values of a field of this name are to be summarised if they are numbers.
pub fn number_kind(name: &str) -> Kind {
    match role(name) {
        Some(Role::Status) => Kind::Code,
        _ => match WELL_KNOWN.iter().find(|field| field.name == name) {
            Some(field) if field.kind == Kind::Code => Kind::Code,
            _ => Kind::Number,
        },
    }
}

/// What a field means, judged by its name: well-known names first, then the last part of a dotted or camel-cased
/// key as loggers in the wild write it.
pub fn role(name: &str) -> Option<Role> {
    if let Some(field) = WELL_KNOWN.iter().find(|field| field.name == name) {
        return field.role;
    }
    let last = name.rsplit('.').next().unwrap_or(name);
    let mut folded = [0u8; 32];
    let mut len = 0;
    for byte in last.bytes().filter(u8::is_ascii_alphanumeric) {
        *folded.get_mut(len)? = byte.to_ascii_lowercase();
        len += 1;
    }
    let role = match folded.get(..len)? {
        b"clientaddr" | b"clientaddress" | b"clienthost" | b"clientip" | b"remoteaddr"
        | b"remoteaddress" | b"remoteip" | b"remotehost" | b"srcip" | b"sourceip" | b"client"
        | b"ipaddress" => Role::Client,
        b"method" | b"requestmethod" | b"httpmethod" | b"verb" => Role::Method,
        b"path" | b"requestpath" | b"uri" | b"requesturi" | b"url" | b"urlpath" => Role::Path,
        b"status" | b"statuscode" | b"downstreamstatus" | b"responsestatus" | b"responsecode"
        | b"httpstatus" => Role::Status,
        b"bytes"
        | b"bytessent"
        | b"bodybytessent"
        | b"downstreamcontentsize"
        | b"responsesize"
        | b"contentlength"
        | b"size" => Role::Bytes,
        b"duration" | b"durationms" | b"elapsed" | b"elapsedms" | b"latency" | b"latencyms"
        | b"requesttime" | b"responsetime" | b"responsetimems" | b"tookms" | b"took"
        | b"timetaken" => Role::Duration,
        b"useragent" | b"agent" | b"httpuseragent" => Role::Agent,
        b"host" | b"hostname" => Role::Host,
        b"service" | b"servicename" | b"logger" | b"app" | b"application" | b"component" => {
            Role::Service
        }
        _ => return None,
    };
    Some(role)
}

/// Numbers the names of the fields of one slice: the well-known ones first, then others as they are met.
#[derive(Debug)]
pub struct FieldTable {
    names: Vec<Box<str>>,
    dynamic: HashTable<u16>,
    /// The largest hashes among the dynamic names kept, so that a name that can't be among the smallest is refused.
    kept: std::collections::BTreeSet<(u64, u16)>,
    dropped: bool,
}

impl Default for FieldTable {
    fn default() -> Self {
        let names = WELL_KNOWN.iter().map(|field| field.name.into()).collect();
        Self { names, dynamic: HashTable::new(), kept: Default::default(), dropped: false }
    }
}

impl FieldTable {
    /// The number of this name, or nothing where there are more than [`MAX_FIELDS`] names with smaller hashes.
    pub fn intern(&mut self, name: &str) -> Option<FieldId> {
        let hash = name_hash(name);
        let found = self.dynamic.find(hash, |&id| &*self.names[id as usize] == name);
        if let Some(&id) = found {
            return Some(FieldId(id));
        }
        if let Some(index) = WELL_KNOWN.iter().position(|field| field.name == name) {
            return Some(FieldId(index as u16));
        }
        if self.kept.len() >= MAX_FIELDS {
            self.dropped = true;
            let &(largest, id) = self.kept.last()?;
            if hash > largest {
                return None;
            }
            self.kept.remove(&(largest, id));
        }
        let id = u16::try_from(self.names.len()).ok()?;
        self.names.push(name.into());
        let names = &self.names;
        self.dynamic.insert_unique(hash, id, |&id| name_hash(&names[id as usize]));
        self.kept.insert((hash, id));
        Some(FieldId(id))
    }

    /// One more than the largest number given out.
    #[inline]
    pub fn numbers(&self) -> usize {
        self.names.len()
    }

    /// The name behind a number that this table gave out.
    pub fn name(&self, id: FieldId) -> &str {
        self.names.get(id.0 as usize).map_or("", |name| name)
    }

    /// Whether the name is still among those kept.
    pub fn keeps(&self, id: FieldId) -> bool {
        let well_known = (id.0 as usize) < WELL_KNOWN.len();
        well_known || self.kept.contains(&(name_hash(self.name(id)), id.0))
    }

    /// Whether some names were refused for want of room.
    pub fn dropped(&self) -> bool {
        self.dropped
    }
}

/// The order in which names are kept when there are too many.
pub(crate) fn name_hash(name: &str) -> u64 {
    xxh64(name.as_bytes(), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_point_at_their_rows() {
        assert_eq!(WELL_KNOWN[CLIENT.0 as usize].alias, "client");
        assert_eq!(WELL_KNOWN[MSG_ID.0 as usize].alias, "msgid");
        assert_eq!(WELL_KNOWN.len(), FILE.0 as usize + 1);
    }

    #[test]
    fn roles_are_seen_through_spelling() {
        assert_eq!(role("http.response.statusCode"), Some(Role::Status));
        assert_eq!(role("DownstreamStatus"), Some(Role::Status));
        assert_eq!(role("request.remote_ip"), Some(Role::Client));
        assert_eq!(role("colour"), None);
    }

    #[test]
    fn the_names_kept_do_not_depend_on_the_order_of_arrival() {
        let names: Vec<String> = (0..3 * MAX_FIELDS).map(|i| format!("key{i}")).collect();
        let kept = |order: &mut dyn Iterator<Item = &String>| {
            let mut table = FieldTable::default();
            for name in order {
                table.intern(name);
            }
            let mut kept: Vec<String> = (0..table.names.len() as u16)
                .map(FieldId)
                .filter(|&id| table.keeps(id))
                .map(|id| table.name(id).to_owned())
                .collect();
            kept.sort();
            assert!(table.dropped());
            kept
        };
        let forwards = kept(&mut names.iter());
        assert_eq!(forwards, kept(&mut names.iter().rev()));
        assert_eq!(forwards.len(), MAX_FIELDS + WELL_KNOWN.len());
    }
}
