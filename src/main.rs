//! The command line of stancekit.

use std::process::ExitCode;

fn main() -> ExitCode {
    stancekit::cli::run()
}
