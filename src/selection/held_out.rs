//! What models say of rows that they did not see.

use super::HeldOut;
use crate::dataset::Dataset;
use crate::error::Result;
use crate::label::LabelSet;
use crate::pipeline::Pipeline;

/// The rows of a dataset, each labelled by the model that did not see it.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOutRows {
    /// All labels of the dataset.
    pub labels: LabelSet,
    /// Each row's class.
    pub truth: Vec<usize>,
    /// For each row, the probability of each class.
    pub probabilities: Vec<Vec<f64>>,
    /// How many folds there were.
    pub n_folds: usize,
    /// Whether groups were kept whole.
    pub grouped: bool,
}

/// Holds out each fold once, as [`super::cross_validate`] does. `None` where
/// fewer than two folds can be made.
///
/// # Errors
/// As [`Pipeline::fit`].
pub fn held_out_rows(
    pipeline: &Pipeline,
    data: &Dataset,
    n_folds: usize,
    seed: u64,
    notes: &mut Vec<String>,
) -> Result<Option<HeldOutRows>> {
    let labels = data.labels();
    let c = pipeline.spec().classifier.c;
    let (held_out, note) = HeldOut::new(pipeline, data, &labels, &[c], n_folds, seed)?;
    notes.extend(note);
    Ok(held_out.map(|mut held_out| HeldOutRows {
        truth: held_out.truth,
        probabilities: held_out.probabilities.swap_remove(0),
        n_folds: held_out.n_folds,
        grouped: held_out.grouped,
        labels,
    }))
}
