//! Hyper-parameters of the classifier.

use std::collections::BTreeMap;

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::solver::SolverKind;

/// How much rows of a class count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassWeight {
    /// Each row counts 1.
    #[default]
    None,
    /// A row of a class with `m` of the `n` rows counts `n / (n_classes * m)`
    /// (scikit-learn's `class_weight="balanced"`).
    Balanced,
}

impl ClassWeight {
    /// The weight of each class.
    pub(super) fn of_classes(self, targets: &[usize], n_classes: usize) -> Vec<f64> {
        let mut counts = BTreeMap::new();
        for class in targets {
            *counts.entry(*class).or_insert(0_usize) += 1;
        }
        (0..n_classes)
            .map(|class| match (self, counts.get(&class)) {
                (Self::Balanced, Some(count)) => {
                    targets.len() as f64 / (n_classes as f64 * *count as f64)
                }
                _ => 1.0,
            })
            .collect()
    }
}

/// Hyper-parameters, checked: [`LogisticRegression`] makes one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogisticSpec {
    /// Inverse regularisation strength as in scikit-learn and liblinear: the
    /// objective is `sum of losses + |W|^2 / (2 c)`. Over 0. Default 10.
    pub c: f64,
    /// How much rows of a class count. Default none.
    pub class_weight: ClassWeight,
    /// Which solver. Default dual-cd.
    pub solver: SolverKind,
    /// The fit ends where the number of [`crate::solver::Reached`] is at most
    /// this. Over 0, below 1. Default 1e-4.
    pub tol: f64,
    /// The fit ends after so many iterations, with a warning. At least 1.
    /// Default 1000.
    pub max_iterations: usize,
}

impl Default for LogisticSpec {
    fn default() -> Self {
        Self {
            c: 10.0,
            class_weight: ClassWeight::default(),
            solver: SolverKind::default(),
            tol: 1e-4,
            max_iterations: 1000,
        }
    }
}

/// Logistic regression not yet checked, in linfa's manner: set parameters,
/// then `fit` (which checks), or `check` first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LogisticRegression(LogisticSpec);

impl LogisticRegression {
    /// Takes parameters as they are written in a configuration.
    pub fn new(spec: LogisticSpec) -> Self {
        Self(spec)
    }

    /// Sets [`LogisticSpec::c`].
    pub fn c(mut self, c: f64) -> Self {
        self.0.c = c;
        self
    }

    /// Sets [`LogisticSpec::class_weight`].
    pub fn class_weight(mut self, class_weight: ClassWeight) -> Self {
        self.0.class_weight = class_weight;
        self
    }

    /// Sets [`LogisticSpec::solver`].
    pub fn solver(mut self, solver: SolverKind) -> Self {
        self.0.solver = solver;
        self
    }

    /// Sets [`LogisticSpec::tol`].
    pub fn tol(mut self, tol: f64) -> Self {
        self.0.tol = tol;
        self
    }

    /// Sets [`LogisticSpec::max_iterations`].
    pub fn max_iterations(mut self, max_iterations: usize) -> Self {
        self.0.max_iterations = max_iterations;
        self
    }
}

impl ParamGuard for LogisticRegression {
    type Checked = LogisticSpec;
    type Error = Error;

    fn check_ref(&self) -> Result<&LogisticSpec> {
        let spec = &self.0;
        if !(spec.c > 0.0 && spec.c.is_finite()) {
            return Err(Error::params("c", spec.c, "a finite number over 0"));
        }
        if !(spec.tol > 0.0 && spec.tol < 1.0) {
            return Err(Error::params("tol", spec.tol, "a number over 0, below 1"));
        }
        if spec.max_iterations == 0 {
            return Err(Error::params("max_iterations", 0, "at least 1"));
        }
        Ok(spec)
    }

    fn check(self) -> Result<LogisticSpec> {
        self.check_ref()?;
        Ok(self.0)
    }
}
