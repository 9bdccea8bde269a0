//! Where a model decides: its probabilities moved to another share of the
//! labels, and thresholds.
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
        let reached = classes.clone().filter_map(|class| {
            let over = threshold(class).map(|t| probabilities[class] - t);
            over.filter(|over| *over >= 0.0).map(|over| {
                (class, over / (1.0 - (probabilities[class] - over)).max(f64::MIN_POSITIVE))
            })
        });
        let free = classes.filter(|class| threshold(*class).is_none());
        first_of_most(reached)
            .or_else(|| first_of_most(free.map(|class| (class, probabilities[class]))))
            .or_else(|| first_of_most(probabilities.iter().copied().enumerate()))
            .unwrap_or(0)
    }
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

/// Looks for the offsets with the best macro-F1, the mean over `sets`, among
/// those at which at most `most_false_alarms` of the background rows of the
/// last set are given another label.
///
/// The offset of `background` is moved first, then those of all classes in
/// turn (steps of 0.1, at most 4 either way) until none gains. Of equally good
/// offsets those nearest to 0 are taken. The result depends on nothing but the
/// arguments.
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
                let better = best.as_ref().is_none_or(|b| macro_f1 > b.1 + 1e-12);
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
    match best {
        Some((steps, macro_f1, false_alarms)) => {
            Ok(Tuned { offsets: steps.into_iter().map(offset).collect(), macro_f1, false_alarms })
        }
        None => Err(Error::params(
            "false alarms",
            format!("more than {most_false_alarms} at every operating point"),
            "a higher bound, or a model that tells the labels apart",
        )),
    }
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
                Counts::add(&mut counts, *truth, first_of_most(weighed).unwrap_or(0));
            }
            sum += Counts::macro_f1(&counts);
            let quiet = counts[self.background];
            alarms = (quiet.support - quiet.right) as f64 / quiet.support.max(1) as f64;
        }
        (sum / self.sets.len() as f64, alarms)
    }
}
