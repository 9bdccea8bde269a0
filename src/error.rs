//! What can go wrong, and where.
//!
//! Each error says where it happened, what was found, what was expected and
//! what to do about it. Bad rows of a labelled file are collected, so that one
//! message can list several of them.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A place in an input: its name, and line and column where they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The path, or a name such as `<stdin>`.
    pub source: Arc<str>,
    /// Line, counted from 1.
    pub line: Option<u64>,
    /// Column (of characters, or of fields in a CSV), counted from 1.
    pub column: Option<u64>,
}

impl Location {
    /// A whole input.
    pub fn of(source: impl Into<Arc<str>>) -> Self {
        Self { source: source.into(), line: None, column: None }
    }

    /// A line of an input.
    pub fn line(source: impl Into<Arc<str>>, line: u64) -> Self {
        Self { line: Some(line), ..Self::of(source) }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        Ok(())
    }
}

/// One row that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// File and line.
    pub location: Location,
    /// What was found there, and what was expected.
    pub problem: String,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.location, self.problem)
    }
}

/// Everything that can go wrong in stancekit.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An input that could be opened but not used.
    #[error("{location}: {problem}")]
    Input {
        /// Where.
        location: Location,
        /// What was found, what was expected, what to do.
        problem: String,
    },
    /// Rows of a labelled file that could not be used.
    #[error("{}", list_bad_rows(.0))]
    BadRows(Vec<BadRow>),
    /// A hyper-parameter out of its range.
    #[error("{name}: found {found}, expected {expected}")]
    Params {
        /// The parameter, as the user writes it.
        name: String,
        /// The value given.
        found: String,
        /// The values allowed.
        expected: String,
    },
    /// A file that is no model, or one that this version cannot read.
    #[error("{location}: {problem}")]
    Model {
        /// The model file, or `<shipped model>`.
        location: Location,
        /// What was found, what was expected, what to do.
        problem: String,
    },
    /// The operating system refused.
    #[error("{}: cannot {action}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried: "read", "write".
        action: &'static str,
        /// The system's own words.
        source: io::Error,
    },
    /// linfa's own errors.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}

impl Error {
    /// An [`Error::Input`].
    pub fn input(location: Location, problem: impl Into<String>) -> Self {
        Self::Input { location, problem: problem.into() }
    }

    /// An [`Error::Params`].
    pub fn params(
        name: impl Into<String>,
        found: impl fmt::Display,
        expected: impl Into<String>,
    ) -> Self {
        Self::Params { name: name.into(), found: found.to_string(), expected: expected.into() }
    }

    /// An [`Error::Model`].
    pub fn model(source: impl Into<Arc<str>>, problem: impl Into<String>) -> Self {
        Self::Model { location: Location::of(source), problem: problem.into() }
    }

    /// An [`Error::Io`].
    pub fn io(path: &Path, action: &'static str, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), action, source }
    }

    /// An [`Error::Io`] of reading what may be gzip data: broken data is named
    /// as such, where the decoder speaks of a "deflate stream" only.
    pub fn unreadable(path: &Path, source: io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        let source = match source.kind() {
            kind @ (UnexpectedEof | InvalidInput | InvalidData) => io::Error::new(
                kind,
                format!(
                    "{source} (the compressed data is cut short or damaged: fetch the file again)"
                ),
            ),
            _ => source,
        };
        Self::io(path, "read", source)
    }

    /// True where the reader of our output has gone away (`| head`).
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// How many bad rows a message lists.
const LISTED: usize = 10;

fn list_bad_rows(rows: &[BadRow]) -> String {
    let mut text = match rows.len() {
        1 => "1 row cannot be used".to_owned(),
        n => format!("{n} rows cannot be used"),
    };
    text.push_str(" (mend them, or skip them with --skip-bad-rows):");
    for row in rows.iter().take(LISTED) {
        text.push_str(&format!("\n  {row}"));
    }
    if rows.len() > LISTED {
        text.push_str(&format!("\n  and {} more", rows.len() - LISTED));
    }
    text
}
