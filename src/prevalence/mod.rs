//! The share of each label in a corpus, from what was predicted of all its
//! statements and the true labels of a random sample of them.
//!
//! A share of predicted labels is wrong by the classifier's errors, however many
//! statements there are. Two estimators correct it; both take the sample for a
//! random one of the same corpus, of statements or of whole articles, and the
//! classifier for one that was not fitted to it. `docs/evaluation.md` has
//! formulas, references and how often the intervals hold the true share.

mod checks;
mod estimate;
mod interval;

use serde::Serialize;

pub use checks::{FEW_POSITIVES, Warning};

use crate::label::LabelSet;
use crate::metrics::Figure;
use estimate::Sample;

/// With fewer labelled rows nothing is corrected.
pub const FEWEST_LABELLED: usize = 30;

/// What was predicted of all statements of a corpus, or of a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Predicted {
    statements: usize,
    by_label: Vec<usize>,
    /// Sums of the probabilities of each label; empty where they are not known.
    probabilities: Vec<f64>,
}

impl Predicted {
    /// Nothing yet, of so many labels.
    pub fn new(n_labels: usize, with_probabilities: bool) -> Self {
        let probabilities = if with_probabilities { vec![0.0; n_labels] } else { Vec::new() };
        Self { statements: 0, by_label: vec![0; n_labels], probabilities }
    }

    /// Counts a statement: its class, where it has one, and the probability of
    /// each label, which is passed over where this has none. A class of a number
    /// not below that of the labels makes them as many.
    pub fn add(&mut self, class: Option<usize>, probabilities: &[f64]) {
        self.statements += 1;
        if let Some(class) = class {
            let n_labels = self.by_label.len().max(class + 1);
            self.by_label.resize(n_labels, 0);
            self.by_label[class] += 1;
        }
        self.probabilities.iter_mut().zip(probabilities).for_each(|(sum, p)| *sum += p);
    }

    /// The same of labels in another order: for each its class here.
    pub fn in_order(&self, classes: &[usize]) -> Self {
        let count = |class: &usize| self.by_label.get(*class).copied().unwrap_or(0);
        let probability = |class: &usize| self.probabilities.get(*class).copied();
        Self {
            statements: self.statements,
            by_label: classes.iter().map(count).collect(),
            probabilities: classes.iter().filter_map(probability).collect(),
        }
    }

    /// Statements that were given no label.
    fn unlabelled(&self) -> usize {
        self.statements - self.by_label.iter().sum::<usize>()
    }

    /// The share of the label as predicted (0 where there is no statement).
    fn share(&self, class: usize) -> f64 {
        share(self.by_label[class], self.statements)
    }
}

fn share(part: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { part as f64 / all as f64 }
}

/// A statement of the sample: its true label beside what was predicted of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledStatement {
    /// The true class.
    pub truth: usize,
    /// The class predicted, where there is one.
    pub predicted: Option<usize>,
    /// The probability of each label; empty where they are not known.
    pub probabilities: Vec<f64>,
    /// Its article, by any number.
    pub group: usize,
}

/// A label's share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelShare {
    /// The label.
    pub label: String,
    /// Statements predicted to have it.
    pub predicted: usize,
    /// Their share, which the classifier's errors are in.
    pub naive: f64,
    /// Rows of the sample that have it.
    pub positives: usize,
    /// Prediction-powered: the share with its 95 % interval. The one to use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ppi: Option<Figure>,
    /// How far the predictions were leant on there, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lambda: Option<f64>,
    /// Adjusted by the errors found in the sample, with its 95 % interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjusted: Option<Figure>,
}

/// The shares of all labels in a corpus, or in a part of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shares {
    /// Statements that the shares are of.
    pub statements: usize,
    /// Those of them that were given no label.
    pub unlabelled: usize,
    /// Statements of the sample.
    pub labelled: usize,
    /// Articles that these stand in.
    pub labelled_groups: usize,
    /// Whether the shares are corrected.
    pub corrected: bool,
    /// The shares, in the order of the label set.
    pub labels: Vec<LabelShare>,
    /// What speaks against trusting them.
    pub warnings: Vec<Warning>,
}

impl Shares {
    /// The shares of the labels among the statements `predicted`, corrected by
    /// a sample of them where it is large enough: [`FEWEST_LABELLED`]
    /// statements of two articles.
    ///
    /// ```
    /// use stancekit::label::LabelSet;
    /// use stancekit::prevalence::{LabelledStatement, Predicted, Shares};
    ///
    /// let labels = LabelSet::from_names(["other", "threat"]);
    /// let mut predicted = Predicted::new(2, false);
    /// (0..1000).for_each(|i| predicted.add(Some(usize::from(i % 5 == 0)), &[]));
    /// // Of the 100 in the sample 20 are predicted to be threats, 10 are.
    /// let row = |i| LabelledStatement {
    ///     truth: usize::from(i % 10 == 0),
    ///     predicted: Some(usize::from(i % 5 == 0)),
    ///     probabilities: Vec::new(),
    ///     group: i,
    /// };
    /// let sample: Vec<_> = (0..100).map(row).collect();
    /// let shares = Shares::new(&labels, &predicted, &sample);
    /// assert_eq!(shares.labels[1].naive, 0.2);
    /// let corrected = shares.labels[1].ppi.unwrap();
    /// assert!((corrected.value.unwrap() - 0.1).abs() < 1e-9);
    /// assert!(corrected.high.unwrap() < 0.2);
    /// ```
    pub fn new(labels: &LabelSet, predicted: &Predicted, sample: &[LabelledStatement]) -> Self {
        let sample = Sample::new(sample);
        let corrected = sample.rows.len() >= FEWEST_LABELLED && sample.n_groups > 1;
        let of_label = |(class, label): (usize, &String)| {
            let powered = corrected.then(|| sample.prediction_powered(predicted, class));
            LabelShare {
                label: label.clone(),
                predicted: predicted.by_label[class],
                naive: predicted.share(class),
                positives: sample.rows.iter().filter(|row| row.truth == class).count(),
                ppi: powered.map(|(figure, _)| figure),
                lambda: powered.map(|(_, lambda)| lambda),
                adjusted: corrected.then(|| sample.adjusted(predicted, class)),
            }
        };
        let shares: Vec<LabelShare> = labels.names().iter().enumerate().map(of_label).collect();
        Self {
            statements: predicted.statements,
            unlabelled: predicted.unlabelled(),
            labelled: sample.rows.len(),
            labelled_groups: sample.n_groups,
            corrected,
            warnings: checks::warnings(predicted, &sample, &shares, corrected),
            labels: shares,
        }
    }
}
