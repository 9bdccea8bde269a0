//! Two models on the same rows.

use serde::Serialize;

use super::rows::{Intervals, drawn_from};
use super::visible;
use crate::metrics::{Comparison, Figure};

/// The form of the JSON, which `docs/evaluation.md` describes.
const SCHEMA: &str = "comparison.v1";

/// A comparison as it goes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparisonReport {
    /// What A is: the path of a model or of predictions, or `shipped`.
    pub name_a: String,
    /// What B is.
    pub name_b: String,
    /// The figures.
    #[serde(flatten)]
    pub comparison: Comparison,
    /// What the intervals were drawn from.
    pub intervals: Intervals,
    /// Rows that B labels right and A wrong, in order; the first of them.
    pub gained: Vec<Change>,
    /// Rows that A labels right and B wrong, in order; the first of them.
    pub lost: Vec<Change>,
}

/// A row that only one of two models labels right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// File and line.
    pub place: String,
    /// Its label.
    pub truth: String,
    /// The label given by A.
    pub a: String,
    /// The label given by B.
    pub b: String,
    /// The words.
    pub text: String,
}

/// The comparison as JSON, with a line end.
pub fn comparison_json(report: &ComparisonReport) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        #[serde(flatten)]
        report: &'a ComparisonReport,
    }
    super::scores::pretty(&Document { schema: SCHEMA, report })
}

/// The comparison for people, with a line end.
pub fn comparison_text(report: &ComparisonReport) -> String {
    use super::scores::{TEXT, new_table, trimmed};

    let Comparison { n, a, b, difference, .. } = &report.comparison;
    let c = &report.comparison;
    let mut scores = new_table(
        TEXT,
        &[&format!("{n} rows"), "accuracy", "95 % interval", "macro F1", "95 % interval"],
    );
    for (name, side) in [("A", a), ("B", b), ("B - A", difference)] {
        let (accuracy, macro_f1) = (side.accuracy, side.macro_f1);
        scores.add_row([
            name.to_owned(),
            value(accuracy),
            interval(accuracy),
            value(macro_f1),
            interval(macro_f1),
        ]);
    }
    let mut right = new_table(TEXT, &["", "B right", "B wrong"]);
    for (name, of_right, of_wrong) in
        [("A right", c.both_right, c.only_a_right), ("A wrong", c.only_b_right, c.both_wrong)]
    {
        right.add_row([name.to_owned(), of_right.to_string(), of_wrong.to_string()]);
    }
    let mut text = format!(
        "A  {}\nB  {}\n\n{}\n\n{}\n\n{}\n\nMcNemar's exact test: p = {}\n",
        visible(&report.name_a),
        visible(&report.name_b),
        trimmed(&scores),
        drawn_from(&report.intervals),
        trimmed(&right),
        p_value(c.mcnemar_p),
    );
    for (title, changes, all) in [
        ("Only B is right", &report.gained, c.only_b_right),
        ("Only A is right", &report.lost, c.only_a_right),
    ] {
        if changes.is_empty() {
            continue;
        }
        text.push_str(&format!("\n{title} ({} of {all} rows)\n\n", changes.len()));
        for Change { place, truth, a, b, text: words } in changes {
            let [place, truth, a, b, words] = [place, truth, a, b, words].map(|t| visible(t));
            text.push_str(&format!("- {truth} (A {a}, B {b}), {place}: {words}\n"));
        }
    }
    text
}

fn value(of: Figure) -> String {
    of.value.map_or("-".into(), |value| format!("{value:.4}"))
}

fn interval(of: Figure) -> String {
    match (of.low, of.high) {
        (Some(low), Some(high)) => format!("{low:.4} to {high:.4}"),
        _ => String::new(),
    }
}

fn p_value(p: f64) -> String {
    if p < 0.0001 { format!("{p:.1e}") } else { format!("{p:.4}") }
}
