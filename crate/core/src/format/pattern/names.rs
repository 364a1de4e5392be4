/*!
What grok's common names stand for: expressions that take linear time, generous where the exact ones would only be slow.

Source: the names are those of Logstash's core patterns; what they match is put down anew.
*/

/// Names with their expressions, which may refer to other names.
const NAMES: &[(&str, &str)] = &[
    // Numbers.
    ("INT", r"[+-]?[0-9]+"),
    ("BASE10NUM", r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"),
    ("NUMBER", "%{BASE10NUM}"),
    ("BASE16NUM", "[+-]?(?:0x)?[0-9A-Fa-f]+"),
    ("BASE16FLOAT", r"[+-]?(?:0x)?(?:[0-9A-Fa-f]+(?:\.[0-9A-Fa-f]*)?|\.[0-9A-Fa-f]+)"),
    ("POSINT", "[1-9][0-9]*"),
    ("NONNEGINT", "[0-9]+"),
    // Words.
    ("WORD", r"\b\w+\b"),
    ("NOTSPACE", r"\S+"),
    ("SPACE", r"\s*"),
    ("DATA", ".*?"),
    ("GREEDYDATA", ".*"),
    ("QUOTEDSTRING", r#""(?:\\.|[^\\"])*"|'(?:\\.|[^\\'])*'|`(?:\\.|[^\\`])*`"#),
    ("QS", "%{QUOTEDSTRING}"),
    ("UUID", "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"),
    ("USERNAME", "[a-zA-Z0-9._-]+"),
    ("USER", "%{USERNAME}"),
    ("EMAILLOCALPART", r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]+"),
    ("EMAILADDRESS", "%{EMAILLOCALPART}@%{HOSTNAME}"),
    ("HTTPDUSER", "(?:%{EMAILADDRESS}|%{USER})"),
    // Addresses.
    ("CISCOMAC", r"(?:[A-Fa-f0-9]{4}\.){2}[A-Fa-f0-9]{4}"),
    ("WINDOWSMAC", "(?:[A-Fa-f0-9]{2}-){5}[A-Fa-f0-9]{2}"),
    ("COMMONMAC", "(?:[A-Fa-f0-9]{2}:){5}[A-Fa-f0-9]{2}"),
    ("MAC", "(?:%{CISCOMAC}|%{WINDOWSMAC}|%{COMMONMAC})"),
    ("IPV4", r"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b"),
    (
        "IPV6",
        r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:[0-9]{0,3}(?:\.[0-9]{1,3}){3})?(?:%[0-9A-Za-z]+)?",
    ),
    ("IP", "(?:%{IPV6}|%{IPV4})"),
    ("HOSTNAME", r"\b[0-9A-Za-z][0-9A-Za-z_-]{0,62}(?:\.[0-9A-Za-z][0-9A-Za-z_-]{0,62})*\.?"),
    ("IPORHOST", "(?:%{IP}|%{HOSTNAME})"),
    ("HOSTPORT", "%{IPORHOST}:%{POSINT}"),
    // Paths and addresses of the web.
    ("UNIXPATH", r"/[^\s?*]*"),
    ("WINPATH", r"(?:[A-Za-z]+:|\\)(?:\\[^\\?*]*)+"),
    ("PATH", "(?:%{UNIXPATH}|%{WINPATH})"),
    ("TTY", r"/dev/(?:pts|tty[pq]?)?/?\w*"),
    ("URIPROTO", "[A-Za-z][A-Za-z0-9+.-]+"),
    ("URIHOST", "%{IPORHOST}(?::%{POSINT})?"),
    ("URIPATH", r"(?:/[^\s?#]*)+"),
    ("URIQUERY", r"[^\s#]*"),
    ("URIPARAM", r"\?%{URIQUERY}"),
    ("URIPATHPARAM", "%{URIPATH}(?:%{URIPARAM})?"),
    ("URI", "%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?"),
    // Dates and times.
    (
        "MONTH",
        r"\b(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ep(?:tember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?)\b",
    ),
    ("MONTHNUM", "(?:0?[1-9]|1[0-2])"),
    ("MONTHNUM2", "(?:0[1-9]|1[0-2])"),
    ("MONTHDAY", "(?:0[1-9]|[12][0-9]|3[01]|[1-9])"),
    (
        "DAY",
        "(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)",
    ),
    ("YEAR", "(?:[0-9]{2}){1,2}"),
    ("HOUR", "(?:2[0123]|[01]?[0-9])"),
    ("MINUTE", "[0-5][0-9]"),
    ("SECOND", "(?:[0-5]?[0-9]|60)(?:[:.,][0-9]+)?"),
    ("TIME", "%{HOUR}:%{MINUTE}(?::%{SECOND})?"),
    ("DATE_US", "%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}"),
    ("DATE_EU", "%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}"),
    ("DATE", "(?:%{DATE_US}|%{DATE_EU})"),
    ("ISO8601_TIMEZONE", "(?:Z|[+-]%{HOUR}(?::?%{MINUTE}))"),
    ("ISO8601_SECOND", "%{SECOND}"),
    (
        "TIMESTAMP_ISO8601",
        "%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?%{ISO8601_TIMEZONE}?",
    ),
    ("DATESTAMP", "%{DATE}[- ]%{TIME}"),
    ("TZ", "(?:[APMCE][SD]T|UTC|GMT|CES?T|[A-Z]{3,4})"),
    ("DATESTAMP_RFC822", "%{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}"),
    ("DATESTAMP_RFC2822", "%{DAY}, %{MONTHDAY} %{MONTH} %{YEAR} %{TIME} %{ISO8601_TIMEZONE}"),
    ("DATESTAMP_OTHER", "%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{TZ} %{YEAR}"),
    ("DATESTAMP_EVENTLOG", "[0-9]{14}"),
    ("SYSLOGTIMESTAMP", "%{MONTH} +%{MONTHDAY} %{TIME}"),
    ("HTTPDATE", "%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}"),
    ("HTTPDERROR_DATE", "%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{YEAR}"),
    // Logs of programs.
    ("PROG", r"[\x21-\x5a\x5c\x5e-\x7e]+"),
    ("SYSLOGPROG", r"%{PROG:program}(?:\[%{POSINT:pid}\])?"),
    ("SYSLOGHOST", "%{IPORHOST}"),
    ("SYSLOGFACILITY", r"<%{NONNEGINT:facility}(?:\.%{NONNEGINT:priority})?>"),
    (
        "SYSLOGBASE",
        "%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:logsource} %{SYSLOGPROG}:",
    ),
    ("SYSLOGLINE", "%{SYSLOGBASE} %{GREEDYDATA:message}"),
    (
        "LOGLEVEL",
        r"\b(?:[Tt]race|TRACE|[Dd]ebug|DEBUG|[Nn]otice|NOTICE|[Ii]nfo(?:rmation)?|INFO(?:RMATION)?|[Ww]arn(?:ing)?|WARN(?:ING)?|[Ee]rr(?:or)?|ERR(?:OR)?|[Cc]rit(?:ical)?|CRIT(?:ICAL)?|[Ff]atal|FATAL|[Ss]evere|SEVERE|[Aa]lert|ALERT|EMERG(?:ENCY)?|[Ee]merg(?:ency)?)\b",
    ),
    ("JAVACLASS", r"(?:[a-zA-Z$_][a-zA-Z$_0-9]*\.)*[a-zA-Z$_][a-zA-Z$_0-9]*"),
    ("JAVAFILE", "[A-Za-z0-9_. -]+"),
    ("JAVAMETHOD", r"(?:<(?:cl)?init>|[a-zA-Z$_][a-zA-Z$_0-9]*)"),
    ("JAVALOGMESSAGE", ".*"),
    (
        "COMMONAPACHELOG",
        r#"%{IPORHOST:clientip} %{HTTPDUSER:ident} %{HTTPDUSER:auth} \[%{HTTPDATE:timestamp}\] "(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})" (?:-|%{NUMBER:response}) (?:-|%{NUMBER:bytes})"#,
    ),
    ("COMBINEDAPACHELOG", "%{COMMONAPACHELOG} %{QS:referrer} %{QS:agent}"),
    ("HTTPD_COMMONLOG", "%{COMMONAPACHELOG}"),
    ("HTTPD_COMBINEDLOG", "%{COMBINEDAPACHELOG}"),
];

/// The expression behind a name.
pub(super) fn expression(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, expression)| *expression)
}

/// The known name that was perhaps meant: the one that differs least in its beginning.
pub(super) fn like(name: &str) -> Option<&'static str> {
    let upper = name.to_ascii_uppercase();
    let common = |known: &str| known.bytes().zip(upper.bytes()).take_while(|(a, b)| a == b).count();
    let best =
        NAMES.iter().map(|(known, _)| (common(known), *known)).max_by_key(|(count, known)| {
            (*count, std::cmp::Reverse(known.len().abs_diff(upper.len())))
        });
    best.filter(|(count, _)| *count >= 3).map(|(_, known)| known)
}

/// Whether what a name stands for is a number.
pub(super) fn is_number(name: &str) -> bool {
    matches!(name, "INT" | "BASE10NUM" | "NUMBER" | "POSINT" | "NONNEGINT")
}

/// Whether what a name stands for is a date, with the time of the day or without.
pub(super) fn is_time(name: &str) -> bool {
    name.starts_with("DATE")
        || name.starts_with("TIMESTAMP")
        || matches!(name, "HTTPDATE" | "SYSLOGTIMESTAMP" | "HTTPDERROR_DATE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_known_leads_to_one_that_is_like_it() {
        assert_eq!(like("TIMESTAMP_ISO"), Some("TIMESTAMP_ISO8601"));
        assert_eq!(like("iporhosts"), Some("IPORHOST"));
        assert_eq!(like("XYZ"), None);
    }
}
