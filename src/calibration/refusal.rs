//! Refusing to label where too many labels would be wrong.
//!
//! A statement is accepted where its confidence, the probability of the label
//! given, reaches a threshold. The threshold is the lowest at which it can be
//! said, with a probability of `1 - DELTA`, that at most a target share of the
//! accepted statements is labelled wrong: *Learn then test* (Angelopoulos,
//! Bates, Candès, Jordan and Lei 2021) with fixed-sequence testing. Where `n`
//! rows are accepted at a threshold at which a share `e` of all statements
//! accepted is wrong, the wrong ones among them are binomial; the hypothesis "`e`
//! is over the target" is rejected where `P(Bin(n, target) <= wrong) <= DELTA`,
//! the same as the bound of Clopper and Pearson being at most the target.
//! Thresholds are tested one after the other, the surest first, until one is
//! not rejected. The last one rejected is right with the probability that each
//! single test has.
//!
//! What is tested, and where the sequence begins, must not depend on the rows
//! it is tested on. Both come from out-of-fold rows.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::metrics::binomial::{at_most, upper_bound};

/// The probability that a threshold breaks its promise.
pub const DELTA: f64 = 0.1;

/// Thresholds in the grid at most: the percentiles of the confidences.
const GRID: usize = 100;

/// A labelled row: how sure the model was of the label that it gave, and
/// whether it is right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// The probability of the label given.
    pub confidence: f64,
    /// Whether it is the row's label.
    pub right: bool,
}

/// What is accepted at each threshold of a grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// Rows.
    pub n: usize,
    /// Rows accepted at each threshold.
    pub accepted: Vec<usize>,
    /// Those among them that are labelled wrong.
    pub wrong: Vec<usize>,
}

/// A grid of thresholds and what is accepted at each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskCurve {
    /// Falling; at the last, 0, everything is accepted.
    thresholds: Vec<f64>,
    /// Rows labelled by models that did not see them: the grid is made of them.
    out_of_fold: Accepted,
    /// Rows that nothing was fitted to.
    calibration: Option<Accepted>,
}

/// The threshold for a target, and what speaks for it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Threshold {
    /// Accepted is what reaches this confidence.
    pub threshold: f64,
    /// Rows that it was tested on.
    pub n: usize,
    /// Those that it accepts.
    pub accepted: usize,
    /// Those among them that are labelled wrong.
    pub wrong: usize,
    /// The upper bound on the share of wrong ones, with the probability 0.9.
    pub bound: f64,
}

impl RiskCurve {
    /// From out-of-fold rows, at least one, and rows that nothing was fitted
    /// to, where there are any.
    ///
    /// # Errors
    /// [`Error::Params`] where there is no row.
    pub fn new(out_of_fold: &[Answer], calibration: Option<&[Answer]>) -> Result<Self> {
        if out_of_fold.is_empty() || calibration.is_some_and(<[Answer]>::is_empty) {
            let expected = "labelled rows that the model was not fitted to";
            return Err(Error::params("rows to calibrate on", "none", expected));
        }
        let falling = falling(out_of_fold);
        let surest = |part: usize| falling[(falling.len() * part).div_ceil(GRID) - 1].confidence;
        let mut thresholds: Vec<f64> = (1..GRID).map(surest).chain([0.0]).collect();
        thresholds.dedup();
        let of = |answers: &[Answer]| Accepted::new(&thresholds, answers);
        let (out_of_fold, calibration) = (of(out_of_fold), calibration.map(of));
        Ok(Self { thresholds, out_of_fold, calibration })
    }

    /// Refuses numbers that no rows can have given.
    ///
    /// # Errors
    /// [`Error::Params`].
    pub fn check(&self) -> Result<()> {
        let thresholds = &self.thresholds;
        let falls = thresholds.is_sorted_by(|a, b| a > b) && thresholds.last() == Some(&0.0);
        let mut parts = std::iter::once(&self.out_of_fold).chain(&self.calibration);
        match falls && thresholds[0] <= 1.0 && parts.all(|part| part.fits(thresholds.len())) {
            true => Ok(()),
            false => Err(Error::params(
                "refusal",
                "thresholds and counts that do not fit",
                "falling thresholds, and rising counts for each",
            )),
        }
    }

    /// Whether it was tested on rows that nothing was fitted to.
    pub fn is_calibrated(&self) -> bool {
        self.calibration.is_some()
    }

    /// The threshold for a target, a share of wrong labels over 0 and under 1;
    /// `None` where none keeps it.
    pub fn threshold(&self, target: f64) -> Option<Threshold> {
        let tested = self.calibration.as_ref().unwrap_or(&self.out_of_fold);
        let rejected =
            |place: &usize| at_most(tested.wrong[*place], tested.accepted[*place], target) <= DELTA;
        let start = self.start(target, tested.n);
        let place = (start..self.thresholds.len()).take_while(rejected).last()?;
        let (accepted, wrong) = (tested.accepted[place], tested.wrong[place]);
        Some(Threshold {
            threshold: self.thresholds[place],
            n: tested.n,
            accepted,
            wrong,
            bound: upper_bound(wrong, accepted, DELTA),
        })
    }

    /// The least target, in steps of 0.005, that a threshold keeps.
    pub fn least_target(&self) -> Option<f64> {
        (1..200).map(|step| f64::from(step) / 200.0).find(|t| self.threshold(*t).is_some())
    }

    /// Where the sequence begins: at the threshold whose test of `n` rows is
    /// likeliest to reject, by the out-of-fold rows.
    fn start(&self, target: f64, n: usize) -> usize {
        let planned = &self.out_of_fold;
        let scale = n as f64 / planned.n as f64;
        let p = |place: usize| {
            let accepted = (planned.accepted[place] as f64 * scale).floor() as usize;
            let wrong = (planned.wrong[place] as f64 * scale).ceil() as usize;
            at_most(wrong, accepted, target)
        };
        let better = |best: (usize, f64), next: (usize, f64)| match next.1 < best.1 {
            true => next,
            false => best,
        };
        let all = (0..self.thresholds.len()).map(|place| (place, p(place)));
        all.reduce(better).map_or(0, |best| best.0)
    }
}

impl Accepted {
    fn new(thresholds: &[f64], answers: &[Answer]) -> Self {
        let falling = falling(answers);
        let mut sums = Self { n: answers.len(), accepted: Vec::new(), wrong: Vec::new() };
        let (mut accepted, mut wrong) = (0, 0);
        for threshold in thresholds {
            while let Some(answer) = falling.get(accepted)
                && answer.confidence >= *threshold
            {
                accepted += 1;
                wrong += usize::from(!answer.right);
            }
            sums.accepted.push(accepted);
            sums.wrong.push(wrong);
        }
        sums
    }

    fn fits(&self, n_thresholds: usize) -> bool {
        let Self { n, accepted, wrong } = self;
        accepted.len() == n_thresholds
            && wrong.len() == n_thresholds
            && accepted.is_sorted()
            && wrong.is_sorted()
            && accepted.last() == Some(n)
            && accepted.iter().zip(wrong).all(|(accepted, wrong)| wrong <= accepted)
    }
}

/// The surest first.
fn falling(answers: &[Answer]) -> Vec<Answer> {
    let mut falling = answers.to_vec();
    falling.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    falling
}

#[cfg(test)]
mod tests;
