//! The choice of a scaling, and how true probabilities are before and after.

use serde::{Deserialize, Serialize};

use super::OutOfFold;
use crate::calibration::{Scaling, ScalingKind};
use crate::error::Result;
use crate::linear::argmax;
use crate::metrics::{Bootstrap, Metrics, Outcomes, reliability};

/// A scaling and what it was chosen by; a model file keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScalingRecord {
    /// What was fitted.
    pub kind: ScalingKind,
    /// The result.
    pub scaling: Scaling,
    /// Rows that it was fitted to, each labelled by a model that did not see it.
    pub rows: usize,
    /// How true the probabilities of these rows are as they are.
    pub before: Fidelity,
    /// How true they are scaled.
    pub after: Fidelity,
}

/// How true probabilities are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fidelity {
    /// The mean of `-ln p(truth)`.
    pub log_loss: f64,
    /// The expected calibration error, debiased.
    pub ece: f64,
    /// The reliability diagram, from the least sure tenth to the surest.
    pub reliability: Vec<FidelityBin>,
}

/// Rows about as sure as each other ([`reliability`]).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FidelityBin {
    /// The mean probability of the most probable label.
    pub confidence: f64,
    /// The share of rows whose label that is.
    pub right: f64,
    /// Rows: a tenth of all, so that it may be no whole number.
    pub n: f64,
}

/// Fits a scaling to rows held out of fitting.
///
/// # Errors
/// As [`Scaling::fit`].
pub fn choose_scaling(out_of_fold: &OutOfFold, kind: ScalingKind) -> Result<ScalingRecord> {
    let OutOfFold { truth, probabilities, .. } = out_of_fold;
    let scaling = Scaling::fit(kind, truth, probabilities)?;
    let mut scaled = probabilities.clone();
    scaled.iter_mut().for_each(|p| scaling.apply(p));
    Ok(ScalingRecord {
        kind,
        scaling,
        rows: truth.len(),
        before: fidelity(out_of_fold, probabilities)?,
        after: fidelity(out_of_fold, &scaled)?,
    })
}

fn fidelity(out_of_fold: &OutOfFold, probabilities: &[Vec<f64>]) -> Result<Fidelity> {
    let predicted: Vec<usize> = probabilities.iter().map(|p| argmax(p)).collect();
    let outcomes = Outcomes {
        labels: &out_of_fold.labels,
        truth: &out_of_fold.truth,
        predicted: &predicted,
        probabilities,
        groups: None,
        background: None,
    };
    let undrawn = Bootstrap { draws: 0, seed: 0 };
    let metrics = Metrics::new(&outcomes, &undrawn, &|| ())?;
    let bins = reliability(&outcomes, &undrawn)?.into_iter();
    let value = |name| metrics.get(name).map(|figure| figure.value.unwrap_or_default());
    Ok(Fidelity {
        log_loss: value("log_loss")?,
        ece: value("ece")?,
        reliability: bins
            .map(|bin| FidelityBin {
                confidence: bin.confidence,
                right: bin.right.value.unwrap_or_default(),
                n: bin.n,
            })
            .collect(),
    })
}
