//! Labelled tables, as several subcommands read them.

use std::path::PathBuf;

use super::{note, warn};
use crate::dataset::{Columns, Dataset};
use crate::error::Result;

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
        warn(format!("{} rows skipped:", data.bad_rows.len()));
        list(&data.bad_rows);
    }
    Ok(data)
}

/// Lists the first of `things` on standard error.
pub(super) fn list<T: std::fmt::Display>(things: &[T]) {
    for thing in things.iter().take(LISTED) {
        eprintln!("  {thing}");
    }
    if things.len() > LISTED {
        eprintln!("  and {} more", things.len() - LISTED);
    }
}
