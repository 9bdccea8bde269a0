//! Probabilities made true: temperature and vector scaling.
//!
//! A model may be right in 90 % of the cases in which it says 80 %. From
//! labelled probabilities of rows that it did not see a factor is fitted (and
//! for each label by itself a factor and a bias), so that what goes out,
//!
//! ```text
//! p'(l) = p(l)^f(l) exp(b(l)) / sum over k of p(k)^f(k) exp(b(k))
//! ```
//!
//! has the least log loss on them. With one factor for all labels this is
//! temperature scaling, `softmax(scores / T)` with `T = 1 / f` (Guo, Pleiss, Sun
//! and Weinberger 2017, *On calibration of modern neural networks*); with one
//! for each label it is their vector scaling, on log-probabilities in place of
//! scores, which are determined up to a constant only (Kull and others 2019,
//! *Beyond temperature scaling*).

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::label::LabelSet;

/// What is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScalingKind {
    /// One factor for all labels.
    Temperature,
    /// A factor and a bias for each label.
    Vector,
}

impl ScalingKind {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::Temperature, Self::Vector];

    /// Its name in flags and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Temperature => "temperature",
            Self::Vector => "vector",
        }
    }
}

/// How probabilities are scaled; the default leaves them as they are.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scaling {
    /// One factor for all labels, or one for each; none leaves all as it is.
    factors: Vec<f64>,
    /// Added to each label's scaled log-probability; empty where all are 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    biases: Vec<f64>,
}

/// Labels that vector scaling takes at most: its curvature is a dense matrix.
const MOST_LABELS: usize = 200;
/// The least factor: a temperature of 100.
const LEAST_FACTOR: f64 = 0.01;
/// Rows summed by one task.
const CHUNK: usize = 1024;
/// Newton steps at most; a few are enough.
const MOST_STEPS: usize = 100;
/// How often a step is halved.
const HALVINGS: usize = 40;
/// Steps end where a step would win no more than this share of the loss.
const NEAR_ENOUGH: f64 = 1e-13;

impl Scaling {
    /// Fits it to labelled probabilities, by Newton's method: what is minimised
    /// is the log loss of the rows and `((f - 1)² + b²) / 2` of each factor and
    /// bias, as if one more row spoke for leaving all as it is. That makes
    /// the optimum one, and finite for rows that are all right. Rows whose
    /// label has no probability at all are left out; factors stay at least
    /// 0.01.
    ///
    /// # Errors
    /// [`Error::Params`] where there is no row, or more than 200 labels for
    /// [`ScalingKind::Vector`].
    pub fn fit(kind: ScalingKind, truth: &[usize], probabilities: &[Vec<f64>]) -> Result<Self> {
        let rows: Vec<Row> = truth
            .iter()
            .zip(probabilities)
            .filter(|(class, p)| p[**class] > 0.0)
            .map(|(class, p)| Row { class: *class, logs: logs(p) })
            .collect();
        let Some(n_labels) = rows.first().map(|row| row.logs.len()) else {
            return Err(Error::params("scaling", "no row", "labelled rows held out of fitting"));
        };
        if kind == ScalingKind::Vector && n_labels > MOST_LABELS {
            return Err(Error::params(
                "--scaling",
                format!("vector for {n_labels} labels"),
                format!("at most {MOST_LABELS} labels, or temperature"),
            ));
        }
        let mut theta = newton(&Objective { kind, n_labels, rows: &rows });
        let biases = match kind {
            ScalingKind::Temperature => Vec::new(),
            ScalingKind::Vector => theta.split_off(n_labels),
        };
        let factors = theta.into_iter().map(|factor| factor.max(LEAST_FACTOR)).collect();
        Ok(Self { factors, biases })
    }

    /// Refuses numbers that do not fit so many labels.
    ///
    /// # Errors
    /// [`Error::Params`].
    pub fn check(&self, n_labels: usize) -> Result<()> {
        let Self { factors, biases } = self;
        let lengths = match (factors.len(), biases.len()) {
            (0 | 1, 0) => true,
            (f, b) => f == n_labels && b == n_labels,
        };
        let valid = factors.iter().all(|f| *f > 0.0 && f.is_finite());
        match lengths && valid && biases.iter().all(|b| b.is_finite()) {
            true => Ok(()),
            false => Err(Error::params(
                "scaling",
                format!("the factors {factors:?} and biases {biases:?}"),
                format!("a factor over 0, or {n_labels} of them and as many biases"),
            )),
        }
    }

    /// The scaling of some of the labels, where this one is of `all`.
    pub fn of_labels(&self, all: &LabelSet, own: &LabelSet) -> Self {
        let of_own = |numbers: &[f64]| match numbers.len() {
            0 | 1 => numbers.to_vec(),
            _ => all.spread(numbers, own),
        };
        Self { factors: of_own(&self.factors), biases: of_own(&self.biases) }
    }

    /// The temperature, where there is one for all labels.
    pub fn temperature(&self) -> Option<f64> {
        match self.factors[..] {
            [factor] => Some(1.0 / factor),
            _ => None,
        }
    }

    /// One factor for all labels, or one for each; none where nothing is scaled.
    pub fn factors(&self) -> &[f64] {
        &self.factors
    }

    /// One bias for each label; empty where all are 0.
    pub fn biases(&self) -> &[f64] {
        &self.biases
    }

    /// Scales probabilities; they still sum to 1.
    pub fn apply(&self, probabilities: &mut [f64]) {
        if self.factors.is_empty() {
            return;
        }
        let mut scores = logs(probabilities);
        for (class, score) in scores.iter_mut().enumerate() {
            let factor = self.factors.get(class).unwrap_or(&self.factors[0]);
            *score = *score * factor + self.biases.get(class).unwrap_or(&0.0);
        }
        softmax(&mut scores);
        probabilities.copy_from_slice(&scores);
    }
}

/// Finite logarithms, also of 0.
fn logs(probabilities: &[f64]) -> Vec<f64> {
    probabilities.iter().map(|p| libm::log(p.max(f64::MIN_POSITIVE))).collect()
}

/// Scores into probabilities; the logarithm of what they were divided by.
fn softmax(scores: &mut [f64]) -> f64 {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    scores.iter_mut().for_each(|score| *score = libm::exp(*score - most));
    let sum: f64 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
    most + libm::log(sum)
}

struct Row {
    class: usize,
    logs: Vec<f64>,
}

struct Objective<'a> {
    kind: ScalingKind,
    n_labels: usize,
    rows: &'a [Row],
}

/// The loss, its gradient and its curvature (a matrix, row by row).
struct Sums {
    value: f64,
    gradient: Vec<f64>,
    curvature: Vec<f64>,
}

impl Objective<'_> {
    /// Nothing scaled.
    fn start(&self) -> Vec<f64> {
        match self.kind {
            ScalingKind::Temperature => vec![1.0],
            ScalingKind::Vector => [vec![1.0; self.n_labels], vec![0.0; self.n_labels]].concat(),
        }
    }

    /// The scores of a row.
    fn scores(&self, theta: &[f64], row: &Row) -> Vec<f64> {
        let score = |(class, log): (usize, &f64)| match self.kind {
            ScalingKind::Temperature => theta[0] * log,
            ScalingKind::Vector => theta[class] * log + theta[self.n_labels + class],
        };
        row.logs.iter().enumerate().map(score).collect()
    }

    /// By how much `theta` is away from leaving all as it is.
    fn penalty(&self, theta: &[f64]) -> f64 {
        let away = theta.iter().zip(self.start()).map(|(at, from)| (at - from).powi(2));
        0.5 * away.sum::<f64>()
    }

    fn value(&self, theta: &[f64]) -> f64 {
        let of_chunk = |rows: &[Row]| -> f64 {
            let loss = |row: &Row| {
                let mut scores = self.scores(theta, row);
                let own = scores[row.class];
                softmax(&mut scores) - own
            };
            rows.iter().map(loss).sum()
        };
        let parts: Vec<f64> = self.rows.par_chunks(CHUNK).map(of_chunk).collect();
        parts.iter().sum::<f64>() + self.penalty(theta)
    }

    fn sums(&self, theta: &[f64]) -> Sums {
        let m = theta.len();
        let parts: Vec<Sums> = self
            .rows
            .par_chunks(CHUNK)
            .map(|rows| {
                let mut sums =
                    Sums { value: 0.0, gradient: vec![0.0; m], curvature: vec![0.0; m * m] };
                rows.iter().for_each(|row| self.add(theta, row, &mut sums));
                sums
            })
            .collect();
        let mut sums = Sums {
            value: self.penalty(theta),
            gradient: theta.iter().zip(self.start()).map(|(at, from)| at - from).collect(),
            curvature: (0..m * m).map(|at| f64::from(u8::from(at % (m + 1) == 0))).collect(),
        };
        for part in parts {
            sums.value += part.value;
            sums.gradient.iter_mut().zip(part.gradient).for_each(|(sum, g)| *sum += g);
            sums.curvature.iter_mut().zip(part.curvature).for_each(|(sum, h)| *sum += h);
        }
        sums
    }

    fn add(&self, theta: &[f64], row: &Row, sums: &mut Sums) {
        let mut q = self.scores(theta, row);
        let own = q[row.class];
        sums.value += softmax(&mut q) - own;
        let (k, x) = (self.n_labels, &row.logs);
        match self.kind {
            ScalingKind::Temperature => {
                let mean: f64 = q.iter().zip(x).map(|(q, x)| q * x).sum();
                sums.gradient[0] += mean - x[row.class];
                sums.curvature[0] +=
                    q.iter().zip(x).map(|(q, x)| q * (x - mean).powi(2)).sum::<f64>();
            }
            ScalingKind::Vector => {
                for a in 0..k {
                    let residual = q[a] - f64::from(u8::from(a == row.class));
                    sums.gradient[a] += residual * x[a];
                    sums.gradient[k + a] += residual;
                    for b in 0..k {
                        let h = q[a] * (f64::from(u8::from(a == b)) - q[b]);
                        let m = 2 * k;
                        sums.curvature[a * m + b] += h * x[a] * x[b];
                        sums.curvature[a * m + k + b] += h * x[a];
                        sums.curvature[(k + a) * m + b] += h * x[b];
                        sums.curvature[(k + a) * m + k + b] += h;
                    }
                }
            }
        }
    }
}

/// Newton steps, each halved until the loss falls. The loss is strictly convex.
fn newton(objective: &Objective<'_>) -> Vec<f64> {
    let mut theta = objective.start();
    for _ in 0..MOST_STEPS {
        let Sums { value, gradient, curvature } = objective.sums(&theta);
        let direction = solved(curvature, &gradient);
        let won: f64 = gradient.iter().zip(&direction).map(|(g, d)| g * d).sum();
        if won <= NEAR_ENOUGH * value.max(1.0) {
            break;
        }
        let moved = (0..HALVINGS).find_map(|halvings| {
            let step = 0.5f64.powi(halvings as i32);
            let moved: Vec<f64> =
                theta.iter().zip(&direction).map(|(at, d)| at - step * d).collect();
            (objective.value(&moved) < value).then_some(moved)
        });
        match moved {
            Some(moved) => theta = moved,
            None => break,
        }
    }
    theta
}

/// Solves `H d = g` by Cholesky's decomposition; `H` is positive definite.
fn solved(mut h: Vec<f64>, g: &[f64]) -> Vec<f64> {
    let m = g.len();
    for column in 0..m {
        for row in column..m {
            let dot: f64 = (0..column).map(|k| h[row * m + k] * h[column * m + k]).sum();
            let rest = h[row * m + column] - dot;
            h[row * m + column] = match row == column {
                true => rest.max(f64::MIN_POSITIVE).sqrt(),
                false => rest / h[column * m + column],
            };
        }
    }
    let mut d = g.to_vec();
    for row in 0..m {
        let dot: f64 = (0..row).map(|k| h[row * m + k] * d[k]).sum();
        d[row] = (d[row] - dot) / h[row * m + row];
    }
    for row in (0..m).rev() {
        let dot: f64 = (row + 1..m).map(|k| h[k * m + row] * d[k]).sum();
        d[row] = (d[row] - dot) / h[row * m + row];
    }
    d
}

#[cfg(test)]
mod tests;
