//! The stages natively: `stages KIND BYTES` prints the number of bytes; then it runs each stage that a line of standard input
//! names, or makes the columns that the filters run over (`cache`), and prints the number of records.

mod stages;

use logatlas_core::generate::Kind;
use stages::{Bench, Stage};
use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, bytes] = arguments.as_slice() else {
        return Err("usage: stages KIND BYTES".into());
    };
    let kind: Kind = kind.parse()?;
    let mut bench = Bench::new(kind, bytes.parse()?);
    writeln!(stdout(), "{}", bench.bytes())?;
    for name in stdin().lock().lines() {
        let name = name?;
        let stage = Stage::ALL.into_iter().find(|stage| stage.name() == name);
        let count = match stage {
            Some(stage) => bench.run(stage),
            None if name == "cache" => bench.cache(),
            None => return Err(format!("{name}: no such stage").into()),
        };
        writeln!(stdout(), "{count}")?;
    }
    Ok(())
}
