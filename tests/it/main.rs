//! All integration tests, in one binary.

// A test that fails may panic, and one that measures prints.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod architecture;
mod bad_input;
mod cli;
mod counts;
mod data;
mod determinism;
mod explain;
mod gold;
mod inputs;
mod label_errors;
mod leakage;
mod measured;
mod model_file;
mod parity;
mod sentences;
mod support;
