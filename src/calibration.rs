//! What a model makes of its probabilities: they are made true ([`Scaling`]),
//! moved to another share of the labels, decided by ([`OperatingPoint`]), and
//! refused where too many labels would be wrong ([`RiskCurve`]).
//!
//! A model fitted to rows of which half are acts takes half of what it sees
//! for acts. In running news nine sentences of ten are none. An
//! [`OperatingPoint`] moves its probabilities: to each label belongs an offset
//! `o`, and `p'(l) = p(l) exp(o(l)) / sum over k of p(k) exp(o(k))`.
//!
//! Two ways lead to offsets. [`OperatingPoint::for_prior`] takes Bayes' rule:
//! with the shares `a` of the labels in training and `b` where the model is
//! used, `o(l) = ln(b(l) / a(l))` (Elkan 2001, *The foundations of
//! cost-sensitive learning*, theorem 2; Saerens, Latinne and Decaestecker 2002,
//! *Adjusting the outputs of a classifier to new a priori probabilities*,
//! equation 4). It holds where the rows of each label look alike in both
//! places and only the shares differ. [`tune`] assumes nothing and looks for
//! the offsets with the best macro-F1 on labelled data.

mod refusal;
mod scaling;
mod sets;
mod thresholds;

pub use refusal::{Accepted, Answer, DELTA, RiskCurve, Threshold};
pub use scaling::{Scaling, ScalingKind};
pub use sets::{ConformalScores, label_set};
pub use thresholds::{macro_f1, tune_thresholds};

use crate::error::{Error, Result};
use crate::label::LabelSet;
use crate::metrics::Counts;

/// Offsets and thresholds: how probabilities become a label.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OperatingPoint {
    /// Added to each label's log-probability; empty where all are 0.
    offsets: Vec<f64>,
    /// Each label's threshold, where it has one; empty where none has.
    thresholds: Vec<Option<f64>>,
}

impl OperatingPoint {
    /// From one offset a label.
    ///
    /// # Errors
    /// [`Error::Params`] where there are not as many as labels, or one is not
    /// finite.
    pub fn from_offsets(labels: &LabelSet, offsets: Vec<f64>) -> Result<Self> {
        match offsets.len() == labels.len() && offsets.iter().all(|o| o.is_finite()) {
            true => Ok(Self { offsets, thresholds: Vec::new() }),
            false => Err(Error::params(
                "operating point",
                format!("the offsets {offsets:?}"),
                format!("{} finite numbers, one for each label", labels.len()),
            )),
        }
    }

    /// By Bayes' rule, from the shares of the labels in training to others.
    /// Both are shares by class, over 0; they need not sum to 1.
    ///
    /// # Errors
    /// [`Error::Params`] where the lengths differ or a share is not over 0.
    pub fn for_prior(training: &[f64], target: &[f64]) -> Result<Self> {
        let valid = |shares: &[f64]| shares.iter().all(|s| *s > 0.0 && s.is_finite());
        if training.len() != target.len() || !valid(training) || !valid(target) {
            return Err(Error::params(
                "prior",
                format!("{target:?}"),
                format!("{} shares over 0, one for each label", training.len()),
            ));
        }
        let sum = |shares: &[f64]| shares.iter().sum::<f64>();
        let (all, wanted) = (sum(training), sum(target));
        let offsets = training.iter().zip(target);
        Ok(Self {
            offsets: offsets.map(|(a, b)| libm::log(b / wanted / (a / all))).collect(),
            thresholds: Vec::new(),
        })
    }

    /// Sets a label's threshold, 0 to 1: it is given where its probability (at
    /// this point's offsets) reaches the threshold, and nowhere else. Of
    /// several that reach theirs, the one with the largest probability over its
    /// threshold is given; where none does, the likeliest label without one.
    pub fn set_threshold(&mut self, labels: &LabelSet, class: usize, threshold: f64) {
        self.thresholds.resize(labels.len(), None);
        self.thresholds[class] = Some(threshold);
    }

    /// A threshold for each label.
    pub fn from_thresholds(labels: &LabelSet, thresholds: &[f64]) -> Self {
        let mut point = Self::default();
        for (class, threshold) in thresholds.iter().enumerate() {
            point.set_threshold(labels, class, *threshold);
        }
        point
    }

    /// One offset a label; empty where all are 0.
    pub fn offsets(&self) -> &[f64] {
        &self.offsets
    }

    /// Moves probabilities to this point; they still sum to 1.
    pub fn apply(&self, probabilities: &mut [f64]) {
        if self.offsets.is_empty() {
            return;
        }
        // The largest term is 1, so that nothing overflows and the sum is not 0.
        let logs: Vec<f64> =
            probabilities.iter().zip(&self.offsets).map(|(p, o)| libm::log(*p) + o).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut sum = 0.0;
        for (p, log) in probabilities.iter_mut().zip(logs) {
            *p = libm::exp(log - most);
            sum += *p;
        }
        probabilities.iter_mut().for_each(|p| *p /= sum);
    }

    /// The class of probabilities that are at this point already: the likeliest
    /// (of equal ones the first), but for thresholds. Where every label has a
    /// threshold and none is reached, the likeliest all the same.
    pub fn decide(&self, probabilities: &[f64]) -> usize {
        let threshold = |class: usize| self.thresholds.get(class).copied().flatten();
        let classes = 0..probabilities.len();
        let reached = classes
            .clone()
            .filter_map(|class| Some((class, over(probabilities[class], threshold(class)?)?)));
        let free = classes.filter(|class| threshold(*class).is_none());
        first_of_most(reached)
            .or_else(|| first_of_most(free.map(|class| (class, probabilities[class]))))
            .or_else(|| first_of_most(probabilities.iter().copied().enumerate()))
            .unwrap_or(0)
    }
}

/// How far a probability is over a threshold that it reaches, of what it could
/// be.
fn over(p: f64, threshold: f64) -> Option<f64> {
    let over = p - threshold;
    (over >= 0.0).then(|| over / (1.0 - threshold).max(f64::MIN_POSITIVE))
}

fn first_of_most(values: impl Iterator<Item = (usize, f64)>) -> Option<usize> {
    values
        .fold(None, |best: Option<(usize, f64)>, next| match best {
            Some((_, most)) if next.1 <= most => best,
            _ => Some(next),
        })
        .map(|(class, _)| class)
}

/// Labelled probabilities on which an operating point is chosen.
#[derive(Debug, Clone, Default)]
pub struct TuningSet {
    /// The class of each row.
    pub truth: Vec<usize>,
    /// The probability of each class, for each row, as the classifier gives it.
    pub probabilities: Vec<Vec<f64>>,
}

/// What [`tune`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuned {
    /// The offset of each class.
    pub offsets: Vec<f64>,
    /// The mean of the sets' macro-F1 there.
    pub macro_f1: f64,
    /// The share of background rows of the last set taken for another label.
    pub false_alarms: f64,
}

/// Offsets are whole multiples of this.
const STEP: f64 = 0.1;
/// How many steps an offset may have in either direction.
const MOST_STEPS: i32 = 40;

/// A macro-F1 that is less than the best by no more than this is as good: about
/// one standard error where each label has some fifty rows.
const TOLERANCE: f64 = 0.01;

/// Looks for the offsets with the best macro-F1, the mean over `sets`, among
/// those at which at most `most_false_alarms` of the background rows of the
/// last set are given another label.
///
/// The offset of `background` is moved first, then those of all classes in
/// turn (steps of 0.1, at most 4 either way) until none gains; that of another
/// class moves only for a gain over 0.01. Of equally good
/// offsets those nearest to 0 are taken. At last the offset of `background` is
/// raised, for fewer false alarms, as long as macro-F1 stays within 0.01 of the
/// best (after the one-standard-error rule of Breiman, Friedman, Olshen and
/// Stone 1984, *Classification and regression trees*). The result depends on
/// nothing but the arguments.
///
/// # Errors
/// [`Error::Params`] where there is no set, a set has no row, or no offset
/// keeps the false alarms within the bound.
pub fn tune(
    labels: &LabelSet,
    sets: &[TuningSet],
    background: usize,
    most_false_alarms: f64,
) -> Result<Tuned> {
    if sets.is_empty() || sets.iter().any(|set| set.truth.is_empty()) {
        return Err(Error::params("tuning data", "none", "labelled rows in each part"));
    }
    let search = Search { k: labels.len(), sets, background };
    let mut best: Option<(Vec<i32>, f64, f64)> = None;
    let mut order = vec![background];
    loop {
        let before = best.as_ref().map(|b| b.1);
        for class in &order {
            let from = best.as_ref().map_or_else(|| vec![0; search.k], |b| b.0.clone());
            for step in nearest_first() {
                let mut steps = from.clone();
                steps[*class] = step;
                let (macro_f1, alarms) = search.value(&steps);
                let least = if *class == background { 0.0 } else { TOLERANCE };
                let better = best.as_ref().is_none_or(|b| macro_f1 > b.1 + least + 1e-12);
                if alarms <= most_false_alarms && better {
                    best = Some((steps, macro_f1, alarms));
                }
            }
        }
        if best.as_ref().map(|b| b.1) == before && order.len() > 1 {
            break;
        }
        order = (0..search.k).collect();
    }
    let Some((mut steps, most, _)) = best else {
        return Err(Error::params(
            "false alarms",
            format!("more than {most_false_alarms} at every operating point"),
            "a higher bound, or a model that tells the labels apart",
        ));
    };
    while steps[background] < MOST_STEPS {
        steps[background] += 1;
        if search.value(&steps).0 < most - TOLERANCE {
            steps[background] -= 1;
            break;
        }
    }
    let (macro_f1, false_alarms) = search.value(&steps);
    let offsets = steps.into_iter().map(offset).collect();
    Ok(Tuned { offsets, macro_f1, false_alarms })
}

/// 0, 1, -1, 2, -2 and so on.
fn nearest_first() -> impl Iterator<Item = i32> {
    std::iter::once(0).chain((1..=MOST_STEPS).flat_map(|step| [step, -step]))
}

/// Steps as an offset: a multiple of 0.1 that prints as one.
fn offset(steps: i32) -> f64 {
    f64::from(steps) / (1.0 / STEP)
}

struct Search<'a> {
    k: usize,
    sets: &'a [TuningSet],
    background: usize,
}

impl Search<'_> {
    /// The mean macro-F1, and the false alarms of the last set.
    fn value(&self, steps: &[i32]) -> (f64, f64) {
        let factors: Vec<f64> = steps.iter().map(|s| libm::exp(offset(*s))).collect();
        let (mut sum, mut alarms) = (0.0, 0.0);
        for set in self.sets {
            let mut counts = vec![Counts::default(); self.k];
            for (truth, p) in set.truth.iter().zip(&set.probabilities) {
                let weighed = p.iter().zip(&factors).map(|(p, f)| p * f).enumerate();
                Counts::add(&mut counts, *truth, first_of_most(weighed).unwrap_or(0), 1);
            }
            sum += Counts::macro_f1(&counts);
            let quiet = counts[self.background];
            alarms = (quiet.support - quiet.right) as f64 / quiet.support.max(1) as f64;
        }
        (sum / self.sets.len() as f64, alarms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> LabelSet {
        LabelSet::from_names(["act", "other"])
    }

    #[test]
    fn bayes_rule_worked_by_hand() {
        // Half acts in training, one in ten where it is used: odds of 4 to 1
        // become 4 to 9.
        let point = OperatingPoint::for_prior(&[0.5, 0.5], &[1.0, 9.0]).unwrap();
        let mut probabilities = vec![0.8, 0.2];
        point.apply(&mut probabilities);
        assert!((probabilities[0] - 4.0 / 13.0).abs() < 1e-12);
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(OperatingPoint::for_prior(&[0.5, 0.5], &[0.0, 1.0]).is_err());
        assert!(OperatingPoint::for_prior(&[0.5, 0.5], &[1.0]).is_err());
    }

    #[test]
    fn certain_probabilities_stay_probabilities() {
        let point = OperatingPoint::from_offsets(&labels(), vec![4.0, -4.0]).unwrap();
        let mut probabilities = vec![0.0, 1.0];
        point.apply(&mut probabilities);
        assert_eq!(probabilities, [0.0, 1.0]);
        assert!(OperatingPoint::from_offsets(&labels(), vec![f64::NAN, 0.0]).is_err());
        assert!(OperatingPoint::from_offsets(&labels(), vec![0.0]).is_err());
    }

    #[test]
    fn a_threshold_decides_in_both_directions() {
        let three = LabelSet::from_names(["a", "b", "c"]);
        let mut point = OperatingPoint::default();
        point.set_threshold(&three, 0, 0.3);
        assert_eq!(point.decide(&[0.35, 0.6, 0.05]), 0);
        assert_eq!(point.decide(&[0.29, 0.3, 0.41]), 2);
        point.set_threshold(&three, 0, 0.9);
        assert_eq!(point.decide(&[0.8, 0.15, 0.05]), 1);
        for class in 1..3 {
            point.set_threshold(&three, class, 1.0);
        }
        assert_eq!(point.decide(&[0.8, 0.15, 0.05]), 0);
    }

    /// Rows of truth and the probability of an act.
    fn set(rows: &[(usize, f64)]) -> TuningSet {
        TuningSet {
            truth: rows.iter().map(|row| row.0).collect(),
            probabilities: rows.iter().map(|row| vec![row.1, 1.0 - row.1]).collect(),
        }
    }

    #[test]
    fn the_offset_with_the_best_macro_f1_within_the_bound() {
        // All right where an act needs more than 0.6, less than 0.7.
        let rows = set(&[(0, 0.9), (0, 0.7), (1, 0.6), (1, 0.55), (1, 0.1)]);
        let tuned = tune(&labels(), std::slice::from_ref(&rows), 1, 0.0).unwrap();
        assert_eq!((tuned.macro_f1, tuned.false_alarms), (1.0, 0.0));
        let raised = tuned.offsets[1] - tuned.offsets[0];
        assert!((libm::log(0.6 / 0.4)..libm::log(0.7 / 0.3)).contains(&raised), "{raised}");
        // The bound costs an act where an other is surer than it.
        let noisy = set(&[(0, 0.9), (0, 0.7), (1, 0.8), (1, 0.1)]);
        let bounded = tune(&labels(), std::slice::from_ref(&noisy), 1, 0.1).unwrap();
        assert_eq!(bounded.false_alarms, 0.0);
        let free = tune(&labels(), std::slice::from_ref(&noisy), 1, 1.0).unwrap();
        assert!(free.macro_f1 >= bounded.macro_f1);
        assert!(tune(&labels(), &[], 1, 0.1).is_err());
        assert!(tune(&labels(), &[set(&[(1, 1.0)])], 1, 0.5).is_err());
    }
}
