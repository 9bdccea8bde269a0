//! The choice of a threshold for each label on rows held out of fitting.

use serde::{Deserialize, Serialize};

use super::{Metric, OutOfFold};
use crate::calibration::{OperatingPoint, Scaling, TuningSet, macro_f1, tune_thresholds};
use crate::error::{Error, Result};
use crate::label::LabelSet;

/// Thresholds and what they were chosen by; a model file keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThresholdTuning {
    /// The threshold of each class.
    pub thresholds: Vec<f64>,
    /// What they were chosen by.
    pub metric: Metric,
    /// The figure of the likeliest labels, on all rows.
    pub before: f64,
    /// That of labels given by the thresholds, on the rows that they were
    /// chosen on: too good.
    pub after: f64,
    /// That of labels given, fold by fold, by thresholds chosen on the other
    /// folds.
    pub held_out: f64,
}

/// Chooses thresholds with the best macro-F1 ([`tune_thresholds`]) on scaled
/// probabilities.
pub fn choose_thresholds(out_of_fold: &OutOfFold, scaling: &Scaling) -> ThresholdTuning {
    let OutOfFold { labels, truth, probabilities, fold_of, .. } = out_of_fold;
    let mut all = TuningSet { truth: truth.clone(), probabilities: probabilities.clone() };
    all.probabilities.iter_mut().for_each(|p| scaling.apply(p));
    let likeliest = vec![0.0; labels.len()];
    let thresholds = tune_thresholds(labels, &all);
    ThresholdTuning {
        metric: Metric::MacroF1,
        before: macro_f1(labels, &likeliest, &all),
        after: macro_f1(labels, &thresholds, &all),
        held_out: held_out(labels, &all, fold_of),
        thresholds,
    }
}

fn held_out(labels: &LabelSet, all: &TuningSet, fold_of: &[usize]) -> f64 {
    let n_folds = fold_of.iter().max().map_or(0, |fold| fold + 1);
    // What each row is given, as if it were certain of it.
    let mut given = all.clone();
    for fold in 0..n_folds {
        let of = |inside: bool| (0..fold_of.len()).filter(move |r| (fold_of[*r] == fold) == inside);
        let others = TuningSet {
            truth: of(false).map(|row| all.truth[row]).collect(),
            probabilities: of(false).map(|row| all.probabilities[row].clone()).collect(),
        };
        let point = OperatingPoint::from_thresholds(labels, &tune_thresholds(labels, &others));
        for row in of(true) {
            let class = point.decide(&all.probabilities[row]);
            given.probabilities[row] = vec![0.0; labels.len()];
            given.probabilities[row][class] = 1.0;
        }
    }
    macro_f1(labels, &vec![0.0; labels.len()], &given)
}

impl ThresholdTuning {
    /// The point that was chosen.
    ///
    /// # Errors
    /// [`Error::Params`] where the thresholds do not fit the labels.
    pub fn operating_point(&self, labels: &LabelSet) -> Result<OperatingPoint> {
        let thresholds = &self.thresholds;
        match thresholds.len() == labels.len() && thresholds.iter().all(|t| (0.0..=1.0).contains(t))
        {
            true => Ok(OperatingPoint::from_thresholds(labels, thresholds)),
            false => Err(Error::params(
                "operating point",
                format!("the thresholds {thresholds:?}"),
                format!("{} numbers from 0 to 1, one for each label", labels.len()),
            )),
        }
    }
}
