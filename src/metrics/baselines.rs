//! What is reached without reading the text.

use rand::RngExt;
use rayon::prelude::*;
use serde::Serialize;

use super::bootstrap::{Purpose, random};
use super::{Counts, Outcomes};
use crate::error::Result;

/// Draws of labels by chance.
const DRAWS: usize = 200;

/// Two predictors that do not read the text, scored on the same rows. Both know
/// the shares of the labels among these rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Baselines {
    /// Always the most frequent label.
    pub majority: Majority,
    /// Each label as often as it stands in the truth, at random.
    pub chance: Chance,
}

/// Always the most frequent label of the rows, of equal ones the first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Majority {
    /// That label.
    pub label: String,
    /// Its share of the rows.
    pub accuracy: f64,
    /// Its F1 over the number of labels that stand in the truth.
    pub macro_f1: f64,
}

/// Labels drawn at random by their shares of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Chance {
    /// The expected share of rows labelled right: the sum of the squares of the
    /// shares.
    pub accuracy: f64,
    /// The mean macro-F1 of 200 draws.
    pub macro_f1: f64,
}

impl Baselines {
    /// The baselines of rows.
    ///
    /// # Errors
    /// [`Error::Params`](crate::error::Error::Params) where there is no row.
    pub fn new(outcomes: &Outcomes<'_>, seed: u64) -> Result<Self> {
        outcomes.check()?;
        let (k, truth) = (outcomes.labels.len(), outcomes.truth);
        let mut support = vec![0; k];
        truth.iter().for_each(|class| support[*class] += 1);
        let most = support.iter().max().copied().unwrap_or(0);
        let class = support.iter().position(|rows| *rows == most).unwrap_or(0);
        let always = Counts::of(k, truth, &vec![class; truth.len()]);
        let drawn: Vec<f64> = (0..DRAWS)
            .into_par_iter()
            .map(|draw| {
                let mut random = random(seed, Purpose::Chance, draw);
                let mut counts = vec![Counts::default(); k];
                for class in truth {
                    let row = random.random_range(0..truth.len() as u32) as usize;
                    Counts::add(&mut counts, *class, truth[row], 1);
                }
                Counts::macro_f1(&counts)
            })
            .collect();
        let share = |rows: &usize| *rows as f64 / truth.len() as f64;
        Ok(Self {
            majority: Majority {
                label: outcomes.labels.name(class).to_owned(),
                accuracy: Counts::accuracy(&always),
                macro_f1: Counts::macro_f1(&always),
            },
            chance: Chance {
                accuracy: support.iter().map(|rows| share(rows).powi(2)).sum(),
                macro_f1: drawn.iter().sum::<f64>() / DRAWS as f64,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::LabelSet;

    #[test]
    fn worked_by_hand() {
        // 600, 300 and 100 rows of three labels; the fourth is absent.
        let truth: Vec<usize> = (0..1000).map(|i| [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][i % 10]).collect();
        let probabilities = vec![vec![0.25; 4]; 1000];
        let outcomes = Outcomes {
            labels: &LabelSet::from_names(["a", "b", "c", "d"]),
            truth: &truth,
            predicted: &truth,
            probabilities: &probabilities,
            groups: None,
            background: None,
        };
        let baselines = Baselines::new(&outcomes, 0).unwrap();
        assert_eq!(baselines.majority.label, "a");
        assert_eq!(baselines.majority.accuracy, 0.6);
        assert!((baselines.majority.macro_f1 - 2.0 * 0.6 / 1.6 / 3.0).abs() < 1e-12);
        assert!((baselines.chance.accuracy - 0.46).abs() < 1e-12);
        // With many rows the F1 of each label is its share: a third of 1.
        assert!((baselines.chance.macro_f1 - 1.0 / 3.0).abs() < 0.005);
        assert_eq!(baselines, Baselines::new(&outcomes, 0).unwrap());
    }
}
