//! Cross-validation: how good the settings are on texts not fitted on; and the
//! choice of the operating point.

mod tuning;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use tuning::{
    BACKGROUND, Calibration, MAX_FALSE_ALARMS, Tuning, TuningData, TuningSource,
    choose_operating_point,
};

use crate::dataset::{Dataset, folds};
use crate::error::{Error, Result};
use crate::metrics::Scores;
use crate::pipeline::Pipeline;

/// The result of cross-validation.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidation {
    /// Figures of all rows, each labelled by the model that did not see it.
    pub scores: Scores,
    /// How many folds there were.
    pub n_folds: usize,
    /// Whether groups were kept whole.
    pub grouped: bool,
}

/// What of it a model file keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrossValidationRecord {
    /// How many folds there were.
    pub folds: usize,
    /// Whether groups were kept whole.
    pub grouped: bool,
    /// The share of rows labelled right.
    pub accuracy: f64,
    /// The mean of the labels' F1.
    pub macro_f1: f64,
}

impl CrossValidation {
    /// What a model file keeps.
    pub fn record(&self) -> CrossValidationRecord {
        CrossValidationRecord {
            folds: self.n_folds,
            grouped: self.grouped,
            accuracy: self.scores.accuracy,
            macro_f1: self.scores.macro_f1,
        }
    }
}

/// Holds out each fold once: grouped where the data has groups, else
/// stratified by label. `None` where fewer than two folds can be made. What
/// the user should know (folds reduced) goes to `notes`.
///
/// A label that is missing from the rows fitted on in some fold counts as
/// predicted never, with probability 0.
///
/// # Errors
/// As [`Pipeline::fit`].
pub fn cross_validate(
    pipeline: &Pipeline,
    data: &Dataset,
    n_folds: usize,
    seed: u64,
    notes: &mut Vec<String>,
) -> Result<Option<CrossValidation>> {
    let labels = data.labels();
    let truth: Vec<usize> = data.targets(&labels).into_iter().flatten().collect();
    let groups = data.groups();
    let folds = folds(&truth, labels.len(), groups.as_deref(), n_folds, seed);
    if let Some(class) = folds.reduced_by {
        let unit = if folds.grouped { "groups" } else { "rows" };
        let outcome = match folds.n_folds {
            0 | 1 => "no cross-validation".to_owned(),
            n => format!("{n} folds"),
        };
        notes.push(format!(
            "the label {:?} has fewer {unit} than the {n_folds} folds asked for: {outcome}",
            labels.name(class)
        ));
    }
    if folds.n_folds < 2 {
        return Ok(None);
    }
    let parts: Vec<Vec<(usize, Vec<f64>)>> = (0..folds.n_folds)
        .into_par_iter()
        .map(|fold| {
            let (fitted_on, held_out) = folds.parts(fold);
            let fit = pipeline.fit_dataset(&data.subset(&fitted_on));
            let fitted = fit.map_err(|error| in_fold(error, fold, folds.n_folds))?.pipeline;
            let texts: Vec<&str> =
                held_out.iter().map(|row| data.examples[*row].text.as_str()).collect();
            let class_of: Vec<Option<usize>> =
                labels.names().iter().map(|name| fitted.labels().index_of(name)).collect();
            let predictions = fitted.predict(&texts).into_iter().map(|prediction| {
                let of_class =
                    |class: &Option<usize>| class.map_or(0.0, |c| prediction.probabilities[c]);
                class_of.iter().map(of_class).collect()
            });
            Ok(held_out.into_iter().zip(predictions).collect())
        })
        .collect::<Result<_>>()?;
    let mut probabilities = vec![Vec::new(); truth.len()];
    for (row, p) in parts.into_iter().flatten() {
        probabilities[row] = p;
    }
    let predicted: Vec<usize> = probabilities.iter().map(|p| crate::linear::argmax(p)).collect();
    Ok(Some(CrossValidation {
        scores: Scores::new(&labels, &truth, &predicted, &probabilities)?,
        n_folds: folds.n_folds,
        grouped: folds.grouped,
    }))
}

/// What was fitted as a whole may fail without the rows held out.
fn in_fold(error: Error, fold: usize, n_folds: usize) -> Error {
    match error {
        Error::Params { name, found, expected } => Error::Params {
            name: format!("cross-validation, fold {} of {n_folds}: {name}", fold + 1),
            found,
            expected: format!("{expected}; or fewer --folds (0 for none)"),
        },
        other => other,
    }
}
