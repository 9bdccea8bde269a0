//! An evaluation put together from labelled rows.

use super::leaks::LeakReport;
use super::rows::{Evaluation, Intervals};
use crate::error::Result;
use crate::metrics::{Baselines, Bootstrap, Metrics, Outcomes, RiskCoverage, Scores, reliability};

/// The size of a training set, and what a model fitted to it reached.
#[derive(Debug, Clone, PartialEq)]
pub struct LearningPoint {
    /// The rows measured on; empty where there is one set of them only.
    pub series: String,
    /// Rows fitted on.
    pub rows: usize,
    /// The mean of the labels' F1.
    pub macro_f1: f64,
}

impl Evaluation {
    /// All figures and curves of rows, with nothing said of where they come
    /// from, no slices and no mistakes. `columns` are those that the groups were
    /// read from; `advance` is called after each draw of the figures.
    ///
    /// # Errors
    /// [`Error::Params`](crate::error::Error::Params) where there is no row.
    pub fn new(
        outcomes: &Outcomes<'_>,
        bootstrap: &Bootstrap,
        columns: Vec<String>,
        advance: &(dyn Fn() + Sync),
    ) -> Result<Self> {
        let Outcomes { labels, truth, predicted, probabilities, background, .. } = *outcomes;
        let metrics = Metrics::new(outcomes, bootstrap, advance)?;
        Ok(Self {
            scores: Scores::new(labels, truth, predicted, probabilities)?,
            model: String::new(),
            files: Vec::new(),
            operating_point: String::new(),
            unknown_label: 0,
            bad_rows: 0,
            intervals: Intervals { resampling: metrics.resampling, columns },
            metrics,
            leaks: LeakReport::default(),
            baselines: Baselines::new(outcomes, bootstrap.seed)?,
            background: background.map(|class| labels.name(class).to_owned()),
            reliability: reliability(outcomes, bootstrap)?,
            risk_coverage: RiskCoverage::new(outcomes, bootstrap)?,
            slices: Vec::new(),
            refusal: None,
            mistakes: None,
            learning_curve: Vec::new(),
        })
    }
}
