//! Mistakes that are worth reading.

use std::collections::BTreeMap;

use super::Outcomes;

/// Examples of a confused pair.
const EXAMPLES: usize = 3;

/// Rows of one label that were predicted as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfusedPair {
    /// The class that they are.
    pub truth: usize,
    /// The class that they were given.
    pub predicted: usize,
    /// How many there are.
    pub count: usize,
    /// Up to three of them, the surest first.
    pub examples: Vec<usize>,
}

/// The `most` rows predicted wrong with the highest probability of the label
/// given, the surest first; of equally sure ones the first.
pub fn surest_mistakes(outcomes: &Outcomes<'_>, most: usize) -> Vec<usize> {
    let mut rows = mistakes(outcomes);
    rows.truncate(most);
    rows
}

/// The `most` pairs of truth and prediction that were confused most often.
pub fn confused_pairs(outcomes: &Outcomes<'_>, most: usize) -> Vec<ConfusedPair> {
    let mut rows_of: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for row in mistakes(outcomes) {
        rows_of.entry((outcomes.truth[row], outcomes.predicted[row])).or_default().push(row);
    }
    let mut pairs: Vec<ConfusedPair> = rows_of
        .into_iter()
        .map(|((truth, predicted), mut rows)| {
            let count = rows.len();
            rows.truncate(EXAMPLES);
            ConfusedPair { truth, predicted, count, examples: rows }
        })
        .collect();
    pairs.sort_by_key(|pair| std::cmp::Reverse(pair.count));
    pairs.truncate(most);
    pairs
}

/// All rows predicted wrong, the surest first.
fn mistakes(outcomes: &Outcomes<'_>) -> Vec<usize> {
    let confidence = |row: &usize| outcomes.probabilities[*row][outcomes.predicted[*row]];
    let rows = 0..outcomes.truth.len();
    let mut wrong: Vec<usize> =
        rows.filter(|row| outcomes.truth[*row] != outcomes.predicted[*row]).collect();
    wrong.sort_by(|a, b| confidence(b).total_cmp(&confidence(a)));
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::LabelSet;

    #[test]
    fn the_surest_and_the_most_frequent_come_first() {
        let p = |sure: f64| vec![1.0 - sure, sure];
        let probabilities = [0.6, 0.9, 0.2, 0.9, 0.7, 0.1].map(p).to_vec();
        let outcomes = Outcomes {
            labels: &LabelSet::from_names(["a", "b"]),
            truth: &[0, 0, 1, 0, 1, 0],
            predicted: &[1, 1, 0, 1, 1, 0],
            probabilities: &probabilities,
            groups: None,
            background: None,
        };
        assert_eq!(surest_mistakes(&outcomes, 3), [1, 3, 2]);
        let pairs = confused_pairs(&outcomes, 9);
        let expected = ConfusedPair { truth: 0, predicted: 1, count: 3, examples: vec![1, 3, 0] };
        assert_eq!(pairs[0], expected);
        assert_eq!((pairs.len(), pairs[1].count), (2, 1));
        assert_eq!(confused_pairs(&outcomes, 1).len(), 1);
    }
}
