//! Compressed sparse rows.

use std::ops::Range;

use linfa::dataset::Records;

/// How many columns a matrix may have.
pub const MAX_COLUMNS: usize = u32::MAX as usize;

/// A sparse matrix by rows (CSR): `n_samples` x `n_features`, column indices
/// as `u32`, ascending within a row, values as `f32`.
///
/// It is linfa's `Records`, so that a linfa `DatasetBase` can hold it.
#[derive(Debug, Clone, PartialEq)]
pub struct CsrMatrix {
    n_features: usize,
    starts: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
}

impl CsrMatrix {
    /// A matrix without rows; `n_features` at most [`MAX_COLUMNS`].
    pub fn new(n_features: usize) -> Self {
        assert!(n_features <= MAX_COLUMNS, "a column index is 32 bits wide");
        Self { n_features, starts: vec![0], indices: Vec::new(), values: Vec::new() }
    }

    /// Adds a row; the entries' columns ascend and are below `n_features`.
    pub fn push_row(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        let start = self.indices.len();
        for (column, value) in row {
            debug_assert!(self.indices[start..].last().is_none_or(|last| *last < column));
            debug_assert!((column as usize) < self.n_features);
            self.indices.push(column);
            self.values.push(value);
        }
        self.starts.push(self.indices.len());
    }

    /// The rows of `parts`, one part after the other; each has `n_features`
    /// columns.
    pub fn joined(n_features: usize, parts: Vec<Self>) -> Self {
        let sum = |of: fn(&Self) -> usize| parts.iter().map(of).sum();
        let mut matrix =
            Self::with_capacity(n_features, sum(Self::n_samples), sum(Self::n_nonzeros));
        parts.iter().for_each(|part| matrix.append(part));
        matrix
    }

    /// As [`CsrMatrix::new`], with room for rows and entries.
    pub(super) fn with_capacity(n_features: usize, rows: usize, entries: usize) -> Self {
        let mut matrix = Self::new(n_features);
        matrix.starts.reserve_exact(rows);
        matrix.indices.reserve_exact(entries);
        matrix.values.reserve_exact(entries);
        matrix
    }

    /// Adds the rows of another matrix with as many columns.
    pub(super) fn append(&mut self, part: &Self) {
        assert_eq!(part.n_features, self.n_features, "all have the same columns");
        let offset = self.indices.len();
        self.starts.extend(part.starts[1..].iter().map(|start| start + offset));
        self.indices.extend_from_slice(&part.indices);
        self.values.extend_from_slice(&part.values);
    }

    /// The number of rows.
    pub fn n_samples(&self) -> usize {
        self.starts.len() - 1
    }

    /// The number of columns.
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// The number of stored entries.
    pub fn n_nonzeros(&self) -> usize {
        self.values.len()
    }

    /// The columns and values of a row.
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let Range { start, end } = self.starts[row]..self.starts[row + 1];
        (&self.indices[start..end], &self.values[start..end])
    }

    /// Where each row starts in [`CsrMatrix::indices`]; one more than rows.
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// The columns of all entries, row after row.
    pub fn indices(&self) -> &[u32] {
        &self.indices
    }

    /// The values of all entries, row after row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The rows at `rows`, in that order.
    pub fn select(&self, rows: &[usize]) -> Self {
        let mut selected = Self::new(self.n_features);
        for row in rows {
            let (indices, values) = self.row(*row);
            selected.push_row(indices.iter().copied().zip(values.iter().copied()));
        }
        selected
    }
}

impl Records for CsrMatrix {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.n_samples()
    }

    fn nfeatures(&self) -> usize {
        self.n_features
    }
}
