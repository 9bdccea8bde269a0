//! The reliability diagram and the risk-coverage curve as tables.

use comfy_table::Table;

use super::rows::{Evaluation, alone, csv_row, interval, value};
use super::scores::{Look, figure, new_table};
use crate::metrics::{Figure, RiskCoverage, RiskCoveragePoint};

/// Tenths of the rows that a short table shows.
const TENTHS: usize = 10;

/// A bin a row.
pub(super) fn reliability(evaluation: &Evaluation, look: Look) -> Table {
    let header = ["tenth", "sure from", "to", "mean", "right", "95 % interval"];
    let mut table = new_table(look, &header);
    for (place, bin) in evaluation.reliability.iter().enumerate() {
        table.add_row([
            (place + 1).to_string(),
            figure(bin.least),
            figure(bin.most),
            figure(bin.confidence),
            value(bin.right.value),
            interval(bin.right, " to "),
        ]);
    }
    table
}

/// The curve at every tenth of the coverage.
pub(super) fn risk_coverage(evaluation: &Evaluation, look: Look) -> Table {
    let header = ["labelled", "threshold", "error", "95 % interval"];
    let mut table = new_table(look, &header);
    for point in at_tenths(&evaluation.risk_coverage) {
        table.add_row([
            figure(point.coverage),
            figure(point.threshold),
            figure(point.error),
            interval(error(point), " to "),
        ]);
    }
    table
}

pub(super) fn error(point: &RiskCoveragePoint) -> Figure {
    Figure { value: Some(point.error), low: point.low, high: point.high }
}

/// The first points that reach each tenth, each once.
pub(super) fn at_tenths(curve: &RiskCoverage) -> Vec<&RiskCoveragePoint> {
    let reaches = |point: &RiskCoveragePoint, tenth: usize| {
        point.coverage >= tenth as f64 / TENTHS as f64 - 1e-9
    };
    let mut points: Vec<_> = (1..=TENTHS)
        .filter_map(|tenth| curve.points.iter().find(|point| reaches(point, tenth)))
        .collect();
    points.dedup_by_key(|point| point.coverage.to_bits());
    points
}

/// A row for each number.
pub(super) fn csv_rows(evaluation: &Evaluation) -> Vec<[String; 7]> {
    let n = evaluation.scores.n;
    let mut rows = Vec::new();
    for (place, bin) in evaluation.reliability.iter().enumerate() {
        let name = (place + 1).to_string();
        rows.push(csv_row("reliability", &name, "confidence", alone(bin.confidence), n));
        rows.push(csv_row("reliability", &name, "right", bin.right, n));
    }
    let curve = &evaluation.risk_coverage;
    let area = Figure { value: Some(curve.area), low: curve.area_low, high: curve.area_high };
    rows.push(csv_row("risk_coverage", "", "area", area, n));
    for point in &curve.points {
        let name = point.coverage.to_string();
        rows.push(csv_row("risk_coverage", &name, "error", error(point), n));
        rows.push(csv_row("risk_coverage", &name, "threshold", alone(point.threshold), n));
    }
    rows
}
