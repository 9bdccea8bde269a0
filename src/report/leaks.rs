//! Rows that the model knows from its training, and the figures without them.

use serde::Serialize;

use super::rows::{Evaluation, Intervals, csv_row, drawn_from, scores};
use super::scores::{Look, new_table, trimmed};
use super::visible;
use crate::leakage::Kind;
use crate::metrics::{Figure, Metrics};

/// How many rows are listed before the rest is only counted.
const LISTED: usize = 20;

/// Rows known from training, as they go out.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LeakReport {
    /// How many of each kind; `None` where the model holds no fingerprints.
    pub leakage: Option<LeakCounts>,
    /// Each of them, in the order of the rows.
    pub leaked_rows: Vec<LeakedRow>,
    /// All figures of the other rows; `None` where there is none, or nothing
    /// was compared.
    pub metrics_clean: Option<Metrics>,
}

/// Rows by what they share with the training rows; `None` where it could not
/// be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LeakCounts {
    /// The text.
    pub exact: Option<usize>,
    /// Nearly the text.
    pub near: Option<usize>,
    /// The group, and no text.
    pub group: Option<usize>,
}

impl LeakCounts {
    pub(super) fn by_kind(self) -> [(Kind, Option<usize>); 3] {
        [(Kind::Exact, self.exact), (Kind::Near, self.near), (Kind::Group, self.group)]
    }
}

/// A row known from training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeakedRow {
    /// File and line.
    pub place: String,
    /// What it shares.
    pub kind: Kind,
}

pub(super) fn section(evaluation: &Evaluation, look: Look) -> String {
    let (leaks, heading) = (&evaluation.leaks, look.heading);
    let mut text = format!("{heading}Leakage\n\n");
    let Some(counts) = leaks.leakage else {
        text.push_str("Not compared: the model holds no fingerprints of its training rows.\n\n");
        return text;
    };
    let mut table = new_table(look, &["shared with training", "rows"]);
    for (kind, count) in counts.by_kind() {
        let count = count.map_or("not compared".into(), |count| count.to_string());
        table.add_row([kind.as_str().to_owned(), count]);
    }
    text.push_str(&format!("{}\n\n", trimmed(&table)));
    let (leaked, n) = (leaks.leaked_rows.len(), evaluation.scores.n);
    if leaked == 0 {
        return text;
    }
    for LeakedRow { place, kind } in leaks.leaked_rows.iter().take(LISTED) {
        text.push_str(&format!("- {}: {}\n", visible(place), kind.as_str()));
    }
    if leaked > LISTED {
        text.push_str(&format!("- and {} more\n", leaked - LISTED));
    }
    text.push_str(&format!("\n{heading}Without leaked rows\n\n"));
    match &leaks.metrics_clean {
        Some(metrics) => {
            let background = evaluation.background.as_deref();
            let table = scores(n - leaked, metrics, background, look);
            let columns = evaluation.intervals.columns.clone();
            let drawn = drawn_from(&Intervals { resampling: metrics.resampling, columns });
            text.push_str(&format!("{}\n\n{drawn}\n\n", trimmed(&table)));
        }
        None => text.push_str("No row is left.\n\n"),
    }
    text
}

/// The counts, the first leaked rows and the figures over all others.
pub(super) fn csv_rows(evaluation: &Evaluation) -> Vec<[String; 7]> {
    let (leaks, n) = (&evaluation.leaks, evaluation.scores.n);
    let number = |value| Figure { value, low: None, high: None };
    let counts = leaks.leakage.map(LeakCounts::by_kind).into_iter().flatten();
    let counts = counts.map(|(kind, count)| {
        csv_row("leakage", kind.as_str(), "rows", number(count.map(|count| count as f64)), n)
    });
    let listed = leaks.leaked_rows.iter().take(LISTED);
    let listed =
        listed.map(|row| csv_row("leaked", &row.place, row.kind.as_str(), number(None), 1));
    let clean = leaks.metrics_clean.iter().flat_map(Metrics::iter);
    let clean = clean
        .filter(|(name, _)| !name.contains(':'))
        .map(|(name, figure)| csv_row("clean", "", name, figure, n - leaks.leaked_rows.len()));
    counts.chain(listed).chain(clean).collect()
}
