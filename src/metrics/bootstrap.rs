//! Intervals by drawing groups again (Efron and Tibshirani 1993).

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

/// The share of draws that an interval holds.
pub const LEVEL: f64 = 0.95;

/// Under so many groups percentile intervals run narrow.
pub const FEW_GROUPS: usize = 30;

/// How intervals are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    /// Draws; 0 for no intervals. Default 1,000.
    pub draws: usize,
    /// Decides what is drawn. Default 0.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { draws: 1000, seed: 0 }
    }
}

/// What random numbers are for; each use has its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Draw,
    Noise,
    Chance,
}

/// The random numbers of the `index`th piece of work: the same on any thread.
pub(super) fn random(seed: u64, purpose: Purpose, index: usize) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(((purpose as u64) << 48) + index as u64);
    random
}

impl Bootstrap {
    /// Draws as many groups as there are, with replacement, and computes
    /// `figures` of each draw from how often each group was drawn. Nothing is
    /// drawn of fewer than two groups. `advance` is called after each draw.
    pub(super) fn draw<F: Send>(
        &self,
        n_groups: usize,
        advance: &(dyn Fn() + Sync),
        figures: impl Fn(&[u32]) -> F + Sync,
    ) -> Vec<F> {
        let draws = if n_groups < 2 { 0 } else { self.draws };
        let one = |weights: &mut Vec<u32>, draw| {
            let mut random = random(self.seed, Purpose::Draw, draw);
            weights.clear();
            weights.resize(n_groups, 0);
            for _ in 0..n_groups {
                weights[random.random_range(0..n_groups as u32) as usize] += 1;
            }
            let figures = figures(weights);
            advance();
            figures
        };
        (0..draws).into_par_iter().map_init(Vec::new, one).collect()
    }
}

/// A figure and its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure {
    /// The figure; `None` where it is not defined.
    pub value: Option<f64>,
    /// The interval's lower end; `None` where nothing was drawn.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

impl Figure {
    /// The percentile interval of draws, widened where needed to hold the value
    /// itself. Draws in which the figure is not defined are left out.
    pub(super) fn new(value: Option<f64>, draws: impl Iterator<Item = Option<f64>>) -> Self {
        let Some(v) = value else {
            return Self { value, low: None, high: None };
        };
        let mut draws: Vec<f64> = draws.flatten().collect();
        draws.sort_unstable_by(f64::total_cmp);
        let tail = (1.0 - LEVEL) / 2.0;
        Self {
            value,
            low: percentile(&draws, tail).map(|low| low.min(v)),
            high: percentile(&draws, 1.0 - tail).map(|high| high.max(v)),
        }
    }
}

/// A percentile of sorted numbers, between two of them by linear interpolation.
fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let (below, part) = (place.floor(), place - place.floor());
    let below = below as usize;
    let above = sorted[(below + 1).min(sorted.len() - 1)];
    Some(sorted[below] + (above - sorted[below]) * part)
}

/// What intervals were drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Resampling {
    /// The share of draws that an interval holds.
    pub level: f64,
    /// Draws.
    pub draws: usize,
    /// What decided them.
    pub seed: u64,
    /// Groups, or rows where there are no groups.
    pub groups: usize,
    /// Whether the groups are more than single rows.
    pub grouped: bool,
}

impl Resampling {
    pub(super) fn new(bootstrap: &Bootstrap, groups: usize, grouped: bool) -> Self {
        let Bootstrap { draws, seed } = *bootstrap;
        Self { level: LEVEL, draws, seed, groups, grouped }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_numpy() {
        let numbers: Vec<f64> = (1..=10).map(f64::from).collect();
        assert!((percentile(&numbers, 0.025).unwrap() - 1.225).abs() < 1e-12);
        assert!((percentile(&numbers, 0.975).unwrap() - 9.775).abs() < 1e-12);
        assert_eq!(percentile(&[3.0], 0.5), Some(3.0));
        assert_eq!(percentile(&[], 0.5), None);
    }

    #[test]
    fn an_interval_holds_its_value() {
        let draws = || (0..100).map(|i| (i % 2 == 0).then(|| f64::from(i) / 100.0));
        let figure = Figure::new(Some(1.5), draws());
        assert_eq!(figure.high, Some(1.5));
        assert!(figure.low.unwrap() < 0.1);
        assert_eq!(Figure::new(None, draws()).low, None);
        assert_eq!(Figure::new(Some(0.5), std::iter::empty()).high, None);
    }

    #[test]
    fn each_draw_has_as_many_groups_as_there_are() {
        let of = |draws, seed| {
            let bootstrap = Bootstrap { draws, seed };
            bootstrap.draw(7, &|| (), <[u32]>::to_vec)
        };
        let draws = of(50, 1);
        assert!(draws.iter().all(|weights| weights.iter().sum::<u32>() == 7));
        assert_eq!(of(20, 1), draws[..20]);
        assert_ne!(of(50, 2), draws);
        assert!(Bootstrap::default().draw(1, &|| (), |_| ()).is_empty());
    }

    /// The mean of 0s and 1s: the interval is that of its standard error.
    #[test]
    fn intervals_are_as_wide_as_theory_says() {
        let n = 400;
        let draws = Bootstrap::default().draw(n, &|| (), |weights| {
            let right: u32 = weights.iter().step_by(4).sum();
            Some(f64::from(right) / n as f64)
        });
        let figure = Figure::new(Some(0.25), draws.into_iter());
        let half = 1.96 * (0.25 * 0.75 / n as f64).sqrt();
        assert!((figure.low.unwrap() - (0.25 - half)).abs() < 0.006, "{figure:?}");
        assert!((figure.high.unwrap() - (0.25 + half)).abs() < 0.006, "{figure:?}");
    }

    /// How many of 300 samples have an interval of their accuracy that holds the
    /// true one, drawn by groups and by rows. In each of 60 groups of ten rows
    /// the chance to be right is another, from a half to 1.
    fn covered(by_rows: bool) -> usize {
        let (n_groups, size) = (60, 10);
        let holds = |sample: usize| {
            let mut random = random(11, Purpose::Chance, sample);
            let mut right = Vec::new();
            for _ in 0..n_groups {
                let chance = 0.5 + 0.5 * random.random::<f64>();
                right.extend((0..size).map(|_| u32::from(random.random::<f64>() < chance)));
            }
            let unit = if by_rows { 1 } else { size };
            let sums: Vec<u32> = right.chunks(unit).map(|rows| rows.iter().sum()).collect();
            let share = |sum: u32| Some(f64::from(sum) / right.len() as f64);
            let bootstrap = Bootstrap { draws: 300, seed: sample as u64 };
            let draws = bootstrap.draw(sums.len(), &|| (), |weights| {
                share(sums.iter().zip(weights).map(|(sum, weight)| sum * weight).sum())
            });
            let figure = Figure::new(share(sums.iter().sum()), draws.into_iter());
            figure.low <= Some(0.75) && Some(0.75) <= figure.high
        };
        (0..300).filter(|sample| holds(*sample)).count()
    }

    #[test]
    fn intervals_by_group_hold_the_truth_and_those_by_row_do_not() {
        let (by_group, by_row) = (covered(false), covered(true));
        assert!((276..=294).contains(&by_group), "{by_group} of 300");
        assert!(by_row < 261, "{by_row} of 300");
    }
}
