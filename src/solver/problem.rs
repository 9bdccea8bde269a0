//! What is to be minimised.

/// Multinomial logistic regression with an L2 penalty on the weights.
///
/// With rows `x_i`, classes `y_i`, sample weights `s_i`, weights `W` (features
/// x classes) and intercepts `b`, the objective is
///
/// ```text
/// sum_i s_i * (ln sum_k exp(x_i W_k + b_k) - (x_i W_{y_i} + b_{y_i})) + l2/2 * |W|^2
/// ```
///
/// The intercepts are not penalised. Rows are sparse (CSR).
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    /// Where each row starts in `indices` and `values`; one more than rows.
    pub starts: &'a [usize],
    /// Columns, below `n_features`, ascending within a row.
    pub indices: &'a [u32],
    /// Values.
    pub values: &'a [f32],
    /// The number of columns.
    pub n_features: usize,
    /// Each row's class, below `n_classes`.
    pub targets: &'a [usize],
    /// The number of classes, at least 2, each with a row of its own.
    pub n_classes: usize,
    /// Each row's weight, over 0.
    pub sample_weights: &'a [f64],
    /// The penalty, over 0.
    pub l2: f64,
}

impl Problem<'_> {
    /// The number of rows.
    pub fn n_samples(&self) -> usize {
        self.targets.len()
    }

    /// The length of a parameter vector: a weight for each feature and class,
    /// then an intercept for each class.
    pub fn n_parameters(&self) -> usize {
        (self.n_features + 1) * self.n_classes
    }

    /// The columns and values of a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.starts[row]..self.starts[row + 1];
        let indices = self.indices[range.clone()].iter().map(|i| *i as usize);
        indices.zip(self.values[range].iter().map(|v| f64::from(*v)))
    }
}
