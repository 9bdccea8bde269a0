//! The choice of a scaling, and how true probabilities are before and after.

use serde::{Deserialize, Serialize};

use super::OutOfFold;
use crate::calibration::{Scaling, ScalingKind};
use crate::error::Result;
use crate::linear::argmax;
use crate::metrics::{Bootstrap, Metrics, Outcomes};

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
    /// The reliability diagram: rows by rising probability of their most
    /// probable label, in ten bins that hold as many each.
    pub reliability: Vec<ReliabilityBin>,
}

/// Rows about as sure as each other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReliabilityBin {
    /// The mean probability of the most probable label.
    pub confidence: f64,
    /// The share of rows whose label that is.
    pub right: f64,
    /// Rows.
    pub n: usize,
}

const BINS: usize = 10;

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
    let metrics = Metrics::new(&outcomes, &Bootstrap { draws: 0, seed: 0 }, &|| ())?;
    let value = |name| metrics.get(name).map(|figure| figure.value.unwrap_or_default());
    Ok(Fidelity {
        log_loss: value("log_loss")?,
        ece: value("ece")?,
        reliability: reliability(&outcomes),
    })
}

fn reliability(outcomes: &Outcomes<'_>) -> Vec<ReliabilityBin> {
    let rows = outcomes.probabilities.iter().zip(outcomes.predicted).zip(outcomes.truth);
    let mut rows: Vec<(f64, bool)> =
        rows.map(|((p, given), truth)| (p[*given], given == truth)).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let bin = |bin: usize| {
        let rows = &rows[rows.len() * bin / BINS..rows.len() * (bin + 1) / BINS];
        let n = rows.len();
        let mean = |sum: f64| sum / n as f64;
        (n > 0).then(|| ReliabilityBin {
            confidence: mean(rows.iter().map(|row| row.0).sum()),
            right: mean(rows.iter().filter(|row| row.1).count() as f64),
            n,
        })
    };
    (0..BINS).filter_map(bin).collect()
}
