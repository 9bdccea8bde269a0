//! Confusion matrices, and the figures that follow from them alone.

use super::{Counts, ratio};

/// How many rows of each label were predicted as each label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Confusion {
    n_labels: usize,
    /// By truth, then prediction.
    cells: Vec<usize>,
}

/// How the figures of labels become one.
#[derive(Debug, Clone, Copy)]
enum Mean {
    /// Each label that stands in truth or prediction counts the same.
    Macro,
    /// Each label counts as often as it stands in the truth.
    Weighted,
}

impl Confusion {
    /// The names of [`Confusion::figures`].
    pub const NAMES: [&'static str; 10] = [
        "accuracy",
        "balanced_accuracy",
        "macro_precision",
        "macro_recall",
        "macro_f1",
        "weighted_precision",
        "weighted_recall",
        "weighted_f1",
        "mcc",
        "kappa",
    ];

    pub fn new(n_labels: usize) -> Self {
        Self { n_labels, cells: vec![0; n_labels * n_labels] }
    }

    pub fn of(n_labels: usize, truth: &[usize], predicted: &[usize]) -> Self {
        let mut confusion = Self::new(n_labels);
        for (truth, predicted) in truth.iter().zip(predicted) {
            confusion.cells[truth * n_labels + predicted] += 1;
        }
        confusion
    }

    /// Adds rows to the cell `truth * n_labels + predicted`.
    pub fn add(&mut self, cell: usize, rows: usize) {
        self.cells[cell] += rows;
    }

    /// Rows by truth, columns by prediction.
    pub fn rows(&self) -> impl Iterator<Item = &[usize]> {
        self.cells.chunks(self.n_labels.max(1))
    }

    pub fn counts(&self) -> Vec<Counts> {
        let mut counts = vec![Counts::default(); self.n_labels];
        for (truth, row) in self.rows().enumerate() {
            counts[truth].right = row[truth];
            for (predicted, rows) in row.iter().enumerate() {
                counts[truth].support += rows;
                counts[predicted].predicted += rows;
            }
        }
        counts
    }

    pub fn n(&self) -> usize {
        self.cells.iter().sum()
    }

    fn right(&self) -> usize {
        (0..self.n_labels).map(|class| self.cells[class * self.n_labels + class]).sum()
    }

    pub fn accuracy(&self) -> f64 {
        ratio(self.right(), self.n())
    }

    /// The figures that [`Confusion::NAMES`] names, in that order; `None` where
    /// one is not defined.
    pub fn figures(&self, counts: &[Counts]) -> [Option<f64>; 10] {
        use Mean::{Macro, Weighted};
        let mean = |mean, of: fn(Counts) -> f64| Some(mean_of(counts, mean, of));
        [
            Some(self.accuracy()),
            balanced_accuracy(counts),
            mean(Macro, Counts::precision),
            mean(Macro, Counts::recall),
            mean(Macro, Counts::f1),
            mean(Weighted, Counts::precision),
            mean(Weighted, Counts::recall),
            mean(Weighted, Counts::f1),
            Some(self.mcc(counts)),
            self.kappa(counts),
        ]
    }

    /// Matthews' correlation of truth and prediction for many labels (Gorodkin
    /// 2004); 0 where all rows have one label or one prediction.
    fn mcc(&self, counts: &[Counts]) -> f64 {
        let (n, right) = (self.n() as f64, self.right() as f64);
        let sum = |of: fn(&Counts) -> f64| counts.iter().map(of).sum::<f64>();
        let both = sum(|c| c.support as f64 * c.predicted as f64);
        let truth = sum(|c| (c.support as f64).powi(2));
        let predicted = sum(|c| (c.predicted as f64).powi(2));
        let spread = (n * n - predicted) * (n * n - truth);
        if spread == 0.0 { 0.0 } else { (right * n - both) / spread.sqrt() }
    }

    /// Cohen's kappa; `None` where agreement by chance would be complete.
    fn kappa(&self, counts: &[Counts]) -> Option<f64> {
        let n = self.n() as f64;
        let by_chance: f64 = counts.iter().map(|c| c.support as f64 * c.predicted as f64).sum();
        let room = n * n - by_chance;
        (room > 0.0).then(|| 1.0 - (n - self.right() as f64) * n / room)
    }
}

/// The mean recall of the labels that stand in the truth.
fn balanced_accuracy(counts: &[Counts]) -> Option<f64> {
    let present = counts.iter().filter(|c| c.support > 0);
    let n = present.clone().count();
    (n > 0).then(|| present.map(|c| c.recall()).sum::<f64>() / n as f64)
}

fn mean_of(counts: &[Counts], mean: Mean, of: fn(Counts) -> f64) -> f64 {
    let weight = |c: &Counts| match mean {
        Mean::Macro => usize::from(c.support > 0 || c.predicted > 0),
        Mean::Weighted => c.support,
    };
    match counts.iter().map(weight).sum::<usize>() {
        0 => 0.0,
        whole => counts.iter().map(|c| of(*c) * weight(c) as f64).sum::<f64>() / whole as f64,
    }
}
