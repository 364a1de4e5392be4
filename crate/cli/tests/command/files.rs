//! Several files together on the command line.

use crate::run::{file, log, run, run_with};
use serde_json::json;

#[test]
fn records_are_told_apart_by_their_file() {
    let one = file("files-one.log", log("--lines 300").as_bytes());
    let two = file("files-two.log", log("--lines 200 --seed 9").as_bytes());
    let found = run(&format!("scan {one} {two} --json")).quietly().json();
    let field = |snapshot: &serde_json::Value| {
        let fields = snapshot["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == "log.file.name").cloned()
    };
    let files = field(&found).unwrap();
    assert_eq!(files["alias"], "file");
    assert_eq!(
        files["top"],
        json!([{ "value": one, "count": 300 }, { "value": two, "count": 200 }])
    );
    let text = run(&format!("lines {two}")).quietly().stdout;
    let found = run_with(&format!("lines {one} {two} --filter"), "file : *two.log").quietly();
    assert!(found.stdout == text);
    assert_eq!(run_with(&format!("lines {one} --filter"), "file : *two.log").code, 1);
    assert_eq!(field(&run(&format!("scan {one} --json")).quietly().json()), None);
}
