//! `stancekit count` as typed.

use std::path::PathBuf;

use clap::Args;

use crate::cli::values::one_of;
use crate::report::CountFormat;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stancekit predict articles/ --format csv --output all.csv
  stancekit count all.csv
  stancekit count all.csv --labelled sample.csv
  stancekit predict crawl.jsonl --keep date,outlet --format jsonl | stancekit count - --by outlet
  stancekit count all.jsonl.zst --labelled sample.csv --by outlet --once --format csv

SAMPLE holds the columns source and statement (or row), as predict wrote them, and label: the \
label given by hand. Its rows must be drawn at random from all statements, or be all statements \
of articles drawn at random; the model must not be trained on them. Without it shares are those \
of predicted labels, and the classifier's errors are in them. docs/evaluation.md has the formulas.")]
pub(in crate::cli) struct CountArgs {
    /// What predict wrote as JSONL or CSV, plain or compressed; - for standard input
    #[arg(value_name = "PREDICTIONS")]
    pub predictions: PathBuf,
    /// A random sample of the same statements labelled by hand, CSV or TSV: shares are corrected by
    /// it
    #[arg(long, short, value_name = "SAMPLE")]
    pub labelled: Option<PathBuf>,
    #[command(flatten)]
    pub columns: SampleColumnArgs,
    /// Field of the predictions that tells what hangs together [default: the article; each row of
    /// a table by itself]
    #[arg(long, value_name = "NAME")]
    pub group_column: Option<String>,
    /// Count for each value of this field of the predictions too; may be given more than once
    #[arg(long, value_name = "COLUMN")]
    pub by: Vec<String>,
    /// Count near-copies of an earlier statement (wire stories, retweets) once
    #[arg(long)]
    pub once: bool,
    /// How the result is written
    #[arg(long, short, default_value = "text", value_name = "FORMAT",
          value_parser = one_of(CountFormat::ALL, CountFormat::as_str))]
    pub format: CountFormat,
}

/// Where the sample keeps what.
#[derive(Debug, Args)]
pub(in crate::cli) struct SampleColumnArgs {
    /// Column of SAMPLE with the label given by hand
    #[arg(long, value_name = "NAME", default_value = "label")]
    pub label_column: String,
    /// Column of SAMPLE with the source
    #[arg(long, value_name = "NAME", default_value = "source")]
    pub source_column: String,
    /// Column of SAMPLE with the number of the statement
    #[arg(long, value_name = "NAME", default_value = "statement")]
    pub statement_column: String,
    /// Column of SAMPLE with the number of the row or record, where there is one
    #[arg(long, value_name = "NAME", default_value = "row")]
    pub row_column: String,
}
