//! Figures of parts of the rows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Counts;
use super::bootstrap::{Bootstrap, Figure};
use super::outcomes::{GroupedConfusion, Groups, Outcomes, Weights};
use crate::error::{Error, Result};

/// The rows that share a value of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slice {
    /// The column.
    pub column: String,
    /// The value; may be empty.
    pub value: String,
    /// Rows.
    pub n: usize,
    /// The share of rows predicted right.
    pub accuracy: Figure,
    /// The unweighted mean of the F1 of the labels that stand in the truth of
    /// the slice.
    pub macro_f1: Figure,
    /// Each label's recall in the order of the label set; `None` where no row
    /// of the slice has the label.
    pub recall: Vec<Option<f64>>,
}

/// Cuts rows by the `values` of a column, one a row. The worst slice by
/// macro-F1 first, of equal ones the larger.
///
/// # Errors
/// [`Error::Params`] where there is no row, or not a value for each.
pub fn slices(
    outcomes: &Outcomes<'_>,
    column: &str,
    values: &[&str],
    bootstrap: &Bootstrap,
) -> Result<Vec<Slice>> {
    outcomes.check()?;
    if values.len() != outcomes.truth.len() {
        let expected = format!("{}, one a row", outcomes.truth.len());
        return Err(Error::params("values of a column", values.len(), expected));
    }
    let mut rows_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, value) in values.iter().enumerate() {
        rows_of.entry(value).or_default().push(row);
    }
    let mut slices: Vec<Slice> = rows_of
        .into_iter()
        .map(|(value, rows)| slice(outcomes, &rows, column, value, bootstrap))
        .collect();
    let rank = |slice: &Slice| slice.macro_f1.value.unwrap_or(0.0);
    slices.sort_by(|a, b| rank(a).total_cmp(&rank(b)).then(b.n.cmp(&a.n)));
    Ok(slices)
}

fn slice(
    outcomes: &Outcomes<'_>,
    rows: &[usize],
    column: &str,
    value: &str,
    bootstrap: &Bootstrap,
) -> Slice {
    let of = |all: &[usize]| -> Vec<usize> { rows.iter().map(|row| all[*row]).collect() };
    let (truth, predicted) = (of(outcomes.truth), of(outcomes.predicted));
    let groups = Groups::new(outcomes.groups.map(of).as_deref(), rows.len());
    let sums = GroupedConfusion::new(outcomes.labels.len(), &truth, &predicted, &groups);
    let figures = |weights: Weights<'_>| {
        let counts = sums.counts(weights);
        let present = counts.iter().filter(|c| c.support > 0);
        let macro_f1 = present.clone().map(|c| c.f1()).sum::<f64>() / present.count() as f64;
        [Counts::accuracy(&counts), macro_f1]
    };
    let values = figures(None);
    let draws = bootstrap.draw(groups.n, &|| (), |weights| figures(Some(weights)));
    let [accuracy, macro_f1] = [0, 1]
        .map(|place| Figure::new(Some(values[place]), draws.iter().map(|draw| Some(draw[place]))));
    let counts = sums.counts(None);
    Slice {
        column: column.to_owned(),
        value: value.to_owned(),
        n: rows.len(),
        accuracy,
        macro_f1,
        recall: counts.iter().map(|c| (c.support > 0).then(|| c.recall())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::LabelSet;

    #[test]
    fn the_worst_slice_comes_first() {
        let probabilities = vec![vec![0.2, 0.3, 0.5]; 7];
        let outcomes = Outcomes {
            labels: &LabelSet::from_names(["a", "b", "c"]),
            truth: &[0, 1, 1, 0, 0, 1, 1],
            predicted: &[0, 1, 2, 0, 0, 0, 1],
            probabilities: &probabilities,
            groups: None,
            background: None,
        };
        let values = ["x", "x", "x", "y", "y", "z", ""];
        let slices = slices(&outcomes, "k", &values, &Bootstrap::default()).unwrap();
        let order: Vec<&str> = slices.iter().map(|s| s.value.as_str()).collect();
        assert_eq!(order, ["z", "x", "y", ""]);
        // a: 1; b: right in one of two, never given else: 2/3. c is not in the truth.
        assert!((slices[1].macro_f1.value.unwrap() - (1.0 + 2.0 / 3.0) / 2.0).abs() < 1e-12);
        assert_eq!(slices[1].accuracy.value, Some(2.0 / 3.0));
        assert_eq!(slices[1].recall, [Some(1.0), Some(0.5), None]);
        assert!(slices[1].accuracy.low < slices[1].accuracy.value);
        // One row says nothing of its own spread.
        assert_eq!(slices[0].accuracy.low, None);
        assert!(super::slices(&outcomes, "k", &values[1..], &Bootstrap::default()).is_err());
    }
}
