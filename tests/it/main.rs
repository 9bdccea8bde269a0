//! All integration tests, in one binary.

mod architecture;
mod article;
mod bad_input;
mod cli;
mod data;
mod determinism;
mod measured;
mod model_file;
mod parity;
mod support;
