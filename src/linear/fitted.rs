//! A fitted model and what it says of rows.

use std::borrow::Cow;

use linfa::traits::{Predict, PredictInplace};
use ndarray::{Array1, Ix1};

use crate::error::{Error, Result};
use crate::features::CsrMatrix;
use crate::solver::Solution;

/// A fitted model: one column of weights a class, or a single column for two
/// classes (that of class 1 against class 0).
#[derive(Debug, Clone, PartialEq)]
pub struct FittedLogistic {
    n_classes: usize,
    n_features: usize,
    coefficients: Cow<'static, [f32]>,
    intercepts: Vec<f64>,
}

impl FittedLogistic {
    pub(super) fn from_solution(solution: Solution, n_classes: usize, n_features: usize) -> Self {
        let Solution { weights, intercepts, .. } = solution;
        let (coefficients, intercepts) = match n_classes {
            2 => (
                weights.chunks_exact(2).map(|row| row[1] - row[0]).collect(),
                vec![intercepts[1] - intercepts[0]],
            ),
            _ => (Cow::from(weights), intercepts),
        };
        Self { n_classes, n_features, coefficients, intercepts }
    }

    /// Puts together what a model file holds: `coefficients` by feature, then
    /// column; one intercept a column; as many columns as classes, or one for
    /// two classes.
    ///
    /// # Errors
    /// [`Error::Params`] where the lengths do not fit or a number is not finite.
    pub fn from_parts(
        n_classes: usize,
        coefficients: impl Into<Cow<'static, [f32]>>,
        intercepts: Vec<f64>,
    ) -> Result<Self> {
        let coefficients = coefficients.into();
        let columns = Self::columns_for(n_classes);
        if n_classes < 2
            || intercepts.len() != columns
            || !coefficients.len().is_multiple_of(columns)
        {
            return Err(Error::params(
                "weights",
                format!(
                    "{} weights and {} intercepts for {n_classes} labels",
                    coefficients.len(),
                    intercepts.len()
                ),
                format!("{columns} columns"),
            ));
        }
        if !coefficients.iter().all(|w| w.is_finite()) || !intercepts.iter().all(|b| b.is_finite())
        {
            return Err(Error::params("weights", "one that is not finite", "finite numbers"));
        }
        Ok(Self { n_classes, n_features: coefficients.len() / columns, coefficients, intercepts })
    }

    fn columns_for(n_classes: usize) -> usize {
        if n_classes == 2 { 1 } else { n_classes }
    }

    /// The number of classes.
    pub fn n_classes(&self) -> usize {
        self.n_classes
    }

    /// The number of features.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// The number of columns of weights: classes, or 1 for two classes.
    pub fn n_columns(&self) -> usize {
        self.intercepts.len()
    }

    /// Weights by feature, then column.
    pub fn coefficients(&self) -> &[f32] {
        &self.coefficients
    }

    /// One intercept a column.
    pub fn intercepts(&self) -> &[f64] {
        &self.intercepts
    }

    /// Each class's weight of a feature: how much one unit of it adds to that
    /// class's score (for two classes, half of the single weight to one and
    /// minus half to the other).
    pub fn class_weights(&self, feature: usize) -> Vec<f64> {
        let columns = self.n_columns();
        let row = &self.coefficients[feature * columns..(feature + 1) * columns];
        by_class(row.iter().map(|w| f64::from(*w)).collect())
    }

    /// Each class's intercept (for two classes, half of the single one to one
    /// and minus half to the other).
    pub fn class_intercepts(&self) -> Vec<f64> {
        by_class(self.intercepts.clone())
    }

    /// Each class's score for a row of `(column, value)`: its intercept and
    /// the values by its weights. The probabilities are their softmax.
    pub fn scores<R>(&self, row: R) -> Vec<f64>
    where
        R: IntoIterator<Item = (u32, f32), IntoIter: Clone>,
    {
        by_class(self.columns(row))
    }

    /// Each class's probability for a row of `(column, value)`; they sum to 1.
    pub fn probabilities<R>(&self, row: R) -> Vec<f64>
    where
        R: IntoIterator<Item = (u32, f32), IntoIter: Clone>,
    {
        let mut scores = self.columns(row);
        if self.n_classes == 2 {
            scores.insert(0, 0.0);
        }
        crate::solver::softmax(&mut scores);
        scores
    }

    /// What each column of weights makes of a row.
    fn columns<R>(&self, row: R) -> Vec<f64>
    where
        R: IntoIterator<Item = (u32, f32), IntoIter: Clone>,
    {
        let columns = self.n_columns();
        let coefficients: &[f32] = &self.coefficients;
        let row = row.into_iter();
        if coefficients.len() > CACHED {
            // Each feature's weights stand at a place of their own. Looked at
            // together, they are waited for together.
            let ends = row.clone().map(|(feature, _)| {
                let start = feature as usize * columns;
                coefficients[start] + coefficients[start + columns - 1]
            });
            std::hint::black_box(ends.sum::<f32>());
        }
        let mut scores = self.intercepts.clone();
        for (feature, value) in row {
            let start = feature as usize * columns;
            let weights = &coefficients[start..start + columns];
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += f64::from(value) * f64::from(*weight);
            }
        }
        scores
    }
}

/// As many weights the processor's cache holds, few rather than many.
const CACHED: usize = 1 << 20;

/// The numbers of the columns by class.
fn by_class(columns: Vec<f64>) -> Vec<f64> {
    match columns[..] {
        [single] => vec![-single / 2.0, single / 2.0],
        _ => columns,
    }
}

/// The class with the largest probability, of equal ones the first.
pub fn argmax(probabilities: &[f64]) -> usize {
    let mut best = 0;
    for (class, p) in probabilities.iter().enumerate() {
        if *p > probabilities[best] {
            best = class;
        }
    }
    best
}

impl PredictInplace<CsrMatrix, Array1<usize>> for FittedLogistic {
    fn predict_inplace(&self, records: &CsrMatrix, targets: &mut Array1<usize>) {
        assert_eq!(records.n_samples(), targets.len(), "one target for each row");
        assert_eq!(records.n_features(), self.n_features, "the features fitted on");
        for (row, target) in targets.iter_mut().enumerate() {
            let (indices, values) = records.row(row);
            let row = indices.iter().copied().zip(values.iter().copied());
            *target = argmax(&self.probabilities(row));
        }
    }

    fn default_target(&self, records: &CsrMatrix) -> Array1<usize> {
        Array1::zeros(Ix1(records.n_samples()))
    }
}

impl Predict<&CsrMatrix, Array1<usize>> for FittedLogistic {
    fn predict(&self, records: &CsrMatrix) -> Array1<usize> {
        let mut targets = self.default_target(records);
        self.predict_inplace(records, &mut targets);
        targets
    }
}
