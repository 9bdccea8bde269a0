//! `--learning-curve`: what models fitted to fewer rows reached.

use std::path::Path;

use crate::dataset::Table;
use crate::error::{BadRow, Error, Location, Result};
use crate::report::LearningPoint;

/// Reads a table with the columns `rows` and `macro_f1` and, where several
/// curves stand in it, `series`.
pub(super) fn read(path: &Path) -> Result<Vec<LearningPoint>> {
    let mut table = Table::open(path)?;
    let (rows, macro_f1) = (table.column("rows")?, table.column("macro_f1")?);
    let series = table.header().iter().position(|name| name == "series");
    let mut points = Vec::new();
    while let Some(row) = table.next_row()? {
        let row = row.map_err(unusable)?;
        let bad = |column: usize, expected: &str| {
            let location = Location { column: Some(column as u64 + 1), ..row.location.clone() };
            let problem = format!("found {:?}, expected {expected}", row.get(column));
            Error::input(location, problem)
        };
        let share = |f1: &f64| (0.0..=1.0).contains(f1);
        let number = row.get(rows).trim().parse().ok().filter(|n| *n > 0);
        let reached = row.get(macro_f1).trim().parse().ok().filter(share);
        points.push(LearningPoint {
            series: series.map_or("", |column| row.get(column)).to_owned(),
            rows: number.ok_or_else(|| bad(rows, "a number of rows, at least 1"))?,
            macro_f1: reached.ok_or_else(|| bad(macro_f1, "a macro-F1 from 0 to 1"))?,
        });
    }
    match points.is_empty() {
        true => Err(Error::input(
            Location::of(table.source()),
            "found a header and no row below it, expected a row for each size of the training set",
        )),
        false => Ok(points),
    }
}

fn unusable(row: BadRow) -> Error {
    Error::input(row.location, row.problem)
}
