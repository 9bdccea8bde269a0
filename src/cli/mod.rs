//! The command line: glue, and the only place that prints.
//!
//! Results go to standard output, everything else to standard error. Exit code
//! 0: done; 1: ran, but a threshold asked for was missed; 2: wrong usage, a
//! fatal error, or an input that failed.

mod args;
mod check;
mod compare;
mod completions;
mod config;
mod count;
mod evaluate;
mod explain;
mod input;
mod inspect;
mod operating_point;
mod output;
mod predict;
mod predictions;
mod reading;
mod sources;
mod split;
mod statements;
mod terminal;
mod train;
mod values;

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

pub use args::Cli;
use args::{Command, Global};

use crate::error::Error;
use crate::model_file::{Model, Models};

/// How a subcommand that ran ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Done,
    ThresholdMissed,
    InputFailed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(cli) {
        Ok(outcome) => outcome.into(),
        Err(error) if is_broken_pipe(&error) => Outcome::Done.into(),
        Err(error) => {
            report_error(error);
            Outcome::InputFailed.into()
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<Outcome> {
    set_threads(&cli.global)?;
    match cli.command {
        Command::Train(args) => train::run(&args),
        Command::Predict(args) => predict::run(&args),
        Command::Statements(args) => statements::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Count(args) => count::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Split(args) => split::run(&args),
        Command::Completions(args) => completions::completions(&args),
        Command::Man => completions::man(),
    }
}

fn set_threads(global: &Global) -> anyhow::Result<()> {
    if let Some(threads) = global.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global()?;
    }
    Ok(())
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let ours = cause.downcast_ref::<Error>().is_some_and(Error::is_broken_pipe);
        let systems = cause.downcast_ref::<io::Error>();
        ours || systems.is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// The models of the file named, or the shipped one.
fn models(path: Option<&Path>) -> Result<Models, Error> {
    path.map_or_else(|| Model::shipped().map(Models::from), Models::load_for_good)
}

/// Writes a result to standard output.
fn print(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(stdout_error)
}

fn stdout_error(error: io::Error) -> Error {
    Error::io(Path::new("<stdout>"), "write", error)
}

/// Writes a line to standard error; with nobody there to read it (`2>&1 |
/// head`), work goes on.
fn say(line: impl Display) {
    terminal::beside_progress(|| {
        let _ = writeln!(io::stderr(), "{line}");
    });
}

/// `1 row`, `2 rows`.
fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn warn(text: impl Display) {
    say(format_args!("{} {text}", terminal::warning_mark()));
}

fn note(text: impl Display) {
    say(format_args!("note: {text}"));
}

fn report_error(text: impl Display) {
    say(format_args!("{} {text}", terminal::error_mark()));
}
