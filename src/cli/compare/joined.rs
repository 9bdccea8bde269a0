//! Predictions of the rows of a table.

use std::path::Path;

use crate::cli::predictions::{self, Prediction};
use crate::dataset::Dataset;
use crate::error::{Error, Location, Result};

/// The labels given to the rows of a table, each row once.
///
/// # Errors
/// [`Error::Input`] where the file is no such predictions, or of another table.
pub(super) fn labels(path: &Path, data: &Dataset) -> Result<Vec<String>> {
    let mut labels: Vec<Option<String>> = vec![None; data.examples.len()];
    predictions::read(path, &[], |place, prediction| join(&mut labels, data, place, prediction))?;
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
    match prediction.label {
        None => {
            refused(format!("found no label for row {row}: run predict without --min-confidence"))
        }
        Some(label) => {
            labels[row] = Some(label);
            Ok(())
        }
    }
}
