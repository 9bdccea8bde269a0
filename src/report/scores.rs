//! The formats of evaluations, and evaluations of articles.

use comfy_table::{CellAlignment, Table, TableStyle, presets};
use serde::Serialize;

use super::evaluation_page;
use super::rows::{self, Evaluation};
use super::visible;
use crate::metrics::{ArticleScores, LabelScores};

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
    /// A row a figure.
    Csv,
    /// One page for a browser, with plots.
    Html,
}

impl ScoresFormat {
    /// Each of them, the default first.
    pub const ALL: [Self; 5] = [Self::Text, Self::Json, Self::Markdown, Self::Csv, Self::Html];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Html => "html",
        }
    }

    /// The evaluation in this format, with a line end.
    pub fn render(self, evaluation: &Evaluation) -> String {
        match self {
            Self::Text => rows::tables(evaluation, TEXT),
            Self::Markdown => rows::tables(evaluation, MARKDOWN),
            Self::Json => rows::json(evaluation),
            Self::Csv => rows::csv(evaluation),
            Self::Html => evaluation_page::rows(evaluation),
        }
    }

    /// The figures of articles in this format, with a line end.
    pub fn render_articles(self, evaluation: &ArticleEvaluation) -> String {
        match self {
            Self::Text => article_tables(evaluation, TEXT),
            Self::Markdown => article_tables(evaluation, MARKDOWN),
            Self::Json => pretty(evaluation),
            Self::Csv => article_csv(evaluation),
            Self::Html => evaluation_page::articles(evaluation),
        }
    }
}

/// How tables and what stands about them are written.
#[derive(Clone, Copy)]
pub(super) struct Look {
    preset: TableStyle,
    /// Stands before each heading.
    pub heading: &'static str,
    /// Stands between a figure and its interval in one cell.
    pub within_cell: &'static str,
}

pub(super) const TEXT: Look = Look { preset: presets::NOTHING, heading: "", within_cell: "\n" };
pub(super) const MARKDOWN: Look =
    Look { preset: presets::ASCII_MARKDOWN, heading: "## ", within_cell: " " };

/// Words that break neither a terminal nor a table of Markdown.
pub(super) fn escaped(text: &str, look: Look) -> String {
    let text = visible(text);
    if look.heading.is_empty() { text.into_owned() } else { text.replace('|', "\\|") }
}

pub(super) fn pretty(value: &impl Serialize) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}

fn article_tables(evaluation: &ArticleEvaluation, look: Look) -> String {
    let (scores, heading) = (&evaluation.scores, look.heading);
    let mut found = new_table(look, &["", "precision", "recall", "F1", "count"]);
    found.add_row([
        "sentences".to_owned(),
        figure(scores.statements_precision),
        figure(scores.statements_recall),
        figure(scores.statements_f1),
        scores.statements.to_string(),
    ]);
    let mut lines = new_table(look, &["lines", "dropped", "count"]);
    for (kind, dropped, count) in [
        ("clutter", scores.clutter_dropped, scores.clutter_lines),
        ("prose", scores.prose_lost, scores.prose_lines),
    ] {
        lines.add_row([kind.to_owned(), figure(dropped), count.to_string()]);
    }
    let mut all = new_table(look, &["articles", "macro F1", "false alarms"]);
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
        trimmed(&label_table(&scores.labels, look)),
    ) + &decided_at(&evaluation.operating_point)
}

pub(super) fn decided_at(operating_point: &str) -> String {
    format!("\nOperating point: {operating_point}.\n")
}

fn label_table(scores: &[LabelScores], look: Look) -> Table {
    let mut labels = new_table(look, &["label", "precision", "recall", "F1", "support"]);
    for label in scores {
        labels.add_row([
            escaped(&label.label, look),
            figure(label.precision),
            figure(label.recall),
            figure(label.f1),
            label.support.to_string(),
        ]);
    }
    labels
}

pub(super) fn figure(value: f64) -> String {
    format!("{value:.4}")
}

pub(super) fn new_table(look: Look, header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(look.preset).set_header(header.iter().copied());
    for column in
        table.column_iter_mut().skip(usize::from(!["rows", "articles"].contains(&header[0])))
    {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

pub(super) fn trimmed(table: &Table) -> String {
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n")
}

/// The head of a table of figures, one a row: which part of the report, of what,
/// which figure, its value and interval, and the rows behind it.
pub(super) const CSV_HEADER: [&str; 7] = ["part", "name", "metric", "value", "low", "high", "n"];

pub(super) fn csv_text(rows: impl IntoIterator<Item = [String; 7]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = CSV_HEADER.map(str::to_owned);
    for row in std::iter::once(header).chain(rows) {
        // Writing into memory does not fail.
        let _ = writer.write_record(&row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn article_csv(evaluation: &ArticleEvaluation) -> String {
    let scores = &evaluation.scores;
    let row = |part: &str, name: &str, metric: &str, value: f64, n: usize| {
        let value = value.to_string();
        [part, name, metric, &value, "", "", &n.to_string()].map(str::to_owned)
    };
    let of_all = ArticleScores::NAMES.iter().filter_map(|name| {
        let value = scores.metric(name).ok()?;
        Some(row("all", "", name, value, scores.articles))
    });
    let of_labels = scores.labels.iter().flat_map(|l| {
        [("precision", l.precision), ("recall", l.recall), ("f1", l.f1)]
            .map(|(metric, value)| row("label", &l.label, metric, value, l.support))
    });
    csv_text(of_all.chain(of_labels))
}
