/*!
Levels that devices and daemons write into the text of a line.

```text
%SYS-5-CONFIG_I: Configured from console     the mnemonic of a switch or router: facility, severity, name
daemon.info dnsmasq[12]: started             facility and severity of syslog
system,error,critical login failure          topics, one of them a level
```

Source: Cisco IOS, System Message Guide; Huawei VRP, Information Center; syslog.conf(5); RouterOS, Log.
*/

use crate::severity::Severity;

/// A mnemonic or a list of topics is no longer.
const MAX_NAME: usize = 64;

/// The severity in the mnemonic at the start of a message: `%LINK-3-UPDOWN:`, `%%01IFNET/4/LINK_STATE(l)`, `%KERN-5:`.
pub(super) fn mnemonic(message: &[u8]) -> Option<Severity> {
    let Some(name) = message.strip_prefix(b"%") else { return bare_mnemonic(message) };
    let name = name.strip_prefix(b"%").unwrap_or(name);
    if !name.first()?.is_ascii_uppercase() && !name.first()?.is_ascii_digit() {
        return None;
    }
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-/".contains(byte);
    let length = name.iter().take(MAX_NAME).take_while(|byte| is_name(byte)).count();
    let closed = name.get(length).is_none_or(|byte| b":( ".contains(byte));
    let end = name.len().min(length + 1);
    let levels = name.get(..end).filter(|_| closed && length > 3)?.windows(3);
    let mut digit = levels.filter_map(|three| match three {
        [b'-', digit @ b'0'..=b'7', b'-' | b':' | b' '] => Some(digit - b'0'),
        [b'/', digit @ b'0'..=b'7', b'/'] => Some(digit - b'0'),
        _ => None,
    });
    digit.next_back().map(Severity::from_syslog)
}

/// The severity in `IFNET/3/LINK_UPDOWN`, as HPE writes it.
fn bare_mnemonic(name: &[u8]) -> Option<Severity> {
    if !name.first()?.is_ascii_uppercase() {
        return None;
    }
    let end = name.iter().take(MAX_NAME).position(|byte| *byte == b':').unwrap_or(name.len());
    let is_name = |part: &[u8]| {
        let capital =
            |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
        part.len() > 1 && part.iter().all(capital)
    };
    let mut parts = name.get(..end)?.split(|byte| *byte == b'/');
    match (parts.next()?, parts.next()?, parts.next()?, parts.next()) {
        (facility, [digit @ b'0'..=b'7'], event, None) if is_name(facility) && is_name(event) => {
            Some(Severity::from_syslog(digit - b'0'))
        }
        _ => None,
    }
}

/// `notice `: a severity by its name in small letters, and how many bytes it takes with the space behind it.
pub(super) fn severity(text: &[u8]) -> Option<(Severity, usize)> {
    let length = text.iter().take(MAX_NAME).take_while(|byte| byte.is_ascii_lowercase()).count();
    let (word, rest) = text.split_at(length);
    let severity = Severity::from_name(word).filter(|_| length > 2 && rest.starts_with(b" "))?;
    Some((severity, length + 1))
}

/// `daemon.info `: the priority that a syslog facility and its severity make, and how many bytes the two take.
pub(super) fn facility(text: &[u8]) -> Option<(u8, usize)> {
    const FACILITIES: [&[u8]; 12] = [
        b"kern",
        b"user",
        b"mail",
        b"daemon",
        b"auth",
        b"syslog",
        b"lpr",
        b"news",
        b"uucp",
        b"cron",
        b"authpriv",
        b"ftp",
    ];
    const SEVERITIES: [&[u8]; 8] =
        [b"emerg", b"alert", b"crit", b"err", b"warn", b"notice", b"info", b"debug"];
    let window = text.get(..text.len().min(MAX_NAME))?;
    let length = window.iter().position(|byte| b" :>".contains(byte))?;
    let word = window.get(..length)?;
    let (name, level) = word.split_at(memchr::memchr(b'.', word)?);
    let code = match name {
        [b'l', b'o', b'c', b'a', b'l', digit @ b'0'..=b'7'] => 16 + usize::from(digit - b'0'),
        _ => FACILITIES.iter().position(|known| *known == name)?,
    };
    let level = level.get(1..)?;
    let severity = match level {
        b"warning" => 4,
        b"error" => 3,
        b"panic" => 0,
        _ => SEVERITIES.iter().position(|known| *known == level)?,
    };
    Some(((code * 8 + severity) as u8, length))
}

/// `system,info,account `: the gravest of the levels among topics with commas between them, and how many bytes these take.
pub(super) fn topics(text: &[u8]) -> Option<(Severity, usize)> {
    let is_topic = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b',';
    let length = text.iter().take(MAX_NAME).take_while(|byte| is_topic(byte)).count();
    let list = text.get(..length).filter(|list| list.contains(&b','))?;
    if !matches!(text.get(length), Some(b' ' | b':')) {
        return None;
    }
    let levels = list.split(|byte| *byte == b',').filter(|topic| topic.len() > 3);
    Some((levels.filter_map(Severity::from_name).max()?, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mnemonics_name_their_severity() {
        for (message, severity) in [
            ("%LINK-3-UPDOWN: Interface x", Severity::Error),
            ("%ROUTING-BGP-5-ADJCHANGE : x", Severity::Info),
            ("%PKT_INFRA-LINK-4-UPDOWN: x", Severity::Warn),
            ("%DAEMON-4-RPD_BGP_STATE: x", Severity::Warn),
            ("%KERN-2: x", Severity::Fatal),
            ("%%01IFNET/4/LINK_STATE(l)[12]:x", Severity::Warn),
            ("%%10SHELL/6/SHELL_CMD: x", Severity::Info),
            ("IFNET/3/LINK_UPDOWN", Severity::Error),
        ] {
            assert_eq!(mnemonic(message.as_bytes()), Some(severity), "{message}");
        }
        for message in [
            "",
            "a/3/b",
            "A/3",
            "usr/3/X: y",
            "%",
            "%s-3-",
            "% 3-4",
            "%d of 3-4-5",
            "100%-3-X:",
            "%LINK-9-X:",
            "%A-B:",
        ] {
            assert_eq!(mnemonic(message.as_bytes()), None, "{message}");
        }
    }

    #[test]
    fn facility_and_severity_make_a_priority() {
        assert_eq!(facility(b"daemon.info x[1]: y"), Some((30, 11)));
        assert_eq!(facility(b"local7.warning: y"), Some((188, 14)));
        for text in ["daemon.info", "daemon.x y", "router.info y", "info y", ". y", ""] {
            assert_eq!(facility(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn the_gravest_topic_is_the_level() {
        assert_eq!(topics(b"system,error,critical x"), Some((Severity::Fatal, 21)));
        assert_eq!(topics(b"dhcp,info x"), Some((Severity::Info, 9)));
        for text in ["info x", "a,b x", "dhcp,info", "Dhcp,info x", ""] {
            assert_eq!(topics(text.as_bytes()), None, "{text}");
        }
    }
}
