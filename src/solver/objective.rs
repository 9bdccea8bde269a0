//! Value, gradient and curvature of a [`Problem`].
//!
//! Each number is computed by one task in a fixed order, so that results do
//! not depend on the number of threads.

use rayon::prelude::*;

use super::Problem;

/// Rows or features handled by one task.
const CHUNK: usize = 512;

/// A problem with its columns at hand.
///
/// Parameters are laid out by feature, then class; the last row holds the
/// intercepts (see [`Problem::n_parameters`]).
pub struct Objective<'a> {
    problem: Problem<'a>,
    // The transpose (CSC): for gradients without a reduction over tasks.
    column_starts: Vec<usize>,
    rows: Vec<u32>,
    values: Vec<f32>,
}

impl<'a> Objective<'a> {
    /// Takes up a problem; builds its transpose.
    pub fn new(problem: Problem<'a>) -> Self {
        let mut column_starts = vec![0; problem.n_features + 1];
        for index in problem.indices {
            column_starts[*index as usize + 1] += 1;
        }
        for column in 0..problem.n_features {
            column_starts[column + 1] += column_starts[column];
        }
        let mut next = column_starts.clone();
        let mut rows = vec![0; problem.indices.len()];
        let mut values = vec![0.0; problem.indices.len()];
        for row in 0..problem.n_samples() {
            for entry in problem.starts[row]..problem.starts[row + 1] {
                let place = &mut next[problem.indices[entry] as usize];
                rows[*place] = row as u32;
                values[*place] = problem.values[entry];
                *place += 1;
            }
        }
        Self { problem, column_starts, rows, values }
    }

    /// Scores of each row and class: `X W + b`.
    pub fn scores(&self, theta: &[f64]) -> Vec<f64> {
        let k = self.problem.n_classes;
        let intercepts = &theta[self.problem.n_features * k..];
        let mut scores = vec![0.0; self.problem.n_samples() * k];
        scores.par_chunks_mut(CHUNK * k).enumerate().for_each(|(chunk, scores)| {
            for (row, scores) in scores.chunks_exact_mut(k).enumerate() {
                scores.copy_from_slice(intercepts);
                for (column, value) in self.problem.row(chunk * CHUNK + row) {
                    let weights = &theta[column * k..(column + 1) * k];
                    for (score, weight) in scores.iter_mut().zip(weights) {
                        *score += value * weight;
                    }
                }
            }
        });
        scores
    }

    /// The objective at `theta`, whose scores are `scores`.
    pub fn value(&self, theta: &[f64], scores: &[f64]) -> f64 {
        self.loss(scores) + 0.5 * self.problem.l2 * self.squared_weights(theta, theta)
    }

    /// The loss without the penalty.
    pub fn loss(&self, scores: &[f64]) -> f64 {
        let k = self.problem.n_classes;
        let parts: Vec<f64> = scores
            .par_chunks(CHUNK * k)
            .enumerate()
            .map(|(chunk, scores)| {
                let rows = scores.chunks_exact(k).enumerate();
                rows.map(|(row, scores)| {
                    let row = chunk * CHUNK + row;
                    let loss = log_sum_exp(scores) - scores[self.problem.targets[row]];
                    self.problem.sample_weights[row] * loss
                })
                .sum()
            })
            .collect();
        parts.iter().sum()
    }

    /// The inner product of two parameter vectors, intercepts left out.
    pub fn squared_weights(&self, a: &[f64], b: &[f64]) -> f64 {
        let n = self.problem.n_features * self.problem.n_classes;
        dot(&a[..n], &b[..n])
    }

    /// Each row's probabilities of the classes.
    pub fn probabilities(&self, scores: &[f64]) -> Vec<f64> {
        let k = self.problem.n_classes;
        let mut probabilities = scores.to_vec();
        probabilities.par_chunks_mut(CHUNK * k).for_each(|chunk| {
            chunk.chunks_exact_mut(k).for_each(softmax);
        });
        probabilities
    }

    /// The gradient at `theta`, whose probabilities are `probabilities`.
    pub fn gradient(&self, theta: &[f64], probabilities: &[f64]) -> Vec<f64> {
        let k = self.problem.n_classes;
        let mut residuals = probabilities.to_vec();
        residuals.par_chunks_mut(CHUNK * k).enumerate().for_each(|(chunk, residuals)| {
            for (row, residuals) in residuals.chunks_exact_mut(k).enumerate() {
                let row = chunk * CHUNK + row;
                residuals[self.problem.targets[row]] -= 1.0;
                let weight = self.problem.sample_weights[row];
                residuals.iter_mut().for_each(|r| *r *= weight);
            }
        });
        self.transposed_product(&residuals, theta)
    }

    /// The gradient at zero weights and intercepts.
    pub fn gradient_at_zero(&self) -> Vec<f64> {
        let k = self.problem.n_classes;
        let even = vec![1.0 / k as f64; self.problem.n_samples() * k];
        self.gradient(&vec![0.0; self.problem.n_parameters()], &even)
    }

    /// The Hessian times `direction`, at the point whose probabilities are
    /// `probabilities`.
    pub fn hessian_product(&self, probabilities: &[f64], direction: &[f64]) -> Vec<f64> {
        let k = self.problem.n_classes;
        let mut products = self.scores(direction);
        products.par_chunks_mut(CHUNK * k).enumerate().for_each(|(chunk, products)| {
            for (row, products) in products.chunks_exact_mut(k).enumerate() {
                let row = chunk * CHUNK + row;
                let p = &probabilities[row * k..(row + 1) * k];
                let mean: f64 = p.iter().zip(&*products).map(|(p, z)| p * z).sum();
                let weight = self.problem.sample_weights[row];
                for (product, p) in products.iter_mut().zip(p) {
                    *product = weight * p * (*product - mean);
                }
            }
        });
        self.transposed_product(&products, direction)
    }

    /// The diagonal of the Hessian.
    pub fn hessian_diagonal(&self, probabilities: &[f64]) -> Vec<f64> {
        let k = self.problem.n_classes;
        let mut variances = probabilities.to_vec();
        for (variances, weight) in variances.chunks_exact_mut(k).zip(self.problem.sample_weights) {
            variances.iter_mut().for_each(|p| *p = weight * *p * (1.0 - *p));
        }
        self.over_columns(&variances, |value| value * value, |_| self.problem.l2)
    }

    /// `X^T m + l2 * theta`, the sum of the rows of `m` for the intercepts.
    fn transposed_product(&self, m: &[f64], theta: &[f64]) -> Vec<f64> {
        self.over_columns(m, |value| value, |parameter| self.problem.l2 * theta[parameter])
    }

    fn over_columns(
        &self,
        m: &[f64],
        weight: impl Fn(f64) -> f64 + Sync,
        penalty: impl Fn(usize) -> f64 + Sync,
    ) -> Vec<f64> {
        let k = self.problem.n_classes;
        let mut result = vec![0.0; self.problem.n_parameters()];
        let (weights, intercepts) = result.split_at_mut(self.problem.n_features * k);
        weights.par_chunks_mut(CHUNK * k).enumerate().for_each(|(chunk, sums)| {
            for (column, sums) in sums.chunks_exact_mut(k).enumerate() {
                let column = chunk * CHUNK + column;
                for (class, sum) in sums.iter_mut().enumerate() {
                    *sum = penalty(column * k + class);
                }
                for entry in self.column_starts[column]..self.column_starts[column + 1] {
                    let row = self.rows[entry] as usize;
                    let value = weight(f64::from(self.values[entry]));
                    for (sum, m) in sums.iter_mut().zip(&m[row * k..(row + 1) * k]) {
                        *sum += value * m;
                    }
                }
            }
        });
        for row in m.chunks_exact(k) {
            for (sum, m) in intercepts.iter_mut().zip(row) {
                *sum += m;
            }
        }
        result
    }
}

/// The inner product, always summed in the same order.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let mut lanes = [0.0; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f64 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_chunks.zip(b_chunks) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// `ln sum exp`, without overflow.
pub fn log_sum_exp(scores: &[f64]) -> f64 {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    most + libm::log(scores.iter().map(|s| libm::exp(s - most)).sum())
}

/// Scores into probabilities, in place.
pub fn softmax(scores: &mut [f64]) {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    scores.iter_mut().for_each(|s| *s = libm::exp(*s - most));
    let sum: f64 = scores.iter().sum();
    scores.iter_mut().for_each(|s| *s /= sum);
}
