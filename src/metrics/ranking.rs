//! How well a label's probability puts its rows before all others.

use super::outcomes::{Groups, Outcomes, Weights, weight};

/// The rows by falling probability of one label.
#[derive(Debug, Clone)]
pub(super) struct Ranking(Vec<Ranked>);

#[derive(Debug, Clone, Copy)]
struct Ranked {
    group: u32,
    is_label: bool,
    /// Whether the next row is less probable.
    ends_tie: bool,
}

impl Ranking {
    pub fn new(outcomes: &Outcomes<'_>, class: usize, groups: &Groups) -> Self {
        let p = |row: &u32| outcomes.probabilities[*row as usize][class];
        let mut order: Vec<u32> = (0..outcomes.truth.len() as u32).collect();
        order.sort_unstable_by(|a, b| p(b).total_cmp(&p(a)));
        let ranked = order.iter().enumerate().map(|(place, row)| Ranked {
            group: groups.of_row[*row as usize],
            is_label: outcomes.truth[*row as usize] == class,
            ends_tie: order.get(place + 1).is_none_or(|next| p(next) != p(row)),
        });
        Self(ranked.collect())
    }

    /// Average precision: the sum over thresholds of precision times the step
    /// in recall, without interpolation, as scikit-learn defines it. `None`
    /// where no row is of the label.
    pub fn average_precision(&self, weights: Weights<'_>) -> Option<f64> {
        let (mut seen, mut found, mut tied, mut area) = (0, 0, 0, 0.0);
        for row in &self.0 {
            let weight = weight(weights, row.group);
            seen += weight;
            tied += if row.is_label { weight } else { 0 };
            if row.ends_tie && tied > 0 {
                found += tied;
                area += tied as f64 * found as f64 / seen as f64;
                tied = 0;
            }
        }
        (found > 0).then(|| area / found as f64)
    }
}
