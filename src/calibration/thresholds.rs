//! The choice of a threshold for each label.

use std::cmp::Ordering;

use super::{OperatingPoint, TuningSet, over};
use crate::label::LabelSet;
use crate::metrics::Counts;

/// Thresholds are whole multiples of this.
const STEP: f64 = 0.02;
/// The largest is so many steps.
const MOST_STEPS: usize = 49;
/// What counts as a gain.
const GAIN: f64 = 1e-12;

/// Looks for the thresholds with the best macro-F1: all begin at 0, where the
/// likeliest label is given, and that of each label in turn is moved (steps of
/// 0.02 up to 0.98) until none gains. Of equally good ones the lowest is taken.
pub fn tune_thresholds(labels: &LabelSet, set: &TuningSet) -> Vec<f64> {
    let mut thresholds = vec![0.0; labels.len()];
    let mut best = macro_f1(labels, &thresholds, set);
    loop {
        let before = best;
        for class in 0..labels.len() {
            let others = Others::new(&thresholds, class, set);
            for step in 0..=MOST_STEPS {
                let threshold = step as f64 * STEP;
                let found = others.macro_f1(threshold);
                if found > best + GAIN {
                    best = found;
                    thresholds[class] = threshold;
                }
            }
        }
        if best <= before + GAIN {
            return thresholds;
        }
    }
}

/// The macro-F1 of decisions by a threshold for each label.
pub fn macro_f1(labels: &LabelSet, thresholds: &[f64], set: &TuningSet) -> f64 {
    let point = OperatingPoint::from_thresholds(labels, thresholds);
    let mut counts = vec![Counts::default(); labels.len()];
    for (truth, p) in set.truth.iter().zip(&set.probabilities) {
        Counts::add(&mut counts, *truth, point.decide(p), 1);
    }
    Counts::macro_f1(&counts)
}

/// What is given to each row where the threshold of one label is not reached.
struct Others<'a> {
    class: usize,
    set: &'a TuningSet,
    rows: Vec<Other>,
}

struct Other {
    /// How far the best of the others that reach theirs is over it, and which;
    /// none where none does.
    reached: Option<(f64, usize)>,
    likeliest: usize,
}

impl<'a> Others<'a> {
    fn new(thresholds: &[f64], class: usize, set: &'a TuningSet) -> Self {
        let row = |p: &Vec<f64>| {
            let over = |other: usize| Some((over(p[other], thresholds[other])?, other));
            let others = (0..p.len()).filter(|other| *other != class);
            let better = |best: (f64, usize), next: (f64, usize)| match next.0 > best.0 {
                true => next,
                false => best,
            };
            let likeliest = p.iter().copied().zip(0..).reduce(better).map_or(0, |best| best.1);
            Other { reached: others.filter_map(over).reduce(better), likeliest }
        };
        Self { class, set, rows: set.probabilities.iter().map(row).collect() }
    }

    fn macro_f1(&self, threshold: f64) -> f64 {
        let k = self.set.probabilities.first().map_or(0, Vec::len);
        let mut counts = vec![Counts::default(); k];
        for ((truth, p), other) in
            self.set.truth.iter().zip(&self.set.probabilities).zip(&self.rows)
        {
            let own = over(p[self.class], threshold).map(|over| (over, self.class));
            let class = match (own, other.reached) {
                (None, None) => other.likeliest,
                (Some((_, class)), None) | (None, Some((_, class))) => class,
                // Of equal ones the first.
                (Some((own, a)), Some((best, b))) => match own.total_cmp(&best) {
                    Ordering::Greater => a,
                    Ordering::Equal => a.min(b),
                    Ordering::Less => b,
                },
            };
            Counts::add(&mut counts, *truth, class, 1);
        }
        Counts::macro_f1(&counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of three labels; the third is rare, and its probability is mostly
    /// under that of the first.
    fn set() -> (LabelSet, TuningSet) {
        let mut set = TuningSet::default();
        for row in 0..400_usize {
            let truth = [0, 1, 0, 1, 0, 1, 0, 1, 0, 2][row % 10];
            let noise = (row * 7919 % 101) as f64 / 101.0;
            let mut p = vec![0.5 + 0.3 * noise, 0.25 - 0.1 * noise, 0.0];
            if truth == 1 {
                p.swap(0, 1);
            }
            p[2] = 1.0 - p[0] - p[1];
            if truth == 2 {
                let rare = 0.2 + 0.2 * noise;
                p = vec![0.9 - rare, 0.1, rare];
            }
            set.truth.push(truth);
            set.probabilities.push(p);
        }
        (LabelSet::from_names(["a", "b", "c"]), set)
    }

    #[test]
    fn a_rare_label_gains_by_a_threshold() {
        let (labels, set) = set();
        let none = macro_f1(&labels, &[0.0; 3], &set);
        let thresholds = tune_thresholds(&labels, &set);
        let tuned = macro_f1(&labels, &thresholds, &set);
        assert!(tuned > none + 0.05, "{none} {tuned} {thresholds:?}");
        assert_eq!(thresholds, tune_thresholds(&labels, &set));
        // Nothing is gained by another step of any of them.
        for class in 0..3 {
            for step in 0..=MOST_STEPS {
                let mut moved = thresholds.clone();
                moved[class] = step as f64 * STEP;
                assert!(macro_f1(&labels, &moved, &set) <= tuned + GAIN);
            }
        }
    }

    #[test]
    fn what_is_searched_is_what_is_decided() {
        let (labels, set) = set();
        let thresholds = [0.5, 0.3, 0.2];
        for class in 0..3 {
            let others = Others::new(&thresholds, class, &set);
            for step in 0..=MOST_STEPS {
                let mut all = thresholds;
                all[class] = step as f64 * STEP;
                assert_eq!(others.macro_f1(all[class]), macro_f1(&labels, &all, &set));
            }
        }
    }

    #[test]
    fn where_nothing_is_gained_the_likeliest_label_is_given() {
        let labels = LabelSet::from_names(["a", "b"]);
        let set = TuningSet {
            truth: vec![0, 1, 0],
            probabilities: vec![vec![0.9, 0.1], vec![0.2, 0.8], vec![0.6, 0.4]],
        };
        assert_eq!(tune_thresholds(&labels, &set), [0.0, 0.0]);
    }
}
