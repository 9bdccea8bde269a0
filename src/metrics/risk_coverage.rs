//! How the error falls where the model may leave rows unlabelled.

use serde::Serialize;

use super::bootstrap::{Bootstrap, Figure};
use super::outcomes::{Groups, Outcomes, Weights, weight};
use crate::error::Result;

/// Most points of a curve.
const MOST_POINTS: usize = 200;

/// The error among the rows that a model is surest of, over how many these are
/// (El-Yaniv and Wiener 2010; Geifman and El-Yaniv 2017).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RiskCoverage {
    /// At most 200 points, from the surest rows to all.
    pub points: Vec<RiskCoveragePoint>,
    /// The area under the curve of all thresholds: the mean over rows of the
    /// error at the threshold that just accepts the row (Geifman, Uziel and
    /// El-Yaniv 2019). 0 to 1, less is better.
    pub area: f64,
    /// The lower end of its 95 % interval; `None` where nothing was drawn.
    pub area_low: Option<f64>,
    /// The upper end.
    pub area_high: Option<f64>,
}

/// What a threshold accepts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RiskCoveragePoint {
    /// The share of rows whose given label has at least this probability.
    pub coverage: f64,
    /// The share of these that are labelled wrong.
    pub error: f64,
    /// The lower end of its 95 % interval, the threshold being fixed; `None`
    /// where nothing was drawn.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// The least probability that is accepted.
    pub threshold: f64,
}

impl RiskCoverage {
    /// The curve of rows, by the probability of the label given to each.
    /// Equally sure rows are accepted together.
    ///
    /// # Errors
    /// [`Error::Params`](crate::error::Error::Params) where there is no row.
    pub fn new(outcomes: &Outcomes<'_>, bootstrap: &Bootstrap) -> Result<Self> {
        outcomes.check()?;
        let groups = Groups::new(outcomes.groups, outcomes.truth.len());
        let ranked = Ranked::new(outcomes, &groups);
        let all = ranked.errors(None);
        let draws = bootstrap.draw(groups.n, &|| (), |weights| ranked.errors(Some(weights)));
        let area = Figure::new(all.area, draws.iter().map(|draw| draw.area));
        let points = ranked.points.iter().enumerate().map(|(place, accepted)| {
            let of_point =
                Figure::new(all.at_points[place], draws.iter().map(|draw| draw.at_points[place]));
            RiskCoveragePoint {
                coverage: *accepted as f64 / ranked.rows.len() as f64,
                error: of_point.value.unwrap_or_default(),
                low: of_point.low,
                high: of_point.high,
                threshold: ranked.rows[accepted - 1].confidence,
            }
        });
        Ok(Self {
            points: points.collect(),
            area: area.value.unwrap_or_default(),
            area_low: area.low,
            area_high: area.high,
        })
    }
}

/// Rows from the surest to the least sure.
struct Ranked {
    rows: Vec<Row>,
    /// How many rows each point accepts, rising.
    points: Vec<usize>,
}

struct Row {
    confidence: f64,
    group: u32,
    wrong: bool,
    /// Whether the next row is less sure.
    ends_tie: bool,
}

/// Errors among the rows accepted.
struct Errors {
    at_points: Vec<Option<f64>>,
    area: Option<f64>,
}

impl Ranked {
    fn new(outcomes: &Outcomes<'_>, groups: &Groups) -> Self {
        let classes = outcomes.truth.iter().zip(outcomes.predicted);
        let rows = classes.zip(outcomes.probabilities).zip(&groups.of_row);
        let row = |(((truth, predicted), p), group): (((&usize, &usize), &Vec<f64>), &u32)| Row {
            confidence: p[*predicted],
            group: *group,
            wrong: truth != predicted,
            ends_tie: true,
        };
        let mut rows: Vec<Row> = rows.map(row).collect();
        rows.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        for place in 1..rows.len() {
            rows[place - 1].ends_tie = rows[place - 1].confidence != rows[place].confidence;
        }
        let mut points = Vec::new();
        // The first thresholds that reach each of 200 even steps of coverage.
        let mut steps = 0;
        for accepted in 1..=rows.len() {
            if rows[accepted - 1].ends_tie && accepted * MOST_POINTS >= (steps + 1) * rows.len() {
                points.push(accepted);
                steps = accepted * MOST_POINTS / rows.len();
            }
        }
        Self { rows, points }
    }

    fn errors(&self, weights: Weights<'_>) -> Errors {
        let (mut accepted, mut wrong, mut tied, mut area) = (0, 0, 0, 0.0);
        let mut at_points = Vec::with_capacity(self.points.len());
        for (place, row) in self.rows.iter().enumerate() {
            let weight = weight(weights, row.group);
            tied += weight;
            wrong += if row.wrong { weight } else { 0 };
            if !row.ends_tie {
                continue;
            }
            accepted += tied;
            let error = (accepted > 0).then(|| wrong as f64 / accepted as f64);
            area += error.unwrap_or_default() * tied as f64;
            tied = 0;
            if self.points.get(at_points.len()) == Some(&(place + 1)) {
                at_points.push(error);
            }
        }
        Errors { at_points, area: (accepted > 0).then(|| area / accepted as f64) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::outcomes::TwoLabels;
    use super::*;

    fn curve(rows: &[(f64, bool)], groups: Option<&[usize]>, draws: usize) -> RiskCoverage {
        let of_rows = TwoLabels::new(rows);
        RiskCoverage::new(&of_rows.outcomes(groups), &Bootstrap { draws, seed: 0 }).unwrap()
    }

    fn points(curve: &RiskCoverage) -> Vec<(f64, f64, f64)> {
        curve.points.iter().map(|p| (p.coverage, p.error, p.threshold)).collect()
    }

    #[test]
    fn worked_by_hand() {
        // The surest is right, then a wrong one; two that tie, one of them
        // wrong; the last was given a label of probability 0.2.
        let rows = [(0.8, false), (0.9, true), (0.2, true), (0.6, true), (0.6, false)];
        let found = curve(&rows, None, 0);
        let expected = [(0.2, 0.0, 0.9), (0.4, 0.5, 0.8), (0.8, 0.5, 0.6), (1.0, 0.4, 0.2)];
        assert_eq!(points(&found), expected);
        assert!((found.area - (0.0 + 0.5 + 2.0 * 0.5 + 0.4) / 5.0).abs() < 1e-12);
        assert_eq!((found.points[0].low, found.area_low), (None, None));
        // The order of the rows does not matter.
        let mut reversed = rows;
        reversed.reverse();
        assert_eq!(curve(&reversed, None, 0), found);
    }

    #[test]
    fn a_perfect_order_and_none() {
        // 100 rows of which the ten least sure are wrong.
        let rows: Vec<(f64, bool)> =
            (0..100).map(|i| (1.0 - f64::from(i) / 200.0, i < 90)).collect();
        let best = curve(&rows, None, 0);
        assert_eq!(best.points.len(), 100);
        assert_eq!(best.points[89].error, 0.0);
        let by_hand: f64 = (1..=10).map(|k| f64::from(k) / f64::from(90 + k)).sum();
        assert!((best.area - by_hand / 100.0).abs() < 1e-12);
        // All alike: one point, and the area is the error.
        let alike: Vec<(f64, bool)> = (0..100).map(|i| (0.7, i < 90)).collect();
        let none = curve(&alike, None, 0);
        assert_eq!(points(&none), [(1.0, 0.1, 0.7)]);
        assert!((none.area - 0.1).abs() < 1e-12);
    }

    #[test]
    fn at_most_200_points_evenly_over_the_coverage() {
        let rows: Vec<(f64, bool)> =
            (0..1234).map(|i| (1.0 - f64::from(i) / 2000.0, i % 7 > 0)).collect();
        let found = curve(&rows, None, 0);
        assert_eq!(found.points.len(), 200);
        for (step, point) in found.points.iter().enumerate() {
            let reached = point.coverage * 200.0 - (step + 1) as f64;
            assert!((0.0..200.0 / 1234.0).contains(&(reached + 1e-9)), "{point:?}");
        }
        assert_eq!(found.points[199].coverage, 1.0);
        assert!((found.points[199].error - 177.0 / 1234.0).abs() < 1e-12);
    }

    #[test]
    fn intervals_are_those_of_groups() {
        let rows: Vec<(f64, bool)> =
            (0..400).map(|i| (1.0 - f64::from(i % 100) / 200.0, i % 40 > 4)).collect();
        let groups: Vec<usize> = (0..400).map(|i| i / 5).collect();
        let width = |point: &RiskCoveragePoint| point.high.unwrap() - point.low.unwrap();
        let (by_row, by_group) = (curve(&rows, None, 500), curve(&rows, Some(&groups), 500));
        assert_eq!(points(&by_row), points(&by_group));
        let last = by_row.points.len() - 1;
        assert!(width(&by_group.points[last]) > 1.5 * width(&by_row.points[last]));
        for point in &by_group.points {
            assert!(point.low <= Some(point.error) && Some(point.error) <= point.high);
        }
        assert!(
            by_group.area_low < Some(by_group.area) && Some(by_group.area) < by_group.area_high
        );
        assert_eq!(by_group, curve(&rows, Some(&groups), 500));
    }
}
