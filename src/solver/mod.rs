//! Finding the weights of multinomial logistic regression.
//!
//! A solver sees a [`Problem`] (rows of numbers, classes, a penalty) and knows
//! nothing of texts or labels. To add one: a file with a [`Solver`], its
//! variant in [`SolverKind`] with its lines in `ALL`, `as_str` and `solver`;
//! the same-optimum test holds it to every other.

mod dual_cd;
mod linfa;
mod newton_cg;
mod objective;
mod problem;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use objective::{Objective, softmax};
pub use problem::Problem;

use crate::error::{Error, Result};

/// How close to the optimum a solver came: what its stopping rule looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reached {
    /// The duality gap over the objective: by at most this share of itself is
    /// the objective larger than the least.
    Gap(f64),
    /// The Euclidean norm of the gradient over that at zero weights and
    /// intercepts.
    Gradient(f64),
}

impl Reached {
    /// The gap, where that is the number.
    pub fn gap(self) -> Option<f64> {
        match self {
            Self::Gap(gap) => Some(gap),
            Self::Gradient(_) => None,
        }
    }

    /// The gradient, where that is the number.
    pub fn gradient(self) -> Option<f64> {
        match self {
            Self::Gap(_) => None,
            Self::Gradient(gradient) => Some(gradient),
        }
    }
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap(gap) => write!(f, "relative gap {gap:.1e}"),
            Self::Gradient(gradient) => write!(f, "relative gradient {gradient:.1e}"),
        }
    }
}

/// When a solver is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stopping {
    /// Done where the number of [`Reached`] is at most this.
    pub tol: f64,
    /// Given up after so many iterations.
    pub max_iterations: usize,
}

/// What a solver found.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Weights by feature, then class.
    pub weights: Vec<f32>,
    /// An intercept for each class; they sum to zero.
    pub intercepts: Vec<f64>,
    /// The objective there.
    pub objective: f64,
    /// How close to the optimum.
    pub reached: Reached,
    /// Iterations done.
    pub iterations: usize,
    /// Whether the stopping rule was met.
    pub converged: bool,
}

impl Solution {
    /// What a solver found that works on the parameters themselves.
    fn of_primal(
        theta: &[f64],
        n_classes: usize,
        objective: f64,
        relative_gradient: f64,
        iterations: usize,
        stopping: Stopping,
    ) -> Self {
        let (weights, intercepts) = theta.split_at(theta.len() - n_classes);
        Self {
            weights: weights.iter().map(|w| *w as f32).collect(),
            intercepts: centered(intercepts),
            objective,
            reached: Reached::Gradient(relative_gradient),
            iterations,
            converged: relative_gradient <= stopping.tol,
        }
    }
}

/// Adding one number to all intercepts changes no probability: the one whose
/// intercepts sum to zero is chosen, as scikit-learn does.
fn centered(intercepts: &[f64]) -> Vec<f64> {
    let mean = intercepts.iter().sum::<f64>() / intercepts.len() as f64;
    intercepts.iter().map(|b| b - mean).collect()
}

/// A way to the optimum.
pub trait Solver: Sync {
    /// Refuses problems that this solver cannot take, before any work.
    ///
    /// # Errors
    /// [`Error::Params`].
    fn check(&self, _problem: &Problem<'_>) -> Result<()> {
        Ok(())
    }

    /// Minimises the problem's objective.
    ///
    /// # Errors
    /// As [`Solver::check`]; not converging is no error.
    fn solve(&self, problem: &Problem<'_>, stopping: Stopping) -> Result<Solution>;

    /// Minimises the problem's objective with each of `penalties` in the place
    /// of its own, falling ones best: a solver may begin each where the one
    /// before ended.
    ///
    /// # Errors
    /// As [`Solver::check`].
    fn solve_path(
        &self,
        problem: &Problem<'_>,
        penalties: &[f64],
        stopping: Stopping,
    ) -> Result<Vec<Solution>> {
        let solve = |l2: &f64| self.solve(&Problem { l2: *l2, ..*problem }, stopping);
        penalties.iter().map(solve).collect()
    }
}

/// All solvers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum SolverKind {
    /// Dual coordinate ascent, finished by Newton steps below a tolerance of
    /// 1e-5. The default.
    #[default]
    DualCd,
    /// Truncated Newton steps on sparse rows.
    NewtonCg,
    /// linfa-logistic on a dense matrix: small data, no weights.
    Linfa,
}

impl SolverKind {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::DualCd, Self::NewtonCg, Self::Linfa];

    /// Its name in flags, configurations and model files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DualCd => "dual-cd",
            Self::NewtonCg => "newton-cg",
            Self::Linfa => "linfa",
        }
    }

    /// The solver itself.
    pub fn solver(self) -> &'static dyn Solver {
        match self {
            Self::DualCd => &dual_cd::DualCd,
            Self::NewtonCg => &newton_cg::NewtonCg,
            Self::Linfa => &linfa::Linfa,
        }
    }
}

impl From<SolverKind> for &'static str {
    fn from(kind: SolverKind) -> Self {
        kind.as_str()
    }
}

impl fmt::Display for SolverKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SolverKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            Error::params("solver", format!("{name:?}"), format!("one of {names}"))
        })
    }
}

impl TryFrom<String> for SolverKind {
    type Error = Error;

    fn try_from(name: String) -> Result<Self> {
        name.parse()
    }
}

#[cfg(test)]
mod tests;
