/*!
`logatlas` on the command line: the engine of the page over files and pipes.

One file a command. Results go to standard output, everything else to standard error. The exit code is 0 when something
was found, 1 when nothing matched, 2 when the command could not run.
*/
#![forbid(unsafe_code)]

mod assign;
mod embed;
mod error;
mod files;
mod formats;
mod generate;
mod human;
mod known;
mod lines;
mod map;
mod members;
mod output;
mod parameters;
mod progress;
mod reread;
mod revisited;
mod rotation;
mod scan;
mod templates;
mod threads;

use clap::{Parser, Subcommand};
use error::Outcome;
use std::process::ExitCode;

/// What is in a log: aggregates, records and maps, by the same engine as the page.
#[derive(Parser)]
#[command(name = "logatlas", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Scan(scan::Args),
    Lines(lines::Args),
    Templates(templates::Args),
    Map(map::Args),
    Generate(generate::Args),
    Embed(embed::Args),
    Formats(formats::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Scan(args) => scan::run(&args),
        Command::Lines(args) => lines::run(&args),
        Command::Templates(args) => templates::run(&args),
        Command::Map(args) => map::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Embed(args) => embed::run(&args),
        Command::Formats(args) => formats::run(&args),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NothingMatched) => ExitCode::from(1),
        // Whoever read the output has seen enough of it.
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            error::report("error", &error);
            ExitCode::from(2)
        }
    }
}
