//! All figures of labelled rows, each with its interval.

use rayon::prelude::*;
use serde::{Serialize, Serializer};

use super::bootstrap::{Bootstrap, Figure, Resampling};
use super::calibration_error::Confidences;
use super::outcomes::{GroupedConfusion, Groups, Losses, Outcomes, Weights};
use super::ranking::Ranking;
use super::{Counts, check_metric};
use crate::error::{Error, Result};
use crate::label::LabelSet;

/// The expected calibration error, less what it would be by chance.
const ECE: &str = "ece";
/// Rows of the background label given another one, in a hundred.
const FALSE_ALARMS: &str = "false_alarms_per_100";
/// What each label has, as `f1:LABEL`.
const OF_LABEL: [&str; 4] = ["precision", "recall", "f1", "average_precision"];

/// The figures of labelled rows by name, each with its 95 % interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics {
    figures: Vec<(String, Figure)>,
    /// What the intervals were drawn from.
    pub resampling: Resampling,
}

impl Metrics {
    /// Computes all figures of rows. Intervals come from draws of groups;
    /// `advance` is called after each draw. The result does not depend on the
    /// number of threads.
    ///
    /// ```
    /// use stancekit::label::LabelSet;
    /// use stancekit::metrics::{Bootstrap, Metrics, Outcomes};
    ///
    /// # fn main() -> Result<(), stancekit::error::Error> {
    /// let outcomes = Outcomes {
    ///     labels: &LabelSet::from_names(["other", "threat"]),
    ///     truth: &[0, 0, 1, 1],
    ///     predicted: &[0, 0, 1, 0],
    ///     probabilities: &[vec![0.9, 0.1], vec![0.8, 0.2], vec![0.3, 0.7], vec![0.6, 0.4]],
    ///     groups: None,
    ///     background: Some(0),
    /// };
    /// let metrics = Metrics::new(&outcomes, &Bootstrap::default(), &|| ())?;
    /// assert_eq!(metrics.get("accuracy")?.value, Some(0.75));
    /// assert_eq!(metrics.get("recall:threat")?.value, Some(0.5));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Params`](crate::error::Error::Params) where there is no row.
    pub fn new(
        outcomes: &Outcomes<'_>,
        bootstrap: &Bootstrap,
        advance: &(dyn Fn() + Sync),
    ) -> Result<Self> {
        outcomes.check()?;
        let groups = Groups::new(outcomes.groups, outcomes.truth.len());
        let sums = Sums::new(outcomes, &groups);
        let names = Self::names(outcomes.labels, outcomes.background);
        let mut values = sums.figures(None);
        let mut draws = bootstrap.draw(groups.n, advance, |weights| sums.figures(Some(weights)));
        let ece = Counts::NAMES.len() + Losses::NAMES.len();
        let noise = sums.confidences.noise(bootstrap.seed);
        without_noise(ece, noise, &mut values, &mut draws);
        let figures = names.into_iter().enumerate().map(|(place, name)| {
            let figure = Figure::new(values[place], draws.iter().map(|draw| draw[place]));
            (name, figure)
        });
        let resampling = Resampling::new(bootstrap, groups.n, outcomes.groups.is_some());
        Ok(Self { figures: figures.collect(), resampling })
    }

    /// As [`Metrics::new`], of the rows at these places alone.
    ///
    /// # Errors
    /// [`Error::Params`](crate::error::Error::Params) where there is none.
    pub fn of_rows(
        outcomes: &Outcomes<'_>,
        rows: &[usize],
        bootstrap: &Bootstrap,
        advance: &(dyn Fn() + Sync),
    ) -> Result<Self> {
        outcomes.check()?;
        let of = |all: &[usize]| -> Vec<usize> { rows.iter().map(|row| all[*row]).collect() };
        let probabilities: Vec<Vec<f64>> =
            rows.iter().map(|row| outcomes.probabilities[*row].clone()).collect();
        let groups = outcomes.groups.map(of);
        let of_rows = Outcomes {
            truth: &of(outcomes.truth),
            predicted: &of(outcomes.predicted),
            probabilities: &probabilities,
            groups: groups.as_deref(),
            ..*outcomes
        };
        Self::new(&of_rows, bootstrap, advance)
    }

    /// The names of all figures, in their order.
    fn names(labels: &LabelSet, background: Option<usize>) -> Vec<String> {
        let of_label =
            |name: &'static str| labels.names().iter().map(move |l| format!("{name}:{l}"));
        let of_all = Self::of_all(background).into_iter().map(str::to_owned);
        of_all.chain(OF_LABEL.into_iter().flat_map(of_label)).collect()
    }

    fn of_all(background: Option<usize>) -> Vec<&'static str> {
        let ours = std::iter::once(ECE).chain(background.map(|_| FALSE_ALARMS));
        Counts::NAMES.into_iter().chain(Losses::NAMES).chain(ours).collect()
    }

    /// Refuses a name that [`Metrics::get`] would not know.
    ///
    /// # Errors
    /// [`Error::Params`](crate::error::Error::Params) with the names there are.
    pub fn check(name: &str, labels: &LabelSet, background: Option<usize>) -> Result<()> {
        check_metric(name, &Self::of_all(background), &OF_LABEL, labels)
    }

    /// A figure by name; that of a label as `f1:threat`.
    ///
    /// # Errors
    /// [`Error::Params`](crate::error::Error::Params) with the names there are.
    pub fn get(&self, name: &str) -> Result<Figure> {
        let known = self.iter().find(|(known, _)| *known == name);
        known.map(|(_, figure)| figure).ok_or_else(|| {
            let names: Vec<&str> = self.iter().map(|(name, _)| name).collect();
            Error::params("metric", format!("{name:?}"), format!("one of {}", names.join(", ")))
        })
    }

    /// All figures with their names, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Figure)> {
        self.figures.iter().map(|(name, figure)| (name.as_str(), *figure))
    }
}

impl Serialize for Metrics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// Takes the noise off the calibration error. A draw has noise of its own on
/// top of that of the rows; it is taken off as the mean by which the draws
/// exceed the value, so that they lie about the value.
fn without_noise(
    ece: usize,
    noise: f64,
    values: &mut [Option<f64>],
    draws: &mut [Vec<Option<f64>>],
) {
    let Some(raw) = values[ece] else { return };
    let mean = draws.iter().filter_map(|draw| draw[ece]).sum::<f64>() / draws.len() as f64;
    values[ece] = Some((raw - noise).max(0.0));
    for draw in draws {
        draw[ece] = draw[ece].map(|error| (error - (mean - raw) - noise).max(0.0));
    }
}

/// Everything that the figures of any draw are computed from.
struct Sums {
    confusion: GroupedConfusion,
    losses: Losses,
    confidences: Confidences,
    rankings: Vec<Ranking>,
    background: Option<usize>,
}

impl Sums {
    fn new(outcomes: &Outcomes<'_>, groups: &Groups) -> Self {
        let k = outcomes.labels.len();
        let ranking = |class| Ranking::new(outcomes, class, groups);
        Self {
            confusion: GroupedConfusion::new(k, outcomes.truth, outcomes.predicted, groups),
            losses: Losses::new(outcomes, groups),
            confidences: Confidences::new(outcomes, groups),
            rankings: (0..k).into_par_iter().map(ranking).collect(),
            background: outcomes.background,
        }
    }

    /// The figures in the order of their names.
    fn figures(&self, weights: Weights<'_>) -> Vec<Option<f64>> {
        let counts = self.confusion.counts(weights);
        let mut figures = Counts::figures(&counts).to_vec();
        figures.extend(self.losses.means(weights, Counts::n(&counts)).map(Some));
        figures.push(Some(self.confidences.error(weights)));
        if let Some(class) = self.background {
            let counts = counts[class];
            let alarms = (counts.support - counts.right) as f64;
            let share = (counts.support > 0).then(|| alarms / counts.support as f64);
            figures.push(share.map(|share| 100.0 * share));
        }
        figures.extend(counts.iter().map(|c| Some(c.precision())));
        figures.extend(counts.iter().map(|c| Some(c.recall())));
        figures.extend(counts.iter().map(|c| Some(c.f1())));
        figures.extend(self.rankings.iter().map(|ranking| ranking.average_precision(weights)));
        figures
    }
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::metrics::bootstrap::{Purpose, random};

    /// A draw is the rows written out as often as their groups were drawn.
    #[test]
    fn draws_count_rows() {
        let mut random = random(5, Purpose::Draw, 0);
        let (n, k) = (120, 4);
        let mut row = || {
            let parts: Vec<f64> = (0..k).map(|_| f64::from(random.random_range(1..9u32))).collect();
            let p: Vec<f64> = parts.iter().map(|p| p / parts.iter().sum::<f64>()).collect();
            (random.random_range(0..k), random.random_range(0..k), p, random.random_range(0..20))
        };
        let rows: Vec<(usize, usize, Vec<f64>, usize)> = (0..n).map(|_| row()).collect();
        let labels = LabelSet::from_names(["a", "b", "c", "d"]);
        let sums = |rows: &[&(usize, usize, Vec<f64>, usize)]| {
            let truth: Vec<usize> = rows.iter().map(|row| row.0).collect();
            let predicted: Vec<usize> = rows.iter().map(|row| row.1).collect();
            let probabilities: Vec<Vec<f64>> = rows.iter().map(|row| row.2.clone()).collect();
            let groups: Vec<usize> = rows.iter().map(|row| row.3).collect();
            let outcomes = Outcomes {
                labels: &labels,
                truth: &truth,
                predicted: &predicted,
                probabilities: &probabilities,
                groups: Some(&groups),
                background: Some(1),
            };
            let groups = Groups::new(outcomes.groups, rows.len());
            (Sums::new(&outcomes, &groups), groups)
        };
        let (all, groups) = sums(&rows.iter().collect::<Vec<_>>());
        let weights: Vec<u32> = (0..groups.n as u32).map(|group| group * 7 % 4).collect();
        let repeat =
            |(row, group): (_, &u32)| std::iter::repeat_n(row, weights[*group as usize] as usize);
        let written_out: Vec<_> = rows.iter().zip(&groups.of_row).flat_map(repeat).collect();
        let found = all.figures(Some(&weights));
        let expected = sums(&written_out).0.figures(None);
        let names = Metrics::names(&labels, Some(1));
        assert_eq!(found.len(), names.len());
        for ((name, found), expected) in names.iter().zip(found).zip(expected) {
            assert!((found.unwrap() - expected.unwrap()).abs() < 1e-12, "{name}");
        }
    }

    #[test]
    fn the_calibration_error_lies_in_its_interval() {
        let mut values = vec![Some(0.05)];
        let mut draws: Vec<Vec<Option<f64>>> =
            (0..101).map(|i| vec![Some(0.06 + 0.0002 * f64::from(i - 50))]).collect();
        without_noise(0, 0.02, &mut values, &mut draws);
        assert!((values[0].unwrap() - 0.03).abs() < 1e-12);
        assert!((draws[50][0].unwrap() - 0.03).abs() < 1e-12);
        assert!((draws[0][0].unwrap() - 0.02).abs() < 1e-12);
        let mut below = vec![Some(0.01)];
        without_noise(0, 0.02, &mut below, &mut []);
        assert_eq!(below, [Some(0.0)]);
    }

    #[test]
    fn names_are_known_before_the_rows() {
        let labels = LabelSet::from_names(["a", "b:c"]);
        let known = |name: &str, background| Metrics::check(name, &labels, background).is_ok();
        for name in Metrics::names(&labels, Some(0)) {
            assert!(known(&name, Some(0)), "{name}");
        }
        assert!(!known("false_alarms_per_100", None));
        assert!(!known("f1:c", None) && !known("f2:a", None) && !known("auc", None));
    }

    /// Of samples whose probabilities are true, how many have a calibration
    /// error whose interval begins at 0; and of such as are surer than right.
    #[test]
    fn a_calibrated_model_is_found_calibrated() {
        let labels = LabelSet::from_names(["a", "b"]);
        let reaching_0 = |too_sure: f64| {
            let holds = |sample: usize| {
                let mut random = random(3, Purpose::Chance, sample);
                let rows: Vec<(usize, Vec<f64>)> = (0..500)
                    .map(|_| {
                        let p = 0.5 + 0.4 * random.random::<f64>();
                        let truth = usize::from(random.random::<f64>() >= p);
                        (truth, vec![p + too_sure, 1.0 - p - too_sure])
                    })
                    .collect();
                let (truth, probabilities): (Vec<usize>, Vec<Vec<f64>>) = rows.into_iter().unzip();
                let predicted = vec![0; truth.len()];
                let outcomes = Outcomes {
                    labels: &labels,
                    truth: &truth,
                    predicted: &predicted,
                    probabilities: &probabilities,
                    groups: None,
                    background: None,
                };
                let bootstrap = Bootstrap { draws: 100, seed: sample as u64 };
                let metrics = Metrics::new(&outcomes, &bootstrap, &|| ()).unwrap();
                metrics.get(ECE).unwrap().low == Some(0.0)
            };
            (0..40).filter(|sample| holds(*sample)).count()
        };
        let (true_ones, too_sure) = (reaching_0(0.0), reaching_0(0.1));
        assert!(true_ones >= 36, "{true_ones} of 40");
        assert!(too_sure <= 4, "{too_sure} of 40");
    }
}
