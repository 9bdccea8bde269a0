//! The choice of `c`.

use serde::{Deserialize, Serialize};

use super::{CrossValidation, cross_validate_path};
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::pipeline::Pipeline;

/// The values of `c` that are tried, rising.
pub const CS: [f64; 6] = [0.3, 1.0, 3.0, 10.0, 30.0, 100.0];
/// Tried as well where the least of [`CS`] is better than all others.
pub const LOWER_CS: [f64; 3] = [0.01, 0.03, 0.1];
/// Tried as well where the largest of [`CS`] is better than all others.
pub const HIGHER_CS: [f64; 3] = [300.0, 1000.0, 3000.0];

/// The loosest tolerance of the fits that a choice compares.
const ROUGH: f64 = 1e-3;

/// What a `c` is chosen by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// The mean of the labels' F1, the larger the better. The default.
    #[default]
    MacroF1,
    /// The share of rows labelled right, the larger the better.
    Accuracy,
    /// The mean of the labels' F1 weighted by support, the larger the better.
    WeightedF1,
    /// The mean of `-ln p(truth)`, the smaller the better.
    LogLoss,
}

impl Metric {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::MacroF1, Self::Accuracy, Self::WeightedF1, Self::LogLoss];

    /// Its name in flags and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MacroF1 => "macro_f1",
            Self::Accuracy => "accuracy",
            Self::WeightedF1 => "weighted_f1",
            Self::LogLoss => "log_loss",
        }
    }

    fn of(self, validation: &CrossValidation) -> f64 {
        let scores = &validation.scores;
        match self {
            Self::MacroF1 => scores.macro_f1,
            Self::Accuracy => scores.accuracy,
            Self::WeightedF1 => scores.weighted_f1,
            Self::LogLoss => scores.log_loss,
        }
    }

    fn is_better(self, score: f64, than: f64) -> bool {
        match self {
            Self::LogLoss => score < than,
            _ => score > than,
        }
    }
}

/// How `c` was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CChoice {
    /// The one chosen.
    pub c: f64,
    /// By what.
    pub metric: Metric,
    /// Each `c` that was tried and its score, `c` rising.
    pub tried: Vec<(f64, f64)>,
}

/// Tries each of [`CS`] by cross-validation on the same folds, beyond an end of
/// it where the best stands there ([`LOWER_CS`], [`HIGHER_CS`]), and takes the
/// best by `metric`, of equal ones the smallest. The fits that are compared
/// have a tolerance of at least 1e-3, and each begins where the one before
/// ended. Returned beside the choice: the cross-validation at that `c`, which
/// is flattered a little by having been chosen.
///
/// # Errors
/// As [`Pipeline::fit`]; [`Error::Params`] where no fold can be made.
pub fn choose_c(
    pipeline: &Pipeline,
    parts: &[Dataset],
    metric: Metric,
    n_folds: usize,
    seed: u64,
    notes: &mut Vec<String>,
) -> Result<(CChoice, CrossValidation)> {
    let mut spec = pipeline.spec().clone();
    spec.classifier.tol = spec.classifier.tol.max(ROUGH);
    let rough = Pipeline::new(spec)?;
    let mut validated = |cs: &[f64]| -> Result<Vec<(f64, CrossValidation)>> {
        let of_path = cross_validate_path(&rough, parts, cs, n_folds, seed, notes)?;
        Ok(cs.iter().copied().zip(of_path).collect())
    };
    let mut tried = validated(&CS)?;
    let Some(best) = best_of(&tried, metric) else {
        return Err(Error::params(
            "--c auto",
            "no two folds that hold every label",
            "at least two rows (or groups) of each label, or a number for --c",
        ));
    };
    let score = |place: usize| metric.of(&tried[place].1);
    if best == 0 && metric.is_better(score(0), score(1)) {
        tried.splice(..0, validated(&LOWER_CS)?);
    } else if best + 1 == tried.len() {
        tried.extend(validated(&HIGHER_CS)?);
    }
    let best = best_of(&tried, metric).unwrap_or(best);
    let scores = tried.iter().map(|(c, v)| (*c, metric.of(v)));
    let choice = CChoice { c: tried[best].0, metric, tried: scores.collect() };
    Ok((choice, tried.swap_remove(best).1))
}

/// The place of the best, of equal ones the first.
fn best_of(tried: &[(f64, CrossValidation)], metric: Metric) -> Option<usize> {
    let score = |place: usize| metric.of(&tried[place].1);
    let better =
        |best, place| if metric.is_better(score(place), score(best)) { place } else { best };
    (0..tried.len()).reduce(better)
}
