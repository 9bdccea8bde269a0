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
mod fitted;
mod params;

use data::{check_data, problem};
use linfa::DatasetBase;
use linfa::dataset::AsSingleTargets;
use linfa::traits::Fit;

pub use fitted::{FittedLogistic, argmax};
pub use params::{ClassWeight, LogisticRegression, LogisticSpec};

use crate::error::{Error, Result};
use crate::features::CsrMatrix;
use crate::solver::{Reached, Stopping};

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
