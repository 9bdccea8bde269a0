//! Two models on the same rows.

use serde::Serialize;

use super::Counts;
use super::binomial;
use super::bootstrap::{Bootstrap, Figure, Resampling};
use super::outcomes::{GroupedConfusion, Groups, Weights, no_rows};
use crate::error::{Error, Result};
use crate::label::LabelSet;

/// Accuracy and macro-F1 of one of the two.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Side {
    /// The share of rows labelled right.
    pub accuracy: Figure,
    /// The unweighted mean of the F1 of the labels that stand in the truth or
    /// were given by it.
    pub macro_f1: Figure,
}

/// Two models, A and B, on the same rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Rows.
    pub n: usize,
    /// Figures of A.
    pub a: Side,
    /// Figures of B.
    pub b: Side,
    /// B less A, from the same draws.
    pub difference: Side,
    /// Rows that both label right.
    pub both_right: usize,
    /// Rows that only A labels right.
    pub only_a_right: usize,
    /// Rows that only B labels right.
    pub only_b_right: usize,
    /// Rows that both label wrong.
    pub both_wrong: usize,
    /// McNemar's exact test, two-sided: how often rows that only one of two
    /// equally good models labels right would fall so unevenly or more so.
    pub mcnemar_p: f64,
    /// What the intervals were drawn from.
    #[serde(skip)]
    pub resampling: Resampling,
}

impl Comparison {
    /// Compares labels given by A and by B with the truth, row by row. `groups`
    /// are what is drawn for the intervals; without them it is rows.
    ///
    /// ```
    /// use stancekit::metrics::{Bootstrap, Comparison};
    ///
    /// # fn main() -> Result<(), stancekit::error::Error> {
    /// let truth = ["threat", "other", "other", "denial"];
    /// let a = ["threat", "other", "threat", "other"];
    /// let b = ["threat", "other", "other", "denial"];
    /// let comparison = Comparison::new(&truth, &a, &b, None, &Bootstrap::default(), &|| ())?;
    /// assert_eq!((comparison.both_right, comparison.only_b_right), (2, 2));
    /// assert_eq!(comparison.mcnemar_p, 0.5);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Params`] where there is no row, or not as many labels of each.
    pub fn new(
        truth: &[&str],
        a: &[&str],
        b: &[&str],
        groups: Option<&[usize]>,
        bootstrap: &Bootstrap,
        advance: &(dyn Fn() + Sync),
    ) -> Result<Self> {
        let n = truth.len();
        if n == 0 {
            return Err(no_rows());
        }
        let lengths = [a.len(), b.len(), groups.map_or(n, <[usize]>::len)];
        if lengths != [n; 3] {
            let found = format!("{lengths:?} of A, of B and groups");
            return Err(Error::params("rows to compare", found, format!("{n} of each")));
        }
        let labels = LabelSet::from_names([truth, a, b].concat());
        let classes = |names: &[&str]| -> Vec<usize> {
            names.iter().filter_map(|name| labels.index_of(name)).collect()
        };
        let drawn_from = Groups::new(groups, n);
        let truth_classes = classes(truth);
        let sums = [a, b].map(|given| {
            GroupedConfusion::new(labels.len(), &truth_classes, &classes(given), &drawn_from)
        });
        let figures = |weights: Weights<'_>| {
            let [a, b] = [0, 1].map(|side: usize| accuracy_and_f1(&sums[side].counts(weights)));
            [a, b, [b[0] - a[0], b[1] - a[1]]]
        };
        let values = figures(None);
        let draws = bootstrap.draw(drawn_from.n, advance, |weights| figures(Some(weights)));
        let [of_a, of_b, difference] = [0, 1, 2].map(|side: usize| {
            let [accuracy, macro_f1] = [0, 1].map(|metric: usize| {
                let drawn = draws.iter().map(|draw| Some(draw[side][metric]));
                Figure::new(Some(values[side][metric]), drawn)
            });
            Side { accuracy, macro_f1 }
        });
        let count = |of_a: bool, of_b: bool| {
            let rows = truth.iter().zip(a.iter().zip(b));
            rows.filter(|(t, (a, b))| (a == t) == of_a && (b == t) == of_b).count()
        };
        let (only_a_right, only_b_right) = (count(true, false), count(false, true));
        Ok(Self {
            n,
            a: of_a,
            b: of_b,
            difference,
            both_right: count(true, true),
            only_a_right,
            only_b_right,
            both_wrong: count(false, false),
            mcnemar_p: two_sided_binomial(only_a_right, only_b_right),
            resampling: Resampling::new(bootstrap, drawn_from.n, groups.is_some()),
        })
    }
}

fn accuracy_and_f1(counts: &[Counts]) -> [f64; 2] {
    [Counts::accuracy(counts), Counts::macro_f1(counts)]
}

/// The probability that `a + b` throws of a fair coin fall at least as unevenly
/// as `a` to `b`.
fn two_sided_binomial(a: usize, b: usize) -> f64 {
    (2.0 * binomial::at_most(a.min(b), a + b, 0.5)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.binomtest(a, a + b).pvalue
    #[test]
    fn the_binomial_test_is_that_of_scipy() {
        for (a, b, expected) in SCIPY {
            let found = two_sided_binomial(a, b);
            assert!((found - expected).abs() <= 1e-9 * expected, "{a} {b}: {found} {expected}");
            assert_eq!(found, two_sided_binomial(b, a));
        }
    }

    const SCIPY: [(usize, usize, f64); 9] = [
        (0, 0, 1.0),
        (0, 1, 1.0),
        (1, 1, 1.0),
        (3, 9, 0.14599609375),
        (10, 25, 0.016673847800120715),
        (100, 140, 0.01166409231767769),
        (1000, 1100, 0.03072070786424249),
        (20, 400, 5.88668030041661e-93),
        (50000, 50400, 0.20794602416763086),
    ];

    #[test]
    fn one_that_is_always_better_is_better_in_every_draw() {
        let truth: Vec<&str> = (0..90).map(|i| ["x", "y", "z"][i % 3]).collect();
        let a: Vec<&str> = (0..90).map(|i| ["x", "y", "x"][i % 3]).collect();
        let groups: Vec<usize> = (0..90).map(|i| i / 3).collect();
        let bootstrap = Bootstrap { draws: 200, seed: 1 };
        let compare = |a: &[&str], b: &[&str]| {
            Comparison::new(&truth, a, b, Some(&groups), &bootstrap, &|| ()).unwrap()
        };
        let found = compare(&a, &truth);
        let rows = (found.both_right, found.only_a_right, found.only_b_right, found.both_wrong);
        assert_eq!(rows, (60, 0, 30, 0));
        // Each group has one row of each label, so no draw differs.
        let third = 1.0 / 3.0;
        let difference = found.difference.accuracy;
        for end in [difference.value, difference.low, difference.high] {
            assert!((end.unwrap() - third).abs() < 1e-12);
        }
        assert!((found.mcnemar_p / 2f64.powi(-29) - 1.0).abs() < 1e-9);
        let same = compare(&a, &a);
        assert_eq!((same.mcnemar_p, same.difference.macro_f1.high), (1.0, Some(0.0)));
    }
}
