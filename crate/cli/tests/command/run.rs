/*!
Runs the program and looks at what it did.
*/

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// The program with these arguments, separated by spaces.
pub fn command(arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_logatlas"));
    command.args(arguments.split_whitespace());
    command.stdin(Stdio::null());
    command
}

/// What a run ended with.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// Checks that all went well and nothing was said.
    pub fn quietly(self) -> Self {
        assert_eq!((self.code, &*self.stderr), (0, ""));
        self
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("the program ends by itself"),
            stdout: String::from_utf8(output.stdout).expect("what is shown is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("what is said is UTF-8"),
        }
    }
}

/// Runs the program with arguments separated by spaces.
pub fn run(arguments: &str) -> Ended {
    command(arguments).output().expect("the program starts").into()
}

/// Runs the program with arguments separated by spaces and a last one that may hold some.
pub fn run_with(arguments: &str, last: &str) -> Ended {
    command(arguments).arg(last).output().expect("the program starts").into()
}

/// Runs the program with this text as its standard input.
pub fn run_on(arguments: &str, input: &[u8]) -> Ended {
    let mut command = command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("it was asked for");
    let input = input.to_vec();
    // The program may end before it has read everything.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the writer ends");
    output.into()
}

/// A file for a test, with this content. Its name is free of spaces where the target directory's is.
pub fn file(name: &str, content: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("the target directory can be written to");
    path.into_os_string().into_string().expect("the target directory's name is UTF-8")
}

/// A generated log.
pub fn log(arguments: &str) -> String {
    run(&format!("generate {arguments}")).quietly().stdout
}

/// The status code of a line of an access log.
pub fn status(line: &str) -> u64 {
    line.split('"').nth(2).unwrap().split(' ').nth(1).unwrap().parse().unwrap()
}

/// Packs a text.
pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}
