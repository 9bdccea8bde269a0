//! What `stancekit predict` wrote of a table, read back.

use std::fs::File;
use std::io::BufRead;
use std::path::Path;

use serde::Deserialize;

use super::sources::is_table;
use crate::compression::decompressed;
use crate::dataset::{Dataset, Table};
use crate::document::ending;
use crate::error::{Error, Location, Result};

/// Whether the name is that of predictions, not of a model.
pub(super) fn is_file_of_them(path: &Path) -> bool {
    are_lines(path) || is_table(path)
}

fn are_lines(path: &Path) -> bool {
    ending(path).is_some_and(|ending| LINES.contains(&ending.as_str()))
}

const LINES: &[&str] = &["jsonl", "ndjson"];

/// One statement of it.
#[derive(Deserialize)]
struct Prediction {
    row: Option<usize>,
    text: Option<String>,
    label: Option<String>,
}

/// The labels given to the rows of a table, each row once.
///
/// # Errors
/// [`Error::Input`] where the file is no such predictions, or of another table.
pub(super) fn read(path: &Path, data: &Dataset) -> Result<Vec<String>> {
    let mut labels: Vec<Option<String>> = vec![None; data.examples.len()];
    let each = |place: Location, prediction: Prediction| join(&mut labels, data, place, prediction);
    match are_lines(path) {
        true => read_lines(path, each)?,
        false => read_table(path, each)?,
    }
    let missing = labels.iter().position(Option::is_none);
    if let Some(row) = missing {
        let problem = format!(
            "found no prediction of row {row} ({}), expected one of each row: run predict on the \
             same table",
            data.examples[row].location
        );
        return Err(Error::input(Location::of(path.display().to_string()), problem));
    }
    Ok(labels.into_iter().flatten().collect())
}

fn join(
    labels: &mut [Option<String>],
    data: &Dataset,
    place: Location,
    prediction: Prediction,
) -> Result<()> {
    let refused = |problem: String| Err(Error::input(place.clone(), problem));
    let Some(row) = prediction.row else {
        return refused("found no row, expected predictions of the rows of a table".into());
    };
    let Some(example) = data.examples.get(row) else {
        let n = data.examples.len();
        return refused(format!("found row {row}, expected one below {n}, the rows of the table"));
    };
    if labels[row].is_some() {
        return refused(format!(
            "found row {row} for the second time, expected each once (predictions of one table, \
             with --unit row)"
        ));
    }
    if prediction.text.is_some_and(|text| text != example.text) {
        return refused(format!(
            "found another text for row {row} than at {}: run predict on the same table",
            example.location
        ));
    }
    match prediction.label.filter(|label| !label.is_empty()) {
        None => {
            refused(format!("found no label for row {row}: run predict without --min-confidence"))
        }
        Some(label) => {
            labels[row] = Some(label);
            Ok(())
        }
    }
}

fn read_lines(path: &Path, mut each: impl FnMut(Location, Prediction) -> Result<()>) -> Result<()> {
    let failed = |e| Error::unreadable(path, e);
    let file = File::open(path).map_err(|e| Error::io(path, "read", e))?;
    for (line, text) in (1..).zip(decompressed(file).map_err(failed)?.lines()) {
        let text = text.map_err(failed)?;
        if text.trim().is_empty() {
            continue;
        }
        let place = Location::line(path.display().to_string(), line);
        let prediction = serde_json::from_str(&text).map_err(|error| {
            let column = Some(error.column() as u64);
            let problem = format!("not a prediction in JSON: {error}");
            Error::input(Location { column, ..place.clone() }, problem)
        })?;
        each(place, prediction)?;
    }
    Ok(())
}

fn read_table(path: &Path, mut each: impl FnMut(Location, Prediction) -> Result<()>) -> Result<()> {
    let mut table = Table::open(path)?;
    let (row_column, label_column) = (table.column("row")?, table.column("label")?);
    let text_column = table.header().contains(&"text".to_owned()).then(|| table.column("text"));
    let text_column = text_column.transpose()?;
    while let Some(row) = table.next_row()? {
        let row = row.map_err(|bad| Error::BadRows(vec![bad]))?;
        let field = row.get(row_column);
        let prediction = Prediction {
            row: field.parse().ok(),
            text: text_column.map(|column| row.get(column).to_owned()),
            label: Some(row.get(label_column).to_owned()),
        };
        if prediction.row.is_none() {
            let column = Some(row_column as u64 + 1);
            let problem = format!("found {field:?} as row, expected the number of a row, from 0");
            return Err(Error::input(Location { column, ..row.location }, problem));
        }
        each(row.location, prediction)?;
    }
    Ok(())
}
