//! Evaluations: text, JSON, Markdown.

use comfy_table::{CellAlignment, Table, TableStyle, presets};
use serde::Serialize;

use crate::metrics::{ArticleScores, LabelScores, Scores};

/// An evaluation as it goes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// The figures.
    #[serde(flatten)]
    pub scores: Scores,
    /// Where the model decided.
    pub operating_point: String,
    /// Rows left out because the model does not know their label.
    pub unknown_label: usize,
    /// Rows left out because they could not be read.
    pub bad_rows: usize,
}

/// An evaluation of articles with gold as it goes out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArticleEvaluation {
    /// The figures.
    #[serde(flatten)]
    pub scores: ArticleScores,
    /// Where the model decided.
    pub operating_point: String,
    /// Articles left out because they or their gold could not be read.
    pub failed: usize,
}

/// The formats of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoresFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For documents.
    Markdown,
}

impl ScoresFormat {
    /// Each of them, the default first.
    pub const ALL: [Self; 3] = [Self::Text, Self::Json, Self::Markdown];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Markdown => "markdown",
        }
    }

    /// The evaluation in this format, with a line end.
    pub fn render(self, evaluation: &Evaluation) -> String {
        match self {
            Self::Text => tables(evaluation, presets::NOTHING, ""),
            Self::Markdown => tables(evaluation, presets::ASCII_MARKDOWN, "## "),
            Self::Json => {
                format!("{}\n", serde_json::to_string_pretty(evaluation).unwrap_or_default())
            }
        }
    }
}

impl ScoresFormat {
    /// The figures of articles in this format, with a line end.
    pub fn render_articles(self, evaluation: &ArticleEvaluation) -> String {
        match self {
            Self::Text => article_tables(evaluation, presets::NOTHING, ""),
            Self::Markdown => article_tables(evaluation, presets::ASCII_MARKDOWN, "## "),
            Self::Json => {
                format!("{}\n", serde_json::to_string_pretty(evaluation).unwrap_or_default())
            }
        }
    }
}

fn article_tables(evaluation: &ArticleEvaluation, preset: TableStyle, heading: &str) -> String {
    let scores = &evaluation.scores;
    let mut found = new_table(preset, &["", "precision", "recall", "F1", "count"]);
    found.add_row([
        "sentences".to_owned(),
        figure(scores.statements_precision),
        figure(scores.statements_recall),
        figure(scores.statements_f1),
        scores.statements.to_string(),
    ]);
    let mut lines = new_table(preset, &["lines", "dropped", "count"]);
    for (kind, dropped, count) in [
        ("clutter", scores.clutter_dropped, scores.clutter_lines),
        ("prose", scores.prose_lost, scores.prose_lines),
    ] {
        lines.add_row([kind.to_owned(), figure(dropped), count.to_string()]);
    }
    let mut all = new_table(preset, &["articles", "macro F1", "false alarms"]);
    all.add_row([
        scores.articles.to_string(),
        figure(scores.macro_f1),
        scores.false_alarms.map_or("-".into(), figure),
    ]);
    format!(
        "{heading}Statements\n\n{}\n\n{heading}Clutter\n\n{}\n\n{heading}Labels, end to end\n\n{}\n\n{}\n",
        trimmed(&found),
        trimmed(&lines),
        trimmed(&all),
        trimmed(&label_table(&scores.labels, preset)),
    ) + &decided_at(&evaluation.operating_point)
}

fn decided_at(operating_point: &str) -> String {
    format!("\nOperating point: {operating_point}.\n")
}

fn label_table(scores: &[LabelScores], preset: TableStyle) -> Table {
    let mut labels = new_table(preset, &["label", "precision", "recall", "F1", "support"]);
    for label in scores {
        labels.add_row([
            label.label.clone(),
            figure(label.precision),
            figure(label.recall),
            figure(label.f1),
            label.support.to_string(),
        ]);
    }
    labels
}

fn tables(evaluation: &Evaluation, preset: TableStyle, heading: &str) -> String {
    let scores = &evaluation.scores;
    let mut all = new_table(preset, &["rows", "accuracy", "macro F1", "weighted F1", "log loss"]);
    all.add_row([
        scores.n.to_string(),
        figure(scores.accuracy),
        figure(scores.macro_f1),
        figure(scores.weighted_f1),
        figure(scores.log_loss),
    ]);
    let labels = label_table(&scores.labels, preset);
    let names: Vec<&str> = scores.labels.iter().map(|l| l.label.as_str()).collect();
    let mut confusion = new_table(preset, &[&["truth \\ predicted"], names.as_slice()].concat());
    for (name, row) in names.iter().zip(&scores.confusion_matrix) {
        confusion.add_row(
            std::iter::once((*name).to_owned()).chain(row.iter().map(ToString::to_string)),
        );
    }
    let mut text = format!(
        "{heading}Scores\n\n{}\n\n{heading}By label\n\n{}\n\n{heading}Confusion matrix\n\n{}\n",
        trimmed(&all),
        trimmed(&labels),
        trimmed(&confusion)
    );
    text.push_str(&decided_at(&evaluation.operating_point));
    for (count, what) in [
        (evaluation.unknown_label, "with a label that the model lacks"),
        (evaluation.bad_rows, "that could not be read"),
    ] {
        if count > 0 {
            text.push_str(&format!("\nLeft out: {count} rows {what}.\n"));
        }
    }
    text
}

fn figure(value: f64) -> String {
    format!("{value:.4}")
}

fn new_table(preset: TableStyle, header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(preset).set_header(header.iter().copied());
    for column in
        table.column_iter_mut().skip(usize::from(!["rows", "articles"].contains(&header[0])))
    {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn trimmed(table: &Table) -> String {
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}
