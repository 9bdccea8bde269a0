//! What is fitted to, checked.

use crate::error::{Error, Result};
use crate::features::CsrMatrix;
use crate::solver::Problem;

/// Rows and targets as the solvers see them; `c` is that of scikit-learn.
pub(super) fn problem<'a>(
    records: &'a CsrMatrix,
    targets: &'a [usize],
    n_classes: usize,
    sample_weights: &'a [f64],
    c: f64,
) -> Problem<'a> {
    Problem {
        starts: records.starts(),
        indices: records.indices(),
        values: records.values(),
        n_features: records.n_features(),
        targets,
        n_classes,
        sample_weights,
        // Two symmetric columns have half the square of their difference.
        l2: if n_classes == 2 { 2.0 / c } else { 1.0 / c },
    }
}

/// Refuses parts that do not fit each other.
pub(super) fn check_data(
    records: &CsrMatrix,
    targets: &[usize],
    n_classes: usize,
    sample_weights: Option<&[f64]>,
) -> Result<()> {
    let mismatch = |name: &str, found: usize| {
        Err(Error::params(name, found, format!("{}, one for each row", records.n_samples())))
    };
    if targets.len() != records.n_samples() {
        return mismatch("targets", targets.len());
    }
    if let Some(weights) = sample_weights {
        if weights.len() != records.n_samples() {
            return mismatch("sample weights", weights.len());
        }
        if let Some(wrong) = weights.iter().find(|w| !(**w > 0.0 && w.is_finite())) {
            return Err(Error::params("sample weights", wrong, "finite numbers over 0"));
        }
    }
    if n_classes < 2 {
        return Err(Error::params("labels", n_classes, "at least two different ones"));
    }
    let mut seen = vec![false; n_classes];
    for class in targets {
        match seen.get_mut(*class) {
            Some(seen) => *seen = true,
            None => {
                return Err(Error::params("targets", class, format!("classes below {n_classes}")));
            }
        }
    }
    if let Some(class) = seen.iter().position(|seen| !seen) {
        return Err(Error::params(
            "targets",
            format!("no row of class {class}"),
            "a row of each class",
        ));
    }
    match records.values().iter().find(|v| !v.is_finite()) {
        Some(value) => Err(Error::params("features", value, "finite numbers")),
        None => Ok(()),
    }
}
