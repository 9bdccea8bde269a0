//! How good predictions are, as scikit-learn defines it.

mod articles;

use serde::Serialize;

pub use articles::{ArticleOutcome, ArticleScores};

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
            precision: ratio(counts.right, counts.predicted),
            recall: ratio(counts.right, counts.support),
            f1: counts.f1(),
            support: counts.support,
        }
    }

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

/// Rows of one label.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    /// That are it and predicted as it.
    pub right: usize,
    /// That are predicted as it.
    pub predicted: usize,
    /// That are it.
    pub support: usize,
}

impl Counts {
    /// Adds a row of class `truth` that was predicted as `predicted`.
    pub fn add(all: &mut [Self], truth: usize, predicted: usize) {
        all[truth].support += 1;
        all[predicted].predicted += 1;
        all[truth].right += usize::from(truth == predicted);
    }

    fn f1(self) -> f64 {
        ratio(2 * self.right, self.predicted + self.support)
    }

    /// The mean of the F1 of the labels that stand in truth or prediction.
    pub fn macro_f1(all: &[Self]) -> f64 {
        let present = all.iter().filter(|c| c.support > 0 || c.predicted > 0);
        match present.clone().count() {
            0 => 0.0,
            n => present.map(|c| c.f1()).sum::<f64>() / n as f64,
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
            return Err(Error::params(
                "rows to evaluate",
                0,
                "at least one whose label the model knows",
            ));
        }
        let k = labels.len();
        let mut confusion_matrix = vec![vec![0; k]; k];
        let mut counts = vec![Counts::default(); k];
        for (truth, predicted) in truth.iter().zip(predicted) {
            confusion_matrix[*truth][*predicted] += 1;
            Counts::add(&mut counts, *truth, *predicted);
        }
        let n = truth.len();
        let labels: Vec<LabelScores> =
            (0..k).map(|class| LabelScores::new(labels.name(class), counts[class])).collect();
        let right: usize = (0..k).map(|class| confusion_matrix[class][class]).sum();
        let weighted: f64 = labels.iter().map(|l| l.f1 * l.support as f64).sum();
        let losses: f64 = truth
            .iter()
            .zip(probabilities)
            .map(|(truth, p)| -libm::log(p[*truth].clamp(f64::EPSILON, 1.0)))
            .sum();
        Ok(Self {
            n,
            accuracy: ratio(right, n),
            macro_f1: Counts::macro_f1(&counts),
            weighted_f1: weighted / n as f64,
            log_loss: losses / n as f64,
            labels,
            confusion_matrix,
        })
    }

    /// Refuses a name that [`Scores::metric`] would not know.
    ///
    /// # Errors
    /// [`Error::Params`] with the names there are.
    pub fn check_metric(name: &str, labels: &LabelSet) -> Result<()> {
        check_metric(name, &Self::NAMES, labels)
    }

    /// A figure by name: one of [`Scores::NAMES`], or `precision`, `recall` or
    /// `f1` of a label as `f1:threat`.
    ///
    /// # Errors
    /// [`Error::Params`] with the names there are.
    pub fn metric(&self, name: &str) -> Result<f64> {
        let of_all = [self.accuracy, self.macro_f1, self.weighted_f1, self.log_loss];
        if let Some(place) = Self::NAMES.iter().position(|n| *n == name) {
            return Ok(of_all[place]);
        }
        LabelScores::metric(&self.labels, name).ok_or_else(|| {
            unknown_metric(name, &Self::NAMES, self.labels.iter().map(|l| l.label.as_str()))
        })
    }

    /// The names of the figures over all labels.
    pub const NAMES: [&'static str; 4] = ["accuracy", "macro_f1", "weighted_f1", "log_loss"];
}

/// Refuses a name that is neither one of `names` nor a metric of a label.
fn check_metric(name: &str, names: &[&str], labels: &LabelSet) -> Result<()> {
    let of_label = name.split_once(':').is_some_and(|(metric, label)| {
        matches!(metric, "precision" | "recall" | "f1") && labels.index_of(label).is_some()
    });
    match of_label || names.contains(&name) {
        true => Ok(()),
        false => Err(unknown_metric(name, names, labels.names().iter().map(String::as_str))),
    }
}

fn unknown_metric<'a>(name: &str, names: &[&str], labels: impl Iterator<Item = &'a str>) -> Error {
    Error::params(
        "metric",
        format!("{name:?}"),
        format!(
            "one of {}, or precision:LABEL, recall:LABEL, f1:LABEL with a label of {}",
            names.join(", "),
            labels.collect::<Vec<_>>().join(", ")
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
        assert_eq!(scores.metric("recall:b").unwrap(), 0.5);
        assert!(scores.metric("f1:x").is_err());
        for (name, known) in [("f1:d", true), ("log_loss", true), ("f1:x", false), ("f2:a", false)]
        {
            assert_eq!(Scores::check_metric(name, &labels).is_ok(), known, "{name}");
            assert_eq!(scores.metric(name).is_ok(), known, "{name}");
        }
    }
}
