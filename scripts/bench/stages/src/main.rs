//! The stages natively: `logatlas-stages KIND BYTES`, then for each name of a stage on a line of standard input the seconds
//! that it took, on a line of standard output. The first line of output is the number of bytes.

mod stages;

use logatlas_core::generate::Kind;
use stages::{Bench, Stage};
use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, bytes] = arguments.as_slice() else {
        return Err("usage: logatlas-stages KIND BYTES".into());
    };
    let kind: Kind = kind.parse()?;
    let mut bench = Bench::new(kind, bytes.parse()?);
    writeln!(stdout(), "{}", bench.bytes())?;
    for name in stdin().lock().lines() {
        let name = name?;
        let stage = Stage::ALL.into_iter().find(|stage| stage.name() == name);
        let stage = stage.ok_or_else(|| format!("{name}: no such stage"))?;
        if matches!(stage, Stage::Many | Stage::Few) {
            bench.cache();
        }
        let start = Instant::now();
        bench.run(stage);
        writeln!(stdout(), "{}", start.elapsed().as_secs_f64())?;
    }
    Ok(())
}
