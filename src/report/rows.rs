//! Evaluations of labelled rows.

use comfy_table::Table;
use serde::Serialize;

use super::leaks::{self, LeakReport};
use super::mistakes::{self, Mistakes};
use super::refusal::{self, RefusalReport};
use super::scores::{Look, csv_text, decided_at, escaped, figure, new_table, pretty, trimmed};
use super::{LearningPoint, curves, visible};
use crate::metrics::{
    Baselines, FEW_GROUPS, Figure, Metrics, ReliabilityBin, Resampling, RiskCoverage, Scores, Slice,
};

/// The form of the JSON, which `docs/evaluation.md` describes.
const SCHEMA: &str = "evaluation.v1";

/// An evaluation as it goes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// The counts, and the figures that programs have read from the start.
    #[serde(flatten)]
    pub scores: Scores,
    /// The model: its path, or `shipped`.
    pub model: String,
    /// Where the rows were read.
    pub files: Vec<String>,
    /// Where the model decided.
    pub operating_point: String,
    /// Rows left out because the model does not know their label.
    pub unknown_label: usize,
    /// Rows left out because they could not be read.
    pub bad_rows: usize,
    /// All figures with intervals.
    pub metrics: Metrics,
    /// What the intervals were drawn from.
    pub intervals: Intervals,
    /// Rows that the model knows from its training.
    #[serde(flatten)]
    pub leaks: LeakReport,
    /// What is reached without reading the text.
    pub baselines: Baselines,
    /// The label whose rows may raise false alarms.
    pub background: Option<String>,
    /// How often the model is right where it is about as sure.
    pub reliability: Vec<ReliabilityBin>,
    /// The error among the rows that the model is surest of.
    pub risk_coverage: RiskCoverage,
    /// Parts of the rows, column by column, the worst first.
    pub slices: Vec<Slice>,
    /// What the model's own threshold accepts, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<RefusalReport>,
    /// Mistakes worth reading, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mistakes: Option<Mistakes>,
    /// What models fitted to fewer rows reached, where it was given. Not in JSON.
    #[serde(skip)]
    pub learning_curve: Vec<LearningPoint>,
}

/// What intervals were drawn from, as it goes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Intervals {
    /// Draws and groups.
    #[serde(flatten)]
    pub resampling: Resampling,
    /// The columns that the groups were read from.
    pub columns: Vec<String>,
}

pub(super) fn json(evaluation: &Evaluation) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        #[serde(flatten)]
        evaluation: &'a Evaluation,
        confusion_shares: Vec<Vec<Option<f64>>>,
    }
    let confusion_shares = evaluation.scores.confusion_shares();
    pretty(&Document { schema: SCHEMA, evaluation, confusion_shares })
}

/// The figures over all rows, and what they are called for people.
pub(super) const SHOWN: [(&str, &str); 9] = [
    ("accuracy", "accuracy"),
    ("balanced_accuracy", "balanced accuracy"),
    ("macro_f1", "macro F1"),
    ("weighted_f1", "weighted F1"),
    ("mcc", "MCC"),
    ("kappa", "Cohen's kappa"),
    ("log_loss", "log loss"),
    ("brier", "Brier score"),
    ("ece", "calibration error"),
];

pub(super) fn tables(evaluation: &Evaluation, look: Look) -> String {
    let heading = look.heading;
    let mut text = format!(
        "{heading}Scores\n\n{}\n\n{}\n\n",
        trimmed(&scores(
            evaluation.scores.n,
            &evaluation.metrics,
            evaluation.background.as_deref(),
            look
        )),
        drawn_from(&evaluation.intervals)
    );
    text.push_str(&leaks::section(evaluation, look));
    for (title, table) in [
        ("By label", labels(evaluation, look)),
        ("Without reading", baselines(evaluation, look)),
        ("Confusion matrix", confusion(evaluation, look)),
        ("Confusion matrix, shares of the truth", confusion_shares(evaluation, look)),
        ("Reliability, by tenths of the rows", curves::reliability(evaluation, look)),
        ("Error where only the surest are labelled", curves::risk_coverage(evaluation, look)),
    ] {
        text.push_str(&format!("{heading}{title}\n\n{}\n\n", trimmed(&table)));
    }
    for of_column in evaluation.slices.chunk_by(|a, b| a.column == b.column) {
        let title = visible(&of_column[0].column);
        let table = trimmed(&slices(of_column, look));
        text.push_str(&format!("{heading}By {title}, the worst first\n\n{table}\n\n"));
    }
    if let Some(found) = &evaluation.refusal {
        text.push_str(&refusal::text(found, look));
    }
    if let Some(found) = &evaluation.mistakes {
        text.push_str(&mistakes::text(found, look));
    }
    text.push_str(decided_at(&evaluation.operating_point).trim_start());
    left_out(evaluation).iter().for_each(|note| text.push_str(&format!("\n{note}\n")));
    text
}

/// In words, which rows were left out.
pub(super) fn left_out(evaluation: &Evaluation) -> Vec<String> {
    let all = [
        (evaluation.unknown_label, "with a label that the model lacks"),
        (evaluation.bad_rows, "that could not be read"),
    ];
    let some = all.into_iter().filter(|(count, _)| *count > 0);
    some.map(|(count, what)| format!("Left out: {count} rows {what}.")).collect()
}

pub(super) fn false_alarms_name(background: &str) -> String {
    format!("false alarms per 100 {}", visible(background))
}

pub(super) fn metric(metrics: &Metrics, name: &str) -> Figure {
    let nothing = Figure { value: None, low: None, high: None };
    metrics.get(name).unwrap_or(nothing)
}

/// The figures over `n` rows.
pub(super) fn scores(n: usize, metrics: &Metrics, background: Option<&str>, look: Look) -> Table {
    let n = format!("{n} rows");
    let mut table = new_table(look, &[&n, "value", "95 % interval"]);
    let mut add = |name: &str, shown: &str| {
        let figure = metric(metrics, name);
        table.add_row([shown.to_owned(), value(figure.value), interval(figure, " to ")]);
    };
    SHOWN.iter().for_each(|(name, shown)| add(name, shown));
    if let Some(background) = background {
        add("false_alarms_per_100", &false_alarms_name(background));
    }
    table
}

/// In words, what the intervals were drawn from.
pub(super) fn drawn_from(intervals: &Intervals) -> String {
    let Intervals { resampling: Resampling { draws, seed, groups, grouped, .. }, columns } =
        intervals;
    let units = match grouped {
        true => format!("groups ({})", columns.join(", ")),
        false => "rows: without groups, intervals run narrow where rows are alike".into(),
    };
    match (draws, groups) {
        (0, _) => "No intervals: no draws were asked for.".into(),
        (_, 0..2) => "No intervals: there is one group only.".into(),
        (_, 2..FEW_GROUPS) => format!(
            "Intervals: {draws} draws (seed {seed}) of {groups} {units}.\nUnder {FEW_GROUPS} of \
             them the intervals run narrow."
        ),
        _ => format!("Intervals: {draws} draws (seed {seed}) of {groups} {units}."),
    }
}

pub(super) fn value(value: Option<f64>) -> String {
    value.map_or("-".into(), figure)
}

pub(super) fn interval(of: Figure, to: &str) -> String {
    match (of.low, of.high) {
        (Some(low), Some(high)) => format!("{}{to}{}", figure(low), figure(high)),
        _ => String::new(),
    }
}

/// A figure and its interval in one cell.
fn cell(of: Figure, look: Look) -> String {
    match (of.low, of.high) {
        (Some(low), Some(high)) => {
            format!("{}{}{low:.3}-{high:.3}", value(of.value), look.within_cell)
        }
        _ => value(of.value),
    }
}

fn labels(evaluation: &Evaluation, look: Look) -> Table {
    let header = ["label", "precision", "recall", "F1", "average precision", "support"];
    let mut table = new_table(look, &header);
    for label in &evaluation.scores.labels {
        let of = |name: &str| {
            cell(metric(&evaluation.metrics, &format!("{name}:{}", label.label)), look)
        };
        table.add_row([
            escaped(&label.label, look),
            of("precision"),
            of("recall"),
            of("f1"),
            of("average_precision"),
            label.support.to_string(),
        ]);
    }
    for mean in ["macro", "weighted"] {
        let of = |name: &str| cell(metric(&evaluation.metrics, &format!("{mean}_{name}")), look);
        let n = evaluation.scores.n.to_string();
        let mean = format!("({mean} mean)");
        table.add_row([mean, of("precision"), of("recall"), of("f1"), String::new(), n]);
    }
    table
}

fn baselines(evaluation: &Evaluation, look: Look) -> Table {
    let Baselines { majority, chance } = &evaluation.baselines;
    let mut table = new_table(look, &["", "accuracy", "macro F1"]);
    let always = format!("always {}", escaped(&majority.label, look));
    table.add_row([always, figure(majority.accuracy), figure(majority.macro_f1)]);
    let by_chance = "chance, by the shares of the labels".to_owned();
    table.add_row([by_chance, figure(chance.accuracy), figure(chance.macro_f1)]);
    table
}

fn confusion(evaluation: &Evaluation, look: Look) -> Table {
    let rows = evaluation.scores.confusion_matrix.iter();
    matrix(evaluation, look, rows.map(|row| row.iter().map(ToString::to_string).collect()))
}

fn confusion_shares(evaluation: &Evaluation, look: Look) -> Table {
    let shares = evaluation.scores.confusion_shares();
    matrix(
        evaluation,
        look,
        shares.iter().map(|row| row.iter().map(|share| value(*share)).collect()),
    )
}

fn matrix(evaluation: &Evaluation, look: Look, rows: impl Iterator<Item = Vec<String>>) -> Table {
    let names: Vec<_> = evaluation.scores.labels.iter().map(|l| escaped(&l.label, look)).collect();
    let columns: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    let mut table = new_table(look, &[&["truth \\ predicted"], columns.as_slice()].concat());
    for (name, row) in columns.iter().zip(rows) {
        table.add_row(std::iter::once((*name).to_owned()).chain(row));
    }
    table
}

fn slices(slices: &[Slice], look: Look) -> Table {
    let column = escaped(&slices[0].column, look);
    let mut table = new_table(
        look,
        &[&column, "rows", "accuracy", "95 % interval", "macro F1", "95 % interval"],
    );
    for slice in slices {
        table.add_row([
            if slice.value.is_empty() { "(empty)".into() } else { escaped(&slice.value, look) },
            slice.n.to_string(),
            value(slice.accuracy.value),
            interval(slice.accuracy, " to "),
            value(slice.macro_f1.value),
            interval(slice.macro_f1, " to "),
        ]);
    }
    table
}

pub(super) fn csv(evaluation: &Evaluation) -> String {
    let scores = &evaluation.scores;
    let support = |label: &str| {
        let found = scores.labels.iter().find(|l| l.label == label);
        found.map_or(scores.n, |l| l.support)
    };
    let mut rows: Vec<[String; 7]> = Vec::new();
    for (name, figure) in evaluation.metrics.iter() {
        rows.push(match name.split_once(':') {
            None => csv_row("all", "", name, figure, scores.n),
            Some((metric, label)) => csv_row("label", label, metric, figure, support(label)),
        });
    }
    let Baselines { majority, chance } = &evaluation.baselines;
    for (name, metric, value) in [
        ("majority", "accuracy", majority.accuracy),
        ("majority", "macro_f1", majority.macro_f1),
        ("chance", "accuracy", chance.accuracy),
        ("chance", "macro_f1", chance.macro_f1),
    ] {
        rows.push(csv_row("baseline", name, metric, alone(value), scores.n));
    }
    if let Some(RefusalReport { target_error, of_rows, .. }) = &evaluation.refusal {
        let name = target_error.to_string();
        rows.push(csv_row("refusal", &name, "coverage", of_rows.coverage, of_rows.n));
        rows.push(csv_row("refusal", &name, "error", of_rows.error, of_rows.accepted));
    }
    for (label, row) in scores.labels.iter().zip(&scores.confusion_matrix) {
        for (predicted, count) in scores.labels.iter().zip(row) {
            let count = alone(*count as f64);
            rows.push(csv_row("confusion", &label.label, &predicted.label, count, label.support));
        }
    }
    rows.extend(leaks::csv_rows(evaluation));
    for slice in &evaluation.slices {
        let name = format!("{}={}", slice.column, slice.value);
        rows.push(csv_row("slice", &name, "accuracy", slice.accuracy, slice.n));
        rows.push(csv_row("slice", &name, "macro_f1", slice.macro_f1, slice.n));
        for (label, recall) in scores.labels.iter().zip(&slice.recall) {
            let figure = Figure { value: *recall, low: None, high: None };
            rows.push(csv_row("slice", &name, &format!("recall:{}", label.label), figure, slice.n));
        }
    }
    rows.extend(curves::csv_rows(evaluation));
    csv_text(rows)
}

pub(super) fn alone(value: f64) -> Figure {
    Figure { value: Some(value), low: None, high: None }
}

pub(super) fn csv_row(part: &str, name: &str, metric: &str, of: Figure, n: usize) -> [String; 7] {
    let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    [
        part.to_owned(),
        name.to_owned(),
        metric.to_owned(),
        number(of.value),
        number(of.low),
        number(of.high),
        n.to_string(),
    ]
}
