//! Multinomial logistic regression as a linfa estimator on sparse records.
//!
//! ```
//! use linfa::DatasetBase;
//! use linfa::traits::{Fit, Predict};
//! use ndarray::array;
//! use stancekit::features::CsrMatrix;
//! use stancekit::linear::LogisticRegression;
//!
//! # fn main() -> Result<(), stancekit::error::Error> {
//! let mut records = CsrMatrix::new(2);
//! records.push_row([(0, 1.0)]);
//! records.push_row([(1, 1.0)]);
//! records.push_row([(1, 0.5)]);
//! let dataset = DatasetBase::new(records, array![0, 1, 1]);
//! let model = LogisticRegression::default().c(10.0).fit(&dataset)?;
//! assert_eq!(model.predict(dataset.records()), array![0, 1, 1]);
//! # Ok(())
//! # }
//! ```

mod data;
mod params;

use std::borrow::Cow;

use data::{check_data, problem};
use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use linfa::traits::{Fit, Predict, PredictInplace};
use ndarray::{Array1, Ix1};

pub use params::{ClassWeight, LogisticRegression, LogisticSpec};

use crate::error::{Error, Result};
use crate::features::CsrMatrix;
use crate::solver::{Reached, Solution, Stopping};

/// A fitted model: one column of weights a class, or a single column for two
/// classes (that of class 1 against class 0).
#[derive(Debug, Clone, PartialEq)]
pub struct FittedLogistic {
    n_classes: usize,
    n_features: usize,
    coefficients: Cow<'static, [f32]>,
    intercepts: Vec<f64>,
}

/// How the fit went.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitReport {
    /// The value of the objective (see [`crate::solver::Problem`]).
    pub objective: f64,
    /// How close to the optimum.
    pub reached: Reached,
    /// Whether the tolerance was met.
    pub converged: bool,
    /// The solver's iterations.
    pub iterations: usize,
}

impl LogisticSpec {
    /// Fits classes `targets` (below `n_classes`, each with a row at least) to
    /// the rows of `records`; `sample_weights` are one for each row, over 0.
    ///
    /// # Errors
    /// [`Error::Params`] where the parts do not fit each other, a value is not
    /// finite, a class has no row, or the solver refuses.
    pub fn fit_classes(
        &self,
        records: &CsrMatrix,
        targets: &[usize],
        n_classes: usize,
        sample_weights: Option<&[f64]>,
    ) -> Result<(FittedLogistic, FitReport)> {
        check_data(records, targets, n_classes, sample_weights)?;
        let weights = self.row_weights(targets, n_classes, sample_weights);
        let problem = problem(records, targets, n_classes, &weights, self.c);
        let solver = self.solver.solver();
        solver.check(&problem)?;
        let solution = solver.solve(&problem, self.stopping())?;
        let report = FitReport {
            objective: solution.objective,
            reached: solution.reached,
            converged: solution.converged,
            iterations: solution.iterations,
        };
        Ok((FittedLogistic::from_solution(solution, n_classes, records.n_features()), report))
    }
}

impl LogisticSpec {
    /// As [`LogisticSpec::fit_classes`], for each of `cs` in the place of `c`,
    /// rising ones best: each fit begins where the one before ended.
    ///
    /// # Errors
    /// As [`LogisticSpec::fit_classes`].
    pub fn fit_path(
        &self,
        records: &CsrMatrix,
        targets: &[usize],
        n_classes: usize,
        sample_weights: Option<&[f64]>,
        cs: &[f64],
    ) -> Result<Vec<FittedLogistic>> {
        check_data(records, targets, n_classes, sample_weights)?;
        let weights = self.row_weights(targets, n_classes, sample_weights);
        let of_c = |c: &f64| problem(records, targets, n_classes, &weights, *c);
        let penalties: Vec<f64> = cs.iter().map(|c| of_c(c).l2).collect();
        let Some(first) = cs.first().map(of_c) else {
            return Ok(Vec::new());
        };
        let solver = self.solver.solver();
        solver.check(&first)?;
        let solutions = solver.solve_path(&first, &penalties, self.stopping())?;
        let fitted =
            |solution| FittedLogistic::from_solution(solution, n_classes, records.n_features());
        Ok(solutions.into_iter().map(fitted).collect())
    }

    fn stopping(&self) -> Stopping {
        Stopping { tol: self.tol, max_iterations: self.max_iterations }
    }

    /// How much each row counts: its class weight times its sample weight.
    fn row_weights(
        &self,
        targets: &[usize],
        n_classes: usize,
        sample_weights: Option<&[f64]>,
    ) -> Vec<f64> {
        let class_weights = self.class_weight.of_classes(targets, n_classes);
        let of_row = |(row, class): (usize, &usize)| {
            class_weights[*class] * sample_weights.map_or(1.0, |weights| weights[row])
        };
        targets.iter().enumerate().map(of_row).collect()
    }

    /// The share of each class in what is fitted on, weights counted: the
    /// prior that the fitted probabilities hold for.
    pub fn training_prior(
        &self,
        targets: &[usize],
        n_classes: usize,
        sample_weights: Option<&[f64]>,
    ) -> Vec<f64> {
        let mut shares = vec![0.0; n_classes];
        let weights = self.row_weights(targets, n_classes, sample_weights);
        for (class, weight) in targets.iter().zip(&weights) {
            shares[*class] += weight;
        }
        let all: f64 = shares.iter().sum();
        shares.into_iter().map(|share| share / all).collect()
    }
}

impl FittedLogistic {
    fn from_solution(solution: Solution, n_classes: usize, n_features: usize) -> Self {
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

impl<T> Fit<CsrMatrix, T, Error> for LogisticSpec
where
    T: AsSingleTargets<Elem = usize>,
{
    type Object = FittedLogistic;

    /// Fits; the classes are those from 0 to the largest target. Weights of
    /// the dataset are sample weights.
    fn fit(&self, dataset: &DatasetBase<CsrMatrix, T>) -> Result<FittedLogistic> {
        let targets: Vec<usize> = dataset.targets.as_single_targets().iter().copied().collect();
        let n_classes = targets.iter().max().map_or(0, |most| most + 1);
        let weights: Option<Vec<f64>> =
            dataset.weights().map(|w| w.iter().map(|w| f64::from(*w)).collect());
        let (fitted, _) =
            self.fit_classes(&dataset.records, &targets, n_classes, weights.as_deref())?;
        Ok(fitted)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use linfa::ParamGuard;
    use ndarray::array;

    fn records() -> CsrMatrix {
        let mut records = CsrMatrix::new(3);
        records.push_row([(0, 1.0)]);
        records.push_row([(0, 0.6), (1, 0.8)]);
        records.push_row([(1, 1.0)]);
        records.push_row([(2, 1.0)]);
        records
    }

    #[test]
    fn sample_weights_are_repeated_rows() {
        let tight = LogisticRegression::default().tol(1e-10).check().unwrap();
        let (weighted, _) =
            tight.fit_classes(&records(), &[0, 1, 1, 2], 3, Some(&[1.0, 2.0, 1.0, 3.0])).unwrap();
        let repeated = records().select(&[0, 1, 1, 2, 3, 3, 3]);
        let (plain, _) = tight.fit_classes(&repeated, &[0, 1, 1, 1, 2, 2, 2], 3, None).unwrap();
        for (a, b) in weighted.coefficients().iter().zip(plain.coefficients()) {
            assert!((a - b).abs() < 1e-5);
        }
    }

    #[test]
    fn linfa_weights_are_used() {
        let dataset = DatasetBase::new(records(), array![0, 1, 1, 0]);
        let plain = LogisticRegression::default().fit(&dataset).unwrap();
        let dataset = dataset.with_weights(array![1.0, 9.0, 1.0, 1.0]);
        let weighted = LogisticRegression::default().fit(&dataset).unwrap();
        assert!(weighted.intercepts()[0] > plain.intercepts()[0]);
    }

    #[test]
    fn bad_data_is_refused() {
        let spec = LogisticSpec::default();
        assert!(spec.fit_classes(&records(), &[0, 1], 2, None).is_err());
        assert!(spec.fit_classes(&records(), &[0, 0, 0, 0], 1, None).is_err());
        assert!(spec.fit_classes(&records(), &[0, 0, 2, 2], 3, None).is_err());
        assert!(spec.fit_classes(&records(), &[0, 1, 2, 3], 3, None).is_err());
        assert!(
            spec.fit_classes(&records(), &[0, 1, 0, 1], 2, Some(&[1.0, 0.0, 1.0, 1.0])).is_err()
        );
        let mut infinite = CsrMatrix::new(1);
        infinite.push_row([(0, f32::INFINITY)]);
        infinite.push_row([]);
        assert!(spec.fit_classes(&infinite, &[0, 1], 2, None).is_err());
        assert!(LogisticRegression::default().c(0.0).check().is_err());
        assert!(LogisticRegression::default().c(f64::NAN).check().is_err());
    }
}
