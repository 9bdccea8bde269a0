//! Whether rows called 80 % sure are right in 80 % of the cases.

use rand::RngExt;
use rayon::prelude::*;

use super::bootstrap::{Purpose, random};
use super::outcomes::{Groups, Outcomes, Weights, weight};

/// Bins of the expected calibration error.
pub(super) const BINS: u64 = 10;
/// Draws of outcomes that say how large the error is for a perfect model.
const SIMULATIONS: usize = 200;

/// Rows by rising probability of their most probable label.
#[derive(Debug, Clone)]
pub(super) struct Confidences(Vec<Row>);

#[derive(Debug, Clone, Copy)]
struct Row {
    confidence: f64,
    group: u32,
    right: bool,
    /// Whether the next row is more sure.
    ends_tie: bool,
}

/// Sums over the rows of a bin, each counted as often as its part of the bin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bin {
    /// Rows, times the number of bins.
    pub mass: f64,
    pub confidence: f64,
    pub right: f64,
    /// The least confidence and the highest.
    pub range: (f64, f64),
}

impl Bin {
    const EMPTY: Self =
        Self { mass: 0.0, confidence: 0.0, right: 0.0, range: (f64::INFINITY, 0.0) };

    fn add(&mut self, mass: f64, confidence: f64, right: f64) {
        self.mass += mass;
        self.confidence += confidence * mass;
        self.right += right * mass;
        self.range = (self.range.0.min(confidence), confidence);
    }
}

impl Confidences {
    pub fn new(outcomes: &Outcomes<'_>, groups: &Groups) -> Self {
        let rows = outcomes.probabilities.iter().zip(outcomes.truth).zip(&groups.of_row);
        let row = |((p, truth), group): ((&Vec<f64>, &usize), &u32)| {
            let (class, confidence) = most_probable(p);
            Row { confidence, group: *group, right: class == *truth, ends_tie: true }
        };
        let mut rows: Vec<Row> = rows.map(row).collect();
        rows.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
        for place in 1..rows.len() {
            rows[place - 1].ends_tie = rows[place - 1].confidence != rows[place].confidence;
        }
        Self(rows)
    }

    /// The expected calibration error: over ten bins of equal mass, the mean of
    /// the distances between the share that is right and the mean confidence.
    /// Rows that are equally sure are alike: where a bin ends among them, each
    /// bin gets its part of all of them.
    pub fn error(&self, weights: Weights<'_>) -> f64 {
        self.error_of(weights, |_, row| row.right)
    }

    /// By how much the error of a model whose probabilities are all true would
    /// be over 0 on these rows: the mean of draws of outcomes from them.
    pub fn noise(&self, seed: u64) -> f64 {
        let error = |simulation| {
            let mut random = random(seed, Purpose::Noise, simulation);
            let right: Vec<bool> =
                self.0.iter().map(|row| random.random::<f64>() < row.confidence).collect();
            self.error_of(None, |place, _| right[place])
        };
        let errors: Vec<f64> = (0..SIMULATIONS).into_par_iter().map(error).collect();
        errors.iter().sum::<f64>() / SIMULATIONS as f64
    }

    /// The bins from the least sure to the surest.
    pub fn bins(&self, weights: Weights<'_>) -> Vec<Bin> {
        let mut bins = Vec::with_capacity(BINS as usize);
        self.each_bin(weights, |_, row| row.right, |bin| bins.push(bin));
        bins
    }

    fn error_of(&self, weights: Weights<'_>, right: impl Fn(usize, &Row) -> bool) -> f64 {
        let (mut error, mut mass) = (0.0, 0.0);
        self.each_bin(weights, right, |bin| {
            error += (bin.right - bin.confidence).abs();
            mass += bin.mass;
        });
        error / mass
    }

    fn each_bin(
        &self,
        weights: Weights<'_>,
        right: impl Fn(usize, &Row) -> bool,
        mut is_full: impl FnMut(Bin),
    ) {
        let n: u64 = self.0.iter().map(|row| weight(weights, row.group) as u64).sum();
        // A row has the mass `BINS`, a bin the mass `n`.
        let (mut room, mut bin) = (n, Bin::EMPTY);
        let (mut tied, mut tied_right) = (0, 0);
        for (place, row) in self.0.iter().enumerate() {
            let weight = weight(weights, row.group) as u64;
            tied += weight;
            tied_right += if right(place, row) { weight } else { 0 };
            if !row.ends_tie || tied == 0 {
                continue;
            }
            let mut mass = tied * BINS;
            let share_right = tied_right as f64 / tied as f64;
            while mass >= room {
                bin.add(room as f64, row.confidence, share_right);
                is_full(bin);
                mass -= room;
                (room, bin) = (n, Bin::EMPTY);
            }
            if mass > 0 {
                room -= mass;
                bin.add(mass as f64, row.confidence, share_right);
            }
            (tied, tied_right) = (0, 0);
        }
    }
}

fn most_probable(p: &[f64]) -> (usize, f64) {
    let better = |best: (usize, f64), next: (usize, f64)| if next.1 > best.1 { next } else { best };
    p.iter().copied().enumerate().reduce(better).unwrap_or((0, 0.0))
}

#[cfg(test)]
mod tests {
    use super::super::outcomes::TwoLabels;
    use super::*;

    fn confidences(rows: &[(f64, bool)]) -> Confidences {
        let of_rows = TwoLabels::new(rows);
        Confidences::new(&of_rows.outcomes(None), &Groups::new(None, rows.len()))
    }

    #[track_caller]
    fn assert_near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "found {found}, expected {expected}");
    }

    #[test]
    fn worked_by_hand() {
        assert_near(confidences(&[(0.75, true)]).error(None), 0.25);
        assert_near(confidences(&[(0.75, false)]).error(None), 0.75);
        // The second is less probable than its other label, which it is.
        assert_near(confidences(&[(0.25, false)]).error(None), 0.25);
        // Ten rows are a bin each.
        let rows: Vec<(f64, bool)> =
            (0..10).map(|i| (0.5 + 0.05 * f64::from(i), i % 2 == 0)).collect();
        let by_hand: f64 =
            rows.iter().map(|(p, right)| f64::from(u8::from(*right)) - p).map(f64::abs).sum();
        assert_near(confidences(&rows).error(None), by_hand / 10.0);
        // Two rows a bin: gaps within a bin cancel, here wholly.
        let rows: Vec<(f64, bool)> =
            (0..20).map(|i| (0.5 + 1e-9 * f64::from(i), i % 2 == 0)).collect();
        assert!(confidences(&rows).error(None) < 1e-7);
    }

    #[test]
    fn a_row_counted_twice_is_two_rows() {
        let rows = [(0.9, true), (0.6, false), (0.8, true), (0.7, true)];
        let once_or_twice = confidences(&rows).error(Some(&[1, 2, 2, 0]));
        let written_out = [(0.9, true), (0.6, false), (0.6, false), (0.8, true), (0.8, true)];
        assert_near(once_or_twice, confidences(&written_out).error(None));
        // Nor does the error change when all rows are doubled.
        assert_near(confidences(&rows).error(Some(&[2; 4])), confidences(&rows).error(None));
    }

    #[test]
    fn ties_do_not_depend_on_the_order() {
        let mut rows: Vec<(f64, bool)> = (0..17).map(|i| (0.8, i < 5)).collect();
        let first = confidences(&rows).error(None);
        assert_near(first, 0.8 - 5.0 / 17.0);
        rows.reverse();
        assert_near(confidences(&rows).error(None), first);
    }

    #[test]
    fn the_noise_is_the_error_of_true_probabilities() {
        // 400 rows at 0.8, 320 of them right: no error, but noise.
        let rows: Vec<(f64, bool)> = (0..400).map(|i| (0.8, i % 5 > 0)).collect();
        let rows = confidences(&rows);
        assert!(rows.error(None) < 1e-12);
        // The mean of |X/400 - 0.8|: by the normal curve sqrt(2/pi) * 0.02.
        assert!((rows.noise(0) - 0.016).abs() < 0.003, "{}", rows.noise(0));
        assert_eq!(rows.noise(3), rows.noise(3));
        assert_ne!(rows.noise(3), rows.noise(4));
    }
}
