//! The list that is shipped, on user agents as they are met.

use super::*;
use std::sync::LazyLock;

static AGENTS: LazyLock<Agents> = LazyLock::new(|| Agents::new(LIST));

/// Where no rule is left out for want of a literal.
fn by_all_rules(text: &[u8]) -> Vec<Option<Vec<Vec<u8>>>> {
    let rules = AGENTS.rules.get_or_init(|| Rules::new(LIST));
    let kinds = [Kind::Name, Kind::Os, Kind::Device, Kind::Bot, Kind::Test];
    kinds.map(|kind| rules.first_of_all(kind, text)).into()
}

fn by_candidates(text: &[u8]) -> Vec<Option<Vec<Vec<u8>>>> {
    let rules = AGENTS.rules.get_or_init(|| Rules::new(LIST));
    let kinds = [Kind::Name, Kind::Os, Kind::Device, Kind::Bot, Kind::Test];
    kinds.map(|kind| rules.first(&rules.candidates(text), kind, text)).into()
}

const MET: &[(&str, [&str; 5])] = &[
    (
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:123.0) Gecko/20100101 Firefox/123.0",
        ["Firefox", "123.0", "Ubuntu", "", ""],
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3.1 Mobile/15E148 Safari/604.1",
        ["Mobile Safari", "17.3.1", "iOS", "iPhone", ""],
    ),
    (
        "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36",
        ["Samsung Internet", "24.0", "Android", "Samsung SM-S918B", ""],
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Mobile Safari/537.36",
        ["Chrome Mobile", "122.0.0", "Android", "", ""],
    ),
    (
        "Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64;+rv:123.0)+Gecko/20100101+Firefox/123.0",
        ["Firefox", "123.0", "Windows", "", ""],
    ),
    (
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        ["Googlebot", "2.1", "", "", "bot"],
    ),
    ("Blackbox Exporter/0.24.0", ["Blackbox Exporter", "0.24.0", "", "", "test"]),
    ("shop-sync/4.2 (nightly)", ["shop-sync", "4.2", "", "", ""]),
    ("curl/8.4.0", ["curl", "8.4.0", "", "", ""]),
    ("", ["", "", "", "", ""]),
];

#[test]
fn well_known_agents_are_called_by_their_names() {
    for (text, wanted) in MET {
        let agent = AGENTS.describe(text.as_bytes());
        let [name, version, os, device] = [agent.name, agent.version, agent.os, agent.device]
            .map(|v| String::from_utf8(v).unwrap());
        assert_eq!([&*name, &version, &os, &device, agent.synthetic], *wanted, "{text}");
    }
}

#[test]
fn every_rule_of_the_list_can_be_compiled() {
    AGENTS.check().unwrap();
    assert!(Agents::new("x\tpattern").check().is_err());
    assert!(Agents::new("n\t(").check().is_err());
}

#[test]
fn hardly_any_rule_is_tried_in_vain() {
    let rules = AGENTS.rules.get_or_init(|| Rules::new(LIST));
    assert!(rules.always() < 40, "{}", rules.always());
    for (text, _) in MET {
        let candidates = rules.candidates(text.as_bytes()).len();
        assert!(candidates < 160, "{candidates} for {text}");
    }
}

#[test]
fn rules_that_are_passed_over_would_not_have_matched() {
    // Whole agents, and agents cut and put together anew, so that rules meet what they nearly fit.
    let texts: Vec<&[u8]> = MET.iter().map(|(text, _)| text.as_bytes()).collect();
    for (at, text) in texts.iter().enumerate() {
        assert_eq!(by_candidates(text), by_all_rules(text));
        let other = texts[(at + 1) % texts.len()];
        let mixed = [&text[..text.len() / 2], &other[other.len() / 2..]].concat();
        assert_eq!(
            by_candidates(&mixed),
            by_all_rules(&mixed),
            "{}",
            String::from_utf8_lossy(&mixed)
        );
    }
}

#[test]
fn only_the_beginning_of_a_long_agent_is_looked_at() {
    let long = [&b"curl/8.4.0 "[..], &vec![b'x'; 1 << 20], b" Googlebot/2.1"].concat();
    assert_eq!(AGENTS.describe(&long).synthetic, "");
    assert_eq!(AGENTS.describe(&long).name, b"curl");
}
