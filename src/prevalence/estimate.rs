//! The estimators.

use super::interval::{student, wilson};
use super::{LabelledStatement, Predicted, share};
use crate::metrics::Figure;

/// Labelled statements, their articles numbered from 0.
pub(super) struct Sample<'a> {
    pub(super) rows: &'a [LabelledStatement],
    groups: Vec<usize>,
    pub(super) n_groups: usize,
}

impl<'a> Sample<'a> {
    pub(super) fn new(rows: &'a [LabelledStatement]) -> Self {
        let mut numbers: Vec<usize> = rows.iter().map(|row| row.group).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let place = |row: &LabelledStatement| numbers.partition_point(|n| *n < row.group);
        Self { rows, groups: rows.iter().map(place).collect(), n_groups: numbers.len() }
    }

    /// The share by prediction-powered inference with power tuning
    /// (Angelopoulos, Duchi, Zrnic 2023), and the `lambda` it took.
    pub(super) fn prediction_powered(&self, all: &Predicted, class: usize) -> (Figure, f64) {
        let truth: Vec<f64> = self.rows.iter().map(|row| indicator(row.truth == class)).collect();
        let (scores, mean_of_all): (Vec<f64>, f64) = match all.probabilities.is_empty() {
            true => (self.given(Some(class)), all.share(class)),
            false => {
                let of_rows = self.rows.iter().map(|row| row.probabilities[class]);
                (of_rows.collect(), all.probabilities[class] / all.statements as f64)
            }
        };
        let n = truth.len() as f64;
        let (mean_truth, mean_score) = (mean(&truth), mean(&scores));
        let lambda = slope(&scores, &truth).clamp(0.0, 1.0);
        let bounds = self.bounds(all, class);
        let value = (mean_truth + lambda * (mean_of_all - mean_score)).clamp(bounds[0], bounds[1]);

        let offset = mean_truth - lambda * mean_score;
        let residuals = truth.iter().zip(&scores).map(|(y, f)| y - lambda * f - offset);
        let groups = self.n_groups as f64;
        let variance =
            self.between_groups(residuals) * groups / (groups - 1.0) * (n - 1.0) / (n - 2.0);
        // Against independent rows that nothing was predicted of. One positive
        // is added to both: of few positives alone nothing can be learnt of how
        // far the classifier, or the articles, change the variance.
        let effect = (variance + 1.0) / (n * mean_truth * (1.0 - mean_truth) + 1.0);
        let effective = n / effect / not_seen(self.rows.len(), all.statements);
        let [low, high] = wilson(value, effective, self.percentile());
        (figure(value, low, high, bounds), lambda)
    }

    /// The share adjusted by the labels found among those predicted to be the
    /// same (Tenenbein 1970; Forman 2008).
    pub(super) fn adjusted(&self, all: &Predicted, class: usize) -> Figure {
        let strata: Vec<Stratum> = (0..all.by_label.len())
            .map(Some)
            .chain([None])
            .map(|given| self.stratum(all, given, class))
            .filter(|stratum| stratum.weight > 0.0)
            .collect();
        let stratum_of =
            |row: &LabelledStatement| strata.iter().find(|stratum| stratum.given == row.predicted);
        let residuals: Vec<f64> = self
            .rows
            .iter()
            .map(|row| match stratum_of(row) {
                Some(s) => s.weight / s.rows as f64 * (indicator(row.truth == class) - s.share),
                None => 0.0,
            })
            .collect();
        let of_rows: f64 = residuals.iter().map(|r| r * r).sum();
        let groups = self.n_groups as f64;
        let of_groups = self.between_groups(residuals.into_iter()) * groups / (groups - 1.0);
        let effect = if of_rows > 0.0 { (of_groups / of_rows).max(1.0) } else { 1.0 };

        let value: f64 = strata.iter().map(|s| s.weight * s.share).sum();
        let mut squares = [0.0; 2];
        for stratum in &strata {
            let ends = stratum.interval(effect, self.percentile());
            for (sum, end) in squares.iter_mut().zip(ends) {
                *sum += (stratum.weight * (end - stratum.share)).powi(2);
            }
        }
        let [below, above] = squares.map(f64::sqrt);
        figure(value, value - below, value + above, self.bounds(all, class))
    }

    /// 1 for each row that was given the label, 0 for the others.
    pub(super) fn given(&self, label: Option<usize>) -> Vec<f64> {
        self.rows.iter().map(|row| indicator(row.predicted == label)).collect()
    }

    /// The sum over the articles of the squared sum of their residuals.
    pub(super) fn between_groups(&self, residuals: impl Iterator<Item = f64>) -> f64 {
        let mut sums = vec![0.0; self.n_groups];
        for (group, residual) in self.groups.iter().zip(residuals) {
            sums[*group] += residual;
        }
        sums.iter().map(|sum| sum * sum).sum()
    }

    fn percentile(&self) -> f64 {
        student(self.n_groups - 1)
    }

    /// What the share cannot leave: the sample's rows are part of all.
    fn bounds(&self, all: &Predicted, class: usize) -> [f64; 2] {
        let positives = self.rows.iter().filter(|row| row.truth == class).count();
        let negatives = self.rows.len() - positives;
        [share(positives, all.statements), 1.0 - share(negatives, all.statements)]
    }

    fn stratum(&self, all: &Predicted, given: Option<usize>, class: usize) -> Stratum {
        let in_all = given.map_or_else(|| all.unlabelled(), |label| all.by_label[label]);
        let in_it = || self.rows.iter().filter(|row| row.predicted == given);
        let (rows, positives) = (in_it().count(), in_it().filter(|r| r.truth == class).count());
        let found = match (rows, given) {
            (1.., _) => share(positives, rows),
            // Nothing is known of it: as predicted, or else as in the sample.
            (0, Some(label)) => indicator(label == class),
            (0, None) => {
                mean(&self.rows.iter().map(|r| indicator(r.truth == class)).collect::<Vec<_>>())
            }
        };
        Stratum { given, weight: share(in_all, all.statements), rows, in_all, share: found }
    }
}

/// The statements that were given the same label.
struct Stratum {
    given: Option<usize>,
    /// Their share of all statements.
    weight: f64,
    /// How many of them the sample has, and how many there are.
    rows: usize,
    in_all: usize,
    /// The share of the label among those of the sample.
    share: f64,
}

impl Stratum {
    fn interval(&self, effect: f64, percentile: f64) -> [f64; 2] {
        if self.rows == 0 {
            return [0.0, 1.0];
        }
        let effective = self.rows as f64 / effect / not_seen(self.rows, self.in_all);
        wilson(self.share, effective, percentile)
    }
}

/// The share of the statements that the sample leaves open.
fn not_seen(sample: usize, all: usize) -> f64 {
    1.0 - share(sample, all)
}

fn figure(value: f64, low: f64, high: f64, [least, most]: [f64; 2]) -> Figure {
    let within = |end: f64| Some(end.clamp(least, most));
    Figure { value: Some(value), low: within(low), high: within(high) }
}

fn indicator(is: bool) -> f64 {
    f64::from(u8::from(is))
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// The slope of the line of least squares; 0 where `x` is the same throughout.
fn slope(x: &[f64], y: &[f64]) -> f64 {
    let (mean_x, mean_y) = (mean(x), mean(y));
    let variance: f64 = x.iter().map(|x| (x - mean_x).powi(2)).sum();
    let covariance: f64 = x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    if variance > 0.0 { covariance / variance } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[(usize, usize, usize)]) -> Vec<LabelledStatement> {
        let mut rows = Vec::new();
        for (truth, predicted, n) in cells {
            for _ in 0..*n {
                rows.push(LabelledStatement {
                    truth: *truth,
                    predicted: Some(*predicted),
                    probabilities: Vec::new(),
                    group: rows.len(),
                });
            }
        }
        rows
    }

    fn predicted(by_label: &[usize], unlabelled: usize) -> Predicted {
        let mut all = Predicted::new(by_label.len(), false);
        for (class, n) in by_label.iter().enumerate() {
            (0..*n).for_each(|_| all.add(Some(class), &[]));
        }
        (0..unlabelled).for_each(|_| all.add(None, &[]));
        all
    }

    fn close(found: Option<f64>, expected: f64) {
        let found = found.unwrap();
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }

    /// 100 of 1,000 rows: 8 hits, 4 misses, 2 false alarms, 86 of neither.
    /// The mean truth is 0.12, the mean prediction 0.1, that of all 0.2;
    /// lambda = (8 - 100 * 0.12 * 0.1) / (100 * 0.1 * 0.9) = 6.8 / 9;
    /// share = 0.12 + 6.8 / 9 * 0.1.
    #[test]
    fn prediction_powered_shares_are_those_worked_by_hand() {
        let rows = rows(&[(1, 1, 8), (1, 0, 4), (0, 1, 2), (0, 0, 86)]);
        let sample = Sample::new(&rows);
        let (found, lambda) = sample.prediction_powered(&predicted(&[800, 200], 0), 1);
        assert!((lambda - 6.8 / 9.0).abs() < 1e-12);
        let value = 0.12 + 0.68 / 9.0;
        close(found.value, value);
        // The squared residuals of a line of least squares: the truth's less
        // the square of the covariance over the scores' = 10.56 - 6.8^2 / 9.
        let variance = (10.56 - 6.8 * 6.8 / 9.0) * 100.0 / 99.0 * 99.0 / 98.0;
        let effective = 100.0 * (10.56 + 1.0) / (variance + 1.0) / 0.9;
        let t: f64 = 1.984_216_952;
        let middle = value + t * t / 2.0 / effective;
        let half = t * (value * (1.0 - value) / effective + (t / 2.0 / effective).powi(2)).sqrt();
        let scale = 1.0 + t * t / effective;
        assert!((found.low.unwrap() - (middle - half) / scale).abs() < 1e-7);
        assert!((found.high.unwrap() - (middle + half) / scale).abs() < 1e-7);
    }

    /// With a prediction of 0 or 1 the line of least squares goes through the
    /// means of the two strata, so that both estimators are one.
    #[test]
    fn of_two_labels_both_estimators_give_the_same_share() {
        let rows = rows(&[(1, 1, 8), (1, 0, 4), (0, 1, 2), (0, 0, 86)]);
        let (sample, all) = (Sample::new(&rows), predicted(&[800, 200], 0));
        let adjusted = sample.adjusted(&all, 1);
        close(adjusted.value, 0.2 * 0.8 + 0.8 * 4.0 / 90.0);
        close(adjusted.value, sample.prediction_powered(&all, 1).0.value.unwrap());
    }

    /// Three labels and rows without one. P(1) = sum of P(given) P(1 | given) =
    /// 0.5 * 2 / 40 + 0.2 * 15 / 20 + 0.2 * 0 / 10 + 0.1 * 5 / 10.
    #[test]
    fn adjusted_shares_are_those_worked_by_hand() {
        let mut rows =
            rows(&[(0, 0, 38), (1, 0, 2), (1, 1, 15), (2, 1, 5), (2, 2, 10), (0, 2, 5), (1, 2, 5)]);
        rows[70..].iter_mut().for_each(|row| row.predicted = None);
        let sample = Sample::new(&rows);
        let all = predicted(&[500, 200, 200], 100);
        let found = [0, 1, 2].map(|class| sample.adjusted(&all, class));
        close(found[1].value, 0.025 + 0.15 + 0.05);
        close(found[0].value, 0.5 * 0.95 + 0.05);
        close(found[2].value, 0.2 * 0.25 + 0.2);
        // Rows that each are an article: the correction is 80 / 79 over one
        // degree less; the limits of the strata are Wilson's, squared and added.
        let ends: Vec<(f64, f64, [f64; 2])> = [
            (40.0, 500.0, 0.5, 2.0 / 40.0),
            (20.0, 200.0, 0.2, 0.75),
            (10.0, 200.0, 0.2, 0.0),
            (10.0, 100.0, 0.1, 0.5),
        ]
        .map(|(n, all, weight, share)| {
            let effective = n / (80.0 / 79.0) / (1.0 - n / all);
            (weight, share, wilson(share, effective, student(79)))
        })
        .to_vec();
        let side = |end: usize| {
            ends.iter().map(|(w, p, ends)| (w * (p - ends[end])).powi(2)).sum::<f64>().sqrt()
        };
        close(found[1].low, 0.225 - side(0));
        close(found[1].high, 0.225 + side(1));
    }

    /// Two articles of opposite residuals cancel; two of equal ones double.
    #[test]
    fn rows_of_an_article_count_together() {
        let mut rows = rows(&[(1, 1, 50), (0, 1, 50)]);
        let all = predicted(&[0, 10_000], 0);
        let width = |rows: &[LabelledStatement]| {
            let figure = Sample::new(rows).prediction_powered(&all, 1).0;
            figure.high.unwrap() - figure.low.unwrap()
        };
        let alone = width(&rows);
        // Ten articles of ten rows that are all alike.
        rows.iter_mut().enumerate().for_each(|(i, row)| row.group = i / 10);
        let alike = width(&rows);
        assert!(alike > 2.5 * alone, "{alike} {alone}");
        // Ten articles of five rows of each kind.
        rows.iter_mut().enumerate().for_each(|(i, row)| row.group = i % 10);
        assert!(width(&rows) < alone / 2.0);
    }

    #[test]
    fn a_corpus_that_is_labelled_throughout_is_known() {
        let rows = rows(&[(1, 1, 8), (1, 0, 4), (0, 1, 2), (0, 0, 86)]);
        let (sample, all) = (Sample::new(&rows), predicted(&[90, 10], 0));
        for figure in [sample.prediction_powered(&all, 1).0, sample.adjusted(&all, 1)] {
            for end in [figure.value, figure.low, figure.high] {
                close(end, 0.12);
            }
        }
    }

    #[test]
    fn a_share_is_never_out_of_what_the_sample_allows() {
        // All that is predicted stands outside the sample, and is no positive
        // as far as that can be told.
        let rows = rows(&[(1, 0, 3), (0, 0, 97)]);
        let (sample, all) = (Sample::new(&rows), predicted(&[900, 100], 0));
        let (found, lambda) = sample.prediction_powered(&all, 1);
        assert_eq!(lambda, 0.0);
        close(found.value, 0.03);
        assert!(found.low.unwrap() >= 0.003 && found.high.unwrap() <= 1.0 - 0.097);
        // Nothing is known of those predicted: from none to all of them.
        let adjusted = sample.adjusted(&all, 1);
        close(adjusted.value, 0.9 * 0.03 + 0.1);
        assert!(adjusted.high.unwrap() - adjusted.low.unwrap() > 0.1);
    }
}
