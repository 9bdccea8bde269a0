//! Cross-validation: how good the settings are on texts not fitted on; the
//! choice of the scaling, of the operating point, and of what is refused.

mod path;
mod refusal;
mod scaling;
mod thresholds;
mod tuning;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use path::{CChoice, CS, HIGHER_CS, LOWER_CS, Metric, choose_c};
pub use refusal::{
    CalibrationSource, CalibrationUnit, Refusal, choose_refusal, hold_out, one_of_each_group,
};
pub use scaling::{Fidelity, FidelityBin, ScalingRecord, choose_scaling};
pub use thresholds::{ThresholdTuning, choose_thresholds};
pub use tuning::{
    BACKGROUND, Calibration, MAX_FALSE_ALARMS, Tuning, TuningData, TuningSource,
    choose_operating_point,
};

use crate::dataset::{Dataset, folds, groups};
use crate::error::{Error, Result};
use crate::label::LabelSet;
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
    /// The rows themselves.
    pub out_of_fold: OutOfFold,
}

/// Rows, each labelled by a model that did not see it.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfFold {
    /// The labels of all parts.
    pub labels: LabelSet,
    /// Each row's class, in the order of the data.
    pub truth: Vec<usize>,
    /// The probability of each class as the classifier gives it, for each row;
    /// 0 for a label that its model did not know.
    pub probabilities: Vec<Vec<f64>>,
    /// The fold in which each row was held out.
    pub fold_of: Vec<usize>,
    /// Each row's group, where the rows have groups.
    pub groups: Option<Vec<usize>>,
    /// Each row's part.
    pub parts: Vec<usize>,
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
/// Each of `parts` is folded and fitted by itself; the figures are those of all
/// rows together. A part of which no folds can be made is left out.
///
/// A label that is missing from the rows fitted on in some fold counts as
/// predicted never, with probability 0.
///
/// # Errors
/// As [`Pipeline::fit`].
pub fn cross_validate(
    pipeline: &Pipeline,
    parts: &[Dataset],
    n_folds: usize,
    seed: u64,
    notes: &mut Vec<String>,
) -> Result<Option<CrossValidation>> {
    let c = pipeline.spec().classifier.c;
    let all = cross_validate_path(pipeline, parts, &[c], n_folds, seed, notes)?;
    Ok(all.into_iter().next())
}

/// As [`cross_validate`], once for each of `cs` in the place of the
/// classifier's `c`, on the same folds. Nothing where no fold can be made.
///
/// # Errors
/// As [`Pipeline::fit`].
pub fn cross_validate_path(
    pipeline: &Pipeline,
    parts: &[Dataset],
    cs: &[f64],
    n_folds: usize,
    seed: u64,
    notes: &mut Vec<String>,
) -> Result<Vec<CrossValidation>> {
    let all_labels = |data: &Dataset| data.labels().names().to_vec();
    let labels = LabelSet::from_names(parts.iter().flat_map(all_labels));
    let held_out: Vec<(Option<HeldOut>, Option<String>)> = parts
        .par_iter()
        .map(|part| HeldOut::new(pipeline, part, &labels, cs, n_folds, seed))
        .collect::<Result<_>>()?;
    notes.extend(held_out.iter().filter_map(|(_, note)| note.clone()));
    let held_out = held_out.into_iter().map(|(part, _)| part).enumerate();
    let held_out: Vec<(usize, HeldOut)> =
        held_out.filter_map(|(place, part)| Some((place, part?))).collect();
    if held_out.is_empty() {
        return Ok(Vec::new());
    }
    let groups = groups(held_out.iter().flat_map(|(place, _)| &parts[*place].examples));
    let n_folds = held_out.iter().map(|(_, part)| part.n_folds).max().unwrap_or(0);
    let grouped = held_out.iter().all(|(_, part)| part.grouped);
    let (mut truth, mut fold_of, mut part_of) = (Vec::new(), Vec::new(), Vec::new());
    let mut of_c: Vec<Probabilities> = vec![Vec::new(); cs.len()];
    for (place, part) in held_out {
        part_of.extend(std::iter::repeat_n(place, part.truth.len()));
        truth.extend(part.truth);
        fold_of.extend(part.fold_of);
        of_c.iter_mut().zip(part.probabilities).for_each(|(all, of_part)| all.extend(of_part));
    }
    of_c.into_iter()
        .map(|probabilities| {
            let predicted: Vec<usize> =
                probabilities.iter().map(|p| crate::linear::argmax(p)).collect();
            let (labels, truth, fold_of) = (labels.clone(), truth.clone(), fold_of.clone());
            Ok(CrossValidation {
                scores: Scores::new(&labels, &truth, &predicted, &probabilities)?,
                n_folds,
                grouped,
                out_of_fold: OutOfFold {
                    labels,
                    truth,
                    probabilities,
                    fold_of,
                    groups: groups.clone(),
                    parts: part_of.clone(),
                },
            })
        })
        .collect()
}

/// The rows of a part, each labelled by the models that did not see it.
struct HeldOut {
    truth: Vec<usize>,
    fold_of: Vec<usize>,
    /// For each `c`.
    probabilities: Vec<Probabilities>,
    n_folds: usize,
    grouped: bool,
}

impl HeldOut {
    /// And what the user should know. Classes are those of `labels`, which
    /// holds all labels of the part.
    fn new(
        pipeline: &Pipeline,
        data: &Dataset,
        labels: &LabelSet,
        cs: &[f64],
        n_folds: usize,
        seed: u64,
    ) -> Result<(Option<Self>, Option<String>)> {
        let own = data.labels();
        let targets: Vec<usize> = data.targets(&own).into_iter().flatten().collect();
        let groups = data.groups();
        let folds = folds(&targets, own.len(), groups.as_deref(), n_folds, seed);
        let note = folds.reduced_by.map(|class| {
            let unit = if folds.grouped { "groups" } else { "rows" };
            let outcome = match folds.n_folds {
                0 | 1 => "no cross-validation".to_owned(),
                n => format!("{n} folds"),
            };
            format!(
                "the label {:?} has fewer {unit} than the {n_folds} folds asked for: {outcome}",
                own.name(class)
            )
        });
        if folds.n_folds < 2 {
            return Ok((None, note));
        }
        let parts: Vec<(Vec<usize>, Vec<Probabilities>)> = (0..folds.n_folds)
            .into_par_iter()
            .map(|fold| {
                let (fitted_on, held_out) = folds.parts(fold);
                let fit = pipeline.fit_path(&data.subset(&fitted_on), cs);
                let fitted = fit.map_err(|error| in_fold(error, fold, folds.n_folds))?;
                let texts: Vec<&str> =
                    held_out.iter().map(|row| data.examples[*row].text.as_str()).collect();
                let of_all = |of_fitted: Vec<f64>| fitted.labels().spread(&of_fitted, labels);
                let probabilities = fitted.probabilities(&texts).into_iter();
                let probabilities = probabilities.map(|p| p.into_iter().map(of_all).collect());
                Ok((held_out, probabilities.collect()))
            })
            .collect::<Result<_>>()?;
        let of_c = |place: usize| {
            let mut probabilities = vec![Vec::new(); targets.len()];
            for (rows, of_path) in &parts {
                for (row, p) in rows.iter().zip(&of_path[place]) {
                    probabilities[*row].clone_from(p);
                }
            }
            probabilities
        };
        let held_out = Self {
            truth: data.targets(labels).into_iter().flatten().collect(),
            probabilities: (0..cs.len()).map(of_c).collect(),
            n_folds: folds.n_folds,
            grouped: folds.grouped,
            fold_of: folds.fold_of,
        };
        Ok((Some(held_out), note))
    }
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
