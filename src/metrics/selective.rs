//! How much is accepted at a confidence, and how much of that is wrong.

use serde::Serialize;

use super::bootstrap::{Bootstrap, Figure};
use super::outcomes::{Groups, Outcomes};
use crate::error::Result;

/// Rows whose confidence, the probability of the label given, reaches a
/// threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Selective {
    /// Rows.
    pub n: usize,
    /// Those that are accepted.
    pub accepted: usize,
    /// Those of them that are labelled wrong.
    pub wrong: usize,
    /// The share of rows that is accepted.
    pub coverage: Figure,
    /// The share of the accepted rows that is labelled wrong; not defined where
    /// none is accepted.
    pub error: Figure,
}

/// Rows of a group.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    rows: usize,
    accepted: usize,
    wrong: usize,
}

impl Sums {
    fn add(&mut self, other: Self, times: usize) {
        self.rows += other.rows * times;
        self.accepted += other.accepted * times;
        self.wrong += other.wrong * times;
    }

    /// Coverage, and the error among what is accepted.
    fn shares(self) -> [Option<f64>; 2] {
        let share = |part: usize, of: usize| (of > 0).then(|| part as f64 / of as f64);
        [share(self.accepted, self.rows), share(self.wrong, self.accepted)]
    }
}

impl Selective {
    /// What a threshold accepts of rows.
    ///
    /// # Errors
    /// [`crate::error::Error::Params`] where there is no row, or the parts are
    /// not of the same rows.
    pub fn new(outcomes: &Outcomes<'_>, threshold: f64, bootstrap: &Bootstrap) -> Result<Self> {
        outcomes.check()?;
        let groups = Groups::new(outcomes.groups, outcomes.truth.len());
        let mut of_group = vec![Sums::default(); groups.n];
        for (row, group) in groups.of_row.iter().enumerate() {
            let given = outcomes.predicted[row];
            let accepted = outcomes.probabilities[row][given] >= threshold;
            let wrong = accepted && given != outcomes.truth[row];
            let [accepted, wrong] = [accepted, wrong].map(usize::from);
            of_group[*group as usize].add(Sums { rows: 1, accepted, wrong }, 1);
        }
        let drawn = |weights: &[u32]| {
            let mut sums = Sums::default();
            of_group.iter().zip(weights).for_each(|(of, times)| sums.add(*of, *times as usize));
            sums.shares()
        };
        let all = drawn(&vec![1; groups.n]);
        let draws = bootstrap.draw(groups.n, &|| (), drawn);
        let figure = |which: usize| Figure::new(all[which], draws.iter().map(|draw| draw[which]));
        let sum = |of: fn(&Sums) -> usize| of_group.iter().map(of).sum();
        Ok(Self {
            n: outcomes.truth.len(),
            accepted: sum(|group| group.accepted),
            wrong: sum(|group| group.wrong),
            coverage: figure(0),
            error: figure(1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::LabelSet;

    #[test]
    fn worked_by_hand() {
        let labels = LabelSet::from_names(["a", "b"]);
        let truth = [0, 0, 1, 1, 0];
        let predicted = [0, 1, 1, 0, 0];
        let sure = [0.9, 0.8, 0.7, 0.6, 0.55];
        let probabilities: Vec<Vec<f64>> = sure
            .iter()
            .zip(predicted)
            .map(|(p, given)| if given == 0 { vec![*p, 1.0 - p] } else { vec![1.0 - p, *p] })
            .collect();
        let outcomes = Outcomes {
            labels: &labels,
            truth: &truth,
            predicted: &predicted,
            probabilities: &probabilities,
            groups: None,
            background: None,
        };
        let bootstrap = Bootstrap::default();
        let found = Selective::new(&outcomes, 0.7, &bootstrap).unwrap();
        assert_eq!((found.n, found.accepted, found.wrong), (5, 3, 1));
        assert_eq!((found.coverage.value, found.error.value), (Some(0.6), Some(1.0 / 3.0)));
        assert!(found.error.low < found.error.value && found.error.value < found.error.high);
        let none = Selective::new(&outcomes, 0.95, &bootstrap).unwrap();
        assert_eq!((none.coverage.value, none.error.value), (Some(0.0), None));
        // All rows in two groups that are alike: nothing to scatter.
        let twice = |rows: &[usize]| [rows, rows].concat();
        let (truth, predicted) = (twice(&truth), twice(&predicted));
        let probabilities = [probabilities.clone(), probabilities.clone()].concat();
        let groups: Vec<usize> = (0..10).map(|row| row / 5).collect();
        let outcomes = Outcomes {
            truth: &truth,
            predicted: &predicted,
            probabilities: &probabilities,
            groups: Some(&groups),
            ..outcomes
        };
        let alike = Selective::new(&outcomes, 0.7, &bootstrap).unwrap();
        assert_eq!((alike.error.low, alike.error.high), (Some(1.0 / 3.0), Some(1.0 / 3.0)));
    }
}
