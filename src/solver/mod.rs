//! Finding the weights of multinomial logistic regression.
//!
//! A solver sees a [`Problem`] (rows of numbers, classes, a penalty) and knows
//! nothing of texts or labels. To add one: a file with a [`Solver`], its
//! variant in [`SolverKind`] with its lines in `ALL`, `as_str` and `solver`;
//! the same-optimum test holds it to every other.

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

/// When a solver is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stopping {
    /// Done where the Euclidean norm of the gradient is at most `tol` times
    /// its norm at zero weights and intercepts.
    pub tol: f64,
    /// Given up after so many iterations.
    pub max_iterations: usize,
}

/// What a solver found.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Weights by feature, then class; the last row holds the intercepts.
    pub theta: Vec<f64>,
    /// The objective there.
    pub objective: f64,
    /// The norm of the gradient there over that at zero.
    pub relative_gradient: f64,
    /// Iterations done.
    pub iterations: usize,
    /// Whether the stopping rule was met.
    pub converged: bool,
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
}

/// All solvers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum SolverKind {
    /// Truncated Newton steps on sparse rows. The default.
    #[default]
    NewtonCg,
    /// linfa-logistic on a dense matrix: small data, no weights.
    Linfa,
}

impl SolverKind {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::NewtonCg, Self::Linfa];

    /// Its name in flags, configurations and model files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NewtonCg => "newton-cg",
            Self::Linfa => "linfa",
        }
    }

    /// The solver itself.
    pub fn solver(self) -> &'static dyn Solver {
        match self {
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
