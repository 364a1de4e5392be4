//! Which signatures become one template, and which stay apart; that nothing but their set matters.

use super::super::{general, request_signature, route_signature, text};
use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn signature(message: &str) -> Vec<u8> {
    let mut out = Vec::new();
    text(message.as_bytes(), &mut out);
    out
}

fn merged(signatures: &[Vec<u8>]) -> Merged {
    Merged::new(signatures.iter().map(|text| (text.as_slice(), general::bucket(text))))
}

/// The different templates of these messages, in the order of the messages.
fn templates(messages: &[&str]) -> Vec<String> {
    let signatures: Vec<Vec<u8>> = messages.iter().map(|message| signature(message)).collect();
    let merged = merged(&signatures);
    let of = |signature: &Vec<u8>| String::from_utf8_lossy(&merged.of(signature)).into_owned();
    let mut all: Vec<String> = Vec::new();
    for template in signatures.iter().map(of) {
        if !all.contains(&template) {
            all.push(template);
        }
    }
    all
}

fn stay_apart(messages: &[&str]) {
    assert_eq!(templates(messages).len(), messages.len(), "{:?}", templates(messages));
}

#[test]
fn many_words_at_one_place_are_a_variable() {
    let names = ["anna", "bela", "carl", "dora"];
    let messages = names.map(|name| format!("account {name} was opened today"));
    let messages = messages.each_ref().map(String::as_str);
    assert_eq!(templates(&messages), ["account <*> was opened today"]);
    stay_apart(&messages[..3]);
}

#[test]
fn one_kind_of_value_is_written_in_several_ways() {
    let lives = ["00:01", "1:02:00", "<1 sec", "41 s"];
    let lives = lives.map(|life| format!("a.example.org:443 close, 3 bytes sent, lifetime {life}"));
    assert_eq!(templates(&lives.each_ref().map(String::as_str)).len(), 1);
    for one in [
        ["Fan speeds ( 3552 3534 **** 3515 )", "Fan speeds ( 3552 3534 4090 3515 )"],
        ["Temperature (41C) exceeds threshold", "Temperature (103C) exceeds threshold"],
        ["illegal instruction......0", "illegal instruction......1"],
        ["lr:0023f448 cr:44282482 xer:00000002", "lr:00106574 cr:2488442a xer:20000000"],
        ["no reply (socket to 172.16.96.116:33569", "no reply (socket to 172.16.96.7:33"],
        ["Took 0.53 seconds to end it", "Took 19.05 seconds to end it"],
    ] {
        assert_eq!(templates(&one).len(), 1, "{:?}", templates(&one));
    }
}

#[test]
fn what_differs_in_what_happened_stays_apart() {
    stay_apart(&[
        "image 0673dd71-34c5-4fbb-86c4-40623fbe45b4 at (/var/lib/images/a4): checking",
        "image 0673dd71-34c5-4fbb-86c4-40623fbe45b4 at (/var/lib/images/a4): in use: on this node 1",
        "b.example.org:443 close, 0 bytes sent, 0 bytes received",
        "b.example.org:443 close, 1190 bytes (1.16 KB) sent, 0 bytes received",
        "b.example.org:443 close, 0 bytes sent, 1671 bytes (1.63 KB) received",
        "Took 0.53 seconds to spawn it",
        "Took 0.53 seconds to destroy it",
    ]);
}

#[test]
fn words_known_as_values_are_values_behind_the_same_word_again() {
    let found = templates(&[
        "closed for user anna",
        "closed for user bela",
        "closed for user carl",
        "closed for user dora",
        "opened for user anna by (uid=0)",
        "opened for user bela by (uid=0)",
    ]);
    assert_eq!(found, ["closed for user <*>", "opened for user <*> by (uid=<num>)"]);
}

#[test]
fn words_that_carry_meaning_stay() {
    stay_apart(&["disk sda is up", "disk sda is down", "disk sda is full", "disk sda is lost"]);
    stay_apart(&["job was started", "job was paused", "job was resumed", "job was killed"]);
    stay_apart(&[
        "fan started here",
        "pump started here",
        "door started here",
        "lamp started here",
    ]);
}

#[test]
fn names_of_things_are_values_from_the_second_on() {
    let found = templates(&["loaded com.example.A as bean", "loaded org.other.B as bean"]);
    assert_eq!(found, ["loaded <*> as bean"]);
    let found = templates(&["lookup of www.example.org failed", "lookup of 10.0.0.7 failed"]);
    assert_eq!(found, ["lookup of <*> failed"]);
}

#[test]
fn whatever_holds_a_mask_is_one_kind_of_thing() {
    let found = templates(&["block rdd_1_2 stored", "block broadcast_3_piece0 stored"]);
    assert_eq!(found, ["block <*> stored"]);
    let found = templates(&["got mask=ffffffff now", "got mask=0x1f now", "got mask=null now"]);
    assert_eq!(found, ["got mask=<*> now"]);
    let found = templates(&["speeds ( 12 14 **** 9 )", "speeds ( 12 14 15 9 )"]);
    assert_eq!(found, ["speeds ( <*> )"]);
    stay_apart(&["cache depth....7", "cache threshold....7", "cache depth=7", "cache: 7"]);
}

#[test]
fn a_dash_behind_a_value_is_a_value_that_is_not_there() {
    let found = templates(&["[req-1 - - -] list done", "[req-2 0xa1 0xb2 -] list done"]);
    assert_eq!(found.len(), 1, "{found:?}");
    stay_apart(&["copy - list", "copy 7 list"]);
}

#[test]
fn a_list_of_any_length_is_one_variable() {
    let found = templates(&["delete blk_1", "delete blk_1 blk_2", "delete blk_1 blk_2, blk_3"]);
    assert_eq!(found, ["delete <*>"]);
    let long = format!("delete {}", "blk_7 ".repeat(200));
    assert_eq!(templates(&[&long, "delete blk_1"]), ["delete <*>"]);
}

#[test]
fn a_template_takes_in_what_differs_in_several_places_at_once() {
    let mut messages: Vec<String> = Vec::new();
    for name in ["a.X", "b.Y", "c.Z"] {
        messages.extend(["d.U", "e.V"].map(|other| format!("register {name} for {other} here")));
    }
    messages.push("register q.Q for r.R here".into());
    let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
    assert_eq!(templates(&messages), ["register <*> for <*> here"]);
}

#[test]
fn routes_stay_as_they_were_made() {
    let routes =
        ["GET /a/<num>", "GET /b/<num>", "GET /c", "GET /d.css", "PUT /c", "/e", "/f/<id>"];
    let signatures = routes.map(|route| route.as_bytes().to_vec());
    let merged = merged(&signatures);
    for route in &signatures {
        assert_eq!(*merged.of(route), **route);
    }
}

#[test]
fn a_route_whose_names_are_of_several_classes_is_one() {
    let routes = [b"GET /cart/<hex>/items".to_vec(), b"GET /cart/<num>/items".to_vec()];
    let merged = merged(&routes);
    assert!(routes.iter().all(|route| *merged.of(route) == *b"GET /cart/<*>/items"));
}

#[test]
fn requests_are_merged_as_their_paths_are_and_keep_their_methods() {
    let request = |method: &str, path: &str| {
        let (mut route, mut signature) = (Vec::new(), Vec::new());
        route_signature(path.as_bytes(), &mut route);
        request_signature(method.as_bytes(), &route, &mut signature);
        signature
    };
    let names = (0..60)
        .map(|n| format!("/p/{}chair{}", "a".repeat(n / 26), (b'a' + (n % 26) as u8) as char));
    let mut all: Vec<Vec<u8>> = names.map(|path| request("GET", &path)).collect();
    all.extend([
        request("PUT", "/p/table"),
        request("GET", "/cart/1/items"),
        request("", "/p/table"),
    ]);
    all.extend([request("GET", "/cart/0a1b2c3d/items"), signature("GET /p/chair now")]);
    let merged = merged(&all);
    let found: BTreeSet<String> = all
        .iter()
        .map(|signature| String::from_utf8_lossy(&merged.of(signature)).into_owned())
        .collect();
    let wanted = ["/p/<*>", "GET /cart/<*>/items", "GET /p/<*>", "GET <path> now", "PUT /p/<*>"];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
    assert_eq!(*merged.of(&request("GET", "/new/7")), *b"GET /new/<num>");
}

#[test]
fn what_was_not_merged_is_its_own_template() {
    let merged = merged(&[signature("one thing")]);
    assert_eq!(*merged.of(b"another thing"), *b"another thing");
    assert!(merged.is_empty() && Merged::default() == merged);
}

/// Messages of few words, so that much of them is the same.
fn messages() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let word = prop_oneof![
        "[a-e]",
        "(user|state|x)[=:]",
        "[a-c]\\.[a-c]",
        Just("<num>".to_owned()),
        Just("(<ip>),".to_owned()),
        Just("....".to_owned()),
        "[ -~]{0,5}",
    ];
    let message = prop::collection::vec(word, 0..7).prop_map(|words| signature(&words.join(" ")));
    prop::collection::vec(message, 0..60)
}

proptest! {
    #[test]
    fn order_and_repetition_do_not_matter(mut all in messages(), again in any::<prop::sample::Index>()) {
        let reference = merged(&all);
        all.reverse();
        if !all.is_empty() {
            all.push(all[again.index(all.len())].clone());
        }
        let other = merged(&all);
        for text in &all {
            prop_assert_eq!(other.of(text), reference.of(text));
        }
    }

    #[test]
    fn a_template_is_its_signature_or_what_several_have_in_common(all in messages()) {
        let merged = merged(&all);
        for text in &all {
            let template = merged.of(text);
            let others = all.iter().filter(|other| merged.of(other) == template && *other != text);
            prop_assert!(*template == **text || others.count() > 0);
        }
    }

    #[test]
    fn any_bytes_that_signatures_hold_can_be_merged_and_only_spaces_come_to_nothing(
        all in prop::collection::vec(prop::collection::vec(3u8.., 0..200), 0..20),
    ) {
        let merged = merged(&all);
        for text in &all {
            let nothing = text.iter().all(|&byte| byte == b' ');
            prop_assert_eq!(merged.of(text).is_empty(), nothing, "{:?}", text);
        }
    }
}
