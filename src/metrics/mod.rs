//! How good predictions are, as scikit-learn defines it.

mod articles;
mod baselines;
pub(crate) mod binomial;
mod bootstrap;
mod calibration_error;
mod counts;
mod figures;
mod label_errors;
mod mistakes;
mod outcomes;
mod paired;
mod ranking;
mod reliability;
mod risk_coverage;
mod selective;
mod slices;

use serde::Serialize;

pub use articles::{ArticleOutcome, ArticleScores};
pub use baselines::{Baselines, Chance, Majority};
pub use bootstrap::{Bootstrap, FEW_GROUPS, Figure, LEVEL, Resampling};
pub(crate) use counts::Counts;
pub use figures::Metrics;
pub use label_errors::{LabelErrors, Suspect, label_errors};
pub use mistakes::{ConfusedPair, confused_pairs, surest_mistakes};
pub use outcomes::Outcomes;
pub use paired::{Comparison, Side};
pub use reliability::{ReliabilityBin, reliability};
pub use risk_coverage::{RiskCoverage, RiskCoveragePoint};
pub use selective::Selective;
pub use slices::{Slice, slices};

use crate::error::{Error, Result};
use crate::label::LabelSet;

/// Figures of one label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelScores {
    /// The label.
    pub label: String,
    /// Of the rows predicted as it, the share that is it; 0 where none is.
    pub precision: f64,
    /// Of the rows that are it, the share predicted as it; 0 where none is.
    pub recall: f64,
    /// The harmonic mean of the two; 0 where both are.
    pub f1: f64,
    /// The rows that are it.
    pub support: usize,
}

impl LabelScores {
    fn new(label: &str, counts: Counts) -> Self {
        Self {
            label: label.to_owned(),
            precision: counts.precision(),
            recall: counts.recall(),
            f1: counts.f1(),
            support: counts.support,
        }
    }

    /// What [`LabelScores::metric`] knows.
    const NAMES: [&'static str; 3] = ["precision", "recall", "f1"];

    /// `precision`, `recall` or `f1` of a label, by name as `f1:threat`.
    fn metric(all: &[Self], name: &str) -> Option<f64> {
        let (metric, label) = name.split_once(':')?;
        let label = all.iter().find(|l| l.label == label)?;
        match metric {
            "precision" => Some(label.precision),
            "recall" => Some(label.recall),
            "f1" => Some(label.f1),
            _ => None,
        }
    }
}

/// All figures of an evaluation.
///
/// Precision, recall and F1 with a zero denominator are 0, as scikit-learn's
/// `zero_division=0`. Means are over the labels that stand in truth or
/// prediction, as scikit-learn's with `labels=None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    /// Rows.
    pub n: usize,
    /// The share of rows predicted right.
    pub accuracy: f64,
    /// The unweighted mean of the labels' F1.
    pub macro_f1: f64,
    /// The mean of the labels' F1 weighted by support.
    pub weighted_f1: f64,
    /// The mean of `-ln p(truth)`, with `p` at least 2^-52.
    pub log_loss: f64,
    /// Each label's figures, in the order of the label set.
    pub labels: Vec<LabelScores>,
    /// Rows by truth, columns by prediction, in the order of `labels`.
    pub confusion_matrix: Vec<Vec<usize>>,
}

impl Scores {
    /// Compares truth and predictions: classes of `labels` and, for each row,
    /// the probability given to each class.
    ///
    /// # Errors
    /// [`Error::Params`] where there is no row.
    pub fn new(
        labels: &LabelSet,
        truth: &[usize],
        predicted: &[usize],
        probabilities: &[Vec<f64>],
    ) -> Result<Self> {
        if truth.is_empty() {
            return Err(outcomes::no_rows());
        }
        let k = labels.len();
        let mut confusion_matrix = vec![vec![0; k]; k];
        for (truth, predicted) in truth.iter().zip(predicted) {
            confusion_matrix[*truth][*predicted] += 1;
        }
        let counts = Counts::of(k, truth, predicted);
        let labels: Vec<LabelScores> = labels
            .names()
            .iter()
            .zip(&counts)
            .map(|(label, counts)| LabelScores::new(label, *counts))
            .collect();
        let n = truth.len();
        let weighted: f64 = labels.iter().map(|l| l.f1 * l.support as f64).sum();
        let losses: f64 =
            truth.iter().zip(probabilities).map(|(truth, p)| outcomes::log_loss(p, *truth)).sum();
        Ok(Self {
            n,
            accuracy: Counts::accuracy(&counts),
            macro_f1: Counts::macro_f1(&counts),
            weighted_f1: weighted / n as f64,
            log_loss: losses / n as f64,
            labels,
            confusion_matrix,
        })
    }
}

impl Scores {
    /// The confusion matrix as shares of the truth: each row sums to 1. `None`
    /// in the rows of labels that do not stand in the truth.
    pub fn confusion_shares(&self) -> Vec<Vec<Option<f64>>> {
        let share_of = |row: &Vec<usize>| {
            let whole: usize = row.iter().sum();
            row.iter().map(|rows| (whole > 0).then(|| ratio(*rows, whole))).collect()
        };
        self.confusion_matrix.iter().map(share_of).collect()
    }
}

/// Refuses a name that is neither one of `names` nor a metric of a label.
fn check_metric(name: &str, names: &[&str], of_label: &[&str], labels: &LabelSet) -> Result<()> {
    let is_of_label = name.split_once(':').is_some_and(|(metric, label)| {
        of_label.contains(&metric) && labels.index_of(label).is_some()
    });
    match is_of_label || names.contains(&name) {
        true => Ok(()),
        false => Err(unknown_metric(name, names, of_label, labels.names())),
    }
}

fn unknown_metric(
    name: &str,
    names: &[&str],
    of_label: &[&str],
    labels: &[impl AsRef<str>],
) -> Error {
    let of_label: Vec<String> = of_label.iter().map(|metric| format!("{metric}:LABEL")).collect();
    let labels: Vec<&str> = labels.iter().map(AsRef::as_ref).collect();
    Error::params(
        "metric",
        format!("{name:?}"),
        format!(
            "one of {}, or {} with a label of {}",
            names.join(", "),
            of_label.join(", "),
            labels.join(", ")
        ),
    )
}

fn ratio(part: usize, whole: usize) -> f64 {
    match whole {
        0 => 0.0,
        _ => part as f64 / whole as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_by_hand() {
        let labels = LabelSet::from_names(["a", "b", "c", "d"]);
        let truth = [0, 0, 0, 1, 1, 2];
        let predicted = [0, 0, 1, 1, 0, 1];
        let probabilities = vec![vec![0.5, 0.25, 0.25, 0.0]; 6];
        let scores = Scores::new(&labels, &truth, &predicted, &probabilities).unwrap();
        assert_eq!(scores.accuracy, 0.5);
        assert_eq!(scores.confusion_matrix[1], [1, 1, 0, 0]);
        // a: 2 of 3, 2 of 3; b: 1 of 3, 1 of 2; c: never predicted; d: absent.
        assert!((scores.labels[0].f1 - 2.0 / 3.0).abs() < 1e-12);
        assert!((scores.labels[1].f1 - 0.4).abs() < 1e-12);
        assert_eq!(scores.labels[2].precision, 0.0);
        assert!((scores.macro_f1 - (2.0 / 3.0 + 0.4) / 3.0).abs() < 1e-12);
        assert!((scores.weighted_f1 - (2.0 + 0.8) / 6.0).abs() < 1e-12);
        let expected = (3.0 * 2f64.ln() + 3.0 * 4f64.ln()) / 6.0;
        assert!((scores.log_loss - expected).abs() < 1e-12);
        assert_eq!(scores.labels[1].recall, 0.5);
    }
}
