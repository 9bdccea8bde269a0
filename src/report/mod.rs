//! Results as text: one file a format.
//!
//! To add a format of labelled statements: a file with a
//! [`StatementWriter`], its variant in [`StatementFormat`] with its lines in
//! `ALL`, `as_str` and `writer`. The command line takes its choices from here.

mod calibration;
mod card;
mod comparison;
mod counts;
mod csv;
mod curves;
mod evaluation;
mod evaluation_page;
mod explanation;
mod html;
mod inspection;
mod json;
mod jsonl;
mod leaks;
mod listing;
mod markdown;
mod marked;
mod mistakes;
mod page;
mod pieces;
mod refusal;
mod rows;
mod scores;
mod suspects;
mod table;

use std::io::{self, Write};

pub use calibration::calibration_lines;
pub use card::{CARD_MARK, ModelCard, TestFigures};
pub use comparison::{Change, ComparisonReport, comparison_json, comparison_text};
pub use counts::{CountFormat, CountReport, PartOfCount};
pub use evaluation::LearningPoint;
pub use explanation::{ExplanationReport, Statement, explanation_json, explanation_text};
pub use inspection::{
    FingerprintCounts, Inspection, ModelInspection, inspection_json, inspection_text,
};
pub use leaks::{LeakCounts, LeakReport, LeakedRow};
pub use listing::ListingFormat;
pub use mistakes::{DrivingTerm, Mistake, MistakenPair, Mistakes};
pub use refusal::RefusalReport;
pub use rows::{Evaluation, Intervals};
pub use scores::{ArticleEvaluation, ScoresFormat};
pub use suspects::SuspectRow;
pub use table::visible;

use crate::article::{Reason, Span};
use crate::label::LabelSet;

/// Why a statement has no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlabelled {
    /// The model is less sure than was asked for.
    Confidence,
    /// The model is not sure enough for the share of wrong labels asked for.
    Uncertain,
    /// Its article is in another language than the model's.
    Language,
}

impl Unlabelled {
    /// Its name in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confidence => "confidence",
            Self::Uncertain => "uncertain",
            Self::Language => "language",
        }
    }
}

/// What the statements come from: an article, or a table.
#[derive(Debug, Clone, Copy, Default)]
pub struct SourceView<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its place among the records of its input, from 0, where it is one.
    pub row: Option<usize>,
    /// The title of an article, where it is known beside the text.
    pub title: Option<&'a str>,
    /// The text of an article, which spans index. Statements of an article are
    /// written all at once; those of a table batch by batch.
    pub text: Option<&'a str>,
    /// What of the article is dropped, and why, in order.
    pub dropped: &'a [(Span, Reason)],
    /// Whether it is the first source that is written.
    pub first: bool,
}

/// A labelled statement, as it goes out.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelledStatement<'a> {
    /// The input it comes from.
    pub source: &'a str,
    /// The row of its table, from 0, where the input is one.
    pub row: Option<usize>,
    /// Its place in the text, from 0, where the text was split.
    pub statement: Option<usize>,
    /// First byte in the text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// The words.
    pub text: &'a str,
    /// Its label, or why it has none.
    pub label: Result<&'a str, Unlabelled>,
    /// The probability of the likeliest label, 0 to 1.
    pub confidence: f64,
    /// The labels of its set, the most probable first, where sets are asked for.
    pub set: Option<Vec<&'a str>>,
    /// The probability of each label, in the order of the label set.
    pub probabilities: &'a [f64],
    /// Fields of other columns carried through, in the order asked for.
    pub kept: &'a [String],
}

impl LabelledStatement<'_> {
    /// Where it stands in the text.
    fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }
}

/// How an output is made.
#[derive(Debug, Clone)]
pub struct StatementStyle<'a> {
    /// The model's labels.
    pub labels: &'a LabelSet,
    /// The names of the columns carried through.
    pub kept: &'a [String],
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to colour.
    pub colour: bool,
    /// Whether each label's probability goes out.
    pub probabilities: bool,
    /// Whether what is dropped goes out.
    pub dropped: bool,
    /// Whether sets of labels go out.
    pub sets: bool,
}

/// Shown in place of a label where there is none.
const UNSURE: &str = "?";

/// The names of the fields that are always there. A column carried through
/// that has one of these names, or that of a probability, goes out as
/// `input_NAME`.
pub const FIELDS: [&str; 10] = [
    "source",
    "row",
    "statement",
    "start",
    "end",
    "text",
    "label",
    "confidence",
    "set",
    "probabilities",
];

/// The name under which a column is carried through.
pub fn kept_name(column: &str) -> String {
    match FIELDS.contains(&column) || column.starts_with("probability_") {
        true => format!("input_{column}"),
        false => column.to_owned(),
    }
}

/// Writes labelled statements, source by source. Statements may be written
/// side by side into parts that are put together in order.
pub trait StatementWriter: Sync {
    /// Writes what stands before everything.
    ///
    /// # Errors
    /// Those of the output.
    fn begin(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what stands before the statements of a source.
    ///
    /// # Errors
    /// Those of the output.
    fn begin_source(&self, _source: &SourceView<'_>, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes statements of one source, in order; `first` where none of them
    /// was written before.
    ///
    /// # Errors
    /// Those of the output.
    fn write(
        &self,
        source: &SourceView<'_>,
        statements: &[LabelledStatement<'_>],
        first: bool,
        out: &mut dyn Write,
    ) -> io::Result<()>;

    /// Writes what stands after the statements of a source.
    ///
    /// # Errors
    /// Those of the output.
    fn end_source(&self, _source: &SourceView<'_>, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what stands after everything.
    ///
    /// # Errors
    /// Those of the output.
    fn end(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// The formats of labelled statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementFormat {
    /// For people: label, confidence, statement wrapped to the terminal.
    Table,
    /// For people: the article as written, its statements marked.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// One JSON document.
    Json,
    /// One row a statement.
    Csv,
    /// For documents.
    Markdown,
    /// One page for a browser.
    Html,
}

impl StatementFormat {
    /// Each of them, the default first.
    pub const ALL: [Self; 7] =
        [Self::Table, Self::Text, Self::Jsonl, Self::Json, Self::Csv, Self::Markdown, Self::Html];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Text => "text",
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// Whether its output is records one after the other, so that one may go on
    /// after a part of them.
    pub fn is_records(self) -> bool {
        matches!(self, Self::Jsonl | Self::Csv)
    }

    /// What writes it.
    pub fn writer<'a>(self, style: StatementStyle<'a>) -> Box<dyn StatementWriter + 'a> {
        match self {
            Self::Table => Box::new(table::TableWriter::new(style)),
            Self::Text => Box::new(marked::TextWriter::new(style)),
            Self::Jsonl => Box::new(jsonl::JsonlWriter::new(style)),
            Self::Json => Box::new(json::JsonWriter::new(style)),
            Self::Csv => Box::new(csv::CsvWriter::new(style)),
            Self::Markdown => Box::new(markdown::MarkdownWriter::new(style)),
            Self::Html => Box::new(html::HtmlWriter::new(style)),
        }
    }
}
