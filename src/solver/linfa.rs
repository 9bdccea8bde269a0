//! linfa-logistic as a solver: the same objective on a dense matrix, by L-BFGS.

use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};

use super::objective::{Objective, dot};
use super::{Problem, Solution, Solver, Stopping};
use crate::error::{Error, Result};

/// The largest dense matrix, in bytes: 1 GiB.
const MAX_BYTES: usize = 1 << 30;

/// The solver that linfa brings.
///
/// It takes exponentials from the system's library: the last bits of its
/// weights may differ between processors, where newton-cg's do not.
pub struct Linfa;

impl Solver for Linfa {
    fn check(&self, problem: &Problem<'_>) -> Result<()> {
        let bytes =
            problem.n_samples().saturating_mul(problem.n_features).saturating_mul(size_of::<f64>());
        if bytes > MAX_BYTES {
            return Err(Error::params(
                "solver",
                format!(
                    "linfa for {} rows x {} features, a dense matrix of {:.1} GiB",
                    problem.n_samples(),
                    problem.n_features,
                    bytes as f64 / (1u64 << 30) as f64
                ),
                "at most 1 GiB: use the solver dual-cd, or fewer features (--min-df, --max-features)",
            ));
        }
        if problem.sample_weights.iter().any(|w| *w != 1.0) {
            return Err(Error::params(
                "solver",
                "linfa with class or sample weights",
                "no weights, which linfa-logistic lacks: use the solver dual-cd",
            ));
        }
        Ok(())
    }

    fn solve(&self, problem: &Problem<'_>, stopping: Stopping) -> Result<Solution> {
        self.check(problem)?;
        let mut dense = Array2::zeros((problem.n_samples(), problem.n_features));
        for row in 0..problem.n_samples() {
            for (column, value) in problem.row(row) {
                dense[(row, column)] = value;
            }
        }
        let dataset = Dataset::new(dense, Array1::from(problem.targets.to_vec()));
        let objective = Objective::new(*problem);
        let norm = |gradient: Vec<f64>| dot(&gradient, &gradient).sqrt();
        let initial_norm = norm(objective.gradient_at_zero());
        let fitted = MultiLogisticRegression::default()
            .alpha(problem.l2)
            .with_intercept(true)
            .max_iterations(stopping.max_iterations as u64)
            .gradient_tolerance(stopping.tol * initial_norm)
            .fit(&dataset)
            .map_err(|e| Error::params("solver", format!("linfa-logistic said: {e}"), "a fit"))?;
        let mut theta: Vec<f64> = fitted.params().iter().copied().collect();
        theta.extend(fitted.intercept());
        // linfa does not say whether it converged.
        let scores = objective.scores(&theta);
        let relative_gradient = match initial_norm > 0.0 {
            true => {
                norm(objective.gradient(&theta, &objective.probabilities(&scores))) / initial_norm
            }
            false => 0.0,
        };
        let value = objective.value(&theta, &scores);
        Ok(Solution::of_primal(&theta, problem.n_classes, value, relative_gradient, 0, stopping))
    }
}
