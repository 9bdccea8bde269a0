//! Labelled tables, as several subcommands read them.

use std::fs;
use std::path::{Path, PathBuf};

use super::{counted, note, report_error, say, warn};
use crate::dataset::{Columns, Dataset};
use crate::error::{Error, Result};
use crate::gold::{self, GoldArticle};

/// How many things are listed before the rest is only counted.
pub(super) const LISTED: usize = 10;

/// Reads labelled tables. Bad rows are an error, or are counted and listed
/// where they may be skipped.
pub(super) fn read(files: &[PathBuf], columns: &Columns, skip_bad_rows: bool) -> Result<Dataset> {
    let data = Dataset::read(files, columns)?;
    data.notes.iter().for_each(note);
    if !skip_bad_rows {
        return data.without_bad_rows();
    }
    if !data.bad_rows.is_empty() {
        warn(format!("{} skipped:", counted(data.bad_rows.len(), "row")));
        list(&data.bad_rows);
    }
    Ok(data)
}

/// What a labelled table is called in reports.
pub(super) fn name(path: &Path) -> String {
    match path.as_os_str() == "-" {
        true => "<stdin>".into(),
        false => path.display().to_string(),
    }
}

/// Articles with gold; those that cannot be read are said, and counted.
pub(super) struct Articles {
    pub read: Vec<GoldArticle>,
    pub failed: Vec<Error>,
}

pub(super) fn articles(folder: &Path) -> Result<Articles> {
    let (read, failed) = gold::read_folder(folder)?;
    failed.iter().for_each(report_error);
    Ok(Articles { read, failed })
}

impl Articles {
    /// The articles where all could be read, else the first error.
    pub fn without_failed(self) -> Result<Vec<GoldArticle>> {
        match self.failed.into_iter().next() {
            None => Ok(self.read),
            Some(error) => Err(error),
        }
    }
}

/// Refuses an output that would take the place of an input.
pub(super) fn keep_apart(inputs: &[PathBuf], output: &Path) -> Result<()> {
    let same = |input: &Path| match (fs::canonicalize(input), fs::canonicalize(output)) {
        (Ok(input), Ok(output)) => input == output && input.is_file(),
        _ => false,
    };
    match inputs.iter().any(|input| same(input)) {
        true => Err(Error::params("--output", output.display(), "a path that is no input as well")),
        false => Ok(()),
    }
}

/// Lists the first of `things` on standard error.
pub(super) fn list<T: std::fmt::Display>(things: &[T]) {
    for thing in things.iter().take(LISTED) {
        say(format_args!("  {thing}"));
    }
    if things.len() > LISTED {
        say(format_args!("  and {} more", things.len() - LISTED));
    }
}
