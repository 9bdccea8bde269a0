//! Rows and what a model made of them, and their sums by group.

use super::Counts;
use crate::error::{Error, Result};
use crate::label::LabelSet;

/// Labelled rows and what a model made of them.
#[derive(Debug, Clone, Copy)]
pub struct Outcomes<'a> {
    /// The labels; a class is a label's index.
    pub labels: &'a LabelSet,
    /// Each row's class.
    pub truth: &'a [usize],
    /// The class given to each row.
    pub predicted: &'a [usize],
    /// For each row, the probability of each class.
    pub probabilities: &'a [Vec<f64>],
    /// Each row's group, as any number. Without groups each row is one.
    pub groups: Option<&'a [usize]>,
    /// The class of what is no act, where there is one.
    pub background: Option<usize>,
}

impl Outcomes<'_> {
    /// Refuses what cannot be scored.
    ///
    /// # Errors
    /// [`Error::Params`] where there is no row, or where the parts are not of
    /// the same rows.
    pub(super) fn check(&self) -> Result<()> {
        let n = self.truth.len();
        if n == 0 {
            return Err(no_rows());
        }
        let lengths = [self.predicted.len(), self.probabilities.len()];
        let groups = self.groups.map_or(n, <[usize]>::len);
        if lengths != [n, n] || groups != n {
            return Err(Error::params(
                "rows to evaluate",
                format!("{n} labels, {lengths:?} predictions and {groups} groups"),
                "as many of each",
            ));
        }
        Ok(())
    }
}

pub(super) fn no_rows() -> Error {
    Error::params("rows to evaluate", 0, "at least one whose label the model knows")
}

/// Groups numbered from 0 by their first row.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    pub of_row: Vec<u32>,
    pub n: usize,
}

impl Groups {
    pub fn new(groups: Option<&[usize]>, n_rows: usize) -> Self {
        let Some(groups) = groups else {
            return Self { of_row: (0..n_rows as u32).collect(), n: n_rows };
        };
        let mut numbers = hashbrown::HashMap::new();
        let of_row = groups.iter().map(|group| {
            let next = numbers.len() as u32;
            *numbers.entry(*group).or_insert(next)
        });
        let of_row = of_row.collect();
        Self { of_row, n: numbers.len() }
    }
}

/// How often each group counts; once where nothing is said.
pub(super) type Weights<'a> = Option<&'a [u32]>;

pub(super) fn weight(weights: Weights<'_>, group: u32) -> usize {
    weights.map_or(1, |weights| weights[group as usize] as usize)
}

/// Each group's confusion matrix, without its empty cells.
#[derive(Debug, Clone)]
pub(super) struct GroupedConfusion {
    n_labels: usize,
    cells: Vec<Cell>,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    group: u32,
    truth: u32,
    predicted: u32,
    rows: usize,
}

impl GroupedConfusion {
    pub fn new(n_labels: usize, truth: &[usize], predicted: &[usize], groups: &Groups) -> Self {
        let classes = truth.iter().zip(predicted).map(|(t, p)| (*t as u32, *p as u32));
        let mut rows: Vec<(u32, (u32, u32))> = groups.of_row.iter().copied().zip(classes).collect();
        rows.sort_unstable();
        let cells = rows.chunk_by(|a, b| a == b).map(|same| {
            let (group, (truth, predicted)) = same[0];
            Cell { group, truth, predicted, rows: same.len() }
        });
        Self { n_labels, cells: cells.collect() }
    }

    pub fn counts(&self, weights: Weights<'_>) -> Vec<Counts> {
        let mut counts = vec![Counts::default(); self.n_labels];
        for cell in &self.cells {
            let rows = weight(weights, cell.group) * cell.rows;
            Counts::add(&mut counts, cell.truth as usize, cell.predicted as usize, rows);
        }
        counts
    }
}

/// Sums of log loss and Brier score.
#[derive(Debug, Clone)]
pub(super) struct Losses {
    of_all: [f64; 2],
    of_group: Vec<[f64; 2]>,
}

impl Losses {
    pub const NAMES: [&'static str; 2] = ["log_loss", "brier"];

    pub fn new(outcomes: &Outcomes<'_>, groups: &Groups) -> Self {
        let mut losses = Self { of_all: [0.0; 2], of_group: vec![[0.0; 2]; groups.n] };
        for (row, (truth, p)) in outcomes.truth.iter().zip(outcomes.probabilities).enumerate() {
            let of_row = [log_loss(p, *truth), brier(p, *truth)];
            let of_group = &mut losses.of_group[groups.of_row[row] as usize];
            for (loss, of_row) in of_row.into_iter().enumerate() {
                of_group[loss] += of_row;
                losses.of_all[loss] += of_row;
            }
        }
        losses
    }

    /// The means over `n` rows.
    pub fn means(&self, weights: Weights<'_>, n: usize) -> [f64; 2] {
        let Some(weights) = weights else {
            return self.of_all.map(|sum| sum / n as f64);
        };
        let mut sums = [0.0; 2];
        for (of_group, weight) in self.of_group.iter().zip(weights) {
            for (sum, loss) in sums.iter_mut().zip(of_group) {
                *sum += loss * f64::from(*weight);
            }
        }
        sums.map(|sum| sum / n as f64)
    }
}

/// `-ln p(truth)`, with `p` at least 2^-52.
pub(super) fn log_loss(p: &[f64], truth: usize) -> f64 {
    -libm::log(p[truth].clamp(f64::EPSILON, 1.0))
}

/// The squared distance of the probabilities from 1 for the truth and 0 for
/// all else (Brier 1950): 0 to 2.
fn brier(p: &[f64], truth: usize) -> f64 {
    p.iter().enumerate().map(|(class, p)| (p - f64::from(u8::from(class == truth))).powi(2)).sum()
}

/// Rows of two labels, all given the first: its probability, and whether it is
/// the truth.
#[cfg(test)]
pub(super) struct TwoLabels {
    labels: LabelSet,
    truth: Vec<usize>,
    predicted: Vec<usize>,
    probabilities: Vec<Vec<f64>>,
}

#[cfg(test)]
impl TwoLabels {
    pub fn new(rows: &[(f64, bool)]) -> Self {
        Self {
            labels: LabelSet::from_names(["a", "b"]),
            truth: rows.iter().map(|(_, first)| usize::from(!first)).collect(),
            predicted: vec![0; rows.len()],
            probabilities: rows.iter().map(|(p, _)| vec![*p, 1.0 - p]).collect(),
        }
    }

    pub fn outcomes<'a>(&'a self, groups: Option<&'a [usize]>) -> Outcomes<'a> {
        Outcomes {
            labels: &self.labels,
            truth: &self.truth,
            predicted: &self.predicted,
            probabilities: &self.probabilities,
            groups,
            background: None,
        }
    }
}
