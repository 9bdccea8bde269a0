//! Cross-validation: how good the settings are on texts not fitted on; and the
//! choice of the operating point.

mod path;
mod tuning;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use path::{CChoice, CS, HIGHER_CS, LOWER_CS, Metric, choose_c};
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
    let c = pipeline.spec().classifier.c;
    let all = cross_validate_path(pipeline, data, &[c], n_folds, seed, notes)?;
    Ok(all.into_iter().next())
}

/// As [`cross_validate`], once for each of `cs` in the place of the
/// classifier's `c`, on the same folds. Nothing where no fold can be made.
///
/// # Errors
/// As [`Pipeline::fit`].
pub fn cross_validate_path(
    pipeline: &Pipeline,
    data: &Dataset,
    cs: &[f64],
    n_folds: usize,
    seed: u64,
    notes: &mut Vec<String>,
) -> Result<Vec<CrossValidation>> {
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
        return Ok(Vec::new());
    }
    let parts: Vec<(Vec<usize>, Vec<Probabilities>)> = (0..folds.n_folds)
        .into_par_iter()
        .map(|fold| {
            let (fitted_on, held_out) = folds.parts(fold);
            let fit = pipeline.fit_path(&data.subset(&fitted_on), cs);
            let fitted = fit.map_err(|error| in_fold(error, fold, folds.n_folds))?;
            let texts: Vec<&str> =
                held_out.iter().map(|row| data.examples[*row].text.as_str()).collect();
            let class_of: Vec<Option<usize>> =
                labels.names().iter().map(|name| fitted.labels().index_of(name)).collect();
            let of_all = |of_fitted: Vec<f64>| -> Vec<f64> {
                class_of.iter().map(|class| class.map_or(0.0, |c| of_fitted[c])).collect()
            };
            let probabilities = fitted.probabilities(&texts).into_iter();
            Ok((held_out, probabilities.map(|p| p.into_iter().map(of_all).collect()).collect()))
        })
        .collect::<Result<_>>()?;
    (0..cs.len())
        .map(|place| {
            let mut probabilities = vec![Vec::new(); truth.len()];
            for (rows, of_path) in &parts {
                for (row, p) in rows.iter().zip(&of_path[place]) {
                    probabilities[*row].clone_from(p);
                }
            }
            let predicted: Vec<usize> =
                probabilities.iter().map(|p| crate::linear::argmax(p)).collect();
            Ok(CrossValidation {
                scores: Scores::new(&labels, &truth, &predicted, &probabilities)?,
                n_folds: folds.n_folds,
                grouped: folds.grouped,
            })
        })
        .collect()
}

/// The probability of each class, row by row.
type Probabilities = Vec<Vec<f64>>;

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
