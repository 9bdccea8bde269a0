//! Fits along a path over `c`.

use rayon::prelude::*;

use crate::features::FittedTfidf;
use crate::label::LabelSet;
use crate::linear::FittedLogistic;

/// Fits to the same texts that differ by `c` alone.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedPath {
    pub(super) labels: LabelSet,
    pub(super) tfidf: FittedTfidf,
    pub(super) classifiers: Vec<FittedLogistic>,
}

impl FittedPath {
    /// The labels, by class.
    pub fn labels(&self) -> &LabelSet {
        &self.labels
    }

    /// For each `c`, then text, the probability of each class.
    pub fn probabilities<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Vec<Vec<Vec<f64>>> {
        let matrix = self.tfidf.transform(texts);
        let of_row = |classifier: &FittedLogistic, row: usize| {
            let (columns, values) = matrix.row(row);
            classifier.probabilities(columns.iter().copied().zip(values.iter().copied()))
        };
        self.classifiers
            .iter()
            .map(|classifier| {
                (0..texts.len()).into_par_iter().map(|row| of_row(classifier, row)).collect()
            })
            .collect()
    }
}
