//! Sets of labels that hold the true one as often as is asked for: split
//! conformal prediction (Vovk, Gammerman and Shafer 2005; Angelopoulos and Bates
//! 2023, *Conformal prediction: a gentle introduction*, section 1).
//!
//! The score of a labelled row is one less the probability of its label. Of the
//! `n` scores of rows that nothing was fitted to, the `ceil((n + 1) level)`th in
//! rising order is taken; a set is made of the labels whose score is at most
//! that. It holds the label of a row that is exchangeable with those `n` with
//! the probability `level` at least.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What is kept of the scores: those for each level of a whole percent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConformalScores {
    /// Rows.
    n: usize,
    /// Places in the rising order, from 1, themselves rising.
    ranks: Vec<usize>,
    /// The scores at these places.
    scores: Vec<f64>,
}

/// Whole percents.
const LEVELS: usize = 100;

impl ConformalScores {
    /// From the probability of the label of each row.
    ///
    /// # Errors
    /// [`Error::Params`] where there is none.
    pub fn new(of_truth: &[f64]) -> Result<Self> {
        let n = of_truth.len();
        if n == 0 {
            let expected = "labelled rows that the model was not fitted to";
            return Err(Error::params("rows to calibrate on", "none", expected));
        }
        let mut rising: Vec<f64> = of_truth.iter().map(|p| 1.0 - p).collect();
        rising.sort_by(f64::total_cmp);
        let mut ranks: Vec<usize> = (1..LEVELS)
            .map(|level| ((n + 1) * level).div_ceil(LEVELS))
            .chain([n])
            .filter(|rank| *rank <= n)
            .collect();
        ranks.dedup();
        let scores = ranks.iter().map(|rank| rising[rank - 1]).collect();
        Ok(Self { n, ranks, scores })
    }

    /// Refuses numbers that no rows can have given.
    ///
    /// # Errors
    /// [`Error::Params`].
    pub fn check(&self) -> Result<()> {
        let Self { n, ranks, scores } = self;
        let rises = ranks.is_sorted_by(|a, b| a < b) && scores.is_sorted();
        let range = scores.iter().all(|score| (0.0..=1.0).contains(score));
        match rises && range && ranks.len() == scores.len() && ranks.last() == Some(n) {
            true => Ok(()),
            false => Err(Error::params(
                "label sets",
                "ranks and scores that do not fit",
                "rising ranks, and as many rising scores from 0 to 1",
            )),
        }
    }

    /// The largest score that sets of this level take, 1 where there are too
    /// few rows to leave any label out. Between two levels that are kept it is
    /// that of the higher.
    pub fn largest(&self, level: f64) -> f64 {
        // Less what rounding may have added to a product that is whole.
        let rank = ((self.n + 1) as f64 * level - 1e-9).ceil() as usize;
        let kept = self.ranks.partition_point(|kept| *kept < rank);
        self.scores.get(kept).copied().unwrap_or(1.0)
    }
}

/// The classes of a set, the most probable first: those whose score is at most
/// `largest`. The most probable is always among them.
pub fn label_set(probabilities: &[f64], largest: f64) -> Vec<usize> {
    let mut classes: Vec<usize> = (0..probabilities.len()).collect();
    classes.sort_by(|a, b| probabilities[*b].total_cmp(&probabilities[*a]));
    let taken = classes.iter().take_while(|class| 1.0 - probabilities[**class] <= largest).count();
    classes.truncate(taken.max(1));
    classes
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn worked_by_hand() {
        // Nine rows with the scores 0.1 to 0.9: of (9 + 1) * 0.8 = 8 the 8th.
        let of_truth: Vec<f64> = (1..=9).map(|i| 1.0 - f64::from(i) / 10.0).collect();
        let scores = ConformalScores::new(&of_truth).unwrap();
        assert!((scores.largest(0.8) - 0.8).abs() < 1e-12);
        assert!((scores.largest(0.9) - 0.9).abs() < 1e-12);
        // The tenth of nine: nothing can be left out.
        assert_eq!(scores.largest(0.95), 1.0);
        assert!((scores.largest(0.805) - 0.9).abs() < 1e-12);
        assert!(scores.check().is_ok() && ConformalScores::new(&[]).is_err());
        assert!(ConformalScores { n: 3, ..scores }.check().is_err());
    }

    #[test]
    fn a_set_is_the_most_probable_labels() {
        let p = [0.25, 0.5, 0.2, 0.05];
        assert_eq!(label_set(&p, 0.8), [1, 0, 2]);
        assert_eq!(label_set(&p, 0.75), [1, 0]);
        assert_eq!(label_set(&p, 0.1), [1]);
        assert_eq!(label_set(&p, 1.0), [1, 0, 2, 3]);
    }

    #[test]
    fn many_rows_keep_each_percent() {
        let of_truth: Vec<f64> = (0..10_000).map(|i| f64::from(i) / 10_000.0).collect();
        let scores = ConformalScores::new(&of_truth).unwrap();
        assert_eq!(scores.ranks.len(), 100);
        let mut rising: Vec<f64> = of_truth.iter().map(|p| 1.0 - p).collect();
        rising.sort_by(f64::total_cmp);
        for percent in 1..100_usize {
            let rank = (10_001 * percent).div_ceil(100);
            assert_eq!(scores.largest(percent as f64 / 100.0), rising[rank - 1], "{percent}");
        }
    }
    /// A row of four labels and its label, which follows the probabilities
    /// raised to a power: 1 where these are true.
    fn row(random: &mut ChaCha8Rng, power: f64) -> (Vec<f64>, usize) {
        let weights: [f64; 4] = std::array::from_fn(|_| random.random::<f64>().powi(6));
        let sum: f64 = weights.iter().sum();
        let p: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
        let true_weights: Vec<f64> = p.iter().map(|p| libm::pow(*p, power)).collect();
        let mut left = random.random::<f64>() * true_weights.iter().sum::<f64>();
        let class = true_weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        (p, class.unwrap_or(3))
    }

    /// How often, in ten thousand, sets of the level 0.9 hold the label, over
    /// 1,000 draws of 500 rows to calibrate on and 100 new ones.
    fn covered(seed: u64, calibrated: f64, new: f64) -> usize {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut held = 0;
        for _ in 0..1000 {
            let mut of_truth = || {
                let (p, class) = row(&mut random, calibrated);
                p[class]
            };
            let of_truth: Vec<f64> = (0..500).map(|_| of_truth()).collect();
            let largest = ConformalScores::new(&of_truth).unwrap().largest(0.9);
            for _ in 0..100 {
                let (p, class) = row(&mut random, new);
                held += usize::from(label_set(&p, largest).contains(&class));
            }
        }
        held / 10
    }

    /// docs/evaluation.md shows these figures. One standard error is 0.13 %.
    #[test]
    fn sets_hold_the_label_as_often_as_asked_for() {
        let [true_ones, flat_ones] = [(1, 1.0), (2, 0.5)].map(|(seed, p)| covered(seed, p, p));
        // Where new rows are harder than those calibrated on they do not.
        let harder = covered(3, 1.0, 0.5);
        assert_eq!([true_ones, flat_ones, harder], [9004, 9022, 7747]);
        assert!(true_ones >= 8970 && flat_ones >= 8970 && harder < 8500);
    }
}
