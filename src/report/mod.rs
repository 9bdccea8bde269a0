//! Results as text: one file a format.
//!
//! To add a format of labelled statements: a file with a
//! [`StatementWriter`], its variant in [`StatementFormat`] with its lines in
//! `ALL`, `as_str` and `writer`. The command line takes its choices from here.

mod comparison;
mod csv;
mod inspection;
mod jsonl;
mod rows;
mod scores;
mod table;

use std::io::{self, Write};

pub use comparison::{Change, ComparisonReport, comparison_json, comparison_text};
pub use inspection::{Inspection, inspection_json, inspection_text};
pub use rows::{Evaluation, Intervals, Mistake, MistakenPair, Mistakes};
pub use scores::{ArticleEvaluation, ScoresFormat};
pub use table::visible;

use crate::label::LabelSet;

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
    /// Its label, unless the model is less sure than was asked for.
    pub label: Option<&'a str>,
    /// The probability of the likeliest label, 0 to 1.
    pub confidence: f64,
    /// The probability of each label, in the order of the label set.
    pub probabilities: &'a [f64],
    /// Fields of other columns carried through, in the order asked for.
    pub kept: &'a [String],
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
}

/// The names of the fields that are always there. A column carried through
/// that has one of these names, or that of a probability, goes out as
/// `input_NAME`.
pub const FIELDS: [&str; 9] =
    ["source", "row", "statement", "start", "end", "text", "label", "confidence", "probabilities"];

/// The name under which a column is carried through.
pub fn kept_name(column: &str) -> String {
    match FIELDS.contains(&column) || column.starts_with("probability_") {
        true => format!("input_{column}"),
        false => column.to_owned(),
    }
}

/// Writes labelled statements one after the other. Statements may be written
/// side by side into parts that are put together in order.
pub trait StatementWriter: Sync {
    /// Writes what stands before the first statement.
    ///
    /// # Errors
    /// Those of the output.
    fn begin(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what stands before the statements of an input, which may be the
    /// `first`.
    ///
    /// # Errors
    /// Those of the output.
    fn begin_source(&self, _source: &str, _first: bool, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes statements of one input, in order.
    ///
    /// # Errors
    /// Those of the output.
    fn write(&self, statements: &[LabelledStatement<'_>], out: &mut dyn Write) -> io::Result<()>;
}

/// The formats of labelled statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementFormat {
    /// For people: label, confidence, statement wrapped to the terminal.
    Table,
    /// One JSON object a line.
    Jsonl,
    /// One row a statement.
    Csv,
}

impl StatementFormat {
    /// Each of them, the default first.
    pub const ALL: [Self; 3] = [Self::Table, Self::Jsonl, Self::Csv];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }

    /// What writes it.
    pub fn writer<'a>(self, style: StatementStyle<'a>) -> Box<dyn StatementWriter + 'a> {
        match self {
            Self::Table => Box::new(table::TableWriter::new(style)),
            Self::Jsonl => Box::new(jsonl::JsonlWriter::new(style)),
            Self::Csv => Box::new(csv::CsvWriter::new(style)),
        }
    }
}
