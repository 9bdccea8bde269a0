//! Rows of each label, and the figures that follow from them alone.

use super::ratio;

/// Rows of one label.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Counts {
    /// That are it and predicted as it.
    pub right: usize,
    /// That are predicted as it.
    pub predicted: usize,
    /// That are it.
    pub support: usize,
}

/// How the figures of labels become one.
#[derive(Debug, Clone, Copy)]
enum Mean {
    /// Each label that stands in truth or prediction counts the same.
    Macro,
    /// Each label counts as often as it stands in the truth.
    Weighted,
}

impl Counts {
    /// The names of [`Counts::figures`].
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

    /// Adds rows of class `truth` that were predicted as `predicted`.
    pub fn add(all: &mut [Self], truth: usize, predicted: usize, rows: usize) {
        all[truth].support += rows;
        all[predicted].predicted += rows;
        if truth == predicted {
            all[truth].right += rows;
        }
    }

    /// The counts of rows.
    pub fn of(n_labels: usize, truth: &[usize], predicted: &[usize]) -> Vec<Self> {
        let mut counts = vec![Self::default(); n_labels];
        for (truth, predicted) in truth.iter().zip(predicted) {
            Self::add(&mut counts, *truth, *predicted, 1);
        }
        counts
    }

    pub fn precision(self) -> f64 {
        ratio(self.right, self.predicted)
    }

    pub fn recall(self) -> f64 {
        ratio(self.right, self.support)
    }

    pub fn f1(self) -> f64 {
        ratio(2 * self.right, self.predicted + self.support)
    }

    /// Rows.
    pub fn n(all: &[Self]) -> usize {
        all.iter().map(|c| c.support).sum()
    }

    fn all_right(all: &[Self]) -> usize {
        all.iter().map(|c| c.right).sum()
    }

    pub fn accuracy(all: &[Self]) -> f64 {
        ratio(Self::all_right(all), Self::n(all))
    }

    /// The mean of the F1 of the labels that stand in truth or prediction.
    pub fn macro_f1(all: &[Self]) -> f64 {
        mean(all, Mean::Macro, Self::f1)
    }

    /// The figures that [`Counts::NAMES`] names, in that order; `None` where
    /// one is not defined.
    pub fn figures(all: &[Self]) -> [Option<f64>; 10] {
        use Mean::{Macro, Weighted};
        [
            Some(Self::accuracy(all)),
            balanced_accuracy(all),
            Some(mean(all, Macro, Self::precision)),
            Some(mean(all, Macro, Self::recall)),
            Some(mean(all, Macro, Self::f1)),
            Some(mean(all, Weighted, Self::precision)),
            Some(mean(all, Weighted, Self::recall)),
            Some(mean(all, Weighted, Self::f1)),
            Some(mcc(all)),
            kappa(all),
        ]
    }
}

fn mean(counts: &[Counts], mean: Mean, of: fn(Counts) -> f64) -> f64 {
    let weight = |c: &Counts| match mean {
        Mean::Macro => usize::from(c.support > 0 || c.predicted > 0),
        Mean::Weighted => c.support,
    };
    match counts.iter().map(weight).sum::<usize>() {
        0 => 0.0,
        whole => counts.iter().map(|c| of(*c) * weight(c) as f64).sum::<f64>() / whole as f64,
    }
}

/// The mean recall of the labels that stand in the truth.
fn balanced_accuracy(counts: &[Counts]) -> Option<f64> {
    let present = counts.iter().filter(|c| c.support > 0);
    let n = present.clone().count();
    (n > 0).then(|| present.map(|c| c.recall()).sum::<f64>() / n as f64)
}

/// What agreement by chance would be, times the square of the rows.
fn by_chance(counts: &[Counts]) -> f64 {
    counts.iter().map(|c| c.support as f64 * c.predicted as f64).sum()
}

/// Matthews' correlation of truth and prediction for many labels (Gorodkin
/// 2004); 0 where all rows have one label or one prediction.
fn mcc(counts: &[Counts]) -> f64 {
    let (n, right) = (Counts::n(counts) as f64, Counts::all_right(counts) as f64);
    let squares =
        |of: fn(&Counts) -> usize| -> f64 { counts.iter().map(|c| (of(c) as f64).powi(2)).sum() };
    let spread = (n * n - squares(|c| c.predicted)) * (n * n - squares(|c| c.support));
    if spread == 0.0 { 0.0 } else { (right * n - by_chance(counts)) / spread.sqrt() }
}

/// Cohen's kappa; `None` where agreement by chance would be complete.
fn kappa(counts: &[Counts]) -> Option<f64> {
    let (n, right) = (Counts::n(counts) as f64, Counts::all_right(counts) as f64);
    let room = n * n - by_chance(counts);
    (room > 0.0).then(|| 1.0 - (n - right) * n / room)
}
